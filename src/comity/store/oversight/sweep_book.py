"""The book of the sweep: what was read, how much of it, and whom a text may be about.

The sweep says what it needs in `comity.feeds.trails.ports`. Texts are known by a digest under a secret of the desk;
those that are about a person carry their matter, and go when it is erased.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from comity.gate import EventKind
from comity.store.models import Finding, Matter, NameWord, Setting, SweepCount, Swept, SweptMatter
from comity.store.oversight.finding_tags import DjangoFindingTags
from comity.store.queries import begins
from comity.store.records import DjangoRecords
from comity.store.rows import name_words
from comity.sweep import Moved

SECRET = "sweep secret"  # noqa: S105 - the name of the setting
MARK = "sweep mark "  # how the names of the settings begin that say how far a source was read
NEAR = timedelta(days=30)  # how far from their time in custody a text may speak of a person
_OF_BOOKING = frozenset({EventKind.MATTER_OPENED, EventKind.RECORDS_CHANGED})
_FEWEST = 2  # words of a name by which a person is found
_CHUNK = 500


class Reading(Protocol):
    """How much was read; `comity.feeds.trails.ports` has it."""

    texts: int
    contacts: int
    refused: int


class DjangoSweepBook:
    """The book over Django's tables."""

    def __init__(self, records: DjangoRecords) -> None:
        self._records = records
        self._secret = b""
        self.tags = DjangoFindingTags(self.digest)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one within another is a part of it, and so is the gate's."""
        return self._records.transaction()

    def unread(self, source: str, keys: Collection[str]) -> set[str]:
        """Those of some texts that nobody has read."""
        named = {self._digest(source, key): key for key in keys}
        ids = list(named)
        lots = (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))
        read = {found for lot in lots for found in Swept.objects.filter(id__in=lot).values_list("id", flat=True)}
        return {key for name, key in named.items() if name not in read}

    def enter(self, source: str, keys: Mapping[str, str]) -> None:
        """Write that texts were read: each key with the matter that the text is of, or nothing."""
        rows = [Swept(id=self._digest(source, key), matter_id=matter) for key, matter in keys.items()]
        Swept.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_CHUNK)

    def mark(self, source: str) -> str:
        """How far a source was read, in its own words; empty: not known."""
        kept = Setting.objects.filter(name=self._mark_name(source)).values_list("value", flat=True).first()
        return kept or ""

    def enter_mark(self, source: str, mark: str) -> None:
        """Write how far a source was read."""
        Setting.objects.update_or_create(name=self._mark_name(source), defaults={"value": mark})

    def digest(self, content: bytes) -> str:
        """A digest under a secret of the desk, by which what was read is known again and nobody else confirms it."""
        return hmac.new(self._key(), content, hashlib.sha256).hexdigest()

    def _mark_name(self, source: str) -> str:
        return f"{MARK}{self._digest(source, 'mark')[:40]}"

    def count(self, source: str, channel: str, day: date, reading: Reading) -> None:
        """Add to what was read of a source on a day."""
        row, _ = SweepCount.objects.get_or_create(source=source, channel=channel, day=day)
        SweepCount.objects.filter(pk=row.pk).update(
            texts=F("texts") + reading.texts,
            contacts=F("contacts") + reading.contacts,
            refused=F("refused") + reading.refused,
        )

    def known(self, findings: Collection[str]) -> set[str]:
        """Those of some findings that are on record, whomever they are about."""
        return set(Finding.objects.filter(seen__in=list(findings)).values_list("seen", flat=True))

    def due(self, most: int) -> Sequence[str]:
        """Some matters in which something has happened since their notes were read."""
        return list(self._due().order_by("handle").values_list("handle", flat=True)[:most])

    def waiting(self) -> int:
        """How many such matters there are."""
        return self._due().count()

    def _due(self) -> QuerySet[Matter]:
        read = SweptMatter.objects.filter(matter_id=OuterRef("handle"), events=OuterRef("events"))
        return Matter.objects.filter(~Exists(read))

    def enter_matters(self, events: Mapping[str, int]) -> None:
        """Write that the notes of matters were read, each with the number of its events."""
        SweptMatter.objects.bulk_create(
            [SweptMatter(matter_id=handle, events=number) for handle, number in events.items()],
            update_conflicts=True,
            unique_fields=["matter_id"],
            update_fields=["events"],
        )

    def moves(self, matter: str) -> Sequence[Moved]:
        """Every change of the moment of release that the booking system has told of a matter."""
        found: list[Moved] = []
        before: datetime | None = None
        for event, _leaf in self._records.history(matter):
            booking = event.body.get("booking") if event.kind in _OF_BOOKING else None
            if isinstance(booking, dict):
                said = booking.get("release_due")
                due = datetime.fromisoformat(str(said)) if said else None
                if before and due and due != before:
                    number = str(booking.get("number", ""))
                    found.append(Moved(f"{matter}/{len(found)}", number, event.at, before, due))
                before = due
        return found

    def about(self, bookings: Sequence[str], names: Sequence[str], at: datetime) -> str:
        """The matter of the person whom these booking numbers and names mean, where there is one and no other."""
        numbers = [number.strip() for number in bookings if number.strip()]
        if numbers:
            found = set(Matter.objects.filter(booking_number__in=numbers).values_list("handle", flat=True)[:2])
            if len(found) == 1:
                return str(found.pop())
        held = {handle for name in names for handle in _of_name(name, at)}
        return str(held.pop()) if len(held) == 1 else ""

    def _key(self) -> bytes:
        if not self._secret:
            kept, _ = Setting.objects.get_or_create(name=SECRET, defaults={"value": secrets.token_hex(32)})
            self._secret = bytes.fromhex(kept.value)
        return self._secret

    def _digest(self, source: str, key: str) -> str:
        return hmac.new(self._key(), f"{source}\x1f{key}".encode(errors="replace"), hashlib.sha256).hexdigest()


def _of_name(name: str, at: datetime) -> Iterator[str]:
    """The matters of everybody who has all words of a name and was in custody about then."""
    words = name_words(name)
    if len(words) < _FEWEST:
        return
    held = Matter.objects.filter(
        Q(booked_at__lte=at + NEAR) | Q(booked_at=None, opened_at__lte=at + NEAR),
        Q(released_at=None) | Q(released_at__gte=at - NEAR),
    )
    for word in words:
        held = held.filter(pk__in=NameWord.objects.filter(begins("id", f"{word} ")).values("matter"))  # by its key
    yield from held.values_list("handle", flat=True)[:2]


def read_since(day: date) -> dict[str, int]:
    """How many texts of each channel were read since a day, that day included."""
    counts = SweepCount.objects.filter(day__gte=day).values("channel").annotate(number=Sum("texts"))
    return {str(each["channel"]): int(each["number"]) for each in counts if each["number"]}


def refused_since(day: date) -> int:
    """How many texts could not be read since a day."""
    return SweepCount.objects.filter(day__gte=day).aggregate(number=Sum("refused"))["number"] or 0
