"""Bringing an upload in: read by a child process, counted first, and told without what stands in anybody's cells."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings

from comity.base import ComityError
from comity.feeds import (
    UPLOADED,
    Feed,
    ImportBook,
    Importer,
    Mapping,
    OnError,
    Report,
    read_in_child,
    read_mapping,
    shipped_maps,
)
from comity.store.desk import current
from comity.store.models import Upload

REFUSALS = 200
_PARTS = ("person", "booking", "charges", "court_dates", "convictions")
_WORDS = frozenset({*_PARTS, "codes", "unmapped", "input_columns", "unused_columns", "booking_key", "notes", "tables"})
_SETTINGS = frozenset({"format", "delimiter", "encoding", "longest", "unmapped"})
_QUOTED = re.compile(r"`([^`]*)`")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def mappings() -> dict[str, Mapping]:
    """The mappings that read one file: those that come along, and the office's own in `maps` of its home."""
    own = settings.COMITY_HOME.folder / "maps"
    paths = {**shipped_maps(), **{path.stem: path for path in sorted(own.glob("*.yaml"))}}
    found = {name: _read(path, path.stat().st_mtime_ns) for name, path in paths.items()}
    return {name: each for name, each in found.items() if each is not None and _is_one_file(each)}


def _is_one_file(mapping: Mapping) -> bool:
    return len({table.file for table in mapping.tables.values()}) == 1


@cache
def _read(path: Path, _written: int) -> Mapping | None:
    """A mapping, read once for each time that its file was written; one that is badly written is left out."""
    try:
        return read_mapping(path)
    except ComityError:
        return None


def brought_in(upload: Upload, mapping: Mapping, *, on_error: OnError, dry: bool) -> Report:
    """Bring an upload in, or only say what would change.

    Raises:
        ComityError: the file does not fit the mapping, or nothing was to be kept where a row is refused.
    """
    desk = current()
    feed = Feed(mapping, UPLOADED, open_rows=read_in_child)
    book = cast("ImportBook", desk.book)  # rooms of one floor write the values of the book each for itself
    with _on_disk(upload) as path:
        return Importer(desk.gate, book).run(feed, [path], on_error=on_error, dry=dry)


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The upload as a file that only this program can read, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="comity-upload-") as folder:
        path = Path(folder) / (_PLAIN.sub("-", Path(upload.name).name)[-100:].lstrip(".-") or "upload.csv")
        path.write_bytes(bytes(upload.content))
        yield path


def told(report: Report, mapping: Mapping) -> str:
    """A report as it is kept: counts, and where and why something was refused."""
    codes = {code for _column, code in report.unmapped}
    refused = [
        {"where": each.where, "why": masked(each.message, mapping, codes), "help": masked(each.help, mapping, codes)}
        for each in report.refusals[:REFUSALS]
    ]
    counts = {
        "bookings": report.bookings,
        "opened": report.opened,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "merged": report.merged,
        "left_alone": report.left_alone,
        "refused": report.refused,
    }
    unmapped = [{"column": column, "code": code, "times": n} for (column, code), n in report.unmapped.most_common(50)]
    return json.dumps({"counts": counts, "unmapped": unmapped, "refusals": refused})


def masked(text: str, mapping: Mapping, codes: set[str] | frozenset[str] = frozenset()) -> str:
    """A message without what a cell says: columns and codes are no person's, anything else may be."""
    # INVARIANT: whoever sets the desk up sees no person's name, not even one that stands in the wrong column
    known = (
        {name for table in mapping.tables.values() for name in (*table.columns, *table.unused)}
        | codes
        | _WORDS
        | _SETTINGS
    )
    known |= {cell for part in _PARTS for cell in getattr(getattr(mapping, part), "cells", ())}
    return _QUOTED.sub(lambda found: found[0] if found[1] in known else "`…`", text)
