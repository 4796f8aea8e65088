"""Laws that hold for every log, and agreement with another implementation (tlog-scales) on every size tried."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint as OtherCheckpoint
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from comity.ledger import (
    Checkpoint,
    Growth,
    Log,
    Receipt,
    SqliteStore,
    check_consistency,
    check_inclusion,
    leaf_hash,
)
from comity.ledger.store import TreeReader


def naive_root(contents: Sequence[bytes]) -> bytes:
    """MTH, word for word from RFC 6962 section 2.1."""
    if not contents:
        return hashlib.sha256().digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\x00" + contents[0]).digest()
    k = 1
    while k * 2 < len(contents):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(contents[:k]) + naive_root(contents[k:])).digest()


def naive_path(m: int, contents: Sequence[bytes]) -> list[bytes]:
    """PATH, word for word from RFC 6962 section 2.1.1."""
    if len(contents) == 1:
        return []
    k = 1
    while k * 2 < len(contents):
        k *= 2
    if m < k:
        return [*naive_path(m, contents[:k]), naive_root(contents[k:])]
    return [*naive_path(m - k, contents[k:]), naive_root(contents[:k])]


def naive_proof(m: int, contents: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF, word for word from RFC 6962 section 2.1.2."""
    if m == len(contents):
        return [] if whole else [naive_root(contents)]
    k = 1
    while k * 2 < len(contents):
        k *= 2
    if m <= k:
        return [*naive_proof(m, contents[:k], whole), naive_root(contents[k:])]
    return [*naive_proof(m - k, contents[k:], False), naive_root(contents[:k])]


class Rows:
    """Just the tiles of a tree, in memory."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], Any] = {}
        self.growth = Growth()

    def add(self, contents: Sequence[bytes]) -> None:
        self.growth, tiles = self.growth.extend(contents)
        self.tiles |= {(tile.level, tile.number): tile for tile in tiles}

    def tile(self, level: int, number: int) -> Any:
        return self.tiles.get((level, number))


CONTENTS = [number.to_bytes(3) for number in range(2_000)]


@given(st.lists(st.integers(0, 700), max_size=6))
def test_however_a_tree_grows_it_is_the_same_tree(steps: list[int]) -> None:
    rows = Rows()
    for step in steps:
        rows.add(CONTENTS[rows.growth.size : rows.growth.size + step])
    size = rows.growth.size
    at_once, tiles = Growth().extend(CONTENTS[:size])
    assert rows.growth == at_once
    assert rows.tiles == {(tile.level, tile.number): tile for tile in tiles}
    assert rows.growth.root() == naive_root(CONTENTS[:size])


@cache
def tree(size: int) -> tuple[Rows, TreeReader]:
    rows = Rows()
    rows.add(CONTENTS[:size])
    store: Any = rows
    return rows, TreeReader(store, lambda: rows.growth)


@given(st.data())
def test_proofs_are_those_of_the_rfc_word_for_word(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([1, 2, 3, 255, 256, 257, 600, 1_024, 1_300]))
    size = data.draw(st.integers(1, whole))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    _, reader = tree(whole)
    contents = CONTENTS[:size]
    assert list(reader.inclusion(index, size)) == naive_path(index, contents)
    assert list(reader.consistency(old, size)) == naive_proof(old, contents)
    assert len(reader.inclusion(index, size)) <= (size - 1).bit_length()
    assert len(reader.consistency(old, size)) <= (size - 1).bit_length() + 1
    assert reader.root(size) == naive_root(contents)


def verdict(check: Any, *values: Any) -> bool:
    try:
        check(*values)
    except Exception:  # noqa: BLE001 - the other side raises what it likes
        return False
    return True


@settings(max_examples=400)
@given(st.data())
def test_a_changed_proof_never_passes_and_the_other_implementation_agrees(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    _, reader = tree(300)
    index = data.draw(st.integers(0, size - 1))
    proof = list(reader.inclusion(index, size))
    leaf, root = leaf_hash(CONTENTS[index]), reader.root(size)
    assert verdict(check_inclusion, index, size, leaf, proof, root), "the control"
    what = data.draw(st.sampled_from(["index", "size", "drop", "add", "swap", "flip", "root"]))
    wrong_index, wrong_size, wrong, wrong_root = index, size, list(proof), root
    match what:
        case "index":
            wrong_index = data.draw(st.integers(0, 400).filter(lambda other: other != index))
        case "size":
            wrong_size = data.draw(st.integers(1, 600).filter(lambda other: other != size))
        case "drop":
            wrong = wrong[: data.draw(st.integers(0, max(0, len(wrong) - 1)))]
        case "add":
            wrong.insert(data.draw(st.integers(0, len(wrong))), data.draw(st.binary(min_size=32, max_size=32)))
        case "swap":
            wrong = wrong[::-1]
        case "flip" if wrong:
            place, at = data.draw(st.integers(0, len(wrong) - 1)), data.draw(st.integers(0, 31))
            wrong[place] = wrong[place][:at] + bytes([wrong[place][at] ^ 1]) + wrong[place][at + 1 :]
        case _:
            wrong_root = bytes(32)
    ours = verdict(check_inclusion, wrong_index, wrong_size, leaf, wrong, wrong_root)
    theirs = verdict(InclusionProof(wrong_index, wrong_size, wrong).check, leaf, wrong_root)
    assert ours == theirs
    if (wrong_index, wrong, wrong_root) != (index, proof, root):
        assert not ours
    # another size may be proved by the same hashes only where the path has the same shape; the root never differs


@settings(max_examples=400)
@given(st.data())
def test_consistency_verdicts_are_those_of_the_other_implementation(data: st.DataObject) -> None:
    _, reader = tree(300)
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(0, new))
    proof = list(reader.consistency(old, new))
    roots = reader.root(old), reader.root(new)
    assert verdict(check_consistency, old, new, proof, *roots), "the control"
    asked = data.draw(st.integers(0, 300)), data.draw(st.integers(0, 300))
    wrong = data.draw(st.sampled_from([proof, proof[:-1], [*proof, bytes(32)], proof[::-1]]))
    for sizes, parts in ((asked, proof), ((old, new), wrong), (asked, wrong)):
        ours = verdict(check_consistency, *sizes, parts, *roots)
        theirs = verdict(ConsistencyProof(*sizes, parts).check, *roots)
        # of two empty trees it only asks that their roots are equal; we ask for the root of nothing
        assert ours == theirs or (sizes == (0, 0) and not ours), (sizes, parts)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Log, Path]:
    """A log of 70,000 leaves, the size of the example in tlog-tiles, and its folder."""
    from comity.ledger import FileMemory, FirstWitness, SigningKey
    from comity.ledger.leaf import Leaf

    folder = tmp_path_factory.mktemp("published")
    keys = [SigningKey.ed25519("o.example/log", bytes(32)), SigningKey.mldsa44("o.example/log", bytes(32))]
    log = Log(
        SqliteStore(folder / "log.sqlite"),
        FirstWitness(keys, FileMemory(folder / "signer" / "head")),
        clock=lambda: 1_795_000_000,
    )
    for first in range(0, 70_000, 10_000):
        log.append([Leaf(number.to_bytes(3)) for number in range(first, first + 10_000)])
    log.publish()
    log.export(folder / "public", 1_795_000_000, delay=0)
    return log, folder / "public"


def test_another_implementation_reads_the_published_files(published: tuple[Log, Path]) -> None:
    log, folder = published
    reader = TilesReader(LocalBackend(folder))
    checkpoint = reader.get_checkpoint()
    assert checkpoint.size == 70_000
    assert reader.calculate_root_hash() == checkpoint.root_hash == log.root(70_000)
    for key in log.keys:
        checkpoint.verify(Vkey.from_string(str(key)))
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        assert reader.get_entry(index) == log.leaf(index).content
    for old, new in ((1, 70_000), (65_536, 70_000), (69_999, 70_000), (257, 66_000)):
        assert tuple(reader.get_consistency_proof(old, new).node_hashes) == log.consistency(old, new)
        assert tuple(reader.get_inclusion_proof(old - 1, new).node_hashes) == log.inclusion(old - 1, new)


@settings(max_examples=60)
@given(st.data())
def test_what_we_accept_the_other_implementation_accepts(published: tuple[Log, Path], data: st.DataObject) -> None:
    """We refuse more than it does (its sizes may be `-34` or `007`); never the other way round."""
    log, folder = published
    content = (folder / "checkpoint").read_bytes()
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    changed = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
    ours = verdict(lambda: Checkpoint.read(changed).verified(log.keys))
    theirs = any(
        verdict(lambda key=key: OtherCheckpoint.from_text(changed.decode()).verify(Vkey.from_string(str(key))))
        for key in log.keys
    )
    assert theirs or not ours


def test_a_receipt_is_as_small_as_measured(published: tuple[Log, Path]) -> None:
    log, folder = published
    head = Checkpoint.read((folder / "checkpoint").read_bytes())
    one = Checkpoint(head.origin, head.size, head.root, head.signatures[:1])
    receipt = Receipt(4_711, log.inclusion(4_711, head.size), one)
    assert len(receipt.proof) == 17
    assert len(bytes(receipt)) < 1_100
    assert base64.b64encode(receipt.proof[0]) in bytes(receipt)
