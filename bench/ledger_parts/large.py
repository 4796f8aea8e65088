"""Logs and indexes of one and of ten million, built in bulk and kept between runs, since building takes minutes."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from comity.ledger import Log, SqliteStore
from comity.matters import Index, SqliteDatabase
from comity.matters.index import DEPTH
from comity.matters.trie import node_hash

from ledger_parts import leaves
from ledger_parts.stores import open_log, wrapped

_PER_COMMIT = 10_000


def folder_for(kept: Path, what: str, size: int) -> Path:
    """Where a log or an index of a size is kept."""
    return kept / f"{what}-{size}"


def built(folder: Path) -> bool:
    """Whether it is whole."""
    return (folder / "whole").exists()


def large_log(kept: Path, size: int) -> tuple[Log, float | None]:
    """A log of a size, and the leaves a second at which it was imported if it had to be built."""
    folder, rate = folder_for(kept, "log", size), None
    if not built(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        rate = _import(folder, size)
        (folder / "whole").touch()
    return open_log(SqliteStore(folder / "log.db"), folder / "signer"), rate


def _import(folder: Path, size: int) -> float:
    log, spent = open_log(SqliteStore(folder / "log.db"), folder / "signer"), 0.0
    for batch in leaves.batches(size, _PER_COMMIT):
        made = wrapped(batch)
        began = time.perf_counter()
        log.append(made)
        spent += time.perf_counter() - began
    log.publish()
    log.close()
    return size / spent


def large_index(kept: Path, size: int) -> tuple[Index, float | None]:
    """An index of so many tags, and the tags a second at which it was loaded if it had to be built.

    Rows and bucket hashes are written in the order of the tags, with the product's own hashing; what a log would have
    said of each tag is made up.
    """
    folder, rate = folder_for(kept, "index", size), None
    path = folder / "index.db"
    if not built(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with closing(SqliteDatabase(path)) as database:
            Index(database)
        began = time.perf_counter()
        _load(path, sorted(map(tag, range(size))))
        rate = size / (time.perf_counter() - began)
        (folder / "whole").touch()
    return Index(SqliteDatabase(path)), rate


def tag(number: int) -> bytes:
    """The tag with a number."""
    return hashlib.sha256(b"tag %d" % number).digest()


def value(tag: bytes) -> bytes:
    """What stands for the leaf hash of a tag."""
    return hashlib.sha256(tag).digest()


def _load(path: Path, tags: list[bytes]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = -500000")
        connection.execute("BEGIN IMMEDIATE")
        rows = ((tag, value(tag), at) for at, tag in enumerate(tags))
        connection.executemany("INSERT INTO tag_index (tag, leaf, at) VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT INTO tag_bucket (bucket, hash) VALUES (?, ?)", _buckets(tags))
        connection.execute("COMMIT")


def _buckets(tags: list[bytes]) -> Iterator[tuple[int, bytes | None]]:
    for bucket, some in groupby(tags, key=lambda tag: int.from_bytes(tag[:4]) >> (32 - DEPTH)):
        yield bucket, node_hash((tag, value(tag)) for tag in some)
