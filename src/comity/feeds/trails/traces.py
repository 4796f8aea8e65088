"""What the desk's own records show without words: traces of a matter, put on record as findings like the rest.

The gate seals an answer before it says it; but people and programs record afterwards, with times of their own, what
they had told, or whom they had handed over or let in. Where that is earlier than the answer that allows it, it is
shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from comity.facts import Ask
from comity.feeds.trails.known import known_of
from comity.gate.findings.state import TRACE, Seen
from comity.gate.state import Disclosure, Matter, Request
from comity.sweep import (
    Act,
    Agency,
    Answered,
    Arrest,
    Channel,
    Contact,
    Knowledge,
    Left,
    LookUp,
    Moved,
    Stay,
    Text,
    Trace,
    Way,
    Words,
    answered_before_sealed,
    disclosed_without_decision,
    late_releases,
    looked_up_before_arrest,
    moved_releases,
)

SOURCE = "records"
_AGENCIES = frozenset(each.value for each in Agency)
_WHY = "the gate has a part of it on record, and not why"


def traces_of(matter: Matter, moves: Sequence[Moved], now: datetime) -> list[Trace]:
    """A release that was late or put off, and information that left without a decision."""
    number, booking = matter.booking.number, matter.booking
    stay = Stay(number, matter.release_due, matter.released_at or booking.released_at or matter.transferred_at)
    explained = {said.told for finding in matter.findings.values() for said in finding.explanations}
    fresh = [told for told in matter.disclosures if told.what not in explained]
    early = [out for request in matter.requests.values() for out in _acted_on(request, fresh, matter)]
    left = [Left(told.id, number, told.at, told.ground) for told in fresh if not _answered_later(told, matter)]
    contacts = [contact_of(finding.seen) for finding in matter.findings.values() if finding.seen.channel != TRACE]
    return [
        *late_releases([stay], known_of(matter), now),
        *moved_releases(moves, contacts),
        *disclosed_without_decision(left),
        *answered_before_sealed(early),
    ]


def _acted_on(request: Request, told: Sequence[Disclosure], matter: Matter) -> Iterator[Answered]:
    """Each answer of yes, with the first moment at which somebody is known to have acted on it."""
    for ask, answer in request.answers.items():
        moments = [each.at for each in told if (each.request, each.ask) == (request.id, ask.value)]
        moments += [
            each.at for each in matter.visits if each.let_in and (each.request, each.ask) == (request.id, ask.value)
        ]
        if ask is Ask.TRANSFER and matter.transferred_at and matter.transferred_to == request.requester:
            moments.append(matter.transferred_at)
        if answer.yes and moments:
            yield Answered(request.id, matter.booking.number, min(moments), answer.at)


def _answered_later(told: Disclosure, matter: Matter) -> bool:
    """Whether what had been told was answered with yes afterwards: then that is what the data shows."""
    request = matter.requests.get(told.request)
    answer = request.answers.get(Ask(told.ask)) if request and told.ask else None
    return answer is not None and answer.yes and told.at < answer.at


def look_up_traces(text: Text, matter: Matter) -> Sequence[Trace]:
    """A look-up by an outside account, shortly before the person was booked."""
    booked = matter.booking.booked_at
    if text.channel is not Channel.LOOKUP or booked is None:
        return ()
    look_up = LookUp(text.id, matter.booking.number, text.sender, text.at)
    return looked_up_before_arrest([look_up], [Arrest(matter.handle, matter.booking.number, booked)])


def seen_of_trace(trace: Trace, matter: Matter) -> Seen:
    """A trace as it is put on record: it has no words, and says what it rests on."""
    requests = [name for name in trace.rests_on if name in matter.requests]
    asked = matter.requests.get(requests[0]) if requests else None
    newest = max(matter.requests.values(), key=lambda each: each.received_at, default=None)
    about = asked or newest
    said = f"{trace.kind.value}\x1f{matter.handle}\x1f{trace.at.isoformat()}\x1f{trace.rests_on[:1]}"
    return Seen(
        id=hashlib.sha256(said.encode()).hexdigest()[:32],
        source=SOURCE,
        channel=TRACE,
        text=matter.handle,
        at=trace.at,
        act=trace.kind.value,
        way=Way.UNKNOWN.value,
        agency=_agency([about.requester] if about else []),
        rule=trace.kind.value,
        says=trace.says[:200],
        knowledge=Knowledge.KNEW_PART.value,
        why=_WHY,
        known_by=trace.rests_on[:50],
        request=about.id if about else "",
    )


def _agency(requesters: Iterable[str]) -> str:
    return next((each for each in requesters if each in _AGENCIES), Agency.OTHER_FEDERAL.value)


def contact_of(seen: Seen) -> Contact:
    """A finding of words as the contact that it was, for its moment."""
    found = Words(seen.start, seen.end, seen.excerpt[seen.start : seen.end])
    kinds = Act(seen.act), Way(seen.way), Agency(seen.agency)
    return Contact(seen.channel, seen.text, seen.at, *kinds, found, seen.rule, seen.says)
