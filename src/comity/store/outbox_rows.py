"""Messages that wait to be sent, as rows: kept in the gate's own transaction, taken by one sender at a time.

The outbox says what it needs in `comity.outbox.ports`. Rooms of one floor do not import each other: whoever joins the
two gives the function that makes a waiting message of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from django.db import connection
from django.db.models import F, Q

from comity.store.models import OutboxMessage
from comity.store.records import DjangoRecords

LEASE = timedelta(minutes=10)  # how long a sender has what it was given; after that it died, and another tries
LOT = 200


class Letter(Protocol):
    """A file that goes with a message."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def sha256(self) -> str:
        """The hash under which it is kept."""
        ...


class OutMessage(Protocol):
    """A message, as the outbox makes it."""

    @property
    def id(self) -> str:
        """The same, however often the message is made."""
        ...

    @property
    def to(self) -> str:
        """An address for e-mail."""
        ...

    @property
    def user(self) -> str:
        """Whose address it is."""
        ...

    @property
    def subject(self) -> str:
        """What stands above."""
        ...

    @property
    def body(self) -> str:
        """The words."""
        ...

    @property
    def kind(self) -> str:
        """What it is about."""
        ...

    @property
    def matter(self) -> str:
        """The matter's handle."""
        ...

    @property
    def language(self) -> str:
        """BCP 47."""
        ...

    @property
    def attachments(self) -> Sequence[Letter]:
        """What goes with it."""
        ...


Wait = TypeVar("Wait")


class DjangoOutbox(Generic[Wait]):
    """Where messages wait; each call but `enqueue` and `confirmed` is its own transaction."""

    def __init__(self, records: DjangoRecords, read: Callable[[OutboxMessage], Wait]) -> None:
        self._records, self._read = records, read

    def enqueue(self, messages: Sequence[OutMessage], at: datetime) -> None:
        """Keep messages, in the caller's transaction; one whose id is known already is left as it is."""
        rows = [
            OutboxMessage(
                id=each.id,
                matter_id=each.matter,
                to=each.to,
                user=each.user,
                subject=each.subject,
                body=each.body,
                kind=str(each.kind),
                language=each.language,
                attachments=[[part.name, part.sha256] for part in each.attachments],
                queued_at=at,
                next_at=at,
                why="",
            )
            for each in messages
        ]
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=LOT)

    def due(self, at: datetime) -> Sequence[Wait]:
        """Those to be sent now, unsent or to be repeated, the oldest first; nobody else is given them meanwhile."""
        free = Q(taken_until__isnull=True) | Q(taken_until__lte=at)
        with self._records.transaction():
            waiting = OutboxMessage.objects.filter(free, next_at__lte=at).order_by("queued_at", "id")
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            rows = list(waiting[:LOT])
            OutboxMessage.objects.filter(id__in=[row.id for row in rows]).update(taken_until=at + LEASE)
        return [self._read(row) for row in rows]

    def sent(self, id: str, at: datetime, again_at: datetime | None) -> None:
        """A message left; it is repeated at a moment, unless confirmed before, or not at all."""
        told = {"last_at": at, "sent": F("sent") + 1, "failed": 0, "why": "", "taken_until": None}
        with self._records.transaction():
            OutboxMessage.objects.filter(id=id, seen_at=None).update(next_at=again_at, **told)
            OutboxMessage.objects.filter(id=id, seen_at__isnull=False).update(next_at=None, **told)

    def failed(self, id: str, at: datetime, again_at: datetime, why: str) -> None:
        """A message did not leave; it is tried again at a moment."""
        told = {"last_at": at, "failed": F("failed") + 1, "why": why[:500], "taken_until": None, "next_at": again_at}
        with self._records.transaction():
            OutboxMessage.objects.filter(id=id).update(**told)

    def confirmed(self, matter: str, user: str, at: datetime) -> None:
        """A user has seen what waits about a matter, in the caller's transaction; without a user, nothing waits."""
        rows = OutboxMessage.objects.filter(matter_id=matter, next_at__isnull=False)
        (rows.filter(user=user) if user else rows).update(seen_at=at, next_at=None)
