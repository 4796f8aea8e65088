"""A published log of two invented years, and the counts of it."""

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import FileMemory, FirstWitness, Kind, Leaf, Log, SigningKey, SqliteStore, event_leaf
from desk_for_tests import desk, open_desk, opened

open_desk()

__all__ = ["desk", "opened"]
NOW = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp())
ICE, OTHER = "immigration_authority", "federal"
_TAGS = itertools.count()


def leaves(  # noqa: PLR0917 - an entry is its codes
    kind: Kind, day: date, times: int, decision: str = "", basis: str = "", org: str | None = ICE
) -> list[Leaf]:
    """So many entries of one kind."""
    return [
        event_leaf(kind, day, tags=[next(_TAGS).to_bytes(32)], decision=decision or None, basis=basis or None, org=org)
        for _ in range(times)
    ]


def two_years() -> Iterator[Leaf]:
    """2025 and 2026 up to November: many refusals, a few that were handed over, one month with little in it."""
    for year, month in [(2025, month) for month in range(1, 13)] + [(2026, month) for month in range(1, 12)]:
        day = date(year, month, 9)
        many = 3 if month == 2 else 20 + month
        yield from leaves(Kind.REQUEST, day, many)
        yield from leaves(Kind.REQUEST, day, 2, org=OTHER)
        yield from leaves(Kind.ANSWER, day, many, "hold/no", "us-ca/gov-7284-6/a1b")
        yield from leaves(Kind.ANSWER, day, 2, "transfer/yes", "supervisor", org=OTHER)
        yield from leaves(Kind.NOTE, day, 5, org=None)
    yield from leaves(Kind.CUSTODY, date(2025, 6, 9), 4, "transfer/with_ground")
    yield from leaves(Kind.REQUEST, date(2025, 6, 9), 3, org="state")


@pytest.fixture
def publish(db: None, opened: Any, tmp_path: Path, settings: Any) -> Iterator[Callable[..., Path]]:
    """Publish a log and count it; gives the folder in which it lies."""
    from comity.store.reporting import counts

    settings.COMITY_HOME = dataclasses.replace(settings.COMITY_HOME, folder=tmp_path)
    keys = [SigningKey.ed25519("ledger.harbor.example/custody", bytes(32))]
    log = Log(
        SqliteStore(tmp_path / "log.sqlite"),
        FirstWitness(keys, FileMemory(tmp_path / "head")),
        clock=lambda: NOW - 200_000,
    )

    def out(entries: Iterator[Leaf] | None = None, *, delay: int = 0) -> Path:
        log.append(list(two_years() if entries is None else entries))
        log.publish()
        log.export(tmp_path / "published", NOW, delay=delay)
        counts.bring_up(log.store.leaves, log.size, NOW)
        return tmp_path / "published"

    yield out
    log.close()
