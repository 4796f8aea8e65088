"""From events to messages: who is told what when something has happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from comity.gate import Change, Event, EventKind, Role, event_bytes, requester_class
from comity.gate.state import Matter
from comity.outbox.message import Message, MessageKind
from comity.outbox.ports import Address, Addresses, OutboxRows, SendingOffice
from comity.outbox.texts import language_for, subject_and_body

_TO_COUNSEL = {
    EventKind.REQUEST_RECEIVED: MessageKind.CLIENT_ASKED,
    EventKind.ANSWERED: MessageKind.CLIENT_ANSWERED,
    EventKind.DISCLOSED: MessageKind.CLIENT_TOLD,
    EventKind.HOLD_STARTED: MessageKind.CLIENT_MOVED,
    EventKind.TRANSFERRED: MessageKind.CLIENT_MOVED,
}
_TO_STAFF = {
    EventKind.ALARM_RAISED: (MessageKind.ALARM, (Role.SUPERVISOR,)),
    EventKind.REVIEW_ASKED: (MessageKind.REVIEW_ASKED, (Role.LEGAL,)),
    EventKind.OVERRIDE_PROPOSED: (MessageKind.SECOND_PERSON, (Role.SUPERVISOR, Role.LEGAL)),
    EventKind.ERASURE_ORDERED: (MessageKind.SECOND_PERSON, (Role.SUPERVISOR, Role.LEGAL)),
}
_SEEN_BY_COUNSEL = frozenset({EventKind.READ, EventKind.NOTICE_CONFIRMED})
_LEGALS_OWN = frozenset({"review_waiting", "override_waiting"})  # alarms that are for legal as well


class Outbox:
    """Takes what the gate writes, in the same transaction: nothing happens of which nobody is told."""

    def __init__(self, rows: OutboxRows, office: SendingOffice, addresses: Addresses) -> None:
        self.rows, self.office, self.addresses = rows, office, addresses

    def __call__(self, changes: Sequence[Change]) -> None:
        """Keep the messages that events bring, and let go of those that somebody has seen."""
        for change in changes:
            for event in change.events:
                messages = compose(event, change.after, self.office, self.addresses)
                if messages:
                    self.rows.enqueue(messages, event.at)
                self._let_go(event)

    def _let_go(self, event: Event) -> None:
        if event.kind in _SEEN_BY_COUNSEL and event.by.role is Role.COUNSEL:
            self.rows.confirmed(event.handle, event.by.name, event.at)
        elif event.kind is EventKind.COUNSEL_WITHDRAWN:
            self.rows.confirmed(event.handle, str(event.body["user"]), event.at)
        elif event.kind is EventKind.ERASURE_APPROVED:
            self.rows.confirmed(event.handle, "", event.at)


def compose(event: Event, matter: Matter, office: SendingOffice, addresses: Addresses) -> tuple[Message, ...]:
    """The messages that an event brings, to each person one; whoever acted is told nothing of it."""
    if matter.erasing and len(matter.erasing.by) > 1:
        return ()
    told: dict[str, Message] = {}
    for kind, address in _wanted(event, matter, addresses):
        if address.user != event.by.name:
            told.setdefault(address.user, _message(event, matter, kind, address, office))
    return tuple(told.values())


def _wanted(event: Event, matter: Matter, addresses: Addresses) -> Iterator[tuple[MessageKind, Address]]:
    kind = _kind_for_counsel(event, matter)
    if kind:
        for address in _counsel(event, matter, addresses):
            yield kind, address
    if event.kind in _TO_STAFF:
        about, roles = _TO_STAFF[event.kind]
        for role in (*roles, Role.LEGAL) if event.body.get("kind") in _LEGALS_OWN else roles:
            for address in addresses.of_role(role):
                yield about, address


def _kind_for_counsel(event: Event, matter: Matter) -> MessageKind | None:
    if event.kind is EventKind.NOTICE_GIVEN and event.body["to"] == "counsel":
        return MessageKind.CLIENT_LETTER
    if event.kind is EventKind.COUNSEL_APPOINTED and matter.requests:
        return MessageKind.CLIENT_ASKED  # what was asked before they came is news to them
    if event.kind is EventKind.TRANSFERRED and not event.body.get("request"):
        return None  # a move that no agency asked for
    return _TO_COUNSEL.get(event.kind)


def _counsel(event: Event, matter: Matter, addresses: Addresses) -> Iterable[Address]:
    active = [each.user for each in matter.counsel if each.withdrawn_at is None]
    if event.kind is EventKind.COUNSEL_APPOINTED:
        active = [user for user in active if user == event.body["user"]]
    found = (addresses.of_user(user) for user in active)
    return (address for address in found if address is not None)


def _message(event: Event, matter: Matter, kind: MessageKind, address: Address, office: SendingOffice) -> Message:
    words = str(event.body["words"]) if kind is MessageKind.ALARM else ""
    subject, body = subject_and_body(kind, address.language, office, words=words, federal=_is_federal(event, matter))
    return Message(
        id=_name_of(event, kind, address),
        to=address.email,
        user=address.user,
        subject=subject,
        body=body,
        kind=kind,
        matter=matter.handle,
        language=language_for(address.language),
    )


def _is_federal(event: Event, matter: Matter) -> bool:
    """Whether all who asked, as far as the event is about them, are of the federal government."""
    one = matter.requests.get(str(event.body.get("id", "")))
    asked = [one] if one else list(matter.requests.values())
    return all(requester_class(each.requester) in {"immigration_authority", "federal"} for each in asked)


def _name_of(event: Event, kind: MessageKind, address: Address) -> str:
    """The same event makes the same name for the same person, whenever it is composed again."""
    digest = hashlib.sha256(event_bytes(event))
    for part in (event.handle, kind.value, address.user):
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()[:32]
