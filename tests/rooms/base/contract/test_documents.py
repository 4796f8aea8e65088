"""What a person wrote is what is read, or it is refused with its line: no guesses, no programs, no bombs."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.base import Block, DocumentError, read_document


def read(text: str, **options: bool) -> object:
    """A document given as text."""
    return read_document(text.encode(), **options)


def refusal(content: str | bytes, **options: bool) -> DocumentError:
    """The error that a document gives."""
    with pytest.raises(DocumentError) as caught:
        read_document(content if isinstance(content, bytes) else content.encode(), **options)
    error = caught.value
    assert error.message
    assert error.help.endswith(".")
    return error


# --- what is read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("48", 48),
        ("word", "word"),
        ("two words", "two words"),
        ("'no'", "no"),
        ('"yes"', "yes"),
        ("'12'", "12"),
        ("'1.5'", "1.5"),
        ("9007199254740991", 2**53 - 1),
        ("§ 14-154(b)(1)", "§ 14-154(b)(1)"),
        ("8 USC 1373", "8 USC 1373"),
        ("nope", "nope"),
        ("1:30", "1:30"),
        ("2014-12-14", date(2014, 12, 14)),
        ("'2014-12-14'", "2014-12-14"),
        ("2014-12", "2014-12"),
        ("2017-03-15T09:40", datetime(2017, 3, 15, 9, 40)),
        ("2017-03-15 09:40:30", datetime(2017, 3, 15, 9, 40, 30)),
        ("2017-03-15T09:40Z", datetime(2017, 3, 15, 9, 40, tzinfo=UTC)),
        ("2017-03-15T09:40-05:00", datetime(2017, 3, 15, 9, 40, tzinfo=timezone(timedelta(hours=-5)))),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        (">-\n  folded\n  text\n", "folded text"),
        ("[]", []),
        ("{}", {}),
        ("on: received", {"on": "received"}),
        ("yes: 1", {"yes": 1}),  # a key is a word, whatever the word
    ],
)
def test_yaml_is_read_as_it_looks(text: str, value: object) -> None:
    found = read(f"it: {text}" if ": " not in text else text)
    assert isinstance(found, dict)
    assert (found["it"] if ": " not in text else found) == value
    if ": " not in text:
        assert type(found["it"]) is type(value) or isinstance(found["it"], Block)


def test_a_block_knows_the_line_of_each_of_its_keys() -> None:
    found = read("\n# a comment\na: 1\nb:\n  - c: 2\n\n    d: 3\n")
    assert isinstance(found, Block)
    assert (found.line, found.lines) == (3, {"a": 3, "b": 4})
    (inner,) = found["b"]  # type: ignore[misc]
    assert (inner.line, inner.lines) == (5, {"c": 5, "d": 7})


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_document(b"\xef\xbb\xbfa: 1") == {"a": 1}


# --- traps


@pytest.mark.parametrize(
    "trap",
    [
        "no",
        "No",
        "NO",
        "yes",
        "Yes",
        "on",
        "On",
        "off",
        "OFF",
        "y",
        "n",
        "Y",
        "N",
        "True",
        "TRUE",
        "False",
        "FALSE",
        "Null",
        "NULL",
        "012",
        "0o17",
        "0x1F",
        "1_000",
        "1.5",
        ".5",
        "5.",
        "1.5e3",
        "+1",
        "00",
        "-01",
        "12345678901234567890",
        "2014-13-01",
        "2015-02-29",
        "2014-00-10",
        "2017-03-15T25:00",
        "2017-03-15T09:60",
    ],
)
@pytest.mark.parametrize("form", ["\n\nit: {}", "\n\n- {}", "\n\n[a, {}]", "\n\n{{it: {}}}"])
def test_a_value_that_can_be_read_in_two_ways_is_refused_with_its_line(trap: str, form: str) -> None:
    error = refusal(form.format(trap))
    assert f"`{trap}`" in error.message
    assert error.line == 3


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a: 1\nb: 2\na: 3", "the key `a` is given twice", 3),
        ("x: {a: 1, a: 1}", "the key `a` is given twice", 1),
        ("a: 1\n'a': 2", "the key `a` is given twice", 2),
        ("a: &x 1\nb: *x", "an alias or anchor is used", 1),
        ("a: 1\nb: *x", "", 2),
        ("&x a: 1", "an alias or anchor is used", 1),
        ("- &x [1]", "an alias or anchor is used", 1),
        ("a: 1\n? *x\n: 2", "", 2),
        ("a: !!str 1", "a tag", 1),
        ("a: !python/object/apply:os.system [ls]", "a tag", 1),
        ("a: 1\nb: ! x", "a tag", 2),
        ("!!str a: 1", "a tag", 1),
        ("!!map {a: 1}", "a tag", 1),
        ("!!set {a, b}", "a tag", 1),
        ("<<: &x {a: 1}", "an alias or anchor is used", 1),
        ("? [a, b]\n: 1", "a key must be one word", 1),
        ("? {a: 1}\n: 1", "a key must be one word", 1),
        ("a: 1\n---\nb: 2", "a second document begins here", 2),
        ("a: 1\n...\nb: 2", "", 3),
        ("%YAML 1.2\n---\na: !!int 1", "", None),
        ("a: [1, 2", "this is not YAML", None),
        ("a: 'x", "this is not YAML", None),
        ("a:\n\t- b", "this is not YAML", None),
        ("a: b: c", "this is not YAML", 1),
        ("a: @x", "this is not YAML", 1),
        ('a: "\\ud800"', "", 1),
        ('a: "\\q"', "this is not YAML", 1),
        ("a: \x00", "", None),
        ("a: \x07", "", None),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str, says: str, line: int | None) -> None:
    error = refusal(text)
    assert says in error.message
    assert line is None or error.line == line


@pytest.mark.parametrize(
    "content",
    [b"a: \xff", b"\xff\xfea\x00:\x00", "a: é".encode("latin-1"), "a: 1".encode("utf-16"), b"a: \xed\xa0\x80"],
)
def test_what_is_not_utf8_is_refused(content: bytes) -> None:
    assert "is not UTF-8 text" in refusal(content).message
    assert "is not UTF-8 text" in refusal(content, json_form=True).message


# --- JSON


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": [true, null]}', {"a": 1, "b": [True, None]}),
        ('{"at": "2017-03-15T09:40"}', {"at": datetime(2017, 3, 15, 9, 40)}),
        ('{"days": ["2014-12-14"]}', {"days": [date(2014, 12, 14)]}),  # as in YAML, wherever it stands
        ('"2014-12-14"', date(2014, 12, 14)),
        ('{"no": "no"}', {"no": "no"}),
        ('"\\ud83d\\ude00"', "😀"),
        ("-0", 0),
    ],
)
def test_json_is_read_as_the_same_document(text: str, value: object) -> None:
    assert read(text, json_form=True) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "this is not JSON"),
        ("{", "this is not JSON"),
        ("{'a': 1}", "this is not JSON"),
        ("[1,]", "this is not JSON"),
        ("// x\n1", "this is not JSON"),
        ("{} {}", "this is not JSON"),
        ("01", "this is not JSON"),
        ("tru", "this is not JSON"),
        ('{"a": 1, "a": 1}', "the key `a` is given twice"),
        ('{"x": {"a": 1, "a": 2}}', "the key `a` is given twice"),
        ("1.5", "is not a whole number"),
        ("1e3", "is not a whole number"),
        ("NaN", "is not a whole number"),
        ("-Infinity", "is not a whole number"),
        ("12345678901234567890", "has too many figures"),
        ("9" * 5_000, "has too many figures"),
        ('"2015-02-29"', "is not a day of the calendar"),
        ('["\\ud800"]', "half of a character"),
        ('{"\\udc00": 1}', "half of a character"),
    ],
)
def test_what_is_not_plain_json_is_refused(text: str, says: str) -> None:
    assert says in refusal(text, json_form=True).message
