"""Counts are those of the published log: the same whether taken in bit by bit or made again from its files."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import FileMemory, FirstWitness, Kind, Leaf, Log, SigningKey, SqliteStore, StaticFolder, event_leaf
from comity.reports import ReportError, counted, published_entries, published_size
from comity.store import StoreError
from comity.store.models import CodeCount
from comity.store.reporting import counts

BEGIN = 1_790_000_000


def _leaf(number: int) -> Leaf:
    org = ("immigration_authority", "federal", None)[number % 3]
    kind, code = ((Kind.REQUEST, None), (Kind.ANSWER, "hold/no"), (Kind.CUSTODY, "hold/started"))[number % 3]
    day = date(2026, 1 + number % 12, 1 + number % 28)
    return event_leaf(kind, day, tags=[number.to_bytes(32)], decision=code, basis="us-ca/x" if code else None, org=org)


@pytest.fixture
def log(tmp_path: Path) -> Any:
    keys = [SigningKey.ed25519("ledger.harbor.example/custody", bytes(32))]
    signer = FirstWitness(keys, FileMemory(tmp_path / "signer"))
    opened = Log(SqliteStore(tmp_path / "log.sqlite"), signer, clock=lambda: BEGIN)
    yield opened
    opened.close()


@pytest.mark.parametrize("steps", [[700], [1, 255, 1, 256, 3], [300, 0, 300]])
def test_the_kept_counts_are_those_of_the_published_files(db: None, log: Any, tmp_path: Path, steps: list[int]) -> None:
    folder, written = StaticFolder(tmp_path / "published"), 0
    for step in steps:
        log.append([_leaf(written + at) for at in range(step)])
        written += step
        log.publish()
        log.export(folder.folder, BEGIN, delay=0)
        assert published_size(folder) == written
        assert counts.bring_up(log.store.leaves, published_size(folder), BEGIN) == step
    assert counts.counts() == counted(published_entries(folder))
    assert sum(counts.counts().values()) == written == counts.covered().size
    kept = counts.counts()
    counts.recount(log.store.leaves, written, BEGIN)
    assert counts.counts() == kept


def test_no_entry_counts_before_anybody_can_read_it(db: None, log: Any, tmp_path: Path) -> None:
    log.append([_leaf(at) for at in range(20)])
    log.publish()
    log.export(tmp_path / "published", BEGIN + 60)  # a minute after the head, and entries follow after a day
    folder = StaticFolder(tmp_path / "published")
    assert published_size(folder) == 0
    assert counts.bring_up(log.store.leaves, published_size(folder), BEGIN) == 0
    assert counts.counts() == {}


def test_a_span_of_days_is_counted_with_both_its_ends(db: None, log: Any) -> None:
    log.append([_leaf(at) for at in range(100)])
    counts.bring_up(log.store.leaves, 100, BEGIN)
    assert {codes.day for codes in counts.counts("2026-03-07", "2026-03-11")} == {"2026-03-07", "2026-03-11"}


def test_counts_are_not_made_of_a_log_that_lacks_entries(db: None, log: Any) -> None:
    log.append([_leaf(at) for at in range(5)])
    with pytest.raises(StoreError, match="missing"):
        counts.bring_up(log.store.leaves, 9, BEGIN)
    assert counts.covered().size == 0


def test_a_folder_that_shows_less_than_was_counted_is_not_taken_for_the_truth(db: None, log: Any) -> None:
    log.append([_leaf(at) for at in range(5)])
    counts.bring_up(log.store.leaves, 5, BEGIN)
    with pytest.raises(StoreError, match="5 entries are counted"):
        counts.bring_up(log.store.leaves, 4, BEGIN)


def test_what_cannot_be_counted_leaves_the_counts_as_they_were(db: None, log: Any) -> None:
    with pytest.raises(ReportError):
        counts.bring_up(lambda first, last: [b"{}"] * (last - first), 3, BEGIN)
    assert not CodeCount.objects.exists()
