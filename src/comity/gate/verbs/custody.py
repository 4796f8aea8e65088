"""Custody: bookings as they come in, holds, release, transfer, days in court."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comity.base import ComityError
from comity.decide import Verdict
from comity.facts import Ask
from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.deciding import (
    LAW_UNKNOWN,
    apply_law_again,
    apply_law_to_open,
    check_facts,
    listed_facts,
    triggers,
)
from comity.gate.errors import AlreadyDoneError, CommandError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import AskDecided, Booking, Hold, Person, Request
from comity.gate.verbs.answers import ground_for
from comity.gate.verbs.requests import requester_class

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SKEW = timedelta(minutes=15)  # by which the clock of the booking system may be ahead


def open_matter(act: Act, command: commands.OpenMatter) -> None:
    """A matter begins with who it is about and what the booking system says."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    if not command.person.language:
        command = replace(command, person=replace(command.person, language="en"))
    _check_person(command.person)
    _check_agency(act, command.agency or act.around.agency)
    person = command.person if command.person.id else replace(command.person, id=act.around.new_id())
    body = {
        "agency": command.agency or act.around.agency,
        "person": written(person),
        "booking": written(command.booking),
    }
    _check_booking(act, command.booking)
    act.add(EventKind.MATTER_OPENED, body)


def change_records(act: Act, command: commands.ChangeRecords) -> None:
    """What the booking system says now is taken over, and what is open is decided again.

    A person whose language is left empty keeps the one that is known.
    """
    act.only(Role.SYSTEM, Role.DESK, Role.SUPERVISOR)
    command = replace(command, person=_spoken(act, command.person) if command.person else None)
    said: list[tuple[str, Person | Booking | None, Person | Booking]] = [
        ("person", command.person, act.matter.person),
        ("booking", command.booking, act.matter.booking),
    ]
    body: dict[str, object] = {
        name: written(new) for name, new, old in said if new is not None and written(new) != written(old)
    }
    if not body:
        return
    if command.person is not None:
        _check_person(command.person)
    if command.booking is not None:
        _check_booking(act, command.booking)
        _check_same(act, command.booking)
    let_go = command.booking.released_at if command.booking and act.matter.in_custody else None
    if let_go:
        body["triggers"] = triggers(act.matter, "", "released", at=let_go)
    act.add(EventKind.RECORDS_CHANGED, body)
    if let_go:
        _end_holds(act, "released", let_go)
    apply_law_to_open(act)


def release(act: Act, command: commands.Release) -> None:
    """The person is let go: running holds end, and the duties that follow a release fall due."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    _must_be_held(act)
    at = _in_custody_at(act, command.at)
    act.add(EventKind.RELEASED, {"at": _text(at), "triggers": triggers(act.matter, "", "released", at=at)})
    _end_holds(act, "released", at)


def transfer(act: Act, command: commands.Transfer) -> None:
    """The person is handed over: on an outside agency's request only after an answer of yes.

    What a supervisor records without one did happen, and stands in the ledger as having had no ground.
    """
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    _must_be_held(act)
    to = needed(command.to, "to whom", help="Write to which agency or facility the person was handed over.")
    at = _in_custody_at(act, command.at)
    code = "transfer/other"
    if command.request:
        has_ground = _stands_yes(act, act.request(command.request), at)
        if not has_ground and act.by.role is not Role.SUPERVISOR:
            answer = act.request(command.request).answers.get(Ask.TRANSFER)
            raise NotNowError(
                "the law or the facts have changed since the answer: the person may not be handed over now"
                if answer and answer.yes and answer.at <= at
                else "nobody has answered yes to handing this person over",
                help="Do not hand the person over; ask a supervisor or legal.",
            )
        code = "transfer/with_ground" if has_ground else "transfer/without_ground"
    elif act.by.role is Role.DESK and any(Ask.TRANSFER in each.asks for each in act.matter.requests.values()):
        # a hand-over does not go around the gate by leaving out who asked for it
        raise NotNowError(
            "an agency has asked for this person to be handed over",
            help="Choose that request, or let a supervisor record a move that nobody asked for.",
        )
    body = {"at": _text(at), "to": to, "request": command.request}
    due = triggers(act.matter, command.request, "transferred", at=at, ask=Ask.TRANSFER) if command.request else {}
    org = requester_class(act.request(command.request).requester) if command.request else None
    act.add(EventKind.TRANSFERRED, {**body, "triggers": due}, decision=code, org=org)
    _end_holds(act, "transferred", at)


def _stands_yes(act: Act, request: Request, at: datetime) -> bool:
    """Whether handing over was answered with yes before a moment, and the law of that day does not take it back.

    What is recorded on a later day goes by what was on record then.
    """
    answer, decided = request.answers.get(Ask.TRANSFER), request.decided.get(Ask.TRANSFER)
    # INVARIANT: an answer given after the person was handed over allowed nothing
    if answer is None or decided is None or not answer.yes or answer.at > at:
        return False
    day = at.astimezone(act.zone).date()
    # INVARIANT: neither does one on the law of another day, or one that the law or the facts have taken back since
    is_known = LAW_UNKNOWN in decided.marks or act.pack.known.covers(day)
    if not is_known or _takes_back(act, request):
        return False
    return day < act.local_day or not _takes_back_now(act, request)


def _takes_back_now(act: Act, request: Request) -> bool:
    try:
        apply_law_again(act, request.id)
    except NotNowError:  # the law cannot be applied: a supervisor still records what has happened
        return True
    return _takes_back(act, act.request(request.id))


def _takes_back(act: Act, request: Request) -> bool:
    return ground_for(act.matter, request, request.decided[Ask.TRANSFER]).verdict == Verdict.DO_NOT.value


def start_hold(act: Act, command: commands.StartHold) -> None:
    """The person is kept past release, until the limit that the law sets."""
    act.only(Role.DESK, Role.SUPERVISOR)
    request = act.open_request(command.request)
    answer = request.answers.get(Ask.HOLD)
    if answer is None or not answer.yes:
        raise NotNowError(
            "nobody has answered yes to holding this person",
            help="Release the person when release is due; ask a supervisor or legal if in doubt.",
        )
    if act.matter.hold_of(request.id):
        raise AlreadyDoneError("the hold runs already", help="See when it ends on the page of the person.")
    _must_be_held(act)
    _law_must_be_known(act, request.decided[Ask.HOLD])
    decided = _limited(act, request.id)
    # INVARIANT: no hold starts on a yes that the law of this moment takes back
    if ground_for(act.matter, act.request(request.id), decided).verdict == Verdict.DO_NOT.value:
        raise NotNowError(
            "the law or the facts have changed since the answer: the person may not be held now",
            help="Release the person when release is due; ask a supervisor or legal if in doubt.",
        )
    hold = Hold(act.around.new_id(), request.id, act.at, decided.limit_ends, decided.limit_citation)
    due = triggers(act.matter, request.id, "held", at=act.at, ask=Ask.HOLD)
    body = {"hold": written(hold), "triggers": due}
    act.add(EventKind.HOLD_STARTED, body, decision="hold/started", org=requester_class(request.requester))


def _law_must_be_known(act: Act, decided: AskDecided) -> None:
    # INVARIANT: no hold starts on the law of another day; what legal answered on a day without law stands by itself
    if LAW_UNKNOWN not in decided.marks and not act.pack.known.covers(act.local_day):
        raise NotNowError(
            "the law of today is not written down here, so no hold starts on a yes of before",
            help="Release the person when release is due; if they ask again, record it, and legal will say.",
        )


def _limited(act: Act, request: str) -> AskDecided:
    """The decision to hold as the law has it now, with a limit that has not run out."""
    apply_law_again(act, request)
    decided = act.request(request).decided[Ask.HOLD]
    if decided.limit_citation and decided.limit_ends is None:
        raise NotNowError(
            f"the law limits this hold ({decided.limit_citation}), and from when it counts is not known",
            help="Enter when release is due, and then start the hold.",
        )
    if decided.limit_ends is not None and decided.limit_ends <= act.at:
        raise NotNowError(
            "the time for which the law lets this person be held has run out",
            help="Release the person; ask a supervisor or legal if in doubt.",
        )
    return decided


def end_hold(act: Act, command: commands.EndHold) -> None:
    """A hold ends."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    hold = found(act.matter.holds, command.hold, "hold")
    if hold.ended_at:
        raise AlreadyDoneError("this hold has ended", help="Nothing is left to do about it.")
    _end_hold(act, hold, needed(command.why, "why the hold ends", help="Say why."), act.at)


def _end_holds(act: Act, why: str, at: datetime) -> None:
    for hold in act.matter.holds.values():
        if hold.ended_at is None:
            _end_hold(act, hold, why, at)


def _end_hold(act: Act, hold: Hold, why: str, at: datetime) -> None:
    ran_out = hold.ends is not None and hold.ends <= at
    due = triggers(act.matter, hold.request, "expired", at=hold.ends or at, ask=Ask.HOLD) if ran_out else {}
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
    needed(command.person.id, "which person", help="Choose the person from the list.")
    person = _spoken(act, command.person)
    _check_person(person)
    act.add(EventKind.PERSONS_MERGED, {"person": written(person), "was": act.matter.person.id})


def _spoken(act: Act, person: Person) -> Person:
    return person if person.language else replace(person, language=act.matter.person.language)


def _check_same(act: Act, booking: Booking) -> None:
    if booking.same_as and act.matter.requests:
        raise NotNowError(
            "requests are about this record", help="Leave both records; say that they are of the same person."
        )


def _must_be_held(act: Act) -> None:
    if not act.matter.in_custody:
        raise AlreadyDoneError(
            "this person is not held any more", help="See the page of the person for when that ended."
        )


def _in_custody_at(act: Act, at: datetime | None) -> datetime:
    """A moment that has come, and at which the person was in custody already."""
    moment, booked = act.not_to_come(at), act.matter.booking.booked_at
    if booked and moment < booked:
        raise CommandError("this moment lies before the booking", help="Correct the day and the time.")
    return moment


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _check_person(person: Person) -> None:
    needed(person.name, "the person's name", help="Write the name, or what the person is called for now.")
    if not _LANGUAGE.fullmatch(person.language):
        raise CommandError(f"`{person.language}` is no language", help="Write its tag, such as en, es or zh-Hans.")


def _check_agency(act: Act, agency: str) -> None:
    try:
        act.around.library.agency(agency)
    except ComityError as error:
        raise CommandError(error.message, help=error.help) from error


def _check_booking(act: Act, booking: Booking) -> None:
    """Refuse what the law could not read later, and a release that has not happened."""
    for name, stated in listed_facts(booking).items():  # days and moments are read when a command is checked
        if stated is not None:
            check_facts({name: {"value": stated}}, act.around.library)
    if booking.released_at and booking.released_at > act.at + _SKEW:
        raise CommandError(
            "the booking system says that the person was released at a moment to come",
            help="Correct the release there; a release that is planned is when release is due.",
        )
