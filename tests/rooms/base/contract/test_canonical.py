"""One value has one canonical form: the restricted JSON of RFC 8785."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base import ComityError, canonical_bytes, digest


def test_keys_sort_as_rfc_8785_sorts_them() -> None:
    """Section 3.2.3, the example of sorting by UTF-16 code units."""
    document = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    expected = ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"]  # fmt: skip
    assert list(json.loads(canonical_bytes(document)).values()) == expected


def test_text_is_written_as_rfc_8785_writes_it() -> None:
    """Section 3.2.2, the example's string and literals (its numbers are floating-point, which are refused here)."""
    document = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}
    assert canonical_bytes(document) == (
        b'{"literals":[null,true,false],"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("\b\t\n\f\r", rb'"\b\t\n\f\r"'), ("\x00\x1f", rb'"\u0000\u001f"'), ("\x7f\x80", b'"\x7f\xc2\x80"'),
        ("</script>", b'"</script>"'), ("\u2028", b'"\xe2\x80\xa8"'), ("\U0001f600", b'"\xf0\x9f\x98\x80"'),
        (0, b"0"), (-1, b"-1"), (2**53 - 1, b"9007199254740991"), (1 - 2**53, b"-9007199254740991"),
        ([], b"[]"), ({}, b"{}"), ((1, 2), b"[1,2]"), ({"": None}, b'{"":null}'), (True, b"true"),
        ({"aa": 1, "a": 2, "A": 3, "b": {"z": 0, "y": 0}}, b'{"A":3,"a":2,"aa":1,"b":{"y":0,"z":0}}'),
    ],
)  # fmt: skip
def test_a_value_has_these_very_bytes(value: object, written: bytes) -> None:
    assert canonical_bytes(value) == written


@pytest.mark.parametrize(
    "value",
    [
        1.5, float("nan"), 2**53, -(2**53), [10**5_000], b"x", {1: 2}, {None: 1}, {"a", "b"}, object(), "\ud800",
        {"\udfff": 1}, [1, [2, {"x": 3.0}]], 1j,
    ],
)  # fmt: skip
def test_what_differs_from_language_to_language_is_refused(value: object) -> None:
    with pytest.raises(ComityError) as caught:
        canonical_bytes(value)
    assert len(caught.value.message) < 200


def test_endless_nesting_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ComityError):
        canonical_bytes(endless)


documents = st.recursive(
    st.one_of(st.booleans(), st.none(), st.integers(1 - 2**53, 2**53 - 1), st.text(st.characters(codec="utf-8"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(documents)
def test_the_canonical_form_says_the_same_and_says_it_once(document: Any) -> None:
    written = canonical_bytes(document)
    assert json.loads(written) == document
    assert canonical_bytes(json.loads(written)) == written


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(0, 9), min_size=2), st.randoms())
def test_the_order_of_keys_changes_nothing(document: dict[str, int], chance: Any) -> None:
    keys = list(document)
    chance.shuffle(keys)
    assert canonical_bytes({key: document[key] for key in keys}) == canonical_bytes(document)


def test_a_digest_names_its_function() -> None:
    """SHA-256 of nothing, from FIPS 180-4's published examples."""
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
