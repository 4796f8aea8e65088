"""What comity's own ledger publishes and hands out is verified by the file that shares no line with it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import (
    Audience,
    FirstWitness,
    KeyType,
    Kind,
    Log,
    Policy,
    SigningKey,
    SqliteStore,
    event_leaf,
    sign_checkpoint,
)

DAY = 86_400


class Memory:
    """A signer's memory that lasts as long as the test."""

    def __init__(self) -> None:
        self.head: Any = None

    def latest(self) -> Any:
        return self.head

    def replace(self, old: Any, new: Any) -> bool:
        self.head = new
        return True


@pytest.fixture
def opened(naive: Any, tmp_path: Path) -> Any:
    """A log with both of its keys and a witness of each type; how to let an hour pass; its policy."""
    seed, moment = naive.sha, [naive.NOW]
    keys = (SigningKey.ed25519(naive.ORIGIN, seed(b"log")), SigningKey.mldsa44(naive.ORIGIN, seed(b"log")))
    plain = SigningKey.ed25519("city-b.example", seed(b"city"), type=KeyType.ED25519_COSIGNATURE)
    quantum = SigningKey.mldsa44("inspector.example", seed(b"inspector"))
    policy = "".join(f"log {key.verifier}\n" for key in keys)
    policy += f"witness a {plain.verifier}\nwitness b {quantum.verifier}\ngroup all all a b\nquorum all\n"
    store = SqliteStore(tmp_path / "log.sqlite")
    log = Log(store, FirstWitness(keys, Memory()), lambda: moment[0], policy=Policy.read(policy.encode()))

    def publish(first: int, last: int) -> Any:
        made = []
        for number in range(first, last):
            tags, words = [seed(b"tag", bytes([number % 256, number // 256]))], {Audience.COUNSEL: seed(b"text")}
            made.append(event_leaf(Kind.REQUEST, date(2026, 9, 21), tags=tags, commitments=words, decision="do_not"))
        log.append(made)
        head = log.publish()
        cosigned = head.signed([sign_checkpoint(key, head, moment[0]) for key in (plain, quantum)])
        log.keep(cosigned)
        return cosigned

    yield log, moment, publish, policy
    log.close()


def test_the_ledgers_export_is_verified_and_its_newest_entries_come_later(
    opened: Any, run: Any, tmp_path: Path
) -> None:
    log, moment, publish, policy = opened
    publish(0, 600)
    moment[0] += DAY
    publish(600, 900)
    log.export(tmp_path / "public", moment[0])
    status, said = run("log", tmp_path / "public", "--hidden-tail", policy=policy, now=moment[0])
    assert status == 0, said
    assert "600 entries were read" in said
    assert "What the newest 300 entries say: only their hashes are published here." in said
    log.export(tmp_path / "public", moment[0] + DAY)
    assert run("log", tmp_path / "public", policy=policy, now=moment[0])[0] == 0
    assert run("log", tmp_path / "public", policy=policy, now=moment[0] + DAY + 1)[0] == 3
    assert run("log", tmp_path / "public", policy=policy, now=moment[0] - 2 * DAY)[0] == 1


def test_the_ledgers_receipts_are_verified(opened: Any, run: Any, tmp_path: Path) -> None:
    log, moment, publish, policy = opened
    head = publish(0, 300)
    content = next(iter(log.store.leaves(7, 8)))
    receipt = log.receipt(7, head)
    whole = bytes(replace(receipt, extra=content))
    assert run("receipt", whole, policy=policy, now=moment[0] + 900 * DAY)[0] == 0
    (tmp_path / "leaf").write_bytes(content)
    bare = bytes(replace(receipt, extra=b""))
    assert run("receipt", bare, "--leaf", str(tmp_path / "leaf"), policy=policy, now=moment[0])[0] == 0
    assert run("receipt", bytes(replace(receipt, index=8, extra=content)), policy=policy, now=moment[0])[0] == 1
