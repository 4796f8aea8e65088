"""Leaves have one form: canonical JSON with public codes; nothing else reaches the log."""

from __future__ import annotations

from datetime import date

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.ledger import (
    Audience,
    Kind,
    Leaf,
    LeafError,
    MalformedError,
    SignatureError,
    SigningKey,
    event_leaf,
    read_leaf,
    read_rotation,
    record_leaf,
    rotation_leaf,
)

HASHES = st.binary(min_size=32, max_size=32)
DAY = date(2026, 11, 22)
CODES = st.from_regex(r"[a-z0-9]([a-z0-9_./-]{0,20}[a-z0-9])?", fullmatch=True)


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
