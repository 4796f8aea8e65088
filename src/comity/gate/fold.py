"""From events to the state of a matter: one function for each kind of event, and nothing else changes a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar, cast

from comity.base import replace
from comity.facts import Ask
from comity.gate.bodies import Body, read
from comity.gate.dating.state import paper_added, paper_dated
from comity.gate.events import Event, EventKind
from comity.gate.findings import folding
from comity.gate.ordering.state import changed as order_changed
from comity.gate.sealing import state as seal
from comity.gate.signing.state import signed
from comity.gate.state import (
    Alarm,
    Answer,
    AskDecided,
    Booking,
    Claim,
    Counsel,
    CourtDate,
    Disclosure,
    Duty,
    FiledReport,
    Hold,
    Matter,
    Note,
    Notice,
    Override,
    Paper,
    Person,
    Reading,
    Request,
    Review,
)
from comity.gate.visiting.state import Visit

Key = TypeVar("Key")
Kept = TypeVar("Kept")
Step = Callable[[Matter, Body, Event], Matter]

AT_ONCE = frozenset({"received", "booked", "arrested"})  # triggers that have happened when a request is decided


def fold(handle: str, events: Iterable[Event]) -> Matter:
    """The state of a matter after these events."""
    matter = Matter(handle)
    for event in events:
        matter = after(matter, event)
    return matter


def after(matter: Matter, event: Event) -> Matter:
    """The state after one more event."""
    step = _STEPS.get(event.kind)
    changed = step(matter, event.body, event) if step else matter
    return replace(changed, events=matter.events + 1)


def _with(table: Mapping[Key, Kept], key: Key, value: Kept) -> Mapping[Key, Kept]:
    return MappingProxyType({**table, key: value})


def _opened(matter: Matter, body: Body, event: Event) -> Matter:
    person, booking = read(Person, body["person"]), read(Booking, body.get("booking", {"number": ""}))
    return replace(matter, agency=str(body["agency"]), opened_at=event.at, person=person, booking=booking)


def _records_changed(matter: Matter, body: Body, event: Event) -> Matter:
    person = read(Person, body["person"]) if "person" in body else matter.person
    booking = read(Booking, body["booking"]) if "booking" in body else matter.booking
    return _triggered(replace(matter, person=person, booking=booking), body, event.at)


def _received(matter: Matter, body: Body, event: Event) -> Matter:
    request = read(Request, body)
    requests = _with(matter.requests, request.id, request)
    return replace(matter, requests=requests, closed_at=None)  # who asks again opens a closed matter again


def _paper_added(matter: Matter, body: Body, event: Event) -> Matter:
    request = matter.requests[str(body["request"])]
    added = replace(request, papers=(*request.papers, read(Paper, body["paper"])))
    times = paper_added(matter.paper_times, body, event.at)
    return replace(matter, requests=_with(matter.requests, request.id, added), paper_times=times)


def _claimed(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, claims=(*matter.claims, read(Claim, body)))


def _decided(matter: Matter, body: Body, event: Event) -> Matter:
    request = matter.requests[str(body["request"])]
    found = [read(AskDecided, each) for each in cast("list[object]", body["decided"])]
    packs = tuple((str(name), str(digest)) for name, digest in cast("Mapping[str, str]", body["packs"]).items())
    case = MappingProxyType(dict(cast("Mapping[str, object]", body["case"])))
    decided = MappingProxyType({each.ask: each for each in found})
    changed = replace(request, case=case, packs=packs, decided=decided, decided_at=event.at)
    owed = [read(Duty, each) for each in cast("list[object]", body["duties"])]
    duties, holds = _duties(matter, request.id, owed, event.at), _limited(matter, changed)
    return replace(matter, requests=_with(matter.requests, request.id, changed), duties=duties, holds=holds)


def _limited(matter: Matter, request: Request) -> Mapping[str, Hold]:
    """A running hold ends when the law as last applied says so: the moment of release may have moved."""
    hold, decided = matter.hold_of(request.id), request.decided.get(Ask.HOLD)
    if hold is None or decided is None or decided.limit_ends is None:
        return matter.holds
    return _with(matter.holds, hold.id, replace(hold, ends=decided.limit_ends, citation=decided.limit_citation))


def _duties(matter: Matter, request: str, owed: Iterable[Duty], at: datetime) -> Mapping[str, Duty]:
    """The duties of a request as now owed; what was done, or was brought about by an act, stays so.

    A duty that the request alone brought, and that the law does not owe on the facts now known, is gone.
    """
    kept = {key: duty for key, duty in matter.duties.items() if duty.request != request or _stays(duty)}
    for duty in owed:
        before = matter.duties.get(duty.id)
        stands = _as_it_stands(duty, before) if before else duty
        kept[duty.id] = replace(stands, since=at) if stands.active and stands.since is None else stands
    return MappingProxyType(kept)


def _stays(duty: Duty) -> bool:
    return duty.done_at is not None or (duty.active and duty.trigger not in AT_ONCE)


def _as_it_stands(duty: Duty, before: Duty) -> Duty:
    active = duty.active or before.active
    return replace(duty, active=active, done_at=before.done_at, done_by=before.done_by, since=before.since)


def _triggered(matter: Matter, body: Body, since: datetime) -> Matter:
    """The duties that an event has made due, each with its moment."""
    due = cast("Mapping[str, str]", body.get("triggers", {}))
    if not due:
        return matter
    duties = dict(matter.duties)
    for key, at in due.items():
        moment = datetime.fromisoformat(at) if at else None
        duties[key] = replace(duties[key], active=True, due=moment, since=since, done_at=None, done_by="")
    # INVARIANT: a request about which something is to be done is open; else nobody would see that duty, nor its alarm
    about = {duties[key].request for key in due}
    requests = {
        name: replace(request, closed_at=None) if name in about else request
        for name, request in matter.requests.items()
    }
    return replace(matter, duties=MappingProxyType(duties), requests=MappingProxyType(requests), closed_at=None)


def _review_asked(matter: Matter, body: Body, event: Event) -> Matter:
    review = read(Review, body)
    return replace(matter, reviews=_with(matter.reviews, review.id, review))


def _reviewed(matter: Matter, body: Body, event: Event) -> Matter:
    before = matter.reviews[str(body["id"])]
    review = replace(
        before,
        outcome=str(body.get("outcome", "")),
        verdict=str(body["verdict"]),
        opinion=str(body["opinion"]),
        answered_at=event.at,
        answered_by=event.by.name,
    )
    return replace(matter, reviews=_with(matter.reviews, review.id, review))


def _override_proposed(matter: Matter, body: Body, event: Event) -> Matter:
    override = read(Override, body)
    return replace(matter, overrides=_with(matter.overrides, override.id, override))


def _override_settled(matter: Matter, body: Body, event: Event) -> Matter:
    override = replace(
        matter.overrides[str(body["id"])],
        settled_at=event.at,
        settled_by=event.by.name,
        confirmed=event.kind is EventKind.OVERRIDE_CONFIRMED,
        why_not=str(body.get("why_not", "")),
    )
    return replace(matter, overrides=_with(matter.overrides, override.id, override))


def _answered(matter: Matter, body: Body, event: Event) -> Matter:
    request, answer = matter.requests[str(body["request"])], read(Answer, body["answer"])
    changed = replace(request, answers=_with(request.answers, answer.ask, answer))
    return _triggered(replace(matter, requests=_with(matter.requests, request.id, changed)), body, event.at)


def _disclosed(matter: Matter, body: Body, event: Event) -> Matter:
    told = read(Disclosure, body["disclosure"])
    return _triggered(replace(matter, disclosures=(*matter.disclosures, told)), body, event.at)


def _visited(matter: Matter, body: Body, event: Event) -> Matter:
    return _triggered(replace(matter, visits=(*matter.visits, read(Visit, body["visit"]))), body, event.at)


def _notice_given(matter: Matter, body: Body, event: Event) -> Matter:
    notice = read(Notice, body)
    duties = dict(matter.duties)
    for key in notice.duties:
        if duties[key].done_at is None:
            duties[key] = replace(duties[key], active=True, done_at=event.at, done_by=event.by.name)
    return replace(matter, notices=_with(matter.notices, notice.id, notice), duties=MappingProxyType(duties))


def _notice_confirmed(matter: Matter, body: Body, event: Event) -> Matter:
    notice = replace(
        matter.notices[str(body["id"])],
        confirmed_at=event.at,
        confirmed_by=event.by.name,
        confirmed_how=str(body["how"]),
    )
    return replace(matter, notices=_with(matter.notices, notice.id, notice))


def _duty_done(matter: Matter, body: Body, event: Event) -> Matter:
    key = str(body["id"])
    duty = replace(matter.duties[key], active=True, done_at=event.at, done_by=event.by.name)
    return replace(matter, duties=_with(matter.duties, key, duty))


def _hold_started(matter: Matter, body: Body, event: Event) -> Matter:
    hold = read(Hold, body["hold"])
    return _triggered(replace(matter, holds=_with(matter.holds, hold.id, hold)), body, event.at)


def _hold_ended(matter: Matter, body: Body, event: Event) -> Matter:
    hold = replace(matter.holds[str(body["id"])], ended_at=event.at, ended_why=str(body["why"]))
    return _triggered(replace(matter, holds=_with(matter.holds, hold.id, hold)), body, event.at)


def _released(matter: Matter, body: Body, event: Event) -> Matter:
    return _triggered(replace(matter, released_at=datetime.fromisoformat(str(body["at"]))), body, event.at)


def _transferred(matter: Matter, body: Body, event: Event) -> Matter:
    at = datetime.fromisoformat(str(body["at"]))
    return _triggered(replace(matter, transferred_at=at, transferred_to=str(body["to"])), body, event.at)


def _court_date(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, court_dates=(*matter.court_dates, read(CourtDate, body)))


def _noted(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, notes=(*matter.notes, read(Note, body)))


def _appointed(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, counsel=(*matter.counsel, read(Counsel, body)))


def _withdrawn(matter: Matter, body: Body, event: Event) -> Matter:
    counsel = tuple(
        replace(each, withdrawn_at=event.at) if each.user == body["user"] and not each.withdrawn_at else each
        for each in matter.counsel
    )
    return replace(matter, counsel=counsel)


def _alarm_raised(matter: Matter, body: Body, event: Event) -> Matter:
    alarm = read(Alarm, body)
    return replace(matter, alarms=_with(matter.alarms, alarm.id, alarm))


def _alarm_confirmed(matter: Matter, body: Body, event: Event) -> Matter:
    alarm = replace(matter.alarms[str(body["id"])], confirmed_at=event.at, confirmed_by=event.by.name)
    return replace(matter, alarms=_with(matter.alarms, alarm.id, alarm))


def _read(matter: Matter, body: Body, event: Event) -> Matter:
    reading = Reading(event.by.name, event.by.role.value, str(body["page"]), event.at)
    return replace(matter, readings=(*matter.readings, reading))


def _request_closed(matter: Matter, body: Body, event: Event) -> Matter:
    request = replace(matter.requests[str(body["request"])], closed_at=event.at)
    return replace(matter, requests=_with(matter.requests, request.id, request))


def _closed(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, closed_at=event.at)


def _merged(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, person=read(Person, body["person"]))


def _erasure(matter: Matter, body: Body, event: Event) -> Matter:
    before = matter.erasing
    order = str(body.get("order", before.order if before else ""))
    first = before if before and event.kind is EventKind.ERASURE_APPROVED else seal.Erasing("", (), event.at)
    by, roles = (*first.by, event.by.name), (*first.roles, event.by.role.value)
    return replace(matter, erasing=seal.Erasing(order, by, event.at, roles))


def _erasure_withdrawn(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, erasing=None)


def _report_filed(matter: Matter, body: Body, event: Event) -> Matter:
    if body["stage"] == "draft":
        report = read(FiledReport, body["report"])
    else:
        before = matter.reports[str(body["id"])]
        by, role = event.by.name, event.by.role.value
        signed = replace(before, signed_at=event.at, signed_by=by, signed_as=role)
        report = signed if body["stage"] == "sign" else replace(before, published_at=event.at, published_by=by)
    return replace(matter, reports=_with(matter.reports, report.id, report))


def _law_order(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, orders=order_changed(matter.orders, body, event.at, event.by.name))


def _entered(event: Event) -> seal.Entered:
    return seal.Entered(event.by.name, event.by.role.value, event.at)


def _sealing_ordered(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, sealing=seal.ordered(body, _entered(event)))


def _opening_ordered(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, sealing=seal.opening_ordered(matter.sealing, body, _entered(event)))


def _sealing_settled(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, sealing=seal.settled(matter.sealing, body, _entered(event)))


def _finding(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(matter, findings=folding.changed(matter.findings, event))


def _finding_given(matter: Matter, body: Body, event: Event) -> Matter:
    return replace(_finding(matter, body, event), is_given=matter.is_of_finding)


def _finding_joined(matter: Matter, body: Body, event: Event) -> Matter:
    looked = tuple(read(Reading, each) for each in cast("list[object]", body.get("readings", [])))
    return replace(_finding(matter, body, event), readings=(*matter.readings, *looked))


_STEPS: Mapping[EventKind, Step] = {
    EventKind.MATTER_OPENED: _opened,
    EventKind.RECORDS_CHANGED: _records_changed,
    EventKind.REQUEST_RECEIVED: _received,
    EventKind.PAPER_ADDED: _paper_added,
    EventKind.PAPER_DATED: lambda matter, _, event: replace(matter, paper_times=paper_dated(matter.paper_times, event)),
    **dict.fromkeys((EventKind.FACT_ESTABLISHED, EventKind.FACT_DISPUTED), _claimed),
    EventKind.DECIDED: _decided,
    EventKind.REVIEW_ASKED: _review_asked,
    EventKind.REVIEWED: _reviewed,
    EventKind.OVERRIDE_PROPOSED: _override_proposed,
    **dict.fromkeys((EventKind.OVERRIDE_CONFIRMED, EventKind.OVERRIDE_DECLINED), _override_settled),
    EventKind.ANSWERED: _answered,
    EventKind.DISCLOSED: _disclosed,
    EventKind.VISITED: _visited,
    EventKind.NOTICE_GIVEN: _notice_given,
    EventKind.NOTICE_CONFIRMED: _notice_confirmed,
    EventKind.DUTY_DONE: _duty_done,
    EventKind.HOLD_STARTED: _hold_started,
    EventKind.HOLD_ENDED: _hold_ended,
    EventKind.RELEASED: _released,
    EventKind.TRANSFERRED: _transferred,
    EventKind.COURT_DATE_RECORDED: _court_date,
    EventKind.NOTED: _noted,
    EventKind.COUNSEL_APPOINTED: _appointed,
    EventKind.COUNSEL_WITHDRAWN: _withdrawn,
    EventKind.ALARM_RAISED: _alarm_raised,
    EventKind.ALARM_CONFIRMED: _alarm_confirmed,
    EventKind.READ: _read,
    EventKind.REQUEST_CLOSED: _request_closed,
    EventKind.MATTER_CLOSED: _closed,
    EventKind.PERSONS_MERGED: _merged,
    **dict.fromkeys((EventKind.ERASURE_ORDERED, EventKind.ERASURE_APPROVED), _erasure),
    EventKind.ERASURE_WITHDRAWN: _erasure_withdrawn,
    EventKind.SEALING_ORDERED: _sealing_ordered,
    EventKind.OPENING_ORDERED: _opening_ordered,
    EventKind.SEALING_SETTLED: _sealing_settled,
    EventKind.REPORT_FILED: _report_filed,
    **dict.fromkeys((EventKind.LAW_ORDERED, EventKind.LAW_SETTLED), _law_order),
    EventKind.CASE_SIGNED: lambda matter, body, _: replace(matter, signoffs=signed(matter.signoffs, body)),
    **dict.fromkeys(folding.WITHIN, _finding),
    EventKind.FINDING_GIVEN: _finding_given,
    EventKind.FINDING_JOINED: _finding_joined,
}
