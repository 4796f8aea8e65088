"""Visits: officers came. It is recorded whether or not something allowed it, as an incident where nothing did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from comity.facts import VOCABULARY, Ask
from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import one_of
from comity.gate.commands import ReceiveRequest
from comity.gate.deciding import triggers
from comity.gate.errors import CommandError
from comity.gate.events import EventKind
from comity.gate.state import Answer
from comity.gate.verbs.requests import receive_request, requester_class
from comity.gate.visiting.commands import RecordVisit
from comity.gate.visiting.state import CONSENTS, Visit

_ASKS = (Ask.INTERVIEW, Ask.FACILITY_ACCESS)
_TRIGGER = {Ask.INTERVIEW: "interview", Ask.FACILITY_ACCESS: "access"}


def record_visit(act: Act, command: RecordVisit) -> None:
    """Officers came; the duties that follow an interview or an access fall due.

    Who comes without a request asks by coming: that is recorded as one by word of mouth, and decided at once.
    """
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    at = act.not_to_come(command.at)
    _check(act, command)
    request = command.request or _asked_by_coming(act, command, at)
    answer = act.request(request).answers.get(command.ask)
    # INVARIANT: an answer given after the officers were let in allowed nothing
    allowed = answer is not None and answer.yes and answer.at <= at
    visit = _visit(act, replace(command, request=request), at, answer if allowed else None)
    body = {"visit": written(visit), "triggers": _due(act, visit) if visit.let_in else {}}
    act.add(EventKind.VISITED, body, decision=_code(visit), org=requester_class(command.requester))


def _asked_by_coming(act: Act, command: RecordVisit, at: datetime) -> str:
    asked = (command.matter, command.requester, (command.ask,), at, "oral")
    receive_request(act, ReceiveRequest(*asked, officer=command.officer))
    return list(act.matter.requests)[-1]


def _visit(act: Act, command: RecordVisit, at: datetime, answer: Answer | None) -> Visit:
    return Visit(
        id=act.around.new_id(),
        request=command.request,
        ask=command.ask.value,
        requester=command.requester,
        officer=command.officer.strip(),
        saw=command.saw.strip(),
        at=at,
        by=act.by.name,
        let_in=command.let_in,
        decided_by=command.decided_by.strip() or (answer.by if answer and command.let_in else act.by.name),
        ground=answer.ground if answer and command.let_in else "",
        consent=command.consent,
        form_given=command.form_given,
    )


def _check(act: Act, command: RecordVisit) -> None:
    one_of(command.requester, VOCABULARY["requester"].choices, "agency")
    if command.ask not in _ASKS:
        raise CommandError(f"`{command.ask.value}` is no visit", help="Choose the interview, or to be let in.")
    if command.consent:
        one_of(command.consent, CONSENTS, "consent")
    if command.request and act.request(command.request).requester != command.requester:
        raise CommandError("this request is of another agency", help="Leave the request out, or choose its agency.")


def _due(act: Act, visit: Visit) -> dict[str, str]:
    """The duties that follow, and those done after an earlier visit that follow this one too."""
    trigger = _TRIGGER[Ask(visit.ask)]
    due = triggers(act.matter, visit.request, trigger, at=visit.at, ask=Ask(visit.ask))
    if any(each.let_in and each.request == visit.request for each in act.matter.visits):
        done = [each for each in act.matter.duties.values() if each.request == visit.request and each.done_at]
        again = {each.id: each for each in done if each.trigger == trigger}
        due |= {key: _text(visit.at) if each.due_words == "at once" else "" for key, each in again.items()}
    return due


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _code(visit: Visit) -> str:
    if not visit.let_in:
        return f"{visit.ask}/sent_away"
    return f"{visit.ask}/let_in/{'with' if visit.ground else 'without'}_ground"
