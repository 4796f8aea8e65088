"""A whole event: canonical leaf, keys derived, payload encrypted, commitment, tag, rows and ledger in one transaction.

Beside it the same two rows in clear: the event as JSON with figures of the same length where a leaf has its tag and its
commitment, and the payload in a table with the same primary key; written with one `executemany` for each table.
"""

from __future__ import annotations

import json
import random
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from comity.ledger import Audience, Kind
from comity.matters import Codes, Index, KeyFiles, KeyStore, Matters, NewEvent, Payloads

from ledger_parts import leaves
from ledger_parts.paired import Pair, paired
from ledger_parts.stores import NOW, SQLITE, Place, fresh

MATTERS = 400
PAYLOAD = ("A hold is asked for until Friday noon; the form names no order of a judge. " * 8).encode()
# events in a commit, and how many of them in a row are of one matter; commits in a round
SHAPES = {(1, 1): 60, (50, 1): 10, (50, 4): 10, (1_000, 4): 1}
_FIGURES = "5e" * 32
_CODES = Codes(Kind.REQUEST, "do_not", "admin_code/9-131", "immigration_authority")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_COLUMNS = "handle TEXT NOT NULL, chain TEXT NOT NULL, counter BIGINT NOT NULL, audience TEXT NOT NULL"
_ENTRIES = "INSERT INTO entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])"
_PAYLOADS = "INSERT INTO payload SELECT * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::text[], %b::bytea[])"
_KEY = "PRIMARY KEY (handle, chain, counter, audience)"


def whole_events(place: Place, folder: Path, size: int, in_a_row: int, rounds: int, *, packed: bool = False) -> Pair:
    """So many events in each commit, so many of them in a row of the same matter.

    `packed` rows in clear go in one statement for each table, where the database has that.
    """
    name, commits = fresh("events"), SHAPES[size, in_a_row]
    matters = _matters(place, folder, name)
    clear = _Clear(place, name, packed=packed)
    handles = [matters.open(leaves.DAY) for _ in range(MATTERS)]
    dice = random.Random(0)
    stock = [[_batch(dice, handles, size, in_a_row) for _ in range(commits)] for _ in range(rounds + 1)]

    def plainly(turn: int) -> int:
        for batch in stock[turn]:
            clear.record(batch, leaves.DAY)
        return size * commits

    def ours(turn: int) -> int:
        for batch in stock[turn]:
            matters.record_many([NewEvent(handle, _CODES, leaves.DAY, {Audience.COUNSEL: PAYLOAD}) for handle in batch])
        return size * commits

    found = paired(plainly, ours, rounds)
    if matters.log.size != MATTERS + (rounds + 1) * size * commits:
        raise AssertionError("the log does not hold what was recorded")
    return found


def _batch(dice: random.Random, handles: list[str], size: int, in_a_row: int) -> list[str]:
    chosen = [dice.choice(handles) for _ in range(-(-size // in_a_row))]
    return [handle for handle in chosen for _ in range(in_a_row)][:size]


def _matters(place: Place, folder: Path, name: str) -> Matters:
    log = place.log(name, folder)
    wrap = KeyFiles(folder / f"{name}-wrapping")
    wrap.begin(NOW)
    beside = place.database(name)
    return Matters(KeyStore(place.database(f"{name}-keys"), wrap), Payloads(beside), Index(beside), log)


class _Clear:
    """Two tables in clear, in one durable transaction for each batch."""

    def __init__(self, place: Place, name: str, *, packed: bool) -> None:
        self._db: Any = place.plain(f"{name}-clear").db  # type: ignore[attr-defined]
        self._is_sqlite = place.kind == SQLITE
        self._db.execute(f"CREATE TABLE payload({_COLUMNS}, words {'BLOB' if self._is_sqlite else 'bytea'}, {_KEY})")
        self._size, self._counters, self._packed = 0, dict[str, int](), packed

    def record(self, handles: list[str], day: date) -> None:
        """Write an event and its payload for each handle."""
        entries, payloads = [], []
        for handle in handles:
            counter = self._counters[handle] = self._counters.get(handle, -1) + 1
            fields = {
                "v": 1, "kind": "request", "at": day.isoformat(), "tags": [_FIGURES], "decision": _CODES.decision,
                "basis": _CODES.basis, "org": _CODES.org, "c": [{"a": "counsel", "h": _FIGURES}],
            }  # fmt: skip
            entries.append((self._size, _ENCODER.encode(fields).encode()))
            payloads.append((handle, "open", counter, "counsel", PAYLOAD))
            self._size += 1
        if self._is_sqlite:
            self._sqlite(entries, payloads)
        else:
            self._postgres(entries, payloads)

    def _sqlite(self, entries: list[Any], payloads: list[Any]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO entry VALUES(?, ?)", entries)
        self._db.executemany("INSERT INTO payload VALUES(?, ?, ?, ?, ?)", payloads)
        self._db.execute("COMMIT")

    def _postgres(self, entries: list[Any], payloads: list[Any]) -> None:
        with self._db.transaction(), closing(self._db.cursor()) as cursor:
            if self._packed:
                for query, rows in ((_ENTRIES, entries), (_PAYLOADS, payloads)):
                    cursor.execute(query, [list(column) for column in zip(*rows, strict=True)])
                return
            cursor.executemany("INSERT INTO entry VALUES(%s, %s)", entries)
            cursor.executemany("INSERT INTO payload VALUES(%s, %s, %s, %s, %s)", payloads)
