"""The rows of a matter: a pure function of its state, so that tables can be made again and compared.

>>> from comity.gate.state import Matter
>>> rows_of(Matter("0" * 32)) == {}
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from comity.base import canonical_bytes
from comity.gate import next_moment, requester_class
from comity.gate.sealing.state import is_gone
from comity.gate.state import Charge, Matter, Request

_WORD = re.compile(r"\w+")
OFFICE = "office"  # the person of the office's own matter, whose rows are reports, findings and who read them
Row = Mapping[str, object]
Rows = Mapping[str, Mapping[str, Row]]  # table, key, fields


class RequestState(StrEnum):
    """Where a request stands."""

    FACTS = "facts"  # facts are missing
    ASK_LEGAL = "ask_legal"  # legal has to be asked
    WITH_LEGAL = "with_legal"  # legal has been asked
    READY = "ready"  # an answer can be given
    DUTIES = "duties"  # answered; something is still owed
    DONE = "done"  # nothing is left but to close it
    CLOSED = "closed"


_FIRST = ("facts_missing", "ask_legal", "do_not", "do", "may")  # which verdict of several a list shows


def rows_of(matter: Matter) -> Rows:
    """Every row that this state has in the tables."""
    if matter.opened_at is None or is_gone(matter):
        return {}
    if matter.is_of_office:
        readings = {key: fields for table, key, fields in _people(matter) if table == "Reading"}
        tables = {"Report": dict(reports_of(matter)), "Finding": dict(findings_of(matter)), "Reading": readings}
        tables["LawOrder"] = dict(orders_of(matter))
        tables["CaseSignOff"] = dict(signoffs_of(matter))
        return {table: rows for table, rows in tables.items() if rows}
    found: dict[str, dict[str, Row]] = {}
    for table, key, fields in _rows(matter):
        found.setdefault(table, {})[key] = fields
    return found


def folded(name: str) -> str:
    """A name as it is looked for: without case, accents or doubled spaces."""
    if name.isascii():
        return " ".join(name.casefold().split())
    # taken apart before and after: some signs have capitals only once they are taken apart
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def name_words(name: str) -> list[str]:
    """The words of a name by which it is found, each once."""
    words = (word[:80] for word in _WORD.findall(folded(name)))
    return list(dict.fromkeys(words))[:12]


def _rows(matter: Matter) -> Iterator[tuple[str, str, Row]]:
    yield "Matter", matter.handle, _matter(matter)
    for word in name_words(matter.person.name):
        yield "NameWord", f"{word} {matter.handle}", {"matter_id": matter.handle, "word": word}
    yield from _bookings(matter)
    yield from _people(matter)
    for request in matter.requests.values():
        yield from _request(matter, request)
    yield from _acts(matter)


def _matter(matter: Matter) -> Row:
    person, booking = matter.person, matter.booking
    return {
        "agency": matter.agency,
        "person_id": person.id,
        "name": person.name,
        "name_key": folded(person.name)[:200],
        "birth_date": person.birth_date,
        "language": person.language,
        "booking_number": booking.number,
        "facility": booking.facility,
        "source": booking.source,
        "opened_at": matter.opened_at,
        "booked_at": booking.booked_at,
        "release_due": booking.release_due,
        "released_at": matter.released_at or booking.released_at,
        "transferred_at": matter.transferred_at,
        "transferred_to": matter.transferred_to,
        "closed_at": matter.closed_at,
        "in_custody": matter.in_custody,
        "watch_at": next_moment(matter),
        "erasure_ordered_at": matter.erasing.at if matter.erasing else None,
        "events": matter.events,
        "charges": charges_text(booking.charges),
    }


def charges_text(charges: Iterable[Charge]) -> str:
    """Charges as the row of their matter has them: a list in JSON, what is empty left out, what is very long cut.

    >>> charges_text([Charge("PC 459", grade="felony")])
    '[{"grade":"felony","offence":"PC 459"}]'
    """
    told = [
        {name: value[:most] for name, most in _CHARGE.items() if (value := getattr(charge, name))} for charge in charges
    ]
    return canonical_bytes(told).decode()


_CHARGE = {"offence": 200, "title": 500, "grade": 32, "disposition": 200}


def _bookings(matter: Matter) -> Iterator[tuple[str, str, Row]]:
    of, booking = {"matter_id": matter.handle}, matter.booking
    for by_hand, dates in ((False, booking.court_dates), (True, matter.court_dates)):
        for at, day in enumerate(dates):
            stated: Row = {"at": day.at, "court": day.court, "docket": day.docket, "by_hand": by_hand}
            yield "CourtDate", f"{matter.handle}:{'h' if by_hand else 'b'}{at}", {**of, **stated}
    for hold in matter.holds.values():
        yield "Hold", hold.id, {**of, "request_id": hold.request, **_picked(hold, _HOLD)}


_HOLD = ("started_at", "ends", "citation", "ended_at", "ended_why")


def _picked(value: object, names: tuple[str, ...]) -> Row:
    return {name: getattr(value, name) for name in names}


def _people(matter: Matter) -> Iterator[tuple[str, str, Row]]:
    of = {"matter_id": matter.handle}
    for note in matter.notes:
        yield "Note", note.id, {**of, **_picked(note, ("text", "at", "by"))}
    for at, counsel in enumerate(matter.counsel):
        fields = _picked(counsel, ("user", "name", "appointed_at", "withdrawn_at"))
        yield "Counsel", f"{matter.handle}:{at}", {**of, **fields}
    for at, reading in enumerate(matter.readings):
        yield "Reading", f"{matter.handle}:{at}", {**of, **_picked(reading, ("by", "role", "page", "at"))}


_REQUEST = (
    *("number", "requester", "officer", "purpose", "instrument", "received_at", "recorded_at", "recorded_by"),
    *("decided_at", "closed_at"),
)


def _request(matter: Matter, request: Request) -> Iterator[tuple[str, str, Row]]:
    of = {"matter_id": matter.handle}
    first = min(
        (request.decided[ask] for ask in request.unanswered if ask in request.decided),
        key=lambda decided: _FIRST.index(decided.verdict),
        default=None,
    )
    yield (
        "Request",
        request.id,
        {
            **of,
            **_picked(request, _REQUEST),
            "requester_class": requester_class(request.requester),
            "state": request_state(matter, request).value,
            "needs_by": needs_by(matter, request),
            "verdict": first.verdict if first else "",
            "order": first.order if first else "",
        },
    )
    for ask in request.asks:
        yield "Ask", f"{request.id}:{ask.value}", {**of, "request_id": request.id, **_ask(request, ask)}


def _ask(request: Request, ask: object) -> Row:
    decided = next((each for key, each in request.decided.items() if key is ask), None)
    answer = next((each for key, each in request.answers.items() if key is ask), None)
    return {
        "ask": getattr(ask, "value", ""),
        "outcome": decided.outcome if decided else "",
        "verdict": decided.verdict if decided else "",
        "order": decided.order if decided else "",
        "ref": decided.ref if decided else "",
        "citations": list(decided.citations) if decided else [],
        "questions": list(decided.questions) if decided else [],
        "limit_ends": decided.limit_ends if decided else None,
        "answer": answer.yes if answer else None,
        "answered_at": answer.at if answer else None,
        "answered_by": answer.by if answer else "",
        "ground": answer.ground if answer else "",
    }


def request_state(matter: Matter, request: Request) -> RequestState:
    """Where a request stands."""
    if request.closed_at:
        return RequestState.CLOSED
    if not request.unanswered:
        return RequestState.DUTIES if _owed(matter, request) else RequestState.DONE
    verdicts = {request.decided[ask].verdict for ask in request.unanswered if ask in request.decided}
    if any(each.request == request.id and not each.answered_at for each in matter.reviews.values()):
        return RequestState.WITH_LEGAL
    if "facts_missing" in verdicts:
        return RequestState.FACTS
    return RequestState.ASK_LEGAL if "ask_legal" in verdicts else RequestState.READY


def _owed(matter: Matter, request: Request) -> list[datetime | None]:
    duties = matter.duties.values()
    return [each.due for each in duties if each.request == request.id and each.active and not each.done_at]


def needs_by(matter: Matter, request: Request) -> datetime | None:
    """The earliest moment that matters for a request: release while it is unanswered, a hold's end, what is due."""
    if request.closed_at:
        return None
    moments = [due for due in _owed(matter, request) if due]
    hold = matter.hold_of(request.id)
    if hold and hold.ends:
        moments.append(hold.ends)
    if request.unanswered and matter.in_custody and matter.booking.release_due:
        moments.append(matter.booking.release_due)
    return min(moments, default=None)


_DUTY = (
    *("ref", "citation", "says", "owed_to", "trigger", "due", "due_words", "certain", "active", "done_at", "done_by"),
)
_REVIEW = ("question", "asked_at", "asked_by", "verdict", "answered_at", "answered_by")
_OVERRIDE = ("verdict", "proposed_at", "proposed_by", "settled_at", "settled_by", "confirmed")
_NOTICE = ("kind", "to", "language", "sha256", "channel", "given_at", "given_by", "confirmed_at", "confirmed_by")
_VISIT = ("ask", "requester", "officer", "saw", "at", "by", "let_in", "decided_by", "ground", "consent", "form_given")
_ALARM = ("kind", "about", "due", "words", "raised_at", "times", "confirmed_at", "confirmed_by")


def _acts(matter: Matter) -> Iterator[tuple[str, str, Row]]:
    of = {"matter_id": matter.handle}
    for duty in matter.duties.values():
        owed = duty.active and not duty.done_at and not matter.requests[duty.request].closed_at
        yield "Duty", duty.id, {**of, "request_id": duty.request, **_picked(duty, _DUTY), "owed": owed}
    for review in matter.reviews.values():
        ask = review.ask.value if review.ask else ""
        yield "Review", review.id, {**of, "request_id": review.request, "ask": ask, **_picked(review, _REVIEW)}
    for each in matter.overrides.values():
        fields = {"request_id": each.request, "ask": each.ask.value, **_picked(each, _OVERRIDE)}
        yield "Override", each.id, {**of, **fields}
    for notice in matter.notices.values():
        yield "Notice", notice.id, {**of, "request_id": notice.request, **_picked(notice, _NOTICE)}
    for told in matter.disclosures:
        said = _picked(told, ("ask", "what", "to", "at", "by", "ground"))
        yield "Disclosure", told.id, {**of, "request_id": told.request, **said}
    for came in matter.visits:
        yield "Visit", came.id, {**of, "request_id": came.request, **_picked(came, _VISIT)}
    for alarm in matter.alarms.values():
        yield "Alarm", f"{matter.handle}:{alarm.id}"[:200], {**of, **_picked(alarm, _ALARM)}
    for key, finding in findings_of(matter):
        yield "Finding", key, finding


_REPORT = (
    *("layout", "begins", "ends", "digest", "drafted_at", "drafted_by", "corrects", "why"),
    *("signed_at", "signed_by", "signed_as", "published_at", "published_by"),
)


def reports_of(matter: Matter) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each report with its key."""
    for report in matter.reports.values():
        fields = {name: getattr(report, name) for name in _REPORT}
        yield report.id, {"matter_id": matter.handle, "value": canonical_bytes(report.value).decode(), **fields}


_ORDER = (
    *("pack", "title", "upon", "files", "digest", "day", "effective_at", "why", "ordered_at", "ordered_by"),
    *("repeals", "agreed_at", "agreed_by", "taken_back_at", "taken_back_by", "why_taken_back"),
)


def orders_of(matter: Matter) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each order of law with its key."""
    for order in matter.orders.values():
        told = canonical_bytes(order.differences).decode()
        yield order.id, {"matter_id": matter.handle, "differences": told, **_picked(order, _ORDER)}


_SIGNED = ("pack", "pack_digest", "day", "key", "digest", "verdict", "words", "signed_at", "signed_by")


def signoffs_of(matter: Matter) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each sign-off of a case with its key."""
    for position, signed in enumerate(matter.signoffs.values()):
        told = canonical_bytes(signed.value).decode()
        yield signed.id, {"matter_id": matter.handle, "value": told, "position": position, **_picked(signed, _SIGNED)}


_SEEN = ("source", "channel", "at", "act", "way", "agency", "rule")


def findings_of(matter: Matter) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each finding with its key, without its words."""
    for name, finding in matter.findings.items():
        said = finding.explained
        yield (
            f"{matter.handle}:{name}"[:80],
            {
                "matter_id": matter.handle,
                "seen": name,
                "is_about_nobody": matter.is_of_office,
                "about_id": finding.about.matter if finding.about else "",
                "request_id": finding.request,
                "knowledge": finding.knowledge,
                **_picked(finding.seen, _SEEN),
                "raised_at": finding.raised_at,
                "is_open": finding.is_open,
                "outcome": said.outcome if said else "",
                "explained_at": said.at if said else None,
                "explained_by": said.by if said else "",
            },
        )
