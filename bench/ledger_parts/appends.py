"""Appending: the log beside a plain durable INSERT of the same bytes in the same kind of transaction."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from comity.ledger import Log

from ledger_parts import leaves
from ledger_parts.paired import Pair, Spread, paired, spread, timed
from ledger_parts.stores import SQLITE, Place, Plain, fresh, wrapped

# Events in a commit, and commits in a round, which is long beside a checkpoint of the database.
SIZES = {1: 200, 10: 300, 100: 200, 1_000: 40, 10_000: 10}
CALLERS = 64
_EACH = 12  # events of one caller in a round
_MAX_BATCH = 1_000  # as the log's own


def appends(place: Place, folder: Path, size: int, rounds: int) -> Pair:
    """So many events in each commit; nothing is signed meanwhile."""
    name, commits = fresh(f"append-{size}"), SIZES[size]
    plain, log, free = place.plain(f"{name}-plain"), place.log(name, folder), count()
    stock = [leaves.contents(turn * size * commits, (turn + 1) * size * commits) for turn in range(rounds + 1)]
    leaf_stock = [wrapped(contents) for contents in stock]

    def plainly(turn: int) -> int:
        for at in range(0, size * commits, size):
            plain.write(next(free) * size, stock[turn][at : at + size])
        return size * commits

    def ours(turn: int) -> int:
        for at in range(0, size * commits, size):
            log.append(leaf_stock[turn][at : at + size])
        return size * commits

    found = paired(plainly, ours, rounds)
    if log.size != (rounds + 1) * size * commits:
        raise AssertionError("the log does not hold what was appended")
    log.close()
    return found


@dataclass
class Callers:
    """Many callers at once: the pair, and how long one of them waits."""

    pair: Pair
    plain: Spread
    ours: Spread


class GroupCommit:
    """What a careful programmer puts before a plain table: whoever comes first writes for all who wait."""

    def __init__(self, table: Plain) -> None:
        self._table, self._door, self._size = table, threading.Lock(), 0
        self._queue: list[tuple[bytes, threading.Event]] = []

    def append(self, content: bytes) -> None:
        """Return when the content is durable."""
        turn = threading.Event()
        with self._door:
            self._queue.append((content, turn))
            leads = self._queue[0][1] is turn
        if leads or (turn.wait() and self._leads(turn)):
            self._lead()

    def _leads(self, turn: threading.Event) -> bool:
        with self._door:
            return bool(self._queue) and self._queue[0][1] is turn

    def _lead(self) -> None:
        with self._door:
            batch = self._queue[:_MAX_BATCH]
        self._table.write(self._size, [content for content, _ in batch])
        self._size += len(batch)
        with self._door:
            del self._queue[: len(batch)]
            following = self._queue[:1]
        for _, turn in [*batch, *following]:
            turn.set()


def callers(place: Place, folder: Path, rounds: int) -> Callers:
    """64 callers, each with one event at a time, on the log and on a plain table behind a group commit."""
    name, size = fresh("callers"), CALLERS * _EACH
    table, log = GroupCommit(place.plain(f"{name}-plain")), place.log(name, folder)
    stock = [leaves.contents(turn * size, (turn + 1) * size) for turn in range(rounds + 1)]
    waits: dict[str, list[float]] = {"plain": [], "ours": []}

    def plainly(turn: int) -> int:
        return _crowd(stock[turn], table.append, waits["plain"])

    def ours(turn: int) -> int:
        return _crowd(stock[turn], lambda content: log.append(wrapped([content])), waits["ours"])

    pair = paired(plainly, ours, rounds)
    if log.size != (rounds + 1) * size:
        raise AssertionError("the log does not hold what was appended")
    log.close()
    return Callers(pair, spread(waits["plain"]), spread(waits["ours"]))


def _crowd(stock: Sequence[bytes], append: Callable[[bytes], object], waits: list[float]) -> int:
    def call(mine: Sequence[bytes]) -> None:
        for content in mine:
            began = time.perf_counter()
            append(content)
            waits.append((time.perf_counter() - began) * 1e3)

    threads = [threading.Thread(target=call, args=(stock[at::CALLERS],)) for at in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(stock)


@dataclass(frozen=True)
class Signing:
    """What a head costs, which is signed at most once a second: milliseconds for itself, microseconds for each leaf."""

    head: float
    leaf: float


def signing(place: Place, folder: Path, rounds: int) -> Signing:
    """Heads over one new leaf, and over ten thousand, which are read back before anything is signed."""
    log = place.log(fresh("signing"), folder)
    log.append(wrapped(leaves.contents(0, 1)))
    few, many = list[float](), list[float]()
    for turn in range(1, rounds + 1):
        for new, times in ((1, few), (10_000, many)):
            log.append(wrapped(leaves.contents(turn * 100_000, turn * 100_000 + new)))
            times.append(timed(lambda _: log.publish() and 1)[0])
    head, long = sorted(few)[rounds // 2], sorted(many)[rounds // 2]
    log.close()
    return Signing(head * 1e3, (long - head) / 10_000 * 1e6)


@dataclass(frozen=True)
class Storage:
    """Bytes a leaf on the disk, indexes and tiles included."""

    plain: float
    ours: float


def storage(place: Place, folder: Path, size: int = 200_000) -> Storage:
    """A plain table and a log of a size, after everything has reached the tables' own files."""
    name = fresh("storage")
    plain, log = place.plain(f"{name}-plain"), place.log(name, folder)
    for number, batch in enumerate(leaves.batches(size, 10_000)):
        plain.write(number * 10_000, batch)
        log.append(wrapped(batch))
    found = Storage(*(_bytes(place, part) / size for part in (plain, log)))
    log.close()
    return found


def _bytes(place: Place, part: Plain | Log) -> int:
    connection = part.store._writer if isinstance(part, Log) else part.db  # noqa: SLF001 - to measure its files
    if place.kind == SQLITE:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, width = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * width)
    tables = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200"
    return int(connection.execute(tables).fetchone()[0])


def shuffled(numbers: int, most: int, seed: int) -> list[int]:
    """Some numbers below a limit, in random order."""
    dice = random.Random(seed)
    return [dice.randrange(most) for _ in range(numbers)]
