"""The entries that a report is counted from, read from the records of everybody about whom somebody asked.

What is read here is shown to nobody; a report holds numbers, and lists without names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import cast

from django.db.models import Q, QuerySet

from comity.facts import Ask
from comity.gate import Event, EventKind, requester_class
from comity.gate.fold import after
from comity.gate.state import Matter
from comity.reports import KINDS, Asked, Entry
from comity.store.models import Request as RequestRow
from comity.store.records import DjangoRecords


def entries(records: DjangoRecords, begins: date, ends: date, about: Sequence[str] | None = None) -> list[Entry]:
    """The countable entries of some days, both included, in the order of the log; `about`: the matters, if known."""
    histories = records.histories(sorted(set(_asked_about(begins, ends))) if about is None else about)
    found = [entry for handle, history in histories for entry in of_matter(handle, history)]
    return sorted((entry for entry in found if begins <= entry.day <= ends), key=lambda entry: entry.number)


def few_asked_about(begins: date, ends: date, most: int) -> list[str] | None:
    """The matters that have to be read for a report of these days; None where that is for more than `most` requests."""
    found = list(_asked_about(begins, ends)[: most + 1])
    return sorted(set(found)) if len(found) <= most else None


def _asked_about(begins: date, ends: date) -> QuerySet[RequestRow, str]:
    """The matters in which something that counts can have happened in these days, one for each request."""
    first = datetime.combine(begins, time(), UTC)
    after_last = datetime.combine(ends, time(), UTC) + timedelta(days=1)
    rows = RequestRow.objects.filter(recorded_at__lt=after_last)
    still = Q(closed_at=None) | Q(closed_at__gte=first)
    moved = Q(matter__released_at__gte=first) | Q(matter__transferred_at__gte=first) | Q(matter__in_custody=True)
    return rows.filter(still | moved).order_by().values_list("matter_id", flat=True)


def of_matter(handle: str, history: list[tuple[Event, int | None]]) -> Iterator[Entry]:
    """The countable entries of one matter; each sees its request as it stood when it happened."""
    first, *states = accumulate((event for event, _ in history), after, initial=Matter(handle))
    last = states[-1] if states else first
    handed = next((str(event.body["request"]) for event, _ in history if event.kind is EventKind.TRANSFERRED), "")
    for (event, number), state in zip(history, states, strict=True):
        if event.kind.value in KINDS and number is not None and (name := _request(state, event)):
            # what was asked is decided at once after it was received; an answer rests on what was known when it came
            known = last if event.kind is EventKind.REQUEST_RECEIVED else state
            asked = _asked(last, name, known.requests[name].case, handed=handed == name)
            yield _entry(event, number, asked, state)


def _request(state: Matter, event: Event) -> str:
    """The request that an event belongs to; empty: to none."""
    body = event.body
    match event.kind:
        case EventKind.REQUEST_RECEIVED:
            return str(body["id"])
        case EventKind.HOLD_STARTED:
            return str(cast("Mapping[str, object]", body["hold"])["request"])
        case EventKind.HOLD_ENDED:
            return state.holds[str(body["id"])].request
        case EventKind.DISCLOSED:
            return state.disclosures[-1].request
        case EventKind.VISITED:
            return state.visits[-1].request if state.visits[-1].let_in else ""
    return str(body.get("request", ""))


def _entry(event: Event, number: int, asked: Asked, state: Matter) -> Entry:
    body, day = event.body, event.at.astimezone(UTC).date()
    ask, yes, ran_out, has_ground = "", None, False, None
    if event.kind is EventKind.ANSWERED:
        answer = cast("Mapping[str, object]", body["answer"])
        ask, yes = str(answer["ask"]), bool(answer["yes"])
    elif event.kind is EventKind.DISCLOSED:
        ask, has_ground = state.disclosures[-1].ask, bool(state.disclosures[-1].ground)
    elif event.kind is EventKind.VISITED:
        ask, has_ground = state.visits[-1].ask, bool(state.visits[-1].ground)
    elif event.kind is EventKind.HOLD_ENDED:
        hold = state.holds[str(body["id"])]
        ran_out = hold.ends is not None and hold.ends <= event.at
    elif event.kind is EventKind.TRANSFERRED:
        given = state.requests[asked.id].answers.get(Ask.TRANSFER)
        has_ground = given is not None and given.yes and given.at <= (state.transferred_at or event.at)
    came = state.visits[-1].at if event.kind is EventKind.VISITED else None
    return Entry(number, day, event.kind.value, asked, ask, yes, ran_out, has_ground, came)


def _asked(last: Matter, name: str, case: Mapping[str, object], *, handed: bool) -> Asked:
    final = last.requests[name]
    left_at = last.transferred_at or last.released_at or last.booking.released_at
    return Asked(
        id=name,
        requester=final.requester,
        org=requester_class(final.requester),
        instrument=final.instrument,
        asks=final.asks,
        received_at=final.received_at,
        answers={ask: answer.yes for ask, answer in final.answers.items()},
        grounds=tuple(dict.fromkeys(cite for each in final.answers.values() if each.yes for cite in each.citations)),
        case=case,
        left="transferred" if last.transferred_at else "released" if left_at else "",
        left_at=left_at,
        left_to=final.requester if handed else "",
        handed_over=handed,
    )
