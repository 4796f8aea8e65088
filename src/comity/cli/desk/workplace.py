"""What the commands at the desk's machine need of it; `site/` gives it, and loads Django only then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from comity.store.desk import Desk

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of work came to: what to say of it, and what could not be done."""

    lines: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Workplace(Protocol):
    """The machine on which a desk runs."""

    def begin(self) -> Iterable[str]:
        """Make the home, or bring its tables up; says what to do next."""
        ...

    def desk(self) -> Desk:
        """The desk."""
        ...

    def serve(self, at: str, workers: int) -> None:
        """Serve the pages until stopped."""
        ...

    def tick(self) -> Round:
        """Let the clock tick once."""
        ...

    def seal(self) -> Round:
        """Seal once."""
        ...

    def rebuild(self, *, check: bool, advance: Advance) -> Iterable[str]:
        """Make the tables again, or compare; says what differs."""
        ...

    def demo(self, *, advance: Advance) -> Iterable[str]:
        """Tell an invented year to a desk of its own and have it witnessed; says what it came to."""
        ...

    def serve_demo(self, port: int) -> None:
        """Serve that desk until stopped."""
        ...
