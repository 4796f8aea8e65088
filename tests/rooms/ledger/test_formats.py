"""Parsers take exactly one form, say the rest is wrong, and never crash."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger import (
    Checkpoint,
    LedgerError,
    MalformedError,
    Note,
    Policy,
    Receipt,
    SignatureError,
    SigningKey,
    VerifierKey,
    read_bundle,
    read_leaf,
    read_request,
    write_bundle,
    write_request,
)
from comity.ledger.note import MAX_SIGNATURES, read_base64, read_decimal

HASHES = st.binary(min_size=32, max_size=32)


# --- numbers and base64 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-34",
        "+5",
        "1_0",
        "007",
        " 5",
        "5 ",
        "5\n",
        "٣",
        "５",
        "0x10",
        "1e3",
        "1.0",
        "9223372036854775808",
        "9" * 20,
    ],
)
def test_a_size_is_written_in_one_way(text: str) -> None:
    with pytest.raises(MalformedError, match="plain decimal"):
        read_decimal(text)
    with pytest.raises(MalformedError):
        Checkpoint.read(f"o.example\n{text}\n{base64.b64encode(bytes(32)).decode()}\n\n— k AAAAAAA=\n".encode())


@given(st.integers(0, 2**63 - 1))
def test_every_size_can_be_written(number: int) -> None:
    assert read_decimal(str(number)) == number


@pytest.mark.parametrize("text", ["AB==", "QQ", "QQ=", "Q Q==", "QQ==\n", "QR==", "QQ==QQ==", "_-==", "é==="])
def test_loose_base64_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="base64"):
        read_base64(text)


# --- notes and checkpoints --------------------------------------------------------------------------------------------


def note(text: str = "o.example\n1\n" + base64.b64encode(bytes(32)).decode() + "\n", lines: int = 1) -> bytes:
    return (text + "\n" + "— k.example AAAAAAAA\n" * lines).encode()


def test_a_note_has_at_most_a_hundred_signatures() -> None:
    assert len(Note.read(note(lines=MAX_SIGNATURES)).signatures) == 100
    with pytest.raises(MalformedError, match="more than 100"):
        Note.read(note(lines=101))
    with pytest.raises(MalformedError, match="more than 100"):
        Checkpoint.read(note(lines=101))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        note()[:-1],
        note() + b"\n",
        note().replace(b"\n\n", b"\n"),
        note(lines=0),
        note().replace(b"o.example", b"o\r.example"),
        note().replace(b"o.example", b"o\t.example"),
        note().replace(b"o.example", b"o\xff.example"),
        note().replace("—".encode(), b"-"),
        note().replace(b"k.example ", b"k.example  "),
        note().replace(b"k.example ", "k.example\u00a0".encode()),
        note().replace(b"k.example", b"k+example"),
        note().replace(b"k.example", "k\u2003e".encode()),
        note().replace(b"AAAAAAAA", b"AAAAAA=="),
        note().replace(b"AAAAAAAA", b"AAAAAAA"),
        b"x" * 1_000_001,
    ],
)
def test_a_note_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        Note.read(content)


@pytest.mark.parametrize(
    "text",
    [
        "o.example\n1\n",
        "o.example\n1\n\n" + "A" * 43 + "=\n",
        "\n1\n" + "A" * 43 + "=\n",
        "o.example\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "o.example\n1\n" + base64.b64encode(bytes(33)).decode() + "\n",
        "o.example\n0\n" + "A" * 43 + "=\n",
        "o" * 256 + "\n1\n" + "A" * 43 + "=\n",
    ],
)
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        Checkpoint.read(note(text))


def test_a_checkpoint_may_have_extension_lines_and_post_quantum_keys_do_not_sign_them(kit: Any) -> None:
    content = note("o.example\n1\n" + "A" * 43 + "=\nfirst\nsecond\n")
    checkpoint = Checkpoint.read(content)
    assert bytes(checkpoint) == content
    assert checkpoint.extensions == ("first", "second")
    key = SigningKey.mldsa44("o.example", bytes(32))
    with pytest.raises(MalformedError, match="extension"):
        kit.sign_checkpoint(key, checkpoint, 1)
    plain = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root)
    line = kit.sign_checkpoint(key, plain, 1)
    assert plain.signed([line]).verified([key.verifier])[0].at == 1
    with pytest.raises(SignatureError):
        checkpoint.signed([line]).verified([key.verifier])


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_crash_a_parser(content: bytes) -> None:
    for read in (Note.read, Checkpoint.read, Receipt.read, Policy.read, read_leaf, read_request):
        with suppress(LedgerError):
            read(content)
    for text in (content.decode("latin-1"), "a+00000000+" + content.hex()):
        with pytest.raises(MalformedError):
            VerifierKey.read(text)


@st.composite
def whole_checkpoints(draw: st.DrawFn) -> bytes:
    size = draw(st.integers(1, 2**63 - 1))
    head = Checkpoint("o.example/log", size, draw(HASHES))
    lines = [f"— {name} {base64.b64encode(draw(st.binary(min_size=5, max_size=80))).decode()}\n" for name in "abc"]
    return (head.text + "\n" + "".join(lines)).encode()


@given(whole_checkpoints(), st.integers(0, 60), st.lists(HASHES, max_size=5), st.binary(max_size=20))
def test_what_is_read_is_written_back_byte_for_byte(
    checkpoint: bytes, index: int, proof: list[bytes], extra: bytes
) -> None:
    assert bytes(Checkpoint.read(checkpoint)) == bytes(Note.read(checkpoint)) == checkpoint
    receipt = Receipt(index, tuple(proof), Checkpoint.read(checkpoint), extra)
    assert Receipt.read(bytes(receipt)) == receipt
    assert bytes(Receipt.read(bytes(receipt))) == bytes(receipt)
    request = write_request(index, proof, receipt.checkpoint)
    assert read_request(request) == (index, tuple(proof), checkpoint)


@given(whole_checkpoints(), st.integers(0, 10**6), st.integers(0, 7))
def test_a_parser_that_accepts_a_changed_file_reads_exactly_the_change(content: bytes, at: int, bit: int) -> None:
    at %= len(content)
    changed = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
    receipt = b"c2sp.org/tlog-proof@v1\nindex 3\n\n" + changed
    for read, whole in ((Checkpoint.read, changed), (Receipt.read, receipt)):
        try:
            assert bytes(read(whole)) == whole
        except MalformedError:
            continue


@pytest.mark.parametrize(
    "head",
    [
        "c2sp.org/tlog-proof@v2\nindex 0\n",
        "index 0\n",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + ("A" * 43 + "=\n") * 64,
    ],
)
def test_a_receipt_of_another_form_is_refused(head: str) -> None:
    with pytest.raises(MalformedError):
        Receipt.read(head.encode() + b"\n" + note())


@pytest.mark.parametrize(
    "head", ["old\n", "old 1", "old -1\n", "old 01\n", "new 1\n", "old 1\nAAAA\n", "old 1\n" + ("A" * 43 + "=\n") * 64]
)
def test_a_request_of_another_form_is_refused(head: str) -> None:
    with pytest.raises(MalformedError):
        read_request(head.encode() + b"\n" + note())


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_come_back_as_they_were(contents: list[bytes]) -> None:
    bundle = write_bundle(contents)
    assert read_bundle(bundle, len(contents)) == contents
    with pytest.raises(MalformedError):
        read_bundle(bundle + b"\x00", len(contents))
    with pytest.raises(MalformedError):
        read_bundle(bundle, len(contents) + 1)
