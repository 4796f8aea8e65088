"""What the gate has on record about a person, as the sweep compares it; and the notes in which people wrote of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from comity.facts import Ask
from comity.feeds.trails.pieces import MAX_BODY
from comity.gate.state import Matter, Request
from comity.sweep import Channel, Known, KnownKind, Text


def known_of(matter: Matter) -> list[Known]:
    """Every request, answer, disclosure, visit and hand-over, with the agency that it concerns."""
    found = [each for request in matter.requests.values() for each in _of_request(request)]
    for told in matter.disclosures:
        request = matter.requests.get(told.request)
        to = request.requester if request else told.to.casefold()
        found.append(Known(KnownKind.DISCLOSURE, told.id, to, told.at))
    found += [
        Known(KnownKind.VISIT, came.id, came.requester, came.at, None, frozenset({Ask(came.ask)}))
        for came in matter.visits
    ]
    if matter.transferred_at:
        found += [
            Known(KnownKind.TRANSFER, request.id, request.requester, matter.transferred_at)
            for request in matter.requests.values()
        ]
    return found


def _of_request(request: Request) -> Iterator[Known]:
    asks = frozenset(request.asks)
    yield Known(KnownKind.REQUEST, request.id, request.requester, request.received_at, request.closed_at, asks)
    for answer in request.answers.values():
        kind = KnownKind.ANSWERED_YES if answer.yes else KnownKind.ANSWERED_NO
        yield Known(kind, request.id, request.requester, answer.at, None, frozenset({answer.ask}))


def notes_of(matter: Matter) -> Iterator[Text]:
    """The notes that came with the booking, and those written at the desk; the first say no time of their own."""
    booking = matter.booking
    at = booking.booked_at or matter.opened_at
    for note in booking.notes:
        if at is not None:
            name = f"{matter.handle}/{hashlib.sha256(note.encode()).hexdigest()[:16]}"
            yield Text(Channel.NOTE, name, at, note[:MAX_BODY], booking.number, matter.person.name)
    for written in matter.notes:
        name = f"{matter.handle}/{written.id}"
        yield Text(Channel.NOTE, name, written.at, written.text, booking.number, matter.person.name)
