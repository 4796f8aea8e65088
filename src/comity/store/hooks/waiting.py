"""Payloads that wait for an address, as rows: kept in the gate's own transaction, taken by one sender at a time.

The outbox says what it needs in `comity.outbox.hooking` and `comity.outbox.webhooks`. Rooms of one floor do not import
each other: whoever joins the two gives the functions that make their values of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from django.db import connection
from django.db.models import F

from comity.store.errors import StoreError
from comity.store.hooks.endpoints import end_endpoint, endpoints_now
from comity.store.hooks.sealed import opened
from comity.store.models import WebhookDelivery
from comity.store.records import DjangoRecords

LEASE = timedelta(minutes=10)  # how long a sender has what it was given; after that it died, and another tries
KEPT = timedelta(days=30)  # what arrived, or was given up, is looked up no longer than this
LOT = 100
_SAID = 200


class NewPayload(Protocol):
    """A payload for one address, as the outbox makes it."""

    @property
    def id(self) -> str:
        """The same, however often it is made."""
        ...

    @property
    def endpoint(self) -> str:
        """The key of the address."""
        ...

    @property
    def matter(self) -> str:
        """The matter's handle."""
        ...

    @property
    def body(self) -> str:
        """What is told."""
        ...


Told = TypeVar("Told")
Wait = TypeVar("Wait")


class DjangoHooks(Generic[Told, Wait]):
    """Where payloads wait; each call but `endpoints`, `enqueue` and `drop` is its own transaction."""

    def __init__(
        self,
        records: DjangoRecords,
        *,
        told: Callable[[str, tuple[str, ...]], Told],
        wait: Callable[[WebhookDelivery, tuple[str, ...]], Wait],
    ) -> None:
        self._records, self._told, self._wait = records, told, wait

    def endpoints(self) -> Sequence[Told]:
        """The programs that are told now."""
        return [self._told(row.id, tuple(row.kinds)) for row in endpoints_now()]

    def enqueue(self, hooks: Sequence[NewPayload], at: datetime) -> None:
        """Keep payloads, in the caller's transaction; one whose id is known already is left as it is."""
        rows = [
            WebhookDelivery(
                id=each.id,
                endpoint_id=each.endpoint,
                matter_id=each.matter,
                body=each.body,
                created_at=at,
                next_at=at,
                said="",
            )
            for each in hooks
        ]
        WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)

    def drop(self, matter: str) -> None:
        """Let go of whatever there is about a matter, in the caller's transaction."""
        WebhookDelivery.objects.filter(matter_id=matter).delete()

    def due(self, at: datetime) -> Sequence[Wait]:
        """Those to be tried now, the oldest first; nobody else is given them meanwhile."""
        with self._records.transaction():
            waiting = WebhookDelivery.objects.filter(next_at__lte=at, endpoint__disabled_at=None)
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True, of=("self",))
            rows = list(waiting.select_related("endpoint").order_by("next_at", "id")[:LOT])
            WebhookDelivery.objects.filter(id__in=[row.id for row in rows]).update(next_at=at + LEASE)
        return [self._wait(row, secrets) for row in rows if (secrets := self._secrets(row, at))]

    def _secrets(self, row: WebhookDelivery, at: datetime) -> tuple[str, ...]:
        """The secrets that sign a payload; none where they cannot be read, which is noted and tried again."""
        try:
            return opened(row.endpoint.secret, row.endpoint_id).at(at)
        except StoreError as error:
            self.failed(row.id, at, at + LEASE, error.message)
            return ()

    def arrived(self, id: str, at: datetime, said: str) -> None:
        """A payload was taken."""
        self._note(id, next_at=None, delivered_at=at, said=said)

    def failed(self, id: str, at: datetime, again_at: datetime | None, said: str) -> None:
        """A payload was not taken; it is tried again at a moment, or given up."""
        self._note(id, next_at=again_at, said=said)

    def disable(self, id: str, at: datetime, said: str) -> None:
        """The address of a payload wants nothing more; whatever waits for it is given up."""
        self._note(id, next_at=None, said=said)
        with self._records.transaction():
            for key in WebhookDelivery.objects.filter(id=id).values_list("endpoint_id", flat=True):
                end_endpoint(key, at)

    def forget_old(self, at: datetime) -> int:
        """Delete what arrived or was given up long ago; says how many."""
        with self._records.transaction():
            old = WebhookDelivery.objects.filter(next_at=None, created_at__lt=at - KEPT)
            return int(old.delete()[0])

    def _note(self, id: str, *, said: str, **stated: object) -> None:
        with self._records.transaction():
            WebhookDelivery.objects.filter(id=id).update(tries=F("tries") + 1, said=said[:_SAID], **stated)
