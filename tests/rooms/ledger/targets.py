"""What every parser of the ledger promises for any bytes; hypothesis and atheris throw bytes at it.

A parser takes the bytes and gives them back the same, or refuses them in its own words: no other error, and nothing
repaired. What it takes, the verifier, which shares no code with it, takes as well, and reads the same in it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from hashlib import sha256

from comity.base import ComityError
from comity.ledger import (
    Audience,
    Checkpoint,
    KeyType,
    Kind,
    Leaf,
    LedgerError,
    Note,
    Policy,
    Receipt,
    SigningKey,
    VerifierKey,
    event_leaf,
    read_bundle,
    read_leaf,
    read_request,
    read_rotation,
    rotation_leaf,
    sign_checkpoint,
    write_bundle,
    write_request,
)
from comity.matters import check_absence, check_presence
from comity.matters.log import read_signs
from comity_verify import verify

Target = Callable[[bytes], None]


def note(content: bytes) -> None:
    """A signed note."""
    with suppress(LedgerError):
        read = Note.read(content)
        assert bytes(read) == content
        assert verify.read_note(content)[0] == read.text


def checkpoint(content: bytes) -> None:
    """A checkpoint."""
    with suppress(LedgerError):
        read = Checkpoint.read(content)
        assert bytes(read) == content
        assert verify.read_checkpoint(verify.read_note(content)[0]) == (read.origin, read.size, read.root)
        read.verified([LOG.verifier])


def receipt(content: bytes) -> None:
    """A receipt."""
    with suppress(LedgerError):
        read = Receipt.read(content)
        assert bytes(read) == content
        read.verify(read.extra, POLICY)
        assert verify.check_receipt(content, verify.read_policy(POLICY_TEXT), NOW).proved


def policy(content: bytes) -> None:
    """A policy."""
    with suppress(LedgerError):
        read = Policy.read(content)
        if read.logs and content.endswith(b"\n"):
            other = verify.read_policy(content)
            assert {(key.name, key.id) for key in read.logs} == set(other.logs)
            assert {(key.name, key.id) for key in read.witnesses.values()} == set(other.witnesses)


def verifier_key(content: bytes) -> None:
    """A verifier key."""
    with suppress(LedgerError, UnicodeDecodeError):
        text = content.decode()
        key = VerifierKey.read(text)
        assert str(key) == text
        assert verify.read_key(text).public == key.public


def request(content: bytes) -> None:
    """What a log sends to a witness."""
    with suppress(LedgerError):
        old_size, proof, head = read_request(content)
        assert write_request(old_size, proof, Checkpoint.read(head)) == content


def leaf(content: bytes) -> None:
    """A leaf, and what the matters read in it."""
    with suppress(LedgerError):
        read = read_leaf(content)
        assert read.content == content
        assert verify.read_leaf(content)["kind"] == read_signs(content).kind
        read_rotation(read)


def bundle(content: bytes) -> None:
    """An entry bundle of tlog-tiles."""
    for width in (0, 1, 2, 256):
        with suppress(LedgerError):
            assert write_bundle(read_bundle(content, width)) == content


def trie_proof(content: bytes) -> None:
    """Proofs of the index of tags: nobody finds one for a root by throwing bytes."""
    for check in (lambda: check_absence(ROOT, KEY, content), lambda: check_presence(ROOT, KEY, VALUE, content)):
        with suppress(ComityError):
            check()
            raise AssertionError("a proof was made up")


def paper(content: bytes) -> None:
    """Anything at all that is given to the verifier."""
    rules = verify.read_policy(POLICY_TEXT)
    for check in (verify.check_receipt, verify.check_bundle):
        with suppress(verify.Refused):
            check(content, rules, NOW)


def _sealed(name: str) -> bytes:
    return sha256(name.encode()).digest()


NOW = 1_795_000_000
ROOT, KEY, VALUE = (_sealed(name) for name in ("root", "key", "value"))
LOG = SigningKey.ed25519("o.example/log", _sealed("log"))
WITNESS = SigningKey.ed25519("w.example", _sealed("w"), type=KeyType.ED25519_COSIGNATURE)
POLICY_TEXT = f"log {LOG.verifier}\nwitness w {WITNESS.verifier} https://w.example\ngroup g any w\nquorum g\n".encode()
POLICY = Policy.read(POLICY_TEXT)
_DAY = date(2026, 11, 22)
_LEAF = event_leaf(Kind.REQUEST, _DAY, tags=[KEY], commitments={Audience.COUNSEL: VALUE}, decision="do_not", org="ice")
_BARE = Checkpoint("o.example/log", 1, sha256(b"\0" + _LEAF.content).digest())
_HEAD = _BARE.signed([sign_checkpoint(LOG, _BARE, NOW), sign_checkpoint(WITNESS, _BARE, NOW)])
_ROTATION: Leaf = rotation_leaf("o.example/log", LOG, SigningKey.ed25519("o.example/log", _sealed("new")), _DAY)

TARGETS: dict[str, tuple[Target, tuple[bytes, ...]]] = {
    "note": (note, (bytes(_HEAD),)),
    "checkpoint": (checkpoint, (bytes(_HEAD),)),
    "receipt": (receipt, (bytes(Receipt(0, (), _HEAD, _LEAF.content)), bytes(Receipt(7, (KEY, VALUE), _HEAD)))),
    "policy": (policy, (POLICY_TEXT, b"quorum none\n")),
    "verifier key": (verifier_key, (str(LOG.verifier).encode(), str(WITNESS.verifier).encode())),
    "request": (request, (write_request(0, (), _HEAD), write_request(3, (KEY, VALUE), _HEAD))),
    "leaf": (leaf, (_LEAF.content, _ROTATION.content)),
    "bundle": (bundle, (write_bundle([_LEAF.content]), write_bundle([b"", b"x"]))),
    "trie proof": (trie_proof, (bytes(64), bytes(64) + b"\x07" + KEY, b"\x07" + KEY)),
    "paper": (paper, (bytes(Receipt(0, (), _HEAD, _LEAF.content)), b'{"format":"comity-bundle/v1"}\n')),
}
