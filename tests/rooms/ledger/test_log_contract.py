"""What a log promises, whichever store it is in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import (
    EMPTY_ROOT,
    ClockError,
    Growth,
    Log,
    QuorumError,
    Receipt,
    RollbackError,
    SequencerError,
    SqliteStore,
    StaticFolder,
    StoreError,
    audit,
    check_consistency,
    check_inclusion,
    copy_log,
    leaf_hash,
    load_growth,
    read_bundle,
    refill,
)


def test_an_empty_log_has_the_root_of_nothing_and_can_be_signed(log: Log) -> None:
    assert log.root(0) == EMPTY_ROOT
    assert log.publish().size == 0
    assert log.audit().whole


def test_leaves_get_the_next_indexes_and_are_read_back_as_they_were(log: Log, kit: Any) -> None:
    assert log.append(kit.leaves(0, 3)) == range(3)
    assert log.append(kit.leaves(3, 600)) == range(3, 600)
    assert [log.leaf(index) for index in (0, 2, 3, 255, 256, 599)] == [kit.leaf(n) for n in (0, 2, 3, 255, 256, 599)]
    with pytest.raises(StoreError, match="there is no leaf 600"):
        log.leaf(600)


def test_every_leaf_is_proved_in_every_later_size(log: Log, kit: Any) -> None:
    log.append(kit.leaves(0, 700))
    for size in (1, 2, 255, 256, 257, 511, 512, 513, 699, 700):
        root = log.root(size)
        for index in {0, size // 2, size - 1}:
            proof = log.inclusion(index, size)
            check_inclusion(index, size, leaf_hash(kit.leaf(index).content), proof, root)
            check_consistency(index, size, log.consistency(index, size), log.root(index), root)


def test_a_proof_beyond_the_log_is_refused(log: Log, kit: Any) -> None:
    log.append(kit.leaves(0, 5))
    for ask in (
        lambda: log.inclusion(5, 5),
        lambda: log.inclusion(0, 6),
        lambda: log.consistency(3, 2),
        lambda: log.root(6),
    ):
        with pytest.raises(StoreError, match="the log has 5 leaves"):
            ask()


def test_a_log_that_is_opened_again_goes_on(open_log: Callable[..., Log], shelf: Any, kit: Any) -> None:
    first = open_log()
    first.append(kit.leaves(0, 70_000 if shelf.kind == "sqlite" else 3_000))
    before = first.publish()
    first.close()
    again = open_log()
    assert (again.size, again.root(again.size)) == (before.size, before.root)
    again.append(kit.leaves(again.size, again.size + 300))
    assert again.publish().size == before.size + 300
    assert again.audit().whole
    assert load_growth(again.store) == Growth().extend(again.store.leaves(0, again.size))[0]


def test_leaves_join_business_rows_in_one_transaction(log: Log, shelf: Any, kit: Any) -> None:
    shelf.run("CREATE TABLE answer(number integer)")
    with log.transaction() as transaction:
        transaction.execute("INSERT INTO answer VALUES(7)")
        assert log.append_in(transaction, kit.leaves(0, 300)) == range(300)
        assert log.append_in(transaction, kit.leaves(300, 301)) == range(300, 301)
        assert log.size == 0, "not before the commit"
    assert log.size == 301
    assert shelf.run("SELECT number FROM answer") == [(7,)]
    assert log.audit().whole


def test_a_transaction_that_fails_takes_its_leaves_with_it(log: Log, shelf: Any, kit: Any) -> None:
    shelf.run("CREATE TABLE answer(number integer)")
    log.append(kit.leaves(0, 10))

    def fail() -> None:
        with log.transaction() as transaction:
            transaction.execute("INSERT INTO answer VALUES(7)")
            log.append_in(transaction, kit.leaves(10, 300))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert log.size == 10
    assert shelf.run("SELECT number FROM answer") == []
    assert log.append(kit.leaves(10, 12)) == range(10, 12)
    assert log.audit().whole


def test_leaves_can_only_join_an_open_transaction_of_the_log(log: Log, shelf: Any, kit: Any) -> None:
    connection = shelf.connect()
    try:
        with pytest.raises(StoreError, match="no transaction"):
            log.append_in(connection, kit.leaves(0, 1))
    finally:
        connection.close()
    assert log.size == 0


def test_other_writers_post_and_each_leaf_is_logged_once(log: Log, shelf: Any, kit: Any) -> None:
    other = shelf.connect()
    contents = [leaf.content for leaf in kit.leaves(0, 5)]
    other.execute("BEGIN")
    tickets = log.store.post(other, contents[:3])
    other.execute("COMMIT")
    other.execute("BEGIN")
    log.store.post(other, contents[3:4])
    other.execute("ROLLBACK")
    other.execute("BEGIN")
    tickets += log.store.post(other, contents[4:])
    other.execute("COMMIT")
    other.close()
    assert log.store.index_of(tickets[0]) is None
    assert [log.drain(2), log.drain(2), log.drain(2)] == [range(2), range(2, 4), range(4, 4)]
    indexes = [log.store.index_of(ticket) for ticket in tickets]
    assert [log.leaf(index or 0).content for index in indexes] == [*contents[:3], contents[4]]


def test_many_callers_share_commits_and_each_gets_the_index_of_its_own_leaf(log: Log, kit: Any) -> None:
    got: dict[int, range] = {}

    def call(number: int) -> None:
        for step in range(20):
            got[number * 20 + step] = log.append([kit.leaf(number * 20 + step)])

    callers = [threading.Thread(target=call, args=(number,)) for number in range(16)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(60)
    assert sorted(indexes.start for indexes in got.values()) == list(range(320))
    assert all(log.leaf(indexes.start) == kit.leaf(number) for number, indexes in got.items())
    assert log.audit().whole


def test_a_second_writer_with_a_stale_view_is_refused_or_takes_its_turn_and_nothing_is_lost(
    open_log: Callable[..., Log], shelf: Any, kit: Any
) -> None:
    first = open_log()
    first.append(kit.leaves(0, 3))
    if shelf.kind == "postgres":
        with pytest.raises(SequencerError, match="another sequencer"):
            open_log()
        return
    second = open_log()
    second.append(kit.leaves(3, 4))
    with pytest.raises(SequencerError):
        first.store.write(3, [b"stale"], [])
    assert first.append(kit.leaves(4, 6)) == range(4, 6), "it has looked again"
    assert first.audit().whole
    assert first.size == 6


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_on_postgres_a_stale_writer_fails_even_without_the_lock(shelf: Any) -> None:
    first, second = shelf.store(), shelf.store(sequencer=False)
    first.write(0, [b"a"], [])
    with second.transaction(turn=False) as transaction, pytest.raises(SequencerError, match="written by another"):
        second.write_in(transaction, 0, [b"b"], [])
    assert first.leaves(0, 9) == [b"a"]


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_tile", "ledger_head", "ledger_posted"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_rows_cannot_be_changed_by_an_ordinary_connection(
    log: Log, shelf: Any, kit: Any, table: str, verb: str
) -> None:
    log.append(kit.leaves(0, 300))
    log.publish()
    with log.transaction() as transaction:
        log.store.post(transaction, [kit.leaf(300).content])
    log.drain()
    column = {"ledger_entry": "idx = 1", "ledger_tile": "id = 1", "ledger_head": "at = 1", "ledger_posted": "idx = 1"}
    connection = shelf.connect()
    try:
        with pytest.raises(Exception, match="append-only"):
            connection.execute(verb.format(table, column[table]))
    finally:
        connection.close()
    assert log.audit().whole


def test_a_receipt_needs_the_quorum_and_proves_the_leaf_offline(log: Log, kit: Any, policy: Any) -> None:
    log.append(kit.leaves(0, 500))
    head = log.publish()
    with pytest.raises(QuorumError):
        log.receipt(7, head)
    with pytest.raises(QuorumError):
        log.receipt(7, kit.cosign(head, "inspector", "bar"))
    with pytest.raises(QuorumError):
        log.receipt(7, kit.cosign(head, "city-b", "city-c", "bar"))
    cosigned = kit.cosign(head, "inspector", "bar", "city-c")
    assert len(log.keep(cosigned)) == 5
    receipt = Receipt.read(bytes(log.receipt(7, cosigned)))
    assert {c.key.name for c in receipt.verify(kit.leaf(7).content, policy)} >= {"inspector.example", "bar.example"}


def test_a_log_without_a_policy_gives_no_receipt(open_log: Callable[..., Log], kit: Any) -> None:
    log = open_log(policy=None)
    log.append(kit.leaves(0, 1))
    with pytest.raises(QuorumError, match="no policy"):
        log.receipt(0, kit.cosign(log.publish(), *kit.WITNESSES))


def test_a_clock_set_back_stops_signing_and_not_logging(log: Log, clock: Any, kit: Any) -> None:
    log.append(kit.leaves(0, 1))
    first = log.publish()
    clock.now -= 3_600
    log.append(kit.leaves(1, 2))
    with pytest.raises(ClockError, match="3,600 seconds before"):
        log.publish()
    clock.now += 3_590  # a small correction is taken as no step
    assert log.publish().size == 2
    assert [head.at for head in log.store.heads()] == [kit.NOW, kit.NOW]
    assert first.size == 1


def test_silence_can_be_signed_too(log: Log, clock: Any, kit: Any) -> None:
    log.append(kit.leaves(0, 4))
    first = log.publish()
    clock.now += 3_600
    second = log.publish()
    assert (first.size, first.root) == (second.size, second.root)
    assert first.signatures != second.signatures
    assert len(list(log.store.heads())) == 2


def test_the_export_is_what_readers_expect_and_entries_come_a_day_later(
    log: Log, clock: Any, kit: Any, tmp_path: Path
) -> None:
    folder = StaticFolder(tmp_path / "public")
    log.append(kit.leaves(0, 600))
    log.keep(kit.cosign(log.publish(), *kit.WITNESSES))
    log.export(folder.folder, clock.now)
    assert folder.read("tile/entries/000") is None
    assert len(folder.read("tile/0/001") or b"") == 8_192
    assert len(folder.read("tile/0/002.p/88") or b"") == 88 * 32
    assert len(folder.read("tile/1/000.p/2") or b"") == 64
    clock.now += 86_400
    log.append(kit.leaves(600, 900))
    log.keep(kit.cosign(log.publish(), *kit.WITNESSES))
    shown = log.export(folder.folder, clock.now)
    assert shown is not None
    assert folder.checkpoint() == shown
    assert shown.size == 900
    bundle = folder.read("tile/entries/002.p/88")
    assert bundle is not None
    assert read_bundle(bundle, 88) == [leaf.content for leaf in kit.leaves(512, 600)]
    assert folder.read("tile/0/002.p/88") is None, "the full tile has replaced it"
    assert folder.read("tile/entries/003.p/132") is None, "not a day old"


def test_a_head_without_quorum_is_not_published(log: Log, clock: Any, kit: Any, tmp_path: Path) -> None:
    log.append(kit.leaves(0, 3))
    log.publish()
    with pytest.raises(QuorumError):
        log.export(tmp_path / "public", clock.now)
    log.keep(kit.cosign(log.publish(), "inspector", "city-b", "city-c"))
    log.append(kit.leaves(3, 5))
    log.publish()
    assert log.export(tmp_path / "public", clock.now) is not None
    shown = StaticFolder(tmp_path / "public").checkpoint()
    assert shown is not None
    assert shown.size == 3, "the newest with a quorum"


def test_a_second_export_writes_only_what_is_new(log: Log, clock: Any, kit: Any, tmp_path: Path) -> None:
    log.append(kit.leaves(0, 1_000))
    log.keep(kit.cosign(log.publish(), *kit.WITNESSES))
    folder = tmp_path / "public"
    log.export(folder, clock.now, delay=0)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    log.export(folder, clock.now, delay=0)
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert {path.name for path in after if before.get(path) != after[path]} == {"checkpoint"}


def test_a_log_is_copied_whole_into_a_store_of_the_other_kind(log: Log, kit: Any, tmp_path: Path) -> None:
    log.append(kit.leaves(0, 700))
    head = log.publish()
    target = SqliteStore(tmp_path / "copy.sqlite")
    try:
        assert copy_log(log.store, target) == 700
        found = audit(target, log.keys, forms=True)
        assert found.whole
        assert (found.size, found.root, found.heads) == (700, head.root, 1)
        with pytest.raises(StoreError, match="not empty"):
            copy_log(log.store, target)
    finally:
        target.close()


def test_a_stale_backup_refuses_to_go_on_until_it_is_refilled_from_what_was_published(
    open_log: Callable[..., Log], clock: Any, kit: Any, tmp_path: Path, shelf: Any
) -> None:
    log = open_log()
    log.append(kit.leaves(0, 300))
    log.publish()
    backup = shelf.store("backup")
    copy_log(log.store, backup)
    log.append(kit.leaves(300, 900))
    log.keep(kit.cosign(log.publish(), *kit.WITNESSES))
    shown = log.export(tmp_path / "public", clock.now, delay=0)
    assert shown is not None
    log.close()
    backup.close()
    restored = open_log("backup")
    assert isinstance(restored.refusal, RollbackError), "the signer remembers"
    for attempt in (lambda: restored.append(kit.leaves(300, 301)), restored.publish, restored.drain):
        with pytest.raises(RollbackError, match="900 leaves has been seen, and this log has 300"):
            attempt()
    assert refill(restored.store, StaticFolder(tmp_path / "public"), shown) == 600
    restored.close()
    whole = open_log("backup", heads=[shown])
    assert whole.refusal is None
    assert (whole.size, whole.root(900)) == (900, shown.root)
    whole.append(kit.leaves(900, 901))
    assert whole.publish().size == 901
    assert whole.audit(forms=True).whole
