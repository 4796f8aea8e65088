"""The book of feeds: which booking of which source is which matter, written in the gate's own transaction.

Feeds say what they need in `comity.feeds.ports`; its lines are those of `comity.gate.bringing`, below both rooms.

A row is found by a hash of source and key under a secret of the desk. Once its matter is erased the row says only
that no feed may open that booking again: the source's key and the person's are gone from it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache

from comity.gate.bringing.book import ByHand, Entry, Run
from comity.store.models import ImportEntry, ImportPerson, ImportRun, Matter, Setting
from comity.store.records import DjangoRecords
from comity.store.writing.many import many_rows
from comity.store.writing.statements import put_rows

SECRET = "import secret"  # noqa: S105 - the name of the setting
# INVARIANT: a matter's name begins with four figures of a hash under the secret, which its entry has whole; so names
# lie in an order that says nothing of when somebody was booked or brought in
BEGINNING = 4
_CHUNK = 500
_REMEMBERED = 10_000  # hashes, some batches of them


class DjangoImportBook:
    """The book over Django's tables."""

    def __init__(self, records: DjangoRecords) -> None:
        self._records = records
        self._secret = b""
        self._hashed = lru_cache(_REMEMBERED)(self._hash)  # a booking is asked for, entered, and its matter named by it

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one within another is a part of it, and so is the gate's."""
        return self._records.transaction()

    def beginning(self, source: str, key: str) -> str:
        """How the name of the matter of a booking begins: as the id of its entry, so that both lie alike."""
        return self._hashed(source, key)[:BEGINNING]

    def many(self) -> AbstractContextManager[None]:
        """While many bookings come in."""
        return many_rows()

    def entries(self, source: str, keys: Collection[str]) -> Mapping[str, Entry]:
        """The entries of some bookings, by key; what is not known is left out."""
        wanted = {self._hashed(source, key): key for key in keys}
        found = (row for some in _lots(wanted) for row in ImportEntry.objects.filter(id__in=some))
        return {wanted[row.id]: _entry(row, wanted[row.id]) for row in found}

    def enter(self, source: str, entries: Sequence[Entry]) -> None:
        """Write entries, in place of those with the same key."""
        rows = {self._hashed(source, each.key): _row(source, each) for each in entries}
        if rows:
            put_rows({ImportEntry: rows})

    def persons(self, source: str, keys: Collection[str]) -> Mapping[str, str]:
        """The ids of some persons, by the source's own key of each."""
        wanted = {self._hashed(source, f"person\0{key}"): key for key in keys}
        found = (row for some in _lots(wanted) for row in ImportPerson.objects.filter(id__in=some))
        return {wanted[row.id]: str(row.person_id) for row in found}

    def enter_persons(self, source: str, ids: Mapping[str, str]) -> None:
        """Write persons' ids by key, in place of those with the same key."""
        rows = {
            self._hashed(source, f"person\0{key}"): {"source": source, "person_id": person}
            for key, person in ids.items()
        }
        if rows:
            put_rows({ImportPerson: rows})

    def matters_of(self, source: str, persons: Collection[str]) -> Sequence[Entry]:
        """Every entry of some persons, by their ids."""
        rows = (
            row
            for some in _lots(persons)
            for row in ImportEntry.objects.filter(source=source, person_id__in=some).order_by("id")
        )
        return [_entry(row, row.key) for row in rows]

    def by_hand(self, numbers: Collection[str]) -> Sequence[ByHand]:
        """The matters that were opened by hand with one of these booking numbers, however its letters are written."""
        wanted = {spelling for number in numbers for spelling in (number, number.upper(), number.lower())}
        rows = (row for some in _lots(wanted) for row in Matter.objects.filter(booking_number__in=some, source=""))
        return [
            ByHand(row.booking_number, row.handle, row.person_id, row.name, row.birth_date, row.release_due)
            for row in rows
            if row.erasure_ordered_at is None
        ]

    def give_to(self, matter: str, other: str) -> None:
        """Let what sources say of one matter's booking come to another matter from now on."""
        ImportEntry.objects.filter(matter_id=matter).update(matter_id=other)

    def run(self, source: str, files: str) -> Run | None:
        """How far an import of these very files had come, if one was ever begun."""
        row = ImportRun.objects.filter(id=_run_id(source, files)).first()
        return row and Run(row.source, row.files, row.position, row.opened, row.changed, row.finished)

    def keep_run(self, run: Run) -> None:
        """Write how far it has come, in place of what was written of the same files."""
        said = {
            "source": run.source,
            "files": run.files,
            "position": run.position,
            "opened": run.opened,
            "changed": run.changed,
            "finished": run.finished,
            "at": self._records.clock(),
        }
        ImportRun.objects.update_or_create(
            id=_run_id(run.source, run.files), defaults=said, create_defaults={**said, "begun_at": said["at"]}
        )

    def _hash(self, source: str, key: str) -> str:
        if not self._secret:
            self._secret = _kept_secret()
        return hmac.digest(self._secret, f"{source}\0{key}".encode(), "sha256").hex()


def forget_imports(handles: Sequence[str]) -> None:
    """Leave of some matters' entries only that no feed may open them again, in the transaction that is open."""
    rows = ImportEntry.objects.filter(matter_id__in=handles)
    persons = {str(person) for person in rows.values_list("person_id", flat=True) if person}
    rows.update(key="", person_id="", digest="", erased=True)
    known = set(ImportEntry.objects.filter(person_id__in=persons).values_list("person_id", flat=True))
    ImportPerson.objects.filter(person_id__in=persons - known).delete()


def _kept_secret() -> bytes:
    row, _ = Setting.objects.get_or_create(name=SECRET, defaults={"value": secrets.token_hex(32)})
    return bytes.fromhex(row.value)


def _row(source: str, entry: Entry) -> Mapping[str, object]:
    return {
        "source": source,
        "key": "" if entry.erased else entry.key,
        "matter_id": entry.matter,
        "person_id": "" if entry.erased else entry.person,
        "digest": "" if entry.erased else entry.digest,
        "erased": entry.erased,
    }


def _entry(row: ImportEntry, key: str) -> Entry:
    return Entry(key, str(row.matter_id), str(row.person_id), str(row.digest), bool(row.erased))


def _run_id(source: str, files: str) -> str:
    return hashlib.sha256(f"{source}\0{files}".encode()).hexdigest()


def _lots(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(values)
    return (wanted[first : first + _CHUNK] for first in range(0, len(wanted), _CHUNK))
