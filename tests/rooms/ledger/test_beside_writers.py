"""The log that signs and audits beside programs that write in turn."""

from __future__ import annotations

from typing import Any

import pytest

from comity.ledger import (
    Appender,
    DamageError,
    FirstWitness,
    Growth,
    Log,
    check_inclusion,
    leaf_hash,
)
from rooms.ledger.turns import in_turn


def test_the_log_that_signs_takes_in_what_others_wrote(
    shelf: Any, appender: Appender, kit: Any, clock: Any, policy: Any
) -> None:
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock, policy=policy)
    appender.append(kit.leaves(0, 300))
    head = log.publish()
    assert head.size == 300
    appender.append(kit.leaves(300, 310))
    assert log.size == 310
    assert log.leaf(305) == kit.leaf(305)
    check_inclusion(305, 310, leaf_hash(kit.leaf(305).content), log.inclusion(305, 310), log.root(310))
    check_inclusion(305, 310, leaf_hash(kit.leaf(305).content), appender.inclusion(305, 310), log.root(310))
    with log.transaction() as transaction:
        assert log.append_in(transaction, kit.leaves(310, 311)) == range(310, 311)
    other = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock, policy=policy)
    appender.append(kit.leaves(311, 600))
    kept = kit.cosign(log.publish(), "inspector", "city-b", "bar")
    other.keep(kept)
    assert other.receipt(599, kept).index == 599, "a head beyond what it had seen is no fork"
    assert appender.newest() is not None
    assert log.audit().whole


def test_a_program_whom_others_are_always_ahead_of_gets_its_turn(
    signing: Log, appender: Appender, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, numbers = type(signing.store).write, iter(range(100, 200))

    def write(self: Any, *words: Any) -> None:
        appender.append([kit.leaf(next(numbers))])
        kept(self, *words)

    monkeypatch.setattr(type(signing.store), "write", write)
    for turn in range(5):
        assert signing.append(kit.leaves(3 * turn, 3 * turn + 3)) == range(4 * turn + 1, 4 * turn + 4)
    assert (signing.publish().size, signing.audit().whole) == (20, True)


def test_rows_of_others_whose_tile_does_not_fit_are_not_taken_in(
    shelf: Any, appender: Appender, kit: Any, clock: Any
) -> None:
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    appender.append(kit.leaves(0, 300))
    shelf.run("UPDATE ledger_tile SET root = ?", bytes(32))
    with pytest.raises(DamageError, match="not the one that its rows give"):
        log.append(kit.leaves(300, 301))
    with pytest.raises(DamageError):
        log.publish()


def test_an_audit_beside_writers_finds_nothing_wrong(
    shelf: Any, appender: Appender, signing: Log, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appender.append(kit.leaves(0, 300))
    signing.publish()
    numbers, kept = iter(range(300, 9_000, 256)), type(signing.store).tile_count

    def tile_count(self: Any, level: int) -> int:
        first = next(numbers)
        appender.append(kit.leaves(first, first + 256))
        return int(kept(self, level))

    with monkeypatch.context() as patch:
        patch.setattr(type(signing.store), "tile_count", tile_count)
        found = signing.audit()
    assert (found.findings, found.size, found.heads) == ((), 300, 1)
    assert signing.audit().size > 2_000
    shelf.run("INSERT INTO ledger_tile SELECT id + 100, hashes, root FROM ledger_tile WHERE id = 0")
    assert signing.audit().findings == ("level 0 has a wrong number of tiles",)


def test_rows_that_vanish_are_noticed(shelf: Any, appender: Appender, kit: Any, clock: Any) -> None:
    appender.append(kit.leaves(0, 9))
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    shelf.run("DELETE FROM ledger_entry WHERE idx > 3")
    with pytest.raises(DamageError, match="has 4 leaves and had 9"):
        log.publish()


def test_growth_that_is_read_anew_is_the_growth_that_was_followed(
    appender: Appender, shelf: Any, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, reader = Appender(in_turn(shelf)), Appender(in_turn(shelf))
    appender.append(kit.leaves(0, 700))
    followed = follower._catch_up()
    monkeypatch.setattr("comity.ledger.appender.MAX_FOLLOWED", 10)
    assert reader._catch_up() == followed == Growth().extend(leaf.content for leaf in kit.leaves(0, 700))[0]
