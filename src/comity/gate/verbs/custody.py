"""Custody: bookings as they come in, holds, release, transfer, days in court."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from comity.facts import Ask
from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.deciding import apply_law_to_open, triggers
from comity.gate.errors import AlreadyDoneError, CommandError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import Booking, Hold, Person


def open_matter(act: Act, command: commands.OpenMatter) -> None:
    """A matter begins with who it is about and what the booking system says."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    if not command.person.name.strip():
        raise CommandError("a person without a name", help="Write the name, or what the person is called for now.")
    person = command.person if command.person.id else replace(command.person, id=act.around.new_id())
    body = {
        "agency": command.agency or act.around.agency,
        "person": written(person),
        "booking": written(command.booking),
    }
    act.add(EventKind.MATTER_OPENED, body)


def change_records(act: Act, command: commands.ChangeRecords) -> None:
    """What the booking system says now is taken over, and what is open is decided again."""
    act.only(Role.SYSTEM, Role.DESK, Role.SUPERVISOR)
    said: list[tuple[str, Person | Booking | None, Person | Booking]] = [
        ("person", command.person, act.matter.person),
        ("booking", command.booking, act.matter.booking),
    ]
    body = {name: written(new) for name, new, old in said if new is not None and new != old}
    if not body:
        return
    was_held = act.matter.in_custody
    act.add(EventKind.RECORDS_CHANGED, body)
    if was_held and not act.matter.in_custody:
        _end_holds(act, "released")
    apply_law_to_open(act)


def release(act: Act, command: commands.Release) -> None:
    """The person is let go: running holds end, and the duties that follow a release fall due."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    _must_be_held(act)
    at = _not_later(act, command.at)
    act.add(EventKind.RELEASED, {"at": at, "triggers": triggers(act, "", "released")})
    _end_holds(act, "released")


def transfer(act: Act, command: commands.Transfer) -> None:
    """The person is handed over: on an outside agency's request only after an answer of yes.

    What a supervisor records without one did happen, and stands in the ledger as having had no ground.
    """
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    _must_be_held(act)
    code = None
    if command.request:
        answer = act.request(command.request).answers.get(Ask.TRANSFER)
        has_ground = answer is not None and answer.yes
        if not has_ground and act.by.role is not Role.SUPERVISOR:
            raise NotNowError(
                "nobody has answered yes to handing this person over",
                help="Do not hand the person over; ask a supervisor or legal.",
            )
        code = "transfer/with_ground" if has_ground else "transfer/without_ground"
    at = _not_later(act, command.at)
    body = {"at": at, "to": command.to, "request": command.request}
    due = triggers(act, command.request, "transferred") if command.request else {}
    act.add(EventKind.TRANSFERRED, {**body, "triggers": due}, decision=code)
    _end_holds(act, "transferred")


def start_hold(act: Act, command: commands.StartHold) -> None:
    """The person is kept past release, until the limit that the law sets."""
    act.only(Role.DESK, Role.SUPERVISOR)
    request = act.request(command.request)
    answer, decided = request.answers.get(Ask.HOLD), request.decided.get(Ask.HOLD)
    if answer is None or not answer.yes:
        raise NotNowError(
            "nobody has answered yes to holding this person",
            help="Release the person when release is due; ask a supervisor or legal if in doubt.",
        )
    if act.matter.hold_of(request.id):
        raise AlreadyDoneError("the hold runs already", help="See when it ends on the page of the person.")
    _must_be_held(act)
    ends, citation = (decided.limit_ends, decided.limit_citation) if decided else (None, "")
    hold = Hold(act.around.new_id(), request.id, act.at, ends, citation)
    act.add(EventKind.HOLD_STARTED, {"hold": written(hold), "triggers": triggers(act, request.id, "held")})


def end_hold(act: Act, command: commands.EndHold) -> None:
    """A hold ends."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    hold = found(act.matter.holds, command.hold, "hold")
    if hold.ended_at:
        raise AlreadyDoneError("this hold has ended", help="Nothing is left to do about it.")
    _end_hold(act, hold, command.why)


def _end_holds(act: Act, why: str) -> None:
    for hold in act.matter.holds.values():
        if hold.ended_at is None:
            _end_hold(act, hold, why)


def _end_hold(act: Act, hold: Hold, why: str) -> None:
    ran_out = hold.ends is not None and hold.ends <= act.at
    due = triggers(act, hold.request, "expired") if ran_out else {}
    act.add(EventKind.HOLD_ENDED, {"id": hold.id, "why": why, "triggers": due})


def record_court_date(act: Act, command: commands.RecordCourtDate) -> None:
    """A day in court is entered by hand."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    if command.court_date in act.matter.court_dates:
        return
    act.add(EventKind.COURT_DATE_RECORDED, written(command.court_date))


def merge_persons(act: Act, command: commands.MergePersons) -> None:
    """A matter turns out to be about a person already known by another record."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    if command.person.id == act.matter.person.id:
        return
    act.add(EventKind.PERSONS_MERGED, {"person": written(command.person), "was": act.matter.person.id})


def _must_be_held(act: Act) -> None:
    if not act.matter.in_custody:
        raise AlreadyDoneError(
            "this person is not held any more", help="See the page of the person for when that ended."
        )


def _not_later(act: Act, at: datetime | None) -> str:
    moment = at or act.at
    if moment > act.at:
        raise CommandError("this moment has not come yet", help="Enter what has happened, when it has happened.")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
