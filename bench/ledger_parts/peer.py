"""pymerkle, a general Merkle tree under the GPLv3 or later: measured beside ours and used for nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from comity.ledger import Log

from ledger_parts import leaves
from ledger_parts.appends import SIZES, shuffled
from ledger_parts.paired import Pair, Spread, each, paired
from ledger_parts.stores import Place, fresh, wrapped

NAME = f"pymerkle {version('pymerkle')}"
_PROOFS = 200


@dataclass(frozen=True)
class PeerProofs:
    """One of its trees at a size: its first proof, and the ones after; ours are beside them."""

    first: float
    inclusion: Spread
    consistency: Spread


def append(place: Place, folder: Path, size: int, rounds: int, *, tuned: bool) -> Pair:
    """Its SqliteTree in the plain way's place: cost below 1 means that ours is faster."""
    from pymerkle import SqliteTree

    name, commits, free = fresh("peer"), SIZES[size], count()
    tree, log = SqliteTree(str(folder / f"{name}-peer.db")), place.log(name, folder)
    if tuned:
        tree.con.execute("PRAGMA journal_mode=WAL")
        tree.con.execute("PRAGMA synchronous=FULL")
    stock = [leaves.contents(turn * size * commits, (turn + 1) * size * commits) for turn in range(rounds + 1)]
    leaf_stock = [wrapped(contents) for contents in stock]

    def theirs(turn: int) -> int:
        for at in range(0, size * commits, size):
            some = stock[turn][at : at + size]
            next(free)
            if size == 1:
                tree.append_entry(some[0])
            else:
                _append_many(tree, some)
        return size * commits

    def ours(turn: int) -> int:
        for at in range(0, size * commits, size):
            log.append(leaf_stock[turn][at : at + size])
        return size * commits

    found = paired(theirs, ours, rounds)
    if tree.get_size() != log.size:
        raise AssertionError("the two trees do not hold the same")
    tree.close()
    log.close()
    return found


def _append_many(tree: Any, some: list[bytes]) -> None:
    tree.append_entries(some)


def proofs(kept: Path, log: Log) -> dict[str, PeerProofs]:
    """Its trees with the same leaves as ours of one million: proofs of random leaves and sizes."""
    from pymerkle import InmemoryTree, SqliteTree

    path = kept / f"peer-{log.size}.db"
    _fill(path, log.size)
    memory = InmemoryTree()
    for batch in leaves.batches(log.size, 10_000):
        memory.append_entries(batch)
    trees: dict[str, Any] = {"SqliteTree": SqliteTree(str(path)), "InmemoryTree": memory}
    return {name: _proofs(tree, log) for name, tree in trees.items()}


def _fill(path: Path, size: int) -> None:
    from pymerkle import SqliteTree

    tree = SqliteTree(str(path))
    tree.con.execute("PRAGMA synchronous=OFF")
    if tree.get_size() < size:
        for batch in leaves.batches(size, 10_000):
            tree.append_entries(batch)
    tree.close()


def _proofs(tree: Any, log: Log) -> PeerProofs:
    size = log.size
    if tree.get_state() != log.root(size):
        raise AssertionError(f"{NAME} has another root over the same leaves")
    tree.cache_clear()
    first = _once(lambda: tree.prove_inclusion(size // 3))
    inclusion: list[Callable[[], object]] = [
        lambda at=at: tree.prove_inclusion(at + 1) for at in shuffled(_PROOFS, size, 1)
    ]  # type: ignore[misc]
    consistency: list[Callable[[], object]] = [
        lambda old=old: tree.prove_consistency(old + 1)
        for old in shuffled(_PROOFS, size - 1, 2)  # type: ignore[misc]
    ]
    return PeerProofs(first, each(inclusion), each(consistency))


def _once(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1e3
