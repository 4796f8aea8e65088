"""Other people's vectors give here what they give there."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.ledger import (
    EMPTY_ROOT,
    Checkpoint,
    Cosigned,
    Growth,
    KeyType,
    LedgerError,
    MalformedError,
    Note,
    ProofError,
    SignatureError,
    SigningKey,
    VerifierKey,
    WitnessState,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
    read_request,
    tile_path,
)
from comity.ledger.tiles import levels, tile_widths

VECTORS = Path(__file__).parent / "vectors"

# The leaves, roots and proofs of the reference implementation of Certificate Transparency (RFC 6962), as published in
# transparency-dev/merkle, testonly/constants.go and testdata/.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}
CONSISTENCY = {
    (2, 8): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert Growth().extend(LEAVES[:size])[0].root().hex() == ROOTS[size]
    assert ROOTS[0] == EMPTY_ROOT.hex()


@pytest.mark.parametrize("case", INCLUSION)
def test_the_inclusion_proofs_of_certificate_transparency_verify(case: tuple[int, int]) -> None:
    proof = [bytes.fromhex(part) for part in INCLUSION[case]]
    check_inclusion(*case, leaf_hash(LEAVES[case[0]]), proof, bytes.fromhex(ROOTS[case[1]]))
    with pytest.raises(ProofError):
        check_inclusion(case[0] ^ 1, case[1], leaf_hash(LEAVES[case[0]]), proof, bytes.fromhex(ROOTS[case[1]]))


@pytest.mark.parametrize("case", CONSISTENCY)
def test_the_consistency_proofs_of_certificate_transparency_verify(case: tuple[int, int]) -> None:
    old, new = case
    proof = [bytes.fromhex(part) for part in CONSISTENCY[case]]
    check_consistency(old, new, proof, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))
    with pytest.raises(ProofError):
        check_consistency(old, new, proof[::-1], bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))


def test_a_node_does_not_pass_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


# The package documentation and tests of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
WISE = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
PETER_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
# The example of c2sp.org/signed-note.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (f"{WISE}\n{PETER_LINE}", [PETER]),
        (f"{WISE}\n{ENOCH_LINE}", [ENOCH]),
        (f"{WISE}\n{PETER_LINE}{ENOCH_LINE}", [PETER, ENOCH]),
        (SPEC_NOTE, [SPEC_KEY]),
    ],
)
def test_the_notes_of_go_and_of_the_specification_verify(content: str, texts: list[str]) -> None:
    note = Note.read(content.encode())
    assert bytes(note) == content.encode()
    for text, line in zip(texts, note.signatures, strict=True):
        key = VerifierKey.read(text)
        assert (str(key), key.name, key.id) == (text, line.name, line.key_id)
        key.verify(line.signature, note.text.encode())
        with pytest.raises(SignatureError):
            key.verify(line.signature, note.text.encode() + b"\n")


def test_the_key_of_go_makes_the_note_of_go() -> None:
    import base64

    key = SigningKey.ed25519("PeterNeumann", base64.b64decode(PETER_SEED)[1:])
    assert str(key.verifier) == PETER
    assert key.sign(WISE.encode()) == Note.read(f"{WISE}\n{PETER_LINE}".encode()).signatures[0].signature


def test_every_mangling_of_a_key_is_refused() -> None:
    """As in TestNewVerifier of golang.org/x/mod/sumdb/note: every part of it, and every byte moved by one."""
    refused = 0
    parts = [PETER[i:j] for i in range(len(PETER)) for j in range(i + 1, len(PETER) + 1) if j - i < len(PETER)]
    moved = [PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :] for i in range(len(PETER))]
    wrong = [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER + "\n",
        " " + PETER,
    ]
    for text in [*parts, *moved, *wrong]:
        with pytest.raises(MalformedError):
            VerifierKey.read(text)
        refused += 1
    assert refused > 2_000


def test_the_mldsa44_log_of_litewitness_verifies_and_gets_a_cosignature() -> None:
    key = VerifierKey.read((VECTORS / "mldsa-log.vkey").read_text())
    note = (VECTORS / "mldsa-log.note").read_bytes()
    checkpoint = Checkpoint.read(note)
    assert bytes(checkpoint) == note
    assert [(c.key, c.at) for c in checkpoint.verified([key])] == [(key, 0)]
    assert key.type is KeyType.MLDSA44
    witness = SigningKey.mldsa44("example.com/witness", bytes(32))
    answer = WitnessState({key.name: (key,)}).add_checkpoint(0, (), note, keys=[witness], at=1)
    assert isinstance(answer, Cosigned)
    for at in range(0, len(note), 97):
        with pytest.raises(LedgerError):
            Checkpoint.read(note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :]).verified([key])


# The request of filippo.io/torchwood, cmd/litewitness/testdata/multi-cosigs-ed25519.txt: a Sigsum log, which has the
# hash of its public key in its name.
SIGSUM_PUBLIC = "52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd"
SIGSUM_ORIGIN = "sigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90"
SIGSUM_REQUEST = (
    f"old 0\n\n{SIGSUM_ORIGIN}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"— {SIGSUM_ORIGIN} 7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P9K3ZxpK6jJngOG6YvGGzV/lwo=\n"
)


def test_the_request_to_litewitness_gets_two_cosignatures() -> None:
    key = VerifierKey(SIGSUM_ORIGIN, KeyType.ED25519, bytes.fromhex(SIGSUM_PUBLIC))
    old_size, proof, note = read_request(SIGSUM_REQUEST.encode())
    keys = [
        SigningKey.ed25519("example.com/witness", bytes([number]) * 32, type=KeyType.ED25519_COSIGNATURE)
        for number in (1, 2)
    ]
    answer = WitnessState({SIGSUM_ORIGIN: (key,)}).add_checkpoint(old_size, proof, note, keys=keys, at=1_700_000_000)
    assert isinstance(answer, Cosigned)
    assert answer.body.count("— example.com/witness ") == 2
    assert answer.state.latest[SIGSUM_ORIGIN].size == 1


def test_the_paths_and_tiles_of_the_specification() -> None:
    """The examples of c2sp.org/tlog-tiles."""
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 273, 112) == "tile/entries/273.p/112"
    counts = {level: [width for _, width in tile_widths(count)] for level, count in levels(70_000)}
    assert (counts[0][:273], counts[0][273:]) == ([256] * 273, [112])
    assert (counts[1], counts[2]) == ([256, 17], [1])
    assert {level: list(tile_widths(count)) for level, count in levels(256)} == {0: [(0, 256)], 1: [(0, 1)]}


# RFC 8032 section 7.1, tests 1 and 2.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_verify(public: str, message: str, signature: str) -> None:
    key = VerifierKey("rfc8032", KeyType.ED25519, bytes.fromhex(public))
    key.verify(bytes.fromhex(signature), bytes.fromhex(message))
    for bad in (signature[:-2], "00" + signature[2:], signature + "00"):
        with pytest.raises(SignatureError):
            key.verify(bytes.fromhex(bad), bytes.fromhex(message))
