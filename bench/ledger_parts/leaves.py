"""Leaves to measure with: those of an ordinary event with two commitments, made fast and all different."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from comity.ledger import Audience, Kind, event_leaf, read_leaf

DAY = date(2026, 11, 22)
_MARKS = ("00" * 32, "11" * 32, "22" * 32)


def contents(first: int, last: int) -> list[bytes]:
    """The bytes of the leaves with these numbers."""
    parts = _template()
    return [_filled(parts, number) for number in range(first, last)]


def batches(total: int, size: int) -> Iterator[list[bytes]]:
    """All leaves in batches."""
    for first in range(0, total, size):
        yield contents(first, min(first + size, total))


def _template() -> list[bytes]:
    first, second, tag = (bytes.fromhex(mark) for mark in _MARKS)
    leaf = event_leaf(
        Kind.REQUEST,
        DAY,
        tags=[tag],
        commitments={Audience.COUNSEL: first, Audience.OVERSIGHT: second},
        decision="do_not",
        basis="admin_code/9-131",
        org="immigration_authority",
    ).content
    parts = []
    for mark in _MARKS:
        part, _, leaf = leaf.partition(mark.encode())
        parts.append(part)
    parts.append(leaf)
    read_leaf(_filled(parts, 1))
    return parts


def _filled(parts: list[bytes], number: int) -> bytes:
    figures = hashlib.sha512(number.to_bytes(8)).hexdigest().encode()
    tag = hashlib.sha256(number.to_bytes(8)).hexdigest().encode()
    return b"".join((parts[0], figures[:64], parts[1], figures[64:], parts[2], tag, parts[3]))
