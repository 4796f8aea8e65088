"""Derivations, tags, commitments and payloads: everything comes from one key, and nothing without it."""

import hmac
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger.leaf import Audience
from comity.matters.errors import MattersError, PayloadError
from comity.matters.keys import (
    Chain,
    MatterKey,
    Prf,
    checked_matter_name,
    commitment,
    commits_to,
    new_matter_name,
    pad_tags,
    tag,
)
from comity.matters.payloads import Place, decrypt, encrypt

KEY = MatterKey(bytes(range(32)))
HANDLE = "00112233445566778899aabbccddeeff"

# C2SP/wycheproof, testvectors_v1/aes_gcm_siv_test.json at 2f387d269d960b389c0073b46acc1b5e84c71159, 256-bit keys:
# number, key, nonce, associated bytes, message, ciphertext, tag, whether it is valid. 100 to 125 are from RFC 8452.
GCM_SIV = (
    (100, "01" + "00" * 31, "03" + "00" * 11, "", "", "", "07f5f4169bbf55a8400cd47ea6fd400f", True),
    (
        104, "01" + "00" * 31, "03" + "00" * 11, "", "01" + "00" * 15 + "02" + "00" * 15,
        "4a6a9db4c8c6549201b9edb53006cba821ec9cf850948a7c86c68ac7539d027f", "e819e63abcd020b006a976397632eb5d", True,
    ),
    (
        107, "01" + "00" * 31, "03" + "00" * 11, "01", "02" + "00" * 7, "1de22967237a8132",
        "91213f267e3b452f02d01ae33e4ec854", True,
    ),
    (
        123, "3c535de192eaed3822a2fbbe2ca9dfc88255e14a661b8aa82cc54236093bbc23", "688089e55540db1872504e1c",
        "734320ccc9d9bbbb19cb81b2af4ecbc3e72834321f7aa0f70b7282b4f33df23f167541",
        "ced532ce4159b035277d4dfbb7db62968b13cd4eec", "626660c26ea6612fb17ad91e8e767639edd6c9faee",
        "9d6c7029675b89eaf4ba1ded1a286594", True,
    ),
    (
        124, "00" * 32, "00" * 12, "", "000000000000000000000000000000004db923dc793ee6497c76dcc03a98e108",
        "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3ea", "ffffffff000000000000000000000000", True,
    ),
    (
        127, "cc56b680552eb75008f5484b4cb803fa5063ebd6eab91f6ab6aef4916a766273", "99e23ec48985bccdeeab60f1", "", "2a",
        "fa", "868ee11a7fe13996ac26962a7e861962", True,
    ),
    (
        164, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "01" * 12,
        "40c32e00c2fdab59c1a1c573b46b5068",
        "bdd411814564c4218d224d50591c818855a862a0a519ac0b3d71a2edb12aa71eb81959bcc6b84c45aa424c9aca0b7bdd", "00" * 48,
        "00" * 16, True,
    ),
    (
        165, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "00" * 12,
        "2cc3a1973e0560f7224a394e52fa8488",
        "d04846a01f472262e60a1cb4cfcbdcb05c3f819628a3a49395c5dae96c434b2417ce071699afa74a60c32c0bafd9c01a", "00" * 48,
        "ff" * 16, True,
    ),
    (
        169, "00112233445566778899aabbccddeeff" * 2, "00" * 12, "a5b997fe28ddf26fe182eb8db608bd14",
        "f663044a4e7dd822aba0b7de2d869981", "00" * 16, "13a1883272188b4c8d2727178198fe95", False,
    ),
    (
        170, "00112233445566778899aabbccddeeff" * 2, "00" * 12, "5906c4d15a8dc345026d29c98e55cfcd", "759dfbbb8a251ccc",
        "00" * 8, "00" * 16, False,
    ),
    (
        171, "00112233445566778899aabbccddeeff" * 2, "00" * 12, "de645c9a49b8e777ca18c54048b7bde8", "49861b1fb6bcf8e4",
        "ff" * 8, "ff" * 16, False,
    ),
    (
        172, "00112233445566778899aabbccddeeff" * 2, "00" * 12, "3dbceccc23f7bc994c4df048e43c59fb", "", "",
        "0987e35e40981a2730c1740c7201731f", False,
    ),
)  # fmt: skip

# C2SP/wycheproof, testvectors_v1/hkdf_sha256_test.json at 061657f12eed26eeab9b6548ce03f45219d0e7fe, with an empty salt:
# number, input key, info, output.
HKDF_EMPTY_SALT = (
    (
        2, "0b" * 22, "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
    (
        7, "06eb26f8ccf28580c8f28d5b4dc47a49", "d5f081e81e8cf9ded199f3ae43c80a2dfe3d9cf2",
        "ae538577a14df1ab170ec01a9ceceabcebdd584f",
    ),
    (
        9, "55fb6dcc7802354e55a45a6e41858c05", "dcd590e418b259c64fb9e139b3a1280d5de8400b",
        ("6ca91e1a6c0eb286d6fea277e9936f2486104c4c5d473a92872009f04aa545a6"
        "1d03d83e14aa0965ba355551b93073ef91382c88afad091c62f6f65188f789e3"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("vector", GCM_SIV, ids=lambda vector: f"wycheproof-{vector[0]}")
def test_the_library_encrypts_as_published(vector: Any, tally: Callable[..., None]) -> None:
    _, key, nonce, bound, message, cipher, mark, valid = (bytes.fromhex(v) if isinstance(v, str) else v for v in vector)
    siv = AESGCMSIV(key)
    if valid:
        assert siv.encrypt(nonce, message, bound) == cipher + mark
        if message:
            assert siv.decrypt(nonce, cipher + mark, bound) == message
    else:
        with pytest.raises(InvalidTag):
            siv.decrypt(nonce, cipher + mark, bound)
    tally("published vectors")


@pytest.mark.parametrize("vector", HKDF_EMPTY_SALT, ids=lambda vector: f"wycheproof-{vector[0]}")
def test_the_library_derives_as_published(vector: Any, tally: Callable[..., None]) -> None:
    _, secret, info, output = (bytes.fromhex(v) if isinstance(v, str) else v for v in vector)
    assert HKDF(algorithm=SHA256(), length=len(output), salt=None, info=info).derive(secret) == output
    tally("published vectors")


def test_the_derivations_are_the_documented_ones() -> None:
    def expected(*parts: bytes) -> bytes:
        info = b"".join(bytes([len(part)]) + part for part in (b"comity/matter/v1", *parts))
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(KEY.secret)

    five, none = (5).to_bytes(8, "big"), bytes(8)
    assert KEY.encryption_key(Chain.OPEN, Audience.COUNSEL) == expected(b"enc", b"open", b"counsel", none)
    assert KEY.salt(Chain.SEALED, Audience.SEALED, 5) == expected(b"salt", b"sealed", b"sealed", five)
    assert KEY.tag_key(Chain.SEALED) == expected(b"tag", b"sealed", b"", none)


def test_no_two_derived_keys_are_equal() -> None:
    places = list(product(Chain, Audience, range(50)))
    found = [KEY.encryption_key(*place) for place in product(Chain, Audience)]
    found += [KEY.salt(*place) for place in places]
    found += [KEY.tag_key(chain) for chain in Chain] + [
        tag(KEY.tag_key(chain), i) for chain in Chain for i in range(50)
    ]
    found += [MatterKey(bytes(32)).tag_key()]
    assert len(set(found)) == len(found)


def test_a_key_never_shows_and_has_its_length() -> None:
    assert repr(KEY) == "MatterKey()"
    with pytest.raises(MattersError, match="32 bytes"):
        MatterKey(b"short")
    assert MatterKey.new() != MatterKey.new()
    assert new_matter_name() != new_matter_name()


@given(st.text("0123456789abcdef", max_size=8))
def test_a_matters_name_begins_as_it_is_told_and_is_random_after_that(beginning: str) -> None:
    one, other = new_matter_name(beginning), new_matter_name(beginning)
    assert checked_matter_name(one).startswith(beginning)
    assert other.startswith(beginning)
    assert one != other


@pytest.mark.parametrize("beginning", ["g", "A", "0" * 9, "0\n"])
def test_what_is_no_beginning_of_a_name_is_refused(beginning: str) -> None:
    with pytest.raises(MattersError, match="begins with"):
        new_matter_name(beginning)


@pytest.mark.parametrize(("count", "width"), [(1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (8, 8)])
def test_tags_are_padded_and_their_order_says_nothing(count: int, width: int) -> None:
    tags = [tag(KEY.tag_key(), i) for i in range(count)]
    padded = pad_tags(tags)
    assert len(padded) == width
    assert set(tags) <= set(padded)
    assert padded == sorted(padded)


@pytest.mark.parametrize("tags", [[], [b"a" * 32] * 2, [bytes([i]) * 32 for i in range(9)]])
def test_tags_that_cannot_be_padded_are_refused(tags: list[bytes]) -> None:
    with pytest.raises(MattersError):
        pad_tags(tags)


@given(st.binary(max_size=64), st.binary(max_size=300))
def test_the_prepared_hash_is_hmac(key: bytes, message: bytes) -> None:
    prf = Prf(key)
    assert [prf(message), prf(b"other"), prf(message)] == [
        hmac.digest(key, text, "sha256") for text in (message, b"other", message)
    ]
    with pytest.raises(MattersError, match="more than 64"):
        Prf(bytes(65))


def test_a_matters_tags_are_those_of_its_tag_key() -> None:
    for chain, counter in product(Chain, range(20)):
        assert KEY.tag(chain, counter) == tag(KEY.tag_key(chain), counter)


@pytest.mark.parametrize("counter", [-1, 2**63])
def test_a_counter_out_of_range_is_refused(counter: int) -> None:
    with pytest.raises(MattersError, match="is not a counter"):
        tag(KEY.tag_key(), counter)


@given(payload=st.binary(max_size=2_000), other=st.binary(max_size=2_000))
def test_a_commitment_opens_with_its_payload_and_salt_only(payload: bytes, other: bytes) -> None:
    salt = KEY.salt(Chain.OPEN, Audience.COUNSEL, 3)
    said = commitment(salt, payload)
    assert commits_to(said, salt, payload)
    assert not commits_to(said, KEY.salt(Chain.OPEN, Audience.COUNSEL, 4), payload)
    assert commits_to(said, salt, other) is (other == payload)


@given(payload=st.binary(max_size=600), flip=st.integers(0, 10**6))
def test_a_payload_with_any_bit_flipped_does_not_decrypt(payload: bytes, flip: int) -> None:
    place = Place(HANDLE, Chain.OPEN, 7)
    sealed = encrypt(KEY, place, Audience.COUNSEL, payload)
    assert decrypt(KEY, place, Audience.COUNSEL, sealed) == payload
    spot = flip % (8 * len(sealed))
    broken = bytearray(sealed)
    broken[spot >> 3] ^= 1 << (spot & 7)
    with pytest.raises(PayloadError):
        decrypt(KEY, place, Audience.COUNSEL, bytes(broken))


@pytest.mark.parametrize(
    ("place", "audience", "key"),
    [
        (Place(HANDLE, Chain.OPEN, 8), Audience.COUNSEL, KEY),
        (Place(HANDLE, Chain.SEALED, 7), Audience.COUNSEL, KEY),
        (Place("f" * 32, Chain.OPEN, 7), Audience.COUNSEL, KEY),
        (Place(HANDLE, Chain.OPEN, 7), Audience.PUBLIC, KEY),
        (Place(HANDLE, Chain.OPEN, 7), Audience.COUNSEL, MatterKey(bytes(32))),
    ],
    ids=["counter", "chain", "matter", "audience", "key"],
)
def test_a_payload_decrypts_nowhere_else(place: Place, audience: Audience, key: MatterKey) -> None:
    sealed = encrypt(KEY, Place(HANDLE, Chain.OPEN, 7), Audience.COUNSEL, b"said in confidence")
    with pytest.raises(PayloadError):
        decrypt(key, place, audience, sealed)


def test_a_repeated_counter_shows_equality_and_nothing_else() -> None:
    place = Place(HANDLE, Chain.OPEN, 7)
    one, same, other = (
        encrypt(KEY, place, Audience.COUNSEL, text) for text in (b"a" * 64, b"a" * 64, b"a" * 63 + b"b")
    )
    assert one == same
    assert sum(x == y for x, y in zip(one, other, strict=True)) < 16  # GCM would repeat its key stream: 63 equal bytes
