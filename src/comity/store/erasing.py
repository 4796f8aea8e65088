"""Erasing a matter from the desk: what can be read of it goes at once, its key after the next cosigned checkpoint.

In the transaction in which the second person agrees, every row of the matter goes: tables, papers, replies, messages,
what feeds know. Then the erasure is put on record and its leaf logged; `resume` goes on from wherever it was ended.
Files of the database are rewritten last. PostgreSQL's own log and backups of the tables still hold deleted rows until
they are overwritten: they are kept no longer than the backups of the keys.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import connection, transaction

from comity.gate import Change, Clock
from comity.gate.state import Matter
from comity.matters import Eraser, ErasureStep, MatterKey, Matters, seal, unseal
from comity.store.import_book import forget_imports
from comity.store.models import (
    PROJECTIONS,
    Erasure,
    IdempotencyKey,
    ImportEntry,
    ImportPerson,
    OutboxMessage,
    PaperFile,
    Swept,
    SweptMatter,
    Upload,
    WebhookDelivery,
)
from comity.store.records import DjangoRecords
from comity.store.rows import is_erasing
from comity.store.writing.tables import delete_rows, write_state

_LOG = logging.getLogger(__name__)
SCRUBBED = (
    *(*PROJECTIONS, IdempotencyKey, ImportEntry, ImportPerson, OutboxMessage, PaperFile, Upload, WebhookDelivery),
    *(Swept, SweptMatter),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """How far the erasures of one desk are: over, and waiting for a checkpoint that covers their leaf."""

    finished: tuple[str, ...]
    waiting: tuple[str, ...]


class Erasing:
    """The erasures of one desk."""

    def __init__(self, matters: Matters, clock: Clock) -> None:
        self._matters, self._clock = matters, clock
        self._eraser = Eraser(matters)

    def watch(self, changes: Sequence[Change]) -> None:
        """Take out of the tables what hangs on matters that are now being erased; a watcher of the records."""
        handles = [change.after.handle for change in changes if is_erasing(change.after)]
        if not handles:
            return
        _forget_beside(handles)
        PaperFile.objects.filter(matter_id__in=handles).delete()
        at = self._clock()
        Erasure.objects.bulk_create([Erasure(matter_id=handle, approved_at=at) for handle in handles])

    def begin(self, matter: Matter) -> None:
        """Put an approved erasure on record and log its leaf; where anything fails, `resume` does so later."""
        # INVARIANT: the approval is durable and every row is gone; whoever agreed is not told that it did not work
        try:
            self._begin(matter)
        except Exception:  # noqa: BLE001 - whatever it is, the tick goes on with it
            _LOG.exception("an approved erasure waits for the next tick")

    def _begin(self, matter: Matter) -> ErasureStep:
        if self._matters.keys.erasure(matter.handle) is None:
            assert matter.erasing is not None, "only a matter that is being erased comes here"
            first, second = matter.erasing.by[:2]
            self._eraser.request(matter.handle, matter.erasing.order, (first, second), self._clock().date())
        return self._eraser.run(matter.handle)

    def resume(self, records: DjangoRecords) -> Erased:
        """Go on with every erasure as far as it gets: one that fails stops no other.

        Raises:
            Exception: what the first met that failed; the others have gone on.
        """
        due = list(Erasure.objects.filter(finished_at=None).values_list("matter_id", flat=True))
        steps, faults = dict[str, ErasureStep](), list[Exception]()
        for handle in due:
            try:
                steps[handle] = self._resume(handle, records)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next record is erased
                faults.append(error)
        finished = tuple(handle for handle, step in steps.items() if step is ErasureStep.SCRUBBED)
        if finished:
            _scrub()
            Erasure.objects.filter(matter_id__in=finished).update(finished_at=self._clock())
        if faults:
            raise faults[0]
        return Erased(finished, tuple(handle for handle in due if handle not in finished))

    def _resume(self, handle: str, records: DjangoRecords) -> ErasureStep:
        if self._matters.keys.erasure(handle) is not None:
            return self._eraser.run(handle)
        states = records.states([handle])
        return self._begin(states[handle]) if states else ErasureStep.SCRUBBED

    def certificate(self, handle: str) -> str:
        """What the court is told of an erasure that is over.

        Raises:
            ErasureError: it is not over, or its certificate was handed out.
        """
        return self._eraser.certificate(handle).text()

    def hand_out(self, handle: str) -> str:
        """The certificate for the last time: afterwards neither the order nor the names are here any more.

        Raises:
            ErasureError: the erasure is not over, or its certificate was handed out.
        """
        return self._eraser.close(handle).text()

    def withhold(self, handle: str, court: X25519PublicKey, order: str) -> None:
        """Seal a matter for a court: its key goes to the court alone, and what can be read of it leaves the tables.

        Papers stay as they are: without the key nobody reads them. It may end at any point and be run again.

        Raises:
            KeyUnavailableError: the matter is erased or not known.
            SealError: an erasure of the matter is under way.
        """
        seal(self._matters, handle, court, order, self._clock().date())
        with transaction.atomic():
            delete_rows([handle])
            _forget_beside([handle])
        self._matters.payloads.scrub()
        _scrub()

    def give_back(self, records: DjangoRecords, handle: str, key: MatterKey) -> None:
        """Unseal a matter with the key that the court has opened, and make its rows again; feeds leave it alone.

        Raises:
            SealError: the matter is not sealed, or this is not its key.
        """
        unseal(self._matters, handle, key, self._clock().date())
        with records.transaction():
            for matter in records.states([handle]).values():
                write_state(matter)


def _forget_beside(handles: list[str]) -> None:
    """Take out what hangs on matters beside their rows, in the transaction that is open."""
    forget_imports(handles)
    for model in (IdempotencyKey, OutboxMessage, WebhookDelivery, Swept, SweptMatter):
        model.objects.filter(matter_id__in=handles).delete()


def _scrub() -> None:
    """Rewrite the files of the tables; SQLite's one file was rewritten whole with the payloads."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in SCRUBBED:
            cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')
