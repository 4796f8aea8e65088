"""Brings bookings in through the gate, a batch in a transaction, and writes down in it what was brought in.

INVARIANT: a matter and its entry in the book are written in one transaction. So an import that is cut off at any
moment is begun again: what is entered is passed over, what is not is brought in, and nothing is there twice.

Bookings come in the order of a hash that the desk keeps secret, and the names of their matters begin with it. So the
rows of a batch lie on few pages of each index however much the county holds already, and the names tell nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex

from comity.feeds.adding import AddingPlanner
from comity.feeds.batches import Batch, Planner
from comity.feeds.errors import ImportStoppedError, Refusal, RowError
from comity.feeds.feed import Feed
from comity.feeds.mapper import Added, Booked, Sighting
from comity.feeds.ports import ImportBook
from comity.feeds.report import Report
from comity.gate import Actor, AlreadyDoneError, Gate, GateError, Role
from comity.gate.bringing.book import Entry, Run
from comity.gate.commands import ChangeSetup

BATCH = 1_000  # bookings in a transaction, some tenths of a second: a clerk who writes meanwhile waits for one or two
News = Sequence[Booked | Added]
Progress = Callable[[int, int], None]  # rows done, rows in all (nought where that is not known)


_UNKNOWN = "Bring the bookings in first; these rows are tried again when they come again."


class OnError(StrEnum):
    """What becomes of the rest when something in a file cannot be used."""

    KEEP = "keep"  # the rest is brought in
    ROLLBACK = "rollback"  # nothing is


class Importer:
    """Brings feeds in through one gate; each person in a file gets an id from `new_id` when first seen."""

    def __init__(
        self,
        gate: Gate,
        book: ImportBook,
        *,
        actor: Actor | None = None,
        new_id: Callable[[], str] = lambda: token_hex(8),
        batch: int = BATCH,
    ) -> None:
        self.gate, self.book, self.actor, self.new_id, self.batch = gate, book, actor, new_id, batch

    def run(
        self,
        feed: Feed,
        paths: Sequence[Path],
        *,
        on_error: OnError = OnError.KEEP,
        dry: bool = False,
        progress: Progress = lambda done, of: None,
    ) -> Report:
        """Bring some files in, or with `dry` only say what would be brought in.

        Raises:
            ImportStoppedError: with `OnError.ROLLBACK`, something cannot be used; nothing was changed.
            FeedError: a file cannot be read, or does not fit the map; whole batches before it stay.
        """
        measured = feed.measure(paths)
        whole = on_error is OnError.ROLLBACK and not dry
        report = Report(feed.mapping.source, measured.digest, dry=dry)
        going = _Going(self, feed, tuple(paths), measured.rows, report, whole)
        before = self.book.run(feed.mapping.source, measured.digest)
        if before and not before.finished:
            report.went_on = before.position
        with self.book.many():
            if whole:
                going.all_or_nothing(progress)
            else:
                going.all(report.refuse, progress, dry=dry)
        return report


@dataclass(slots=True)
class _Going:
    """One import that is under way."""

    by: Importer
    feed: Feed
    paths: tuple[Path, ...]
    rows: int
    report: Report
    whole: bool  # all or nothing: what is wrong ends the transaction, and nothing can be tried again in it
    done: int = 0

    @property
    def source(self) -> str:
        return self.feed.mapping.source

    @property
    def actor(self) -> Actor:
        return self.by.actor or Actor(f"feed:{self.source}", Role.SYSTEM)

    def all_or_nothing(self, progress: Progress) -> None:
        """Look at everything first, so that a fault in a file costs no transaction; then all in one."""
        try:
            for _ in self.feed.found(self.paths, _stop):
                pass
            with self.by.book.transaction():
                self.all(_stop, progress, dry=False)
        except RowError as error:
            raise _stopped(error.refusal) from None
        except _BatchRefusedError as error:
            raise _stopped(self._culprit(error.news, error.by_gate)) from None

    def _culprit(self, news: News, error: GateError) -> Refusal:
        """Which of some bookings the gate refused, found by bringing halves in and taking them back."""
        while len(news) > 1:
            half = news[: len(news) // 2]
            try:
                with self.by.book.transaction():
                    self._written(half)
                    raise _TakenBackError
            except _TakenBackError:
                news = news[len(half) :]
            except GateError:
                news = half
        return Refusal(news[0].lines, error.message, error.help)

    def all(self, refused: Callable[[Refusal], None], progress: Progress, *, dry: bool) -> None:
        """Bring in every booking of the files."""
        sightings = self.feed.sightings(self.paths, refused, before=partial(self.by.book.beginning, self.source))
        while seen := list(islice(sightings, self.by.batch)):
            news = self._news(seen, refused)
            self.report.bookings += len(seen)
            if dry:
                self._count(news)
            elif news:
                self._bring(news, refused)
            self.done += sum(len(each.packed) for each in seen)
            progress(self.done, self.rows)
        if not dry:
            self._finish()

    def _news(self, seen: Sequence[Sighting], refused: Callable[[Refusal], None]) -> list[Booked | Added]:
        """What is not as it was entered last."""
        keys, adds_to, mapper = [each.key for each in seen], self.feed.mapping.adds_to, self.feed.mapper
        known = self.by.book.entries(self.source, keys)
        bookings = self.by.book.entries(adds_to, keys) if adds_to else known
        found: list[Booked | Added] = []
        for each in seen:
            entry, booking = known.get(each.key), bookings.get(each.key)
            if booking and booking.erased:
                self.report.left_alone += 1
            elif adds_to and not booking:
                refused(Refusal(each.lines, f"no booking of this key has come from `{adds_to}`", _UNKNOWN))
            elif entry and entry.digest == each.digest:
                self.report.unchanged += 1
            else:
                try:
                    found.append(mapper.added(each) if adds_to else mapper.booked(each))
                except RowError as error:
                    refused(error.refusal)
        return found

    def _count(self, news: News) -> None:
        known = self.by.book.entries(self.source, [each.key for each in news])
        booked = [each for each in news if isinstance(each, Booked)]
        joined = len(Planner(self.source, self.by.book, self.by.new_id).by_hand(booked, known))
        new = sum(each.key not in known for each in booked) - joined
        self.report.opened += new
        self.report.joined += joined
        self.report.changed += len(news) - new - joined

    def _bring(self, news: News, refused: Callable[[Refusal], None]) -> None:
        """Bring some in at once; where the gate refuses, halve until it is known which one it refuses."""
        try:
            batch = self._written(news)
        except GateError as error:
            if self.whole:
                raise _BatchRefusedError(news, error) from None
            if len(news) == 1 and isinstance(error, AlreadyDoneError) and (rest := _without_end(news[0])):
                self._bring([rest], refused)  # the desk has ended custody by hand; the days in court are still to come
                return
            if len(news) == 1:
                refused(Refusal(news[0].lines, error.message, error.help))
                return
            middle = len(news) // 2
            self._bring(news[:middle], refused)
            self._bring(news[middle:], refused)
            return
        self.report.opened += len(batch.opening)
        self.report.changed += len(batch.changed)
        self.report.joined += len(batch.joined)
        self.report.merged += batch.merged

    def _written(self, news: News) -> Batch:
        """Do the commands and enter them, in one transaction."""
        book = self.by.book
        with book.transaction():
            # INVARIANT: one import of a source writes at a time. The number of its batch is its turn, which lasts to
            # the end of the transaction; so what is looked up now is what everybody else has entered.
            self.by.gate.records.next_number(f"import {self.source}")
            batch = self._plan(news, book.entries(self.source, [each.key for each in news]))
            beginnings = [book.beginning(self.source, key) for key in batch.opening.values()]
            done = self.by.gate.do_all(batch.commands, self.actor, beginnings=beginnings)
            book.enter(self.source, batch.entered(done))
            if batch.persons:
                book.enter_persons(self.source, batch.persons)
            book.keep_run(self._run(len(batch.opening), len(batch.changed) + len(batch.joined)))
        return batch

    def _plan(self, news: News, known: Mapping[str, Entry]) -> Batch:
        if adds_to := self.feed.mapping.adds_to:
            return AddingPlanner(adds_to, self.by.book).plan([each for each in news if isinstance(each, Added)])
        booked = [each for each in news if isinstance(each, Booked)]
        return Planner(self.source, self.by.book, self.by.new_id).plan(booked, known)

    def _run(self, opened: int, changed: int, *, finished: bool = False) -> Run:
        report = self.report
        opened, changed = report.opened + opened, report.changed + report.joined + changed
        return Run(self.source, report.files, report.bookings, opened, changed, finished)

    def _finish(self) -> None:
        report = self.report
        with self.by.book.transaction():
            if report.opened or report.changed or report.joined or report.merged:
                names = ", ".join(path.name for path in self.paths)
                what = (
                    f"{names}: {report.opened} new, {report.changed + report.joined} changed, {report.refused} refused"
                )
                self.by.gate.do(ChangeSetup(f"import {self.source}", f"{what}, sha256 {report.files}"), self.actor)
            self.by.book.keep_run(self._run(0, 0, finished=True))


def _without_end(news: Booked | Added) -> Added | None:
    return replace(news, end=None) if isinstance(news, Added) and news.end else None


class _BatchRefusedError(Exception):
    """The gate has refused a batch of an import that is all or nothing."""

    def __init__(self, news: News, by_gate: GateError) -> None:
        super().__init__(by_gate.message)
        self.news, self.by_gate = news, by_gate


class _TakenBackError(Exception):
    """What was written to try it is taken back."""


def _stopped(refusal: Refusal) -> ImportStoppedError:
    return ImportStoppedError(f"nothing was brought in: {refusal}", help=f"{refusal.help} Or let the rest be kept.")


def _stop(refusal: Refusal) -> None:
    raise RowError(refusal)
