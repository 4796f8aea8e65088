"""Findings about nobody: the sweep says whom they are now known to be about, and a person whether that is so."""

from __future__ import annotations

from collections.abc import Mapping

from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed, one_of
from comity.gate.errors import AlreadyDoneError, CommandError
from comity.gate.events import EventKind
from comity.gate.findings.commands import JoinFinding, ProposeFinding, SetFindingApart
from comity.gate.findings.state import BOOKING, NAME, Seen
from comity.gate.verbs.findings import org_of, supervised


def propose_finding(act: Act, command: ProposeFinding) -> None:
    """The sweep's own rule has it that a finding is about somebody who is known by now; nothing is changed by that."""
    act.only(Role.SYSTEM)
    finding = found(act.matter.findings, command.finding, "finding")
    one_of(command.why, (BOOKING, NAME), "reason of a proposal")
    is_there = finding.about is not None and finding.about.matter == command.about
    if is_there or not act.matter.is_of_office or not finding.may_be_about(command.about):
        return
    body = {"id": finding.seen.id, "about": command.about, "why": command.why}
    _add(act, EventKind.FINDING_PROPOSED, body, f"proposed/{command.why}", finding.seen)


def join_finding(act: Act, command: JoinFinding) -> None:
    """A person says that it is about somebody: it goes to their record as it stands, with whoever looked at it."""
    lot = act.beside
    assert lot is not None, "the gate gives both matters"
    finding = supervised(lot, command)
    if act.matter.is_of_office or not lot.matter.is_of_office:
        raise CommandError("a finding about nobody is given to the record of a person", help="Choose the person.")
    if command.finding in act.matter.findings:
        raise AlreadyDoneError("this finding stands in that record already", help="Nothing is left to do.")
    in_lot = not lot.matter.is_of_finding
    looked = [] if in_lot else [written(each) for each in lot.matter.readings]
    _add(lot, EventKind.FINDING_GIVEN, {"id": finding.seen.id, "to": act.matter.handle}, "given", finding.seen)
    body = {"finding": written(finding), "in_lot": in_lot, "readings": looked}
    _add(act, EventKind.FINDING_JOINED, body, "joined", finding.seen)


def set_finding_apart(act: Act, command: SetFindingApart) -> None:
    """A person says that it is not about somebody: it stays where it stands."""
    finding = supervised(act, command)
    why = needed(command.why, "the reason", help="Say in a sentence how you know.")
    if not finding.may_be_about(command.about):
        raise AlreadyDoneError("this was said before", help="Nothing is left to do.")
    body = {"id": finding.seen.id, "about": command.about, "why": why}
    _add(act, EventKind.FINDING_SET_APART, body, "set-apart", finding.seen)


def _add(act: Act, kind: EventKind, body: Mapping[str, object], code: str, seen: Seen) -> None:
    act.add(kind, body, decision=code, basis=seen.rule, org=org_of(seen))
