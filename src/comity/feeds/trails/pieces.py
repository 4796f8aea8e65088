"""Pieces: one text of a trail, known by a key before it is read, so that nothing is read twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from comity.feeds.errors import FeedError
from comity.sweep import Channel, Text

MAX_BODY = 200_000  # characters of one text; what is beyond is not read, and that is said
MAX_ADDRESSES = 100


class TrailError(FeedError):
    """One text, or a whole trail, that cannot be read; nothing else is kept back by it.

    `is_passing` where it may be read another time: it is then not taken for read.
    """

    def __init__(self, message: str, *, help: str, is_passing: bool = False) -> None:
        super().__init__(message, help=help)
        self.is_passing = is_passing


def _plain_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """A text as it was read, and what of it was not: attachments by their names, and what was too long."""

    text: Text
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One text that may be read; `take` reads it, or raises `TrailError`."""

    key: str  # the same text has the same key whenever the trail is read again
    where: str  # for people: which file and line, or which mailbox
    take: Callable[[], Taken]
    mark: Callable[[], str] = str  # how far the trail is read once this and all before it are; empty: it does not say


@dataclass(frozen=True, slots=True)
class Since:
    """How far a trail was read before, in its own words, and the digest by which it knows again what it read there."""

    mark: str = ""
    digest: Callable[[bytes], str] = _plain_digest


BEGINNING = Since()


class Trail(Protocol):
    """Something that was written or logged outside the desk."""

    @property
    def name(self) -> str:
        """What the office calls it."""
        ...

    @property
    def channel(self) -> Channel:
        """What sort of text it holds."""
        ...

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """Its texts, unread, in an order that is always the same; those before a mark may be left out.

        Raises:
            TrailError: it cannot be opened.
        """
        ...

    def size(self) -> int:
        """About how many texts there are; nought where that is not known before reading."""
        ...
