"""Findings of the sweep: raised by a program, looked at, explained and opened again by people."""

from __future__ import annotations

from dataclasses import replace

from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed, one_of
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.findings.commands import (
    ExplainFinding,
    JoinFinding,
    MatchFinding,
    OpenFinding,
    RaiseFinding,
    ReopenFinding,
    SetFindingApart,
)
from comity.gate.findings.state import KNEW, LATER, OF_FINDING, OUTCOMES, TRACE, Finding, Later, Seen
from comity.gate.state import Person
from comity.gate.verbs.answers import disclose
from comity.sweep import Agency, Channel, Knowledge, Way

MAX_EXCERPT = 2_000
_CHANNELS = (*(each.value for each in Channel), TRACE)


def raise_finding(act: Act, command: RaiseFinding) -> None:
    """The sweep saw something."""
    act.only(Role.SYSTEM)
    seen = command.seen
    _check(seen)
    if seen.id in act.matter.findings:
        return
    if act.matter.events == 0:  # one about nobody begins a matter that holds nothing else, so that its key can go alone
        act.add(EventKind.MATTER_OPENED, {"agency": "", "person": written(Person(OF_FINDING, OF_FINDING))})
    code = f"raised/{seen.knowledge}"
    act.add(EventKind.FINDING_RAISED, {"seen": written(seen)}, decision=code, basis=seen.rule, org=org_of(seen))


def match_finding(act: Act, command: MatchFinding) -> None:
    """What explains it was recorded afterwards: that is said, and the finding stays to be explained."""
    act.only(Role.SYSTEM)
    finding = found(act.matter.findings, command.finding, "finding")
    # INVARIANT: what the gate did not know when it happened is never told as known
    if finding.later or finding.seen.knowledge == KNEW or finding.explained:
        return
    at = act.not_to_come(command.recorded_at)
    later = Later(act.at, at, needed(command.why, "the reason", help="Say what is on record."), command.known_by)
    body = {"id": finding.seen.id, "later": written(replace(later, request=command.request))}
    code, seen = f"matched/{LATER}", finding.seen
    act.add(EventKind.FINDING_MATCHED, body, decision=code, basis=seen.rule, org=org_of(seen))


def open_finding(act: Act, command: OpenFinding) -> None:
    """Somebody looked at its words."""
    act.only(Role.SUPERVISOR, Role.INSPECTOR)
    found(act.matter.findings, command.finding, "finding")
    act.add(EventKind.READ, {"page": f"finding {command.finding}"[:80]})


def explain_finding(act: Act, command: ExplainFinding) -> None:
    """A person says what it was, and closes it."""
    finding = supervised(act, command)
    one_of(command.outcome, OUTCOMES, "outcome of a finding")
    why = needed(command.why, "the reason", help="Say in a sentence how you know.")
    if said := finding.explained:
        raise AlreadyDoneError(
            f"`{said.by}` has explained this finding", help="Open it again, with a reason, if that was wrong."
        )
    told = command.told.strip()
    if told:
        _record(act, finding.seen, command, told)
    body = {"id": finding.seen.id, "outcome": command.outcome, "why": why, **({"told": told} if told else {})}
    code = f"explained/{command.outcome}"
    act.add(EventKind.FINDING_EXPLAINED, body, decision=code, basis=finding.seen.rule, org=org_of(finding.seen))


def reopen_finding(act: Act, command: ReopenFinding) -> None:
    """A person opens it again."""
    finding = supervised(act, command)
    why = needed(command.why, "the reason", help="Say in a sentence what was not right.")
    if finding.is_open:
        raise AlreadyDoneError("this finding is open", help="Explain it when you know what it was.")
    body = {"id": finding.seen.id, "why": why}
    act.add(EventKind.FINDING_REOPENED, body, decision="reopened", basis=finding.seen.rule, org=org_of(finding.seen))


def supervised(act: Act, command: ExplainFinding | ReopenFinding | JoinFinding | SetFindingApart) -> Finding:
    """The finding, for a supervisor who is no program.

    Raises:
        NotAllowedError: somebody else acts.
    """
    act.only(Role.SUPERVISOR)
    # INVARIANT: what a program raised, a person explains
    if ":" in act.by.name:
        raise NotAllowedError("a program cannot explain a finding", help="Sign in and look at it yourself.")
    return found(act.matter.findings, command.finding, "finding")


def _record(act: Act, seen: Seen, command: ExplainFinding, told: str) -> None:
    """What had been told, as the disclosure without a ground that it was."""
    if command.outcome != OUTCOMES[0]:
        raise CommandError(
            "what was told is recorded only for a contact around the gate", help="Leave it out, or say that it was one."
        )
    if act.matter.is_of_office:
        raise NotNowError("it is not known whom this is about", help="Find the person, and record it on their page.")
    known = act.matter.findings[seen.id].request
    request = known if known in act.matter.requests else ""
    disclose(act, commands.Disclose(command.matter, told, seen.agency, request, at=min(seen.at, act.at)))


def _check(seen: Seen) -> None:
    needed(seen.id, "the id of what was seen", help="Give the same words of the same text the same id.")
    one_of(seen.channel, _CHANNELS, "channel")
    one_of(seen.way, [each.value for each in Way], "way")
    one_of(seen.agency, [each.value for each in Agency], "agency")
    one_of(seen.knowledge, [each.value for each in Knowledge], "knowledge")
    if len(seen.excerpt) > MAX_EXCERPT or not 0 <= seen.start <= seen.end <= len(seen.excerpt):
        raise CommandError("the words are not within their excerpt", help="Send the excerpt that was read, whole.")


def org_of(seen: Seen) -> str:
    """The class of the agency, as the public entry has it."""
    return "immigration_authority" if Agency(seen.agency).is_immigration else "federal"
