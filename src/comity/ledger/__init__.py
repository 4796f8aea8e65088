"""Entries, hash tree, checkpoints, proofs.

>>> from datetime import date
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from comity.ledger import FileMemory, FirstWitness, Kind, Log, SigningKey, SqliteStore, event_leaf
>>> with TemporaryDirectory() as folder:
...     keys = [SigningKey.ed25519("ledger.city-a.example/custody", bytes(32))]
...     signer = FirstWitness(keys, FileMemory(Path(folder, "signer", "head")))
...     log = Log(SqliteStore(Path(folder, "log.sqlite")), signer, clock=lambda: 1_790_000_000)
...     leaf = event_leaf(Kind.REQUEST, date(2026, 11, 22), tags=[bytes(32)], org="immigration_authority")
...     print(log.append([leaf, leaf, leaf]), log.publish().size, len(log.inclusion(1, 3)), log.audit().whole)
...     log.close()
range(0, 3) 3 2 True

The formats are those of C2SP: tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-witness, tlog-proof and
tlog-policy, so that other people's programs verify this log. What the room offers:

`Log(store, signer, clock, policy=…, heads=…)`
    `append(leaves)` durable indexes; `transaction()` with `append_in(transaction, leaves)` beside business rows;
    `drain()` for what other writers have put into the inbox with `store.post(transaction, contents)`;
    `publish()` a signed head; `keep(checkpoint)` one with cosignatures; `receipt(index, checkpoint)`;
    `inclusion(index, size)`, `consistency(old, new)`, `root(size)`, `leaf(index)`;
    `guard(heads)` and `refusal`; `audit()`; `export(folder, now)`.

`Appender(store)`
    `append_in(transaction, leaves)` in turn with other programs, in a transaction that somebody else commits.

`LogStore`
    `SqliteStore(path)`, `PostgresStore(address, sequencer=…)`; `copy_log`, `refill` and `audit` work on either.
"""

from comity.ledger.appender import Appender
from comity.ledger.checkpoint import Checkpoint, Cosignature, sign_checkpoint
from comity.ledger.errors import (
    ClockError,
    DamageError,
    ForkError,
    LeafError,
    LedgerError,
    MalformedError,
    PolicyError,
    ProofError,
    QuorumError,
    RefusedError,
    RollbackError,
    SequencerError,
    SignatureError,
    StoreError,
)
from comity.ledger.keys import KeyType, SigningKey, VerifierKey, read_rotation, rotation_leaf
from comity.ledger.leaf import Audience, Kind, Leaf, event_leaf, read_leaf, record_leaf
from comity.ledger.log import Clock, Log
from comity.ledger.note import Note, SignatureLine, read_signature_lines
from comity.ledger.policy import Group, Policy
from comity.ledger.receipt import Receipt
from comity.ledger.store import Head, LogStore, Transaction, load_growth
from comity.ledger.stores.postgres import PostgresStore
from comity.ledger.stores.sqlite import SqliteStore
from comity.ledger.tiles import StaticFolder, read_bundle, read_tile, tile_path, write_bundle
from comity.ledger.tree import EMPTY_ROOT, Growth, check_consistency, check_inclusion, leaf_hash, node_hash
from comity.ledger.upkeep import DELAY_SECONDS, Audit, audit, copy_log, refill
from comity.ledger.witness import (
    Cosigned,
    FileMemory,
    FirstWitness,
    Refusal,
    Signer,
    SignerMemory,
    WitnessState,
    judge,
    read_request,
    write_request,
)

__all__ = [
    "DELAY_SECONDS",
    "EMPTY_ROOT",
    "Appender",
    "Audience",
    "Audit",
    "Checkpoint",
    "Clock",
    "ClockError",
    "Cosignature",
    "Cosigned",
    "DamageError",
    "FileMemory",
    "FirstWitness",
    "ForkError",
    "Group",
    "Growth",
    "Head",
    "KeyType",
    "Kind",
    "Leaf",
    "LeafError",
    "LedgerError",
    "Log",
    "LogStore",
    "MalformedError",
    "Note",
    "Policy",
    "PolicyError",
    "PostgresStore",
    "ProofError",
    "QuorumError",
    "Receipt",
    "Refusal",
    "RefusedError",
    "RollbackError",
    "SequencerError",
    "SignatureError",
    "SignatureLine",
    "Signer",
    "SignerMemory",
    "SigningKey",
    "SqliteStore",
    "StaticFolder",
    "StoreError",
    "Transaction",
    "VerifierKey",
    "WitnessState",
    "audit",
    "check_consistency",
    "check_inclusion",
    "copy_log",
    "event_leaf",
    "judge",
    "leaf_hash",
    "load_growth",
    "node_hash",
    "read_bundle",
    "read_leaf",
    "read_request",
    "read_rotation",
    "read_signature_lines",
    "read_tile",
    "record_leaf",
    "refill",
    "rotation_leaf",
    "sign_checkpoint",
    "tile_path",
    "write_bundle",
    "write_request",
]
