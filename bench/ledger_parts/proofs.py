"""Proofs, receipts, audits and restarts of large logs; proofs of large indexes."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from math import ceil, log2
from pathlib import Path

from comity.ledger import (
    KeyType,
    Log,
    Policy,
    Receipt,
    SigningKey,
    SqliteStore,
    check_consistency,
    check_inclusion,
    leaf_hash,
    sign_checkpoint,
)
from comity.matters import Index, check_absence, check_presence

from ledger_parts.appends import shuffled
from ledger_parts.large import folder_for, tag, value
from ledger_parts.paired import Spread, each
from ledger_parts.stores import LOG_KEY, NOW, open_log

PROOFS = 2_000
WITNESSES = 3
_RESTARTS = 15


@dataclass(frozen=True)
class Proofs:
    """Proofs of one kind: making one, the hashes of the longest, the most there may be, checking one."""

    made: Spread
    hashes: int
    allowed: int
    checked: Spread


def inclusion(log: Log) -> Proofs:
    """Proofs that random leaves are in the whole tree; each touches tiles that are not in memory."""
    size, root = log.size, log.root(log.size)
    places = shuffled(PROOFS, size, 1)
    made = each([lambda at=at: log.inclusion(at, size) for at in places])
    proofs = [(at, log.inclusion(at, size), leaf_hash(log.leaf(at).content)) for at in places]
    checked = each([
        lambda at=at, proof=proof, leaf=leaf: check_inclusion(at, size, leaf, proof, root) for at, proof, leaf in proofs
    ])  # fmt: skip
    return Proofs(made, max(len(proof) for _, proof, _ in proofs), _allowed(size), checked)


def consistency(log: Log) -> Proofs:
    """Proofs that the whole tree continues the tree of a random size."""
    size, root = log.size, log.root(log.size)
    sizes = [at + 1 for at in shuffled(PROOFS, size - 1, 2)]
    made = each([lambda old=old: log.consistency(old, size) for old in sizes])
    proofs = [(old, log.consistency(old, size), log.root(old)) for old in sizes]
    checked = each([
        lambda old=old, proof=proof, before=before: check_consistency(old, size, proof, before, root)
        for old, proof, before in proofs
    ])  # fmt: skip
    return Proofs(made, max(len(proof) for _, proof, _ in proofs), _allowed(size), checked)


def _allowed(size: int) -> int:
    return ceil(log2(size)) + 1


@dataclass(frozen=True)
class Receipts:
    """Receipts with the log's signature and three Ed25519 cosignatures."""

    size: int
    verified: Spread


def receipts(log: Log) -> Receipts:
    """Read from bytes and verify receipts of random leaves under a policy that asks for all three witnesses."""
    keys = [
        SigningKey.ed25519(f"w{at}.example", bytes([at]) * 32, type=KeyType.ED25519_COSIGNATURE)
        for at in range(1, WITNESSES + 1)
    ]
    lines = [f"log {LOG_KEY.verifier}", *(f"witness w{at} {key.verifier}" for at, key in enumerate(keys))]
    lines += [f"group all {WITNESSES} " + " ".join(f"w{at}" for at in range(WITNESSES)), "quorum all"]
    policy = Policy.read("".join(f"{line}\n" for line in lines).encode())
    head = log.newest()
    assert head is not None, "the log was published when it was built"
    signed = head.signed(sign_checkpoint(key, head, NOW) for key in keys)
    made = [
        (log.leaf(at).content, bytes(Receipt(at, log.inclusion(at, head.size), signed)))
        for at in shuffled(500, head.size, 3)
    ]
    verified = each([lambda leaf=leaf, told=told: Receipt.read(told).verify(leaf, policy) for leaf, told in made])
    return Receipts(max(len(told) for _, told in made), verified)


@dataclass(frozen=True)
class Large:
    """What a log of one size gives."""

    size: int
    inclusion: Proofs
    consistency: Proofs
    receipts: Receipts
    restart: float  # milliseconds
    audit: float  # leaves a second of processor
    audit_wall: float  # leaves a second on the clock, beside whatever else ran


def large(log: Log, kept: Path) -> Large:
    """Everything that is measured on one large log."""
    began, spent = time.perf_counter(), time.process_time()
    audit = log.audit()
    wall, processor = (audit.size / seconds for seconds in (time.perf_counter() - began, time.process_time() - spent))
    if not audit.whole:
        raise AssertionError(f"the log is not whole: {audit.findings[0]}")
    return Large(log.size, inclusion(log), consistency(log), receipts(log), _restart(log, kept), processor, wall)


def _restart(log: Log, kept: Path) -> float:
    folder, times = folder_for(kept, "log", log.size), []
    for _ in range(_RESTARTS):
        began = time.perf_counter()
        again = open_log(SqliteStore(folder / "log.db"), folder / "signer")
        times.append(time.perf_counter() - began)
        again.close()
    return statistics.median(times) * 1e3


@dataclass(frozen=True)
class TagProofs:
    """Proofs from one index: milliseconds to make one, bytes of the middle and of the largest, checking one."""

    size: int
    absence: Spread
    presence: Spread
    bytes_middle: int
    bytes_most: int
    presence_most: int
    checked: Spread
    opened: float  # seconds


def tag_proofs(index: Index, size: int, opened: float) -> TagProofs:
    """Proofs of random tags that are there and that are not."""
    absent = [tag(size + at) for at in shuffled(PROOFS, size, 4)]
    present = [tag(at) for at in shuffled(PROOFS, size, 5)]
    root = index.root
    absence = each([lambda one=one: index.prove(one) for one in absent])
    presence = each([lambda one=one: index.prove(one) for one in present])
    proofs = [(one, index.prove(one)) for one in absent]
    checked = each([lambda one=one, proof=proof: check_absence(root, one, proof) for one, proof in proofs])
    found = [index.prove(one) for one in present]
    for one, proof in zip(present, found, strict=True):
        check_presence(root, one, value(one), proof)
    lengths = sorted(len(proof) for _, proof in proofs)
    middle, most = lengths[len(lengths) // 2], lengths[-1]
    return TagProofs(size, absence, presence, middle, most, max(map(len, found)), checked, opened)
