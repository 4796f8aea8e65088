"""Packs files into one that is downloaded: the same files make the same bytes, and no name leads out of the folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import HttpResponse

_ODD = re.compile(r"[^\w.\- ()]+")
_LONGEST = 80
Packed = tuple[str, bytes]  # folder and name, content


def safe_name(name: str) -> str:
    """A file's name without anything that leads elsewhere."""
    plain = _ODD.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return (f"{stem[:_LONGEST]}{dot}{ending[:10]}" if stem else ending[:_LONGEST]) or "file"


def packed(files: Iterable[Packed], at: datetime) -> bytes:
    """One zip file; of two files with one name the second gets a number."""
    buffer, taken = BytesIO(), set[str]()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(_entry(_free(name, taken), at), content)
    return buffer.getvalue()


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    tried, number = name, 1
    while tried.casefold() in taken:
        number += 1
        tried = f"{stem} {number}{dot}{ending}" if stem else f"{name} {number}"
    taken.add(tried.casefold())
    return tried


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    return entry


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep; no browser stores a copy of its own."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
