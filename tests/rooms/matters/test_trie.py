"""The trie of rsc.io/tmp/mpt: its golden vectors, every small tree, and proofs that cannot be bent."""

import hashlib
import random
from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matters.errors import ProofError
from comity.matters.trie import EMPTY_ROOT, Pair, check_absence, check_presence, root_hash, search


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def key(front: str, back: str = "") -> bytes:
    return bytes.fromhex(front + "0" * (64 - len(front) - len(back)) + back)


def value(number: int) -> bytes:
    return bytes.fromhex(f"42{number:062x}")


ZERO, ELEVEN, TOP = key(""), key("001"), key("8")

# rsc.io/tmp/mpt, goldenTrees in tree_test.go of github.com/rsc/tmp at 056dbde3e33c921fdff373f9064c7eb0064c39fe:
# the keys in the order in which they are set, each with its number for a value, and the root, spelled out.
GOLDEN: tuple[tuple[tuple[bytes, ...], bytes], ...] = (
    ((), sha()),
    ((ZERO,), sha(ZERO, value(0))),
    ((TOP,), sha(TOP, value(0))),
    ((ZERO, TOP), sha(sha(ZERO, value(0)), sha(TOP, value(1)), b"\x00")),
    ((ZERO, ELEVEN), sha(sha(ZERO, value(0)), sha(ELEVEN, value(1)), b"\x0b")),
    (
        (ZERO, ELEVEN, TOP),
        sha(sha(sha(ZERO, value(0)), sha(ELEVEN, value(1)), b"\x0b"), sha(TOP, value(2)), b"\x00"),
    ),
)
MISSING = [bytes.fromhex(first + "2" * 63) for first in "02468ace"] + [bytes.fromhex("f" + "2" * 63)]


def proof(pairs: Sequence[Pair], wanted: bytes) -> bytes:
    return search(pairs, wanted).proof(wanted) if pairs else b""


def by_hand(pairs: Sequence[Pair], bit: int = 0) -> bytes:
    """The root as the definition says it: split at the first bit in which the keys differ."""
    if not pairs:
        return sha()
    if len(pairs) == 1:
        return sha(*pairs[0])
    sides: tuple[list[Pair], list[Pair]] = ([], [])
    for pair in pairs:
        sides[pair[0][bit // 8] >> (7 - bit % 8) & 1].append(pair)
    if not sides[0] or not sides[1]:
        return by_hand(pairs, bit + 1)
    return sha(by_hand(sides[0], bit + 1), by_hand(sides[1], bit + 1), bytes([bit]))


@pytest.mark.parametrize(("keys", "root"), GOLDEN, ids=range(len(GOLDEN)))
def test_the_golden_trees_have_their_roots_and_proofs(
    keys: tuple[bytes, ...], root: bytes, tally: Callable[..., None]
) -> None:
    pairs = sorted((one, value(number)) for number, one in enumerate(keys))
    assert root_hash(pairs) == root
    for one, said in pairs:
        check_presence(root, one, said, proof(pairs, one))
    for absent in MISSING:
        check_absence(root, absent, proof(pairs, absent))
    tally("published vectors")


@pytest.mark.parametrize("place", [0, 31], ids=["high", "low"])
def test_every_tree_of_eight_keys_agrees_with_the_definition(place: int, tally: Callable[..., None]) -> None:
    keys = [bytes(place) + bytes([i << 5 if place == 0 else i]) + bytes(31 - place) for i in range(8)]
    trees = [chosen for size in range(9) for chosen in combinations(range(8), size)]
    for chosen in trees:
        pairs = [(keys[i], value(i)) for i in chosen]
        root = root_hash(pairs)
        assert root == by_hand(pairs)
        for i, one in enumerate(keys):
            shown = proof(pairs, one)
            if i in chosen:
                check_presence(root, one, value(i), shown)
                with pytest.raises(ProofError):
                    check_absence(root, one, shown)
            else:
                check_absence(root, one, shown)
                with pytest.raises(ProofError):
                    check_presence(root, one, value(i), shown)
    tally("small tries compared", len(trees))


@given(st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=60), st.binary(min_size=32, max_size=32))
def test_any_tree_agrees_with_the_definition(keys: list[bytes], absent: bytes) -> None:
    pairs = sorted((one, sha(one)) for one in keys)
    root = root_hash(pairs)
    assert root == by_hand(pairs)
    for one, said in pairs:
        check_presence(root, one, said, proof(pairs, one))
    if absent not in keys:
        check_absence(root, absent, proof(pairs, absent))


RANDOM = random.Random(7)
PAIRS = sorted((RANDOM.randbytes(32), RANDOM.randbytes(32)) for _ in range(500))
ROOT = root_hash(PAIRS)


@given(st.integers(0, 499), st.integers(0, 10**6))
def test_a_proof_with_any_bit_flipped_shows_nothing(number: int, flip: int) -> None:
    one, said = PAIRS[number]
    shown = bytearray(proof(PAIRS, one))
    spot = flip % (8 * len(shown))
    shown[spot >> 3] ^= 1 << (spot & 7)
    with pytest.raises(ProofError):
        check_presence(ROOT, one, said, bytes(shown))


@given(st.integers(0, 499), st.integers(0, 499))
def test_a_key_that_is_there_cannot_be_shown_absent_by_another_path(number: int, other: int) -> None:
    """A false absence: the path of any entry of the trie, passed off as where the search for a present key ends."""
    one = PAIRS[number][0]
    found = search(PAIRS, PAIRS[other][0])
    way = found.key + found.value + b"".join(bytes([step.bit]) + step.sibling for step in found.path)
    with pytest.raises(ProofError):
        check_absence(ROOT, one, way)


@given(st.binary(max_size=400), st.binary(min_size=32, max_size=32))
def test_no_bytes_at_random_are_a_proof(shown: bytes, one: bytes) -> None:
    with pytest.raises(ProofError):
        check_absence(ROOT, one, shown)
    with pytest.raises(ProofError):
        check_presence(ROOT, one, bytes(32), shown)


def test_the_empty_trie_has_an_empty_proof_and_only_it() -> None:
    check_absence(EMPTY_ROOT, bytes(32), b"")
    with pytest.raises(ProofError, match="empty proof"):
        check_absence(ROOT, bytes(32), b"")
    with pytest.raises(ProofError):
        check_presence(EMPTY_ROOT, bytes(32), bytes(32), b"")


@pytest.mark.parametrize("keys", [[b"b" * 32, b"a" * 32], [b"a" * 32, b"a" * 32]], ids=["order", "twice"])
def test_keys_out_of_order_or_twice_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ProofError, match="not in order"):
        root_hash((one, bytes(32)) for one in keys)


def test_keys_and_values_of_another_length_are_refused() -> None:
    for one, said in ((b"short", bytes(32)), (bytes(32), b"short")):
        with pytest.raises(ProofError, match="32 bytes"):
            check_presence(ROOT, one, said, b"")
    with pytest.raises(ProofError, match="32 bytes"):
        check_absence(ROOT, b"short", b"")
