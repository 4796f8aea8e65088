"""A document made to exhaust or to confuse is read or refused, soon, and never in another way than it looks."""

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.base import DocumentError, read_document, read_file
from comity.base.documents import MAX_BYTES, MAX_DEPTH, MAX_NODES


def read(text: str, **options: bool) -> object:
    """A document given as text."""
    return read_document(text.encode(), **options)


def refusal(content: str, **options: bool) -> DocumentError:
    """The error that a document gives."""
    with pytest.raises(DocumentError) as caught:
        read(content, **options)
    return caught.value


# --- size


def nested(depth: int, opened: str, closed: str) -> str:
    """Lists or mappings within one another."""
    return opened * depth + closed * depth


@pytest.mark.parametrize("json_form", [True, False])
def test_nesting_ends_where_it_is_said_to_end(json_form: bool) -> None:
    read(nested(MAX_DEPTH, "[", "]"), json_form=json_form)
    read(nested(MAX_DEPTH, '{"a":', "").rstrip(":") + ": 1" + "}" * MAX_DEPTH, json_form=json_form)
    assert "deeper than" in refusal(nested(MAX_DEPTH + 2, "[", "]"), json_form=json_form).message
    assert (
        "deeper than" in refusal('{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), json_form=json_form).message
    )


BOMBS = {
    "lists": "[" * 900_000,
    "mappings": "{a: " * 200_000,
    "dashes": "- " * 400_000,
    "keys": "? " * 400_000,
    "laughter": "\n".join(
        [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" if i else "a0: &a0 [lol]" for i in range(12)]
    ),
    "anchors": "\n".join(f"a{i}: &x{i} 1" for i in range(30_000)),
    "entries": "[" + "1," * (MAX_NODES + 5) + "]",
    "quotes": '"' * 900_000,
    "a long line": "a: " + "x" * 900_000,
    "a long key": "x" * 900_000 + ": 1",
    "comments": "#" * 900_000,
    "colons": ": " * 400_000,
    "percent signs": "%" * 900_000,
    "bars": "|" * 900_000,
    "flow in block": "a: {" * 200_000,
}


@pytest.mark.parametrize("json_form", [True, False])
@pytest.mark.parametrize("kind", BOMBS)
def test_a_document_made_to_exhaust_is_read_or_refused_soon(kind: str, json_form: bool) -> None:
    began = time.process_time()
    with suppress(DocumentError):
        read(BOMBS[kind], json_form=json_form)
    assert time.process_time() - began < 3


def test_a_document_may_be_as_large_as_is_said() -> None:
    assert read("#" + "x" * (MAX_BYTES - 1)) is None
    assert "larger than" in refusal("#" + "x" * MAX_BYTES).message
    assert "entries" in refusal(BOMBS["entries"]).message
    assert "entries" in refusal("[" + "1," * MAX_NODES + "1]", json_form=True).message


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    for name, content in (("a.yaml", "a: 1"), ("a.yml", "a: 1"), ("a.json", '{"a": 1}'), ("a.JSON", '{"a": 1}')):
        (tmp_path / name).write_text(content)
        assert read_file(tmp_path / name) == {"a": 1}
    (tmp_path / "wrong.json").write_text("a: 1")
    for path in (tmp_path / "nowhere.yaml", tmp_path, tmp_path / "wrong.json"):
        with pytest.raises(DocumentError):
            read_file(path)


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(DocumentError, match="larger than"):
        read_file(Path("/dev/zero"))


# --- anything at all

scalars = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(10**15), 10**15),
    st.dates(date(1, 1, 1)),
    st.text(st.characters(codec="utf-8")),
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


class Quoted(yaml.SafeDumper):
    """Writes every text in quotes."""


Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
Quoted.ignore_aliases = lambda self, data: True  # type: ignore[method-assign]


@given(documents)
def test_what_is_written_in_full_comes_back(document: Any) -> None:
    assert read(yaml.dump(document, Dumper=Quoted, allow_unicode=True)) == document


@given(
    st.recursive(
        st.one_of(st.booleans(), st.none(), st.integers(-(10**15), 10**15), st.text(st.characters(codec="utf-8"))),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
        max_leaves=12,
    )
)
def test_what_is_written_as_json_comes_back(document: Any) -> None:
    found = read_or_refused(json.dumps(document).encode(), json_form=True)
    if isinstance(found, DocumentError):
        assert "half of a character" in found.message or "calendar" in found.message
    else:
        assert found == document or any(isinstance(part, date) for part in flat(found))


def read_or_refused(content: bytes, *, json_form: bool) -> object:
    """What is read, or the error; any other error escapes."""
    try:
        return read_document(content, json_form=json_form)
    except DocumentError as error:
        return error


def flat(value: Any) -> list[Any]:
    """Every scalar of a document."""
    if isinstance(value, dict | list):
        return [leaf for part in (value.values() if isinstance(value, dict) else value) for leaf in flat(part)]
    return [value]


WORDS = [
    "a: ",
    "- ",
    "\n",
    "  ",
    "? ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    '"',
    "&x ",
    "*x",
    "!",
    "!!str ",
    "|",
    ">",
    "#",
    "%",
    "---",
    "...",
    "no",
    "1.5",
    "2014-12-14",
    "é",
    "\t",
    "\\",
    "\x85",
    "\ufeff",
    "@",
    "`",
    "true",
    "<<: ",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join), st.booleans())
def test_any_text_is_read_or_refused(text: str, json_form: bool) -> None:
    found = read_or_refused(text.encode(), json_form=json_form)
    assert not isinstance(found, DocumentError) or found.line is None or found.line >= 1


@settings(max_examples=200)
@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_read_or_refused(content: bytes, json_form: bool) -> None:
    found = read_or_refused(content, json_form=json_form)
    assert not isinstance(found, DocumentError) or found.help


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=10).map("".join))
def test_what_is_read_is_what_yaml_says(text: str) -> None:
    """Where we and PyYAML's slow loader both read a text, both read the same (a byte order mark inside it apart)."""
    assume("\ufeff" not in text)
    try:
        ours, theirs = read(text), yaml.load(text, Loader=yaml.BaseLoader)
    except (DocumentError, yaml.YAMLError):
        return
    assert plainly(ours) == plainly(theirs)


def plainly(value: Any) -> Any:
    """A document with each scalar as its text."""
    if isinstance(value, dict):
        return {name: plainly(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plainly(part) for part in value]
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return str(value)
