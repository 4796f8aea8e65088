"""Erasing a matter from the desk: what can be read of it goes at once, its key after the next cosigned checkpoint.

In the transaction in which the second person agrees, every row of the matter goes: tables, papers, replies, messages,
what feeds know. Then the erasure is put on record and its leaf logged; `resume` goes on from wherever it was ended.
The matter of a finding about nobody that was given to the person whom it is about goes by the same steps, without a
court's order: the words stand in the person's own record, and nothing is certified. Its key is unreadable as soon as
any other; the files of the rest, which nobody can read without it, are rewritten with the next erasure that a court has
ordered, or with the first tick of the next day.
Files of the database, and PostgreSQL's statistics, are rewritten last, once for all that is due. PostgreSQL's own log
and backups of the tables still hold deleted rows until they are overwritten: they are kept no longer than the backups
of the keys.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from comity.gate import Change, Clock
from comity.gate.findings.state import TRACE
from comity.gate.sealing.state import is_gone
from comity.gate.state import Matter
from comity.matters import Eraser, ErasureStep, FoundWords, Matters, rewrite
from comity.store.import_book import forget_imports
from comity.store.models import (
    PROJECTIONS,
    Erasure,
    FindingTag,
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

_LOG = logging.getLogger(__name__)
SCRUBBED = (
    *(*PROJECTIONS, IdempotencyKey, ImportEntry, ImportPerson, OutboxMessage, PaperFile, Upload, WebhookDelivery),
    *(FindingTag, Swept, SweptMatter),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """How far the erasures of one desk are."""

    finished: tuple[str, ...]  # those that a court has ordered and that are over
    waiting: tuple[str, ...]  # for a checkpoint that covers their leaf, or for the next rewriting of the files
    given: tuple[str, ...] = ()  # over as well: what they held stands with its person


class Erasing:
    """The erasures of one desk."""

    def __init__(self, matters: Matters, clock: Clock) -> None:
        self._matters, self._clock = matters, clock
        self._eraser = Eraser(matters)

    def watch(self, changes: Sequence[Change]) -> None:
        """Take out of the tables what hangs on matters that are now being erased; a watcher of the records."""
        for change in changes:
            if given := change.before.findings.keys() - change.after.findings.keys():
                FindingTag.objects.filter(matter_id=change.after.handle, seen__in=given).delete()
        going = [each for change in changes if _goes(each := change.after)]
        if not going:
            return
        handles, at = [each.handle for each in going], self._clock()
        forget_beside(handles)
        PaperFile.objects.filter(matter_id__in=handles).delete()
        Erasure.objects.bulk_create([
            Erasure(matter_id=each.handle, approved_at=at, is_given=each.is_given) for each in going
        ])  # fmt: skip

    def begin(self, matter: Matter) -> None:
        """Put an approved erasure on record and log its leaf; where anything fails, `resume` does so later."""
        # INVARIANT: the approval is durable and every row is gone; whoever agreed is not told that it did not work
        try:
            self._begin(matter)
        except Exception:  # noqa: BLE001 - whatever it is, the tick goes on with it
            _LOG.exception("an approved erasure waits for the next tick")

    def _begin(self, matter: Matter) -> None:
        if self._matters.keys.erasure(matter.handle) is None:
            self._request(matter)
        self._eraser.log(matter.handle)  # the rest takes long: whoever agreed does not wait for it

    def _request(self, matter: Matter) -> None:
        day = self._clock().date()
        if matter.is_given:
            self._eraser.request_given(matter.handle, day)
            return
        assert matter.erasing is not None, "only a matter that is being erased comes here"
        first, second = matter.erasing.by[:2]
        self._eraser.request(matter.handle, matter.erasing.order, (first, second), day, _found_words(matter))

    def resume(self, records: DjangoRecords) -> Erased:
        """Go on with every erasure as far as it gets: one that fails stops no other.

        Raises:
            Exception: what the first met that failed; the others have gone on.
        """
        due = {row.matter_id: row for row in Erasure.objects.filter(finished_at=None)}
        on_record, gone, faults = self._on_record(due, records)
        faults += self._eraser.run_many(on_record, [row.matter_id for row in due.values() if self._may_wait(row)])
        over = {row.handle for row in self._matters.keys.erasures() if row.step is ErasureStep.SCRUBBED}
        finished = [handle for handle in due if handle in over or handle in gone]
        if finished:
            scrub_tables()
            Erasure.objects.filter(matter_id__in=finished).update(finished_at=self._clock())
        self._forget_given()
        if faults:
            raise faults[0]
        ordered = tuple(handle for handle in finished if not due[handle].is_given)
        given = tuple(handle for handle in finished if due[handle].is_given)
        return Erased(ordered, tuple(handle for handle in due if handle not in finished), given)

    def _on_record(
        self, handles: Iterable[str], records: DjangoRecords
    ) -> tuple[list[str], list[str], list[Exception]]:
        """Put on record what is not yet: which erasures are, of which nothing is left to do, and what went wrong."""
        there, gone, faults = list[str](), list[str](), list[Exception]()
        for handle in handles:
            try:
                (there if self._is_on_record(handle, records) else gone).append(handle)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next record is erased
                faults.append(error)
        return there, gone, faults

    def _is_on_record(self, handle: str, records: DjangoRecords) -> bool:
        if self._matters.keys.erasure(handle) is not None:
            return True
        states = records.states([handle])
        for matter in states.values():
            self._begin(matter)
        return bool(states)

    def _may_wait(self, row: Erasure) -> bool:
        """Whether the files need not be rewritten for it alone today, by the office's own day."""
        zone = timezone.get_default_timezone()
        return row.is_given and row.approved_at.astimezone(zone).date() == self._clock().astimezone(zone).date()

    def _forget_given(self) -> None:
        """Of what went without a court's order, nobody asks for a certificate; not even when this was cut off."""
        rows = Erasure.objects.filter(finished_at__isnull=False, is_given=True)
        for handle in rows.values_list("matter_id", flat=True):
            self._eraser.forget_given(handle)
        rows.delete()

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


def _goes(matter: Matter) -> bool:
    return is_gone(matter) and (matter.erasing is not None or matter.is_given)


def _found_words(matter: Matter) -> FoundWords:
    """The findings whose words go with the record, and those of which a lot of before has the words as well."""
    findings = [each for each in matter.findings.values() if each.seen.channel != TRACE]
    return FoundWords(len(findings), sum(bool(each.joined and each.joined.in_lot) for each in findings))


def forget_beside(handles: Sequence[str]) -> None:
    """Take out what hangs on matters beside their rows, in the transaction that is open."""
    forget_imports(handles)
    for model in (IdempotencyKey, OutboxMessage, WebhookDelivery, FindingTag, Swept, SweptMatter):
        model.objects.filter(matter_id__in=handles).delete()


def scrub_tables() -> None:
    """Rewrite the files of the tables; SQLite's one file was rewritten whole with the payloads.

    Raises:
        StoreFailureError: the role of this program may not.
    """
    if connection.vendor != "postgresql":
        return
    tables = [f'VACUUM (FULL, ANALYZE) "{model._meta.db_table}"' for model in SCRUBBED]
    connection.ensure_connection()
    # what was most common in a column is kept by PostgreSQL in words, a name among few for instance
    rewrite(connection.connection, *tables, "VACUUM FULL pg_catalog.pg_statistic")
