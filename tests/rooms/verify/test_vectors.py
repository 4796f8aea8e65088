"""Vectors that others have published, each with its origin, and the same questions put to other people's software."""

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

FOLDER = Path(__file__).parent / "vectors"

# golang.org/x/mod/sumdb/note, note_test.go and the package's documentation
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = f"""{GO_TEXT}
\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
"""
# c2sp.org/signed-note, the example of the section on verifier keys
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# the Go checksum database: its key (cmd/go/internal/modfetch/key.go) and one of its tree heads
SUM = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_NOTE = (
    "go.sum database tree\n49189689\nftjbAOzaupaIvaPo/G+Dk63nxOZ2s1OPOKIaPtXs7S4=\n\n\u2014 sum.golang.org "
    "Az3grlKZssqRoMNPpZfKt0TphbbcF+pzXqElURJKRNFKfaUAgqeI5k2AORH0QAhg/ebRwyIqD/OqP4oLtLnNumvOBAM=\n"
)


def signatures(verify: Any, note: str, *vkeys: str) -> list[int | None]:
    """The times that the known keys state, after their signatures were checked."""
    text, found = verify.read_note(note.encode())
    keys = {(key.name, key.id): key for key in map(verify.read_key, vkeys)}
    return [verify.check_signature(keys[name, id_], raw, text) for name, id_, raw in found if (name, id_) in keys]


@pytest.mark.parametrize(
    ("note", "vkeys", "count"),
    [
        (GO_NOTE, [PETER], 1),
        (GO_NOTE, [PETER, ENOCH], 2),
        (FOO_NOTE, [FOO], 1),
        (SUM_NOTE, [SUM], 1),
        (GO_NOTE, [SUM], 0),
    ],
)
def test_published_notes_verify(verify: Any, note: str, vkeys: list[str], count: int) -> None:
    assert signatures(verify, note, *vkeys) == [None] * count


@pytest.mark.parametrize(("note", "vkey"), [(GO_NOTE, PETER), (FOO_NOTE, FOO), (SUM_NOTE, SUM)])
def test_published_notes_do_not_verify_when_changed(verify: Any, note: str, vkey: str) -> None:
    with pytest.raises(verify.Refused, match="does not verify"):
        signatures(verify, note.replace(note[:10], note[1:11], 1), vkey)


def test_no_mangled_key_is_accepted(verify: Any) -> None:
    """TestNewVerifier of golang.org/x/mod/sumdb/note: every piece, and every byte one higher."""
    for start, end in itertools.combinations(range(len(PETER) + 1), 2):
        if (start, end) != (0, len(PETER)):
            with pytest.raises(verify.Refused):
                verify.read_key(PETER[start:end])
    for at in range(len(PETER)):
        with pytest.raises(verify.Refused):
            verify.read_key(PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :])


def test_cosignatures_of_real_witnesses_verify(verify: Any) -> None:
    """Two published checkpoints of public logs, with Ed25519 and ML-DSA-44 cosignatures (tlog-scales, test suite)."""
    for vector in json.loads((FOLDER / "checkpoints.json").read_text()):
        note, vkeys, times = vector["note"], vector["vkeys"], vector["times"]
        assert signatures(verify, note, *vkeys) == times
        size = note.split("\n")[1]
        with pytest.raises(verify.Refused, match="does not verify"):
            signatures(verify, note.replace(size, "42", 1), *vkeys[-1:])


# RFC 6962 has no vectors in its text; these are those of certificate-transparency (merkletree/merkle_tree_test.cc) and
# of every library since: eight leaves, and the root after each.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_trees_of_certificate_transparency(verify: Any, naive: Any) -> None:
    leaves = [bytes.fromhex(leaf) for leaf in CT_LEAVES]
    for size, root in enumerate(CT_ROOTS, 1):
        assert verify.tree_root([verify.leaf_hash(leaf) for leaf in leaves[:size]]).hex() == root
        for at in range(size):
            path = naive.path(at, leaves[:size])
            verify.check_inclusion(at, size, verify.leaf_hash(leaves[at]), path, bytes.fromhex(root))
    assert verify.tree_root([]) == hashlib.sha256(b"").digest()


def test_an_inner_node_cannot_pose_as_a_leaf(verify: Any, naive: Any) -> None:
    leaves = [bytes([at]) for at in range(4)]
    pair = verify.leaf_hash(leaves[0]) + verify.leaf_hash(leaves[1])
    with pytest.raises(verify.Refused):
        verify.check_inclusion(0, 2, verify.leaf_hash(pair), [naive.mth(leaves[2:])], naive.mth(leaves))


def word(pattern: str) -> bytes:
    """The notation of rsc.io/tmp/mpt, tree_test.go: `0010...0` repeats the last digit to 64."""
    left, _, right = pattern.partition("...")
    return bytes.fromhex(left + right[:1] * (64 - len(left) - len(right)) + right)


def value(number: int) -> bytes:
    return bytes.fromhex(f"42{number:062x}")


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


GOLDEN = [  # rsc.io/tmp/mpt, tree_test.go, goldenTrees
    ([], sha()),
    (["0...0"], sha(word("00...0"), value(0))),
    (["80...0"], sha(word("80...0"), value(0))),
    (["0...0", "80...0"], sha(sha(word("0...0"), value(0)), sha(word("80...0"), value(1)), b"\0")),
    (["0...0", "0010...0"], sha(sha(word("0...0"), value(0)), sha(word("0010...0"), value(1)), b"\x0b")),
    (
        ["0...0", "0010...0", "80...0"],
        sha(
            sha(sha(word("0...0"), value(0)), sha(word("0010...0"), value(1)), b"\x0b"),
            sha(word("80...0"), value(2)),
            b"\0",
        ),
    ),
]
MISSING = ["02...2", "22...2", "42...2", "62...2", "82...2", "a2...2", "c2...2", "e2...2", "f2...2"]


@pytest.mark.parametrize(("keys", "root"), GOLDEN)
def test_the_golden_tries(verify: Any, naive: Any, keys: list[str], root: bytes) -> None:
    pairs = [(word(key), value(at)) for at, key in enumerate(keys)]
    node = None
    for pair in pairs:
        node = verify.put(node, *pair)
    assert (node[2] if node else verify.EMPTY) == root == naive.trie(pairs)
    for key, val in pairs:
        proof = naive.trie_proof(pairs, key)
        verify.check_trie(root, key, val, proof)
        for claim in (None, value(9)):
            with pytest.raises(verify.Refused):
                verify.check_trie(root, key, claim, proof)
    for pattern in MISSING:
        proof = naive.trie_proof(pairs, word(pattern))
        verify.check_trie(root, word(pattern), None, proof)
        with pytest.raises(verify.Refused):
            verify.check_trie(root, word(pattern), value(0), proof)


@pytest.mark.parametrize("low", [False, True])
def test_all_tries_of_three_bits(verify: Any, naive: Any, low: bool) -> None:
    """TestAllTrees of rsc.io/tmp/mpt: every subset of eight keys that differ in the first or last bits."""
    keys = [bytes(31) + bytes([at]) if low else bytes([at << 5]) + bytes(31) for at in range(8)]
    for chosen in range(256):
        pairs = [(key, value(at)) for at, key in enumerate(keys) if chosen >> at & 1]
        node = None
        for pair in reversed(pairs):
            node = verify.put(node, *pair)
        root = node[2] if node else verify.EMPTY
        assert root == naive.trie(pairs)
        for key in keys:
            verify.check_trie(root, key, dict(pairs).get(key), naive.trie_proof(pairs, key))


def test_canonical_json_is_that_of_another_library(verify: Any) -> None:
    samples: list[Any] = [
        {"b": 1, "a": [True, False, {}], "\u007f": "\u2028\u20ac\U0001f600"}, "\b\t\n\f\r\"\\/\u0000\u001f\u007f\u0080",
        {"Z": -(2**53) + 1, "z": 2**53 - 1, "aa": [], "a": ""}, 0, [[[]]],
    ]  # fmt: skip
    for sample in samples:
        raw = rfc8785.dumps(sample)
        assert verify.restricted_json(raw) == sample
        with pytest.raises(verify.Refused):
            verify.restricted_json(b" " + raw)


# --- other people's software ------------------------------------------------------------------------------------------


def test_tlog_scales_writes_a_log_that_is_verified(naive: Any, run: Any, tmp_path: Path) -> None:
    writer_module = pytest.importorskip("tlog_scales.writer", reason="tlog-scales is not installed")
    from tlog_scales.signing import MLDSA44CosignatureSigner, PlainEd25519Signer

    plain, quantum = PlainEd25519Signer(naive.ORIGIN, b"a" * 32), MLDSA44CosignatureSigner("bar.example/w", b"b" * 32)
    writer = writer_module.TilesWriter.create(tmp_path / "log", naive.ORIGIN)
    for at in range(600):
        writer.add_leaf(naive.canonical({"kind": "test", "no": at, "v": 1}))
    writer.commit([plain, quantum])
    policy = f"log {plain.vkey.serialize()}\nwitness bar {quantum.vkey.serialize()}\nquorum bar\n"
    import time

    status, said = run("log", tmp_path / "log", policy=policy, now=int(time.time()))
    assert status == 0, said
    assert "600 entries were read" in said


def test_tlog_scales_agrees_on_inclusion(verify: Any, naive: Any) -> None:
    tlog = pytest.importorskip("tlog_scales.tlog", reason="tlog-scales is not installed")
    leaves = [bytes([at]) for at in range(40)]
    for size in (1, 2, 3, 7, 8, 9, 33, 40):
        root = naive.mth(leaves[:size])
        for at, other in itertools.product(range(size), (0, 1)):
            index = (at + other) % (size + 1)
            path = naive.path(at, leaves[:size])
            for proof in (path, path[1:], [*path, root], path[::-1]):
                asked = (index, size, verify.leaf_hash(leaves[at]), proof, root)
                theirs = tlog.InclusionProof(index, size, proof)
                ours_holds = holds(verify.Refused, verify.check_inclusion, *asked)
                assert ours_holds == holds(tlog.InclusionProofInvalid, theirs.check, asked[2], root)


def holds(refusal: type[Exception], ask: Any, *words: Any) -> bool:
    """Whether a check comes back without its refusal."""
    try:
        ask(*words)
    except refusal:
        return False
    return True


def test_tlog_scales_reads_what_the_naive_writer_wrote(naive: Any, world: Any) -> None:
    tlog = pytest.importorskip("tlog_scales.tlog", reason="tlog-scales is not installed")
    from tlog_scales.signing import Vkey

    checkpoint = tlog.Checkpoint.from_text(world.log.note().decode())
    checkpoint.verify(Vkey.from_string(naive.LOG.vkey))
    checkpoint.verify(Vkey.from_string(naive.INSPECTOR.vkey))


def test_metamorphic_log_agrees_on_inclusion(verify: Any, naive: Any) -> None:
    other = pytest.importorskip("metamorphic_log", reason="metamorphic-log is not installed")
    leaves = [bytes([at]) for at in range(21)]
    root = naive.mth(leaves)
    for at in range(21):
        path = naive.path(at, leaves)
        verify.check_inclusion(at, 21, verify.leaf_hash(leaves[at]), path, root)
        for index in (at, (at + 1) % 21):
            asked = (index, 21, verify.leaf_hash(leaves[at]), path, root)
            assert holds(other.VerifyError, other.verify_inclusion, *asked) == (index == at)
