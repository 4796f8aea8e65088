"""Parsers take exactly one form, say the rest is wrong, and never crash."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.ledger import (
    Audience,
    Checkpoint,
    Cosignature,
    KeyType,
    Kind,
    Leaf,
    LeafError,
    LedgerError,
    MalformedError,
    Note,
    Policy,
    PolicyError,
    QuorumError,
    Receipt,
    SignatureError,
    SigningKey,
    VerifierKey,
    event_leaf,
    read_bundle,
    read_leaf,
    read_request,
    read_rotation,
    record_leaf,
    rotation_leaf,
    write_bundle,
    write_request,
)
from comity.ledger.note import MAX_SIGNATURES, read_base64, read_decimal

HASHES = st.binary(min_size=32, max_size=32)
DAY = date(2026, 11, 22)
NAMES = ("inspector", "city-b", "city-c", "bar")
CODES = st.from_regex(r"[a-z0-9]([a-z0-9_./-]{0,20}[a-z0-9])?", fullmatch=True)


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


# --- leaves -----------------------------------------------------------------------------------------------------------


@given(
    st.sampled_from([kind for kind in Kind if kind not in {Kind.INDEX, Kind.KEY, Kind.POLICY, Kind.ORIGIN}]),
    st.sampled_from([1, 2, 4, 8]).flatmap(lambda n: st.lists(HASHES, min_size=n, max_size=n, unique=True)),
    st.dictionaries(st.sampled_from(Audience), HASHES),
    st.none() | CODES,
)
def test_a_leaf_is_canonical_json_as_another_library_writes_it(
    kind: Kind, tags: list[bytes], commitments: dict[Audience, bytes], code: str | None
) -> None:
    made = event_leaf(kind, DAY, tags=tags, commitments=commitments, decision=code, org=code)
    assert rfc8785.dumps(dict(made.fields())) == made.content
    assert read_leaf(made.content) == made
    assert set(made.fields()) <= {"v", "kind", "at", "tags", "c", "decision", "basis", "org"}


@given(st.text(max_size=60))
def test_a_policy_text_is_logged_as_another_library_writes_it(text: str) -> None:
    import unicodedata

    assume(unicodedata.is_normalized("NFC", text))
    made = record_leaf(Kind.POLICY, DAY, policy=text)
    assert rfc8785.dumps(dict(made.fields())) == made.content
    assert read_leaf(made.content) == made


GOOD = b'{"at":"2026-11-22","c":[],"kind":"request","tags":["' + b"0" * 64 + b'"],"v":1}'
TAG = b"0" * 64


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (GOOD.replace(b",", b", "), "canonical"),
        (GOOD + b"\n", "canonical"),
        (b'{"v":1,' + GOOD[1:], "canonical"),
        (GOOD.replace(b'"kind":"request",', b'"kind":"notice","kind":"request",'), "canonical"),
        (GOOD.replace(b"request", b"\\u0072equest"), "canonical"),
        (b'{"v":1,"tags":["' + TAG + b'"],"kind":"request","c":[],"at":"2026-11-22"}', "canonical"),
        (GOOD.replace(b'"v":1', b'"v":1.0'), "`v`"),
        (GOOD.replace(b'"v":1', b'"v":true'), "`v`"),
        (GOOD.replace(b'"v":1', b'"v":2'), "`v`"),
        (GOOD.replace(b"request", b"gossip"), "not a kind"),
        (GOOD.replace(b'"request"', b'["request"]'), "not a kind"),
        (GOOD.replace(b"2026-11-22", b"2026-11-31"), "not a day"),
        (GOOD.replace(b"2026-11-22", b"2026-11-22T02"), "not a day"),
        (GOOD.replace(b'"v":1', b'"name":"x","v":1'), "may not hold `name`"),
        (GOOD.replace(b'"c":[]', b'"basis":"Section 5","c":[]'), "`basis`"),
        (GOOD.replace(b'"c":[]', b'"basis":null,"c":[]'), "`basis`"),
        (GOOD.replace(b'"c":[]', b'"c":[{"a":"press","h":"' + TAG + b'"}]'), "`c`"),
        (GOOD.replace(b'"c":[]', b'"c":[{"a":["public"],"h":"' + TAG + b'"}]'), "`c`"),
        (
            GOOD.replace(b'"c":[]', b'"c":[' + b",".join([b'{"a":"public","h":"' + TAG + b'"}'] * 2) + b"]"),
            "one for each",
        ),
        (GOOD.replace(b'["' + TAG + b'"]', b"[]"), "1, 2, 4 or 8"),
        (GOOD.replace(b'["' + TAG + b'"]', b'["' + TAG + b'","' + TAG + b'"]'), "twice"),
        (GOOD.replace(b"0" * 64, b"A" * 64), "`tags`"),
        (b"[]", "not an object"),
        (b"\xff", "not JSON"),
        (b"[" * 20_000, "not JSON"),
        (b'{"kind":"policy","policy":"\\ud800","v":1,"at":"2026-11-22"}', "half a character"),
        (b'{"kind":"policy","policy":"e\xcc\x81","v":1,"at":"2026-11-22"}', "normal form"),
        (b'{"kind":"index","root":"x","size":1,"v":1,"at":"2026-11-22"}', "`root`"),
        (b'{"kind":"index","root":"x","size":1e2,"v":1,"at":"2026-11-22"}', "`size`"),
        (b'{"kind":"index","size":1,"v":1,"at":"2026-11-22"}', "no other"),
        (b" " * 50_000, "more than 49,152"),
    ],
)
def test_a_leaf_of_another_form_is_refused(content: bytes, complaint: str) -> None:
    assert read_leaf(GOOD).content == GOOD, "the control"
    with pytest.raises(LeafError, match=complaint):
        read_leaf(content)


def test_an_entry_of_65536_bytes_is_refused_before_it_reaches_the_log() -> None:
    assert len(Leaf(b"x" * 65_535).content) == 65_535
    with pytest.raises(LeafError, match="65,536 bytes"):
        Leaf(b"x" * 65_536)


def test_a_key_follows_another_only_with_both_signatures() -> None:
    old, new = SigningKey.ed25519("o.example", bytes(32)), SigningKey.mldsa44("o.example", b"n" * 32)
    stranger = SigningKey.ed25519("o.example", b"s" * 32)
    made = rotation_leaf("o.example", old, new, DAY)
    assert read_rotation(read_leaf(made.content)) == (old.verifier, new.verifier)
    for wrong in (SigningKey(old.verifier, stranger.sign), SigningKey(old.verifier, new.sign)):
        with pytest.raises(SignatureError):
            read_rotation(rotation_leaf("o.example", wrong, new, DAY))
    with pytest.raises(SignatureError):
        read_rotation(rotation_leaf("o.example", old, SigningKey(new.verifier, stranger.sign), DAY))
    with pytest.raises(MalformedError, match="not about a key"):
        read_rotation(Leaf(GOOD))


# --- policies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ((b"quorum both", b"quorum nobody"), "`nobody` is not known yet"),
        ((b"group outside 2 city-b city-c bar", b"group outside 2 city-b city-x"), "`city-x` is not known yet"),
        ((b"group outside 2", b"group outside 4"), "`4` is not a number of members"),
        ((b"group outside 2", b"group outside 0"), "`0` is not a number"),
        ((b"group outside 2", b"group outside 02"), "`02` is not a number"),
        ((b"group outside 2", b"group outside +2"), "is not a number"),
        ((b"city-b city-c bar", b"city-b city-b bar"), "`city-b` is a member twice"),
        ((b"all inspector outside", b"all inspector outside bar"), "`bar` is a member twice"),
        ((b"group outside", b"group bar"), "the name `bar` is given twice"),
        ((b"group outside", b"group none"), "`none`"),
        ((b"quorum both\n", b"quorum both\nquorum both\n"), "one quorum line"),
        ((b"quorum both\n", b""), "no quorum line"),
        ((b"quorum both\n", b"quorum both"), "does not end"),
        ((b"quorum both", b"quorum both bar"), "one name"),
        ((b"witness bar ", b"observer bar "), "begins no known line"),
        ((b"witness bar ", b"log "), "another role"),
        ((b"group", b"\x0bgroup"), "control"),
        ((b"group", b"\rgroup"), "control"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(kit: Any, change: tuple[bytes, bytes], complaint: str) -> None:
    assert Policy.read(kit.POLICY).root == "both"
    assert change[0] in kit.POLICY
    with pytest.raises(PolicyError, match=complaint):
        Policy.read(kit.POLICY.replace(change[0], change[1], 1))


def test_a_key_has_one_role_in_a_policy(kit: Any) -> None:
    log_key = kit.LOG_KEYS[1].verifier
    for line in (f"witness again {log_key}\n", f"log {log_key}\n", f"witness w {kit.LOG_KEYS[0].verifier}\n"):
        with pytest.raises(PolicyError):
            Policy.read(line.encode() + kit.POLICY)
    renamed = VerifierKey("other.example", log_key.type, log_key.public)
    with pytest.raises(PolicyError, match="given twice"):
        Policy.read(f"log {renamed}\n".encode() + kit.POLICY)


def test_a_policy_may_have_comments_tabs_addresses_and_octets_of_no_script() -> None:
    key = SigningKey.mldsa44("w.example", b"w" * 32).verifier
    text = (
        f"\t# \xff\n\n  witness\t\xe2\x84\xaa  {key} https://w.example/ \n".encode("latin-1") + b"quorum \xe2\x84\xaa\n"
    )
    policy = Policy.read(text)
    assert list(policy.urls.values()) == ["https://w.example/"]
    with pytest.raises(PolicyError, match="not known yet"):
        Policy.read(text.replace(b"quorum \xe2\x84\xaa", b"quorum K"))


@given(st.sets(st.sampled_from(NAMES)))
def test_the_quorum_is_the_inspector_and_two_outside(names: set[str]) -> None:
    witnesses = {
        name: SigningKey.ed25519(f"{name}.example", name.encode().ljust(32), type=KeyType(4)) for name in NAMES
    }
    log_key = SigningKey.ed25519("o.example", bytes(32))
    text = "".join(f"witness {name} {key.verifier}\n" for name, key in witnesses.items())
    text += (
        f"log {log_key.verifier}\ngroup outside 2 city-b city-c bar\ngroup both all inspector outside\nquorum both\n"
    )
    policy = Policy.read(text.encode())
    found = [Cosignature(witnesses[name].verifier, 1) for name in names]
    assert policy.quorum(found) == ("inspector" in names and len(names) >= 3)


def test_a_quorum_of_old_cosignatures_is_stale_and_of_future_ones_too(kit: Any, policy: Policy) -> None:
    head = Checkpoint(kit.ORIGIN, 1, bytes(32))
    head = head.signed(kit.sign_checkpoint(key, head, kit.NOW) for key in kit.LOG_KEYS)
    cosigned = kit.cosign(head, *kit.WITNESSES)
    assert policy.accept(cosigned)
    assert policy.accept(cosigned, now=kit.NOW + 86_400)
    for now in (kit.NOW + 86_401, kit.NOW - 301):
        with pytest.raises(QuorumError, match="older than the policy allows"):
            policy.accept(cosigned, now=now)
    mixed = kit.cosign(kit.cosign(head, "inspector", at=kit.NOW - 90_000), "city-b", "city-c", "bar")
    with pytest.raises(QuorumError, match="older"):
        policy.accept(mixed, now=kit.NOW)
