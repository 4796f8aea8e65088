"""Asked twice, done once: what a program was answered under a key of its own, in the transaction of the act itself."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.store.errors import KeyReusedError
from comity.store.models import IdempotencyKey
from comity.store.records import DjangoRecords

KEPT = timedelta(hours=24)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """What a program is answered; `matter` is the one it is about, so that erasing finds it."""

    status: int
    body: str
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks under a key: by whom, under which key, and a digest of the whole request."""

    actor: str
    key: str
    digest: str

    @property
    def id(self) -> str:
        """One name for both."""
        return hashlib.sha256(f"{self.actor}\0{self.key}".encode()).hexdigest()


def once(records: DjangoRecords, asked: Asked, at: datetime, act: Callable[[], Reply]) -> tuple[Reply, bool]:
    """Act, or give what was answered before; says whether it was done now.

    The reply is kept in the transaction of the act: both are there, or neither. Of two programs that come with one key
    at once, the second waits and gets the reply of the first.

    Raises:
        KeyReusedError: the key is too long, or stands for another request.
        BusyError: others were writing at the same time.
    """
    if not 0 < len(asked.key) <= LONGEST:
        raise KeyReusedError("this key is empty or too long", help=f"Choose at most {LONGEST} signs at random.")
    with records.transaction():
        fresh = IdempotencyKey(id=asked.id, matter_id="", digest=asked.digest, status=None, body="", at=at)
        IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        row = IdempotencyKey.objects.select_for_update().get(id=asked.id)
        if row.status is not None and at - row.at < KEPT:
            return _again(row, asked), False
        reply = act()
        kept = {"matter_id": reply.matter, "digest": asked.digest, "status": reply.status, "body": reply.body, "at": at}
        IdempotencyKey.objects.filter(id=asked.id).update(**kept)
    return reply, True


def _again(row: IdempotencyKey, asked: Asked) -> Reply:
    if not hmac.compare_digest(row.digest, asked.digest):
        raise KeyReusedError("this key stands for another request", help="Choose a new key for each new request.")
    return Reply(row.status, row.body, row.matter_id)


def forget_old_replies(at: datetime) -> int:
    """Delete the replies that no program can ask for any more; says how many."""
    return int(IdempotencyKey.objects.filter(at__lt=at - KEPT).delete()[0])
