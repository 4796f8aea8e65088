"""Counts from public leaves alone: how many entries of each day carry the same codes.

Anybody who has the published log can make them again; nothing else is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from comity.ledger import LeafError, read_leaf
from comity.ledger.leaf import RECORDS
from comity.reports.errors import ReportError

# The keys of a leaf stand in their order, so what is counted is found without reading the rest.
_LEAF = re.compile(
    rb'\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2})"(?:,"basis":"([a-z0-9_./-]{1,64})")?,"c":\[[^\]]*\]'
    rb'(?:,"decision":"([a-z0-9_./-]{1,64})")?,"kind":"([a-z]{1,20})"(?:,"org":"([a-z0-9_./-]{1,64})")?,"tags":\['
)
Bytes = tuple[bytes | None, ...]


class Codes(NamedTuple):
    """The public codes of an entry; what it has not is empty."""

    day: str  # as sealed: a day of UTC
    basis: str
    decision: str
    kind: str
    org: str


Counts = Mapping[Codes, int]


def counted(leaves: Iterable[bytes]) -> Counts:
    """How many of these leaves carry each set of codes; leaves about the log itself are passed over.

    Raises:
        ReportError: one is not a leaf.
    """
    match = _LEAF.match
    tally: Counter[Bytes] = Counter()
    for content in leaves:
        found = match(content)
        if found is not None:
            tally[found.groups()] += 1
        elif not _is_about_the_log(content):
            raise ReportError("an entry cannot be counted", help="Check the log with `comity verify log`.")
    return {codes_of(key): number for key, number in tally.items()}


def codes_of(key: Bytes) -> Codes:
    """The codes as text."""
    return Codes(*("" if each is None else each.decode() for each in key))


def codes_in(content: bytes) -> Codes | None:
    """The codes of one leaf; nothing for a leaf about the log itself.

    Raises:
        ReportError: it is not a leaf.
    """
    return next(iter(counted([content])), None)


def added(first: Counts, second: Counts) -> Counts:
    """Both counts together."""
    whole = Counter(first)
    whole.update(second)
    return whole


def _is_about_the_log(content: bytes) -> bool:
    try:
        return read_leaf(content).fields()["kind"] in RECORDS
    except LeafError:
        return False
