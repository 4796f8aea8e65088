"""What is known of the time of a paper: when it came, if after its request, and the day that stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import cast

from comity.gate.events import Event

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PaperDay:
    """The day that stands on a paper, as somebody confirmed it beside the page; a paper gives no hour."""

    day: date
    pages: tuple[int, ...]  # of the file, where it holds several papers; none: the whole file
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PaperTimes:
    """The times of one file that is with a request."""

    request: str
    sha256: str
    added_at: datetime | None = None  # None: it came with the request
    days: tuple[PaperDay, ...] = ()  # the last that was confirmed of each of its papers


Times = Mapping[str, PaperTimes]  # by request and file


def paper_added(times: Times, body: Body, at: datetime) -> Times:
    """A file came after its request."""
    paper = cast("Mapping[str, object]", body["paper"])
    before = times_of(times, str(body["request"]), str(paper["sha256"]))
    return _with(times, replace(before, added_at=at))


def paper_dated(times: Times, event: Event) -> Times:
    """Somebody confirmed the day on a paper; what was confirmed of the same paper before gives way to it."""
    body = event.body
    before = times_of(times, str(body["request"]), str(body["sha256"]))
    pages = tuple(cast("list[int]", body.get("pages", [])))
    said = PaperDay(date.fromisoformat(str(body["day"])), pages, event.at, event.by.name)
    others = tuple(each for each in before.days if each.pages != pages)
    return _with(times, replace(before, days=(*others, said)))


def times_of(times: Times, request: str, sha256: str) -> PaperTimes:
    """What is known of one file."""
    return times.get(f"{request}:{sha256}") or PaperTimes(request, sha256)


def _with(times: Times, changed: PaperTimes) -> Times:
    return MappingProxyType({**times, f"{changed.request}:{changed.sha256}": changed})
