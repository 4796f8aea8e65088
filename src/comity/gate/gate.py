"""The gate: the one place where a command becomes events, leaves in the ledger and rows, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from comity.gate.act import Act, Surroundings
from comity.gate.actors import Actor
from comity.gate.checking import check
from comity.gate.commands import ApproveErasure, Command, OfOffice, OpenMatter, RecordRefusal
from comity.gate.errors import BusyError, NotFoundError, NotNowError
from comity.gate.events import Event
from comity.gate.findings.commands import JoinFinding, OfFindings, RaiseFinding
from comity.gate.ordering.law import Drafts
from comity.gate.ports import Change, Clock, Law, Records
from comity.gate.sealing.commands import OrderOpening, SettleSealing
from comity.gate.sealing.state import is_gone
from comity.gate.state import Matter
from comity.gate.verbs import VERBS

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Done:
    """What a command has done: the matter afterwards, and the events, none where nothing changed."""

    matter: Matter
    events: tuple[Event, ...]


class Gate:
    """Does commands for actors: one at a time, or many in one transaction.

    Nothing leaves before it is durable: `do` returns after the commit, or raises and has changed nothing.
    """

    def __init__(
        self,
        records: Records,
        law: Law,
        clock: Clock,
        *,
        agency: str,
        new_id: Callable[[], str],
        erase: Callable[[Matter], None] | None = None,
        seal: Callable[[Matter], None] | None = None,
        drafts: Drafts | None = None,
    ) -> None:
        self.records, self.law, self.clock, self.agency = records, law, clock, agency
        self._new_id, self._erase, self._seal = new_id, erase, seal
        self._drafts = drafts or _no_drafts

    def do(self, command: Command, by: Actor) -> Done:
        """Do one command.

        Raises:
            GateError: it is refused; nothing was changed.
        """
        return self.do_all([command], by)[0]

    def do_all(self, commands: Sequence[Command], by: Actor, *, beginnings: Sequence[str] = ()) -> list[Done]:
        """Do several commands in their order, all or none; several may be about one matter.

        `beginnings` says of each matter that is opened how its handle begins; what lies together is written sooner.

        Raises:
            GateError: one is refused; nothing was changed.
        """
        for command in commands:
            check(command, by)
        opening = sum(isinstance(command, OpenMatter) for command in commands)
        fresh = self.records.begin(opening, beginnings=beginnings) if opening else ()
        acts = self._transacted(commands, fresh, by)
        for command, done in zip(commands, acts, strict=True):
            if isinstance(command, ApproveErasure) and self._erase:
                self._erase(done.matter)
            if isinstance(command, SettleSealing) and self._seal and is_gone(done.matter):
                self._seal(done.matter)
        return acts

    def zone_of(self, matter: Matter) -> ZoneInfo:
        """The clock of the place of a matter."""
        return ZoneInfo(self.law.at(self.clock()).binding(matter.agency or self.agency).calendar.zone)

    def _transacted(self, commands: Sequence[Command], fresh: Sequence[str], by: Actor) -> list[Done]:
        """Do them in a transaction, and again where others were writing at the same time."""
        for _ in range(_TRIES - 1):
            try:
                with self.records.transaction():
                    return self._acts(commands, list(fresh), by)
            except BusyError:
                continue
        with self.records.transaction():
            return self._acts(commands, list(fresh), by)

    def _acts(self, commands: Sequence[Command], fresh: list[str], by: Actor) -> list[Done]:
        begun: list[str] = []
        handles = [self._matter_of(command, fresh, begun) for command in commands]
        known = set(handles) - set(begun)
        known |= {command.lot for command in commands if isinstance(command, JoinFinding)}
        before = dict(self.records.matters(sorted(known)))
        # the moment is taken when nobody else changes these matters any more, so that events follow in their order
        now = self.clock().replace(microsecond=0)
        library, shipped, number = self.law.at(now), self.law.shipped, self.records.next_number
        around = Surroundings(now, by, library, shipped, self.agency, self._new_id, number, self._drafts)
        states = before | {handle: Matter(handle) for handle in handles if handle not in before}
        told: dict[str, list[Event]] = {handle: [] for handle in (*handles, *before)}
        done = []
        for command, handle in zip(commands, handles, strict=True):
            beside = Act(states[command.lot], around) if isinstance(command, JoinFinding) else None
            act = Act(states[handle], around, beside=beside)
            self._must_be_possible(act.matter, command)
            VERBS[type(command)](act, command)
            for each in (act, beside) if beside else (act,):
                states[each.matter.handle] = each.matter
                told[each.matter.handle] += each.events
            done.append(Done(act.matter, tuple(act.events)))
        changes = [
            Change(before.get(handle, Matter(handle)), tuple(events), states[handle])
            for handle, events in told.items()
            if events
        ]
        if changes:
            self.records.write(changes)
        return done

    def _matter_of(self, command: Command, fresh: list[str], begun: list[str]) -> str:
        """The matter that a command is about; one that begins with it is added to `begun`."""
        if isinstance(command, OpenMatter):
            begun.append(fresh.pop(0))
            return begun[-1]
        if isinstance(command, RecordRefusal):
            return self.records.refusals()
        if isinstance(command, RaiseFinding) and not command.matter:
            kept = self.records.finding(command.seen.id)
            begun += [] if kept else self.records.begin(1)
            return kept or begun[-1]
        return self.records.office() if isinstance(command, OfOffice) else command.matter

    def _must_be_possible(self, matter: Matter, command: Command) -> None:
        _must_be_open(matter, command)
        is_last = isinstance(command, ApproveErasure) or (isinstance(command, SettleSealing) and command.agreed)
        # INVARIANT: what becomes of words that may be about a person is decided before their record goes
        if is_last and not is_gone(matter) and self.records.undecided(matter.handle):
            raise NotNowError(
                "findings of the sweep may be about this person, and nobody has said yet whether they are",
                help="A supervisor says so on the sweep's page, under *Now known*; then agree again.",
            )


def _no_drafts(_files: str) -> Path:
    raise NotFoundError("no drafts are kept here", help="Order law at the desk.")


def _must_be_open(matter: Matter, command: Command) -> None:
    if matter.is_given:
        raise NotFoundError("this finding stands with the person whom it is about", help="Look at the list again.")
    if matter.erasing and len(matter.erasing.by) > 1:
        raise NotNowError("this matter is being erased", help="Nothing can be done about it any more.")
    if is_gone(matter) and not isinstance(command, OrderOpening | SettleSealing):
        raise NotNowError("this matter is sealed for a court", help="The court that ordered it can open it.")
    if matter.is_of_office and not isinstance(command, OfOffice | OfFindings):
        raise NotFoundError("this matter is about no person", help="Look for the person again.")
