"""What this room asks of a ledger, and what it reads in a leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from comity.ledger.checkpoint import Checkpoint
from comity.ledger.errors import LeafError
from comity.ledger.leaf import Audience, Kind, Leaf, read_leaf
from comity.ledger.store import Transaction
from comity.matters.errors import TagIndexError

SEALED, UNSEALED = "sealed", "unsealed"  # the decisions of a leaf of the kind `sealing`

_CHUNK = 1_000


class LeafRows(Protocol):
    """Where a log keeps its leaves."""

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The contents from one index to before another."""
        ...


class Log(Protocol):
    """The few things that this room asks of a ledger; `comity.ledger.Log` and `comity.ledger.Appender` have them."""

    @property
    def store(self) -> LeafRows:
        """The rows of the log."""
        ...

    @property
    def size(self) -> int:
        """How many leaves are durable."""
        ...

    def append(self, leaves: Sequence[Leaf]) -> range:
        """Write leaves durably, and say their indexes."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A transaction of the log's database."""
        ...

    def append_in(self, transaction: Transaction, leaves: Sequence[Leaf]) -> range:
        """Write leaves in an open transaction; their indexes hold once it is committed."""
        ...

    def leaf(self, index: int) -> Leaf:
        """One leaf, as it is stored."""
        ...

    def inclusion(self, index: int, size: int) -> Sequence[bytes]:
        """The proof that a leaf is in the tree of a size."""
        ...

    def newest(self) -> Checkpoint | None:
        """The newest kept head that has a quorum of witnesses."""
        ...


def append_one(log: Log, content: bytes) -> int:
    """Append the leaf with these bytes and say its index."""
    return log.append([Leaf(content)])[0]


def contents(log: Log, first: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The leaves from one index to before another, each with its index.

    Raises:
        TagIndexError: one is missing.
    """
    for start in range(first, end, _CHUNK):
        rows = log.store.leaves(start, min(start + _CHUNK, end))
        if len(rows) != min(_CHUNK, end - start):
            raise TagIndexError(
                f"leaves are missing after {start + len(rows):,}", help="Audit the ledger before anything else."
            )
        yield from enumerate(rows, start)


@dataclass(frozen=True, slots=True)
class Signs:
    """What this room reads in a leaf: its kind, its decision, its tags, its commitments by audience."""

    kind: Kind
    decision: str | None
    tags: tuple[bytes, ...]
    commitments: Mapping[Audience, bytes]


def read_signs(content: bytes) -> Signs:
    """What a leaf of the log is, as far as this room is concerned.

    Raises:
        TagIndexError: the bytes are no leaf.
    """
    try:
        fields = read_leaf(content).fields()
    except LeafError as error:
        raise TagIndexError(
            f"a leaf of the log cannot be read: {error}", help="Audit the ledger before anything else."
        ) from error
    tags, commitments = fields.get("tags", []), fields.get("c", [])
    assert isinstance(tags, list), "a read leaf has a list of tags"
    assert isinstance(commitments, list), "a read leaf has a list of commitments"
    said = {Audience(part["a"]): bytes.fromhex(part["h"]) for part in commitments}
    decision = str(fields["decision"]) if "decision" in fields else None
    return Signs(Kind(str(fields["kind"])), decision, tuple(bytes.fromhex(tag) for tag in tags), said)


def is_seal(signs: Signs) -> bool:
    """Whether a leaf says that its matter was sealed, and not that it was unsealed."""
    return signs.kind is Kind.SEALING and signs.decision == SEALED


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf in the tree of RFC 6962; the index has it for a value."""
    return hashlib.sha256(b"\x00" + content).digest()
