"""The tick: every matter whose moment has come is looked at, each in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.gate.actors import Actor, Role
from comity.gate.commands import Watch
from comity.gate.errors import GateError
from comity.gate.gate import Done, Gate

CLOCK = Actor("clock", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick has done: the matters looked at, and those that could not be, each with what went wrong."""

    done: tuple[Done, ...]
    failed: tuple[tuple[str, Exception], ...] = ()

    @property
    def raised(self) -> int:
        """How many alarms were raised."""
        return sum(len(each.events) for each in self.done)


class TickError(GateError):
    """Some matters could not be looked at; the others were."""

    def __init__(self, ticked: Ticked) -> None:
        handle, first = ticked.failed[0]
        number = len(ticked.failed)
        super().__init__(
            f"{number} matters could not be looked at; the first is `{handle}`: {first}",
            help="The others were looked at; these are tried again at the next tick.",
        )
        self.ticked = ticked


def tick(gate: Gate, handles: Iterable[str]) -> Ticked:
    """Look at matters whose moment has come; what is near or past is raised, as the clock.

    Each is done or not by itself: one that fails stops no other.

    Raises:
        TickError: some failed; it holds what was done all the same.
    """
    done, failed = [], []
    for handle in handles:
        try:
            done.append(gate.do(Watch(handle), CLOCK))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next person's release does not wait for it
            failed.append((handle, error))
    ticked = Ticked(tuple(done), tuple(failed))
    if failed:
        raise TickError(ticked)
    return ticked
