"""What is not in the condition language is refused by name, with its column, at once, and never by accident."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_conditions import condition, damaged, soup
from small_packs import VOCABULARY

from comity.law import ConditionError
from comity.law.conditions import MAX_CHARACTERS, MAX_DEPTH, parse_condition
from comity.law.expressions import Expression
from comity.law.typecheck import Scope, typed

NORM = Scope(VOCABULARY, frozenset({"term"}), frozenset({"bad"}))
DEFINITION = Scope(VOCABULARY, frozenset({"term"}), frozenset({"bad"}), inside_definition=True)


def refusal(text: str, scope: Scope = NORM) -> ConditionError:
    """The error that a text gives, as a norm's condition or as a definition."""
    with pytest.raises(ConditionError) as caught:
        typed(parse_condition(text), scope)
    error = caught.value
    assert error.message == error.message.strip()
    assert error.message[0] in "`abcdefghijklmnopqrstuvwxyz"
    assert not error.message.endswith(".")
    assert error.help[0].isupper()
    assert error.help.endswith((".", "?"))
    return error


@pytest.mark.parametrize(
    ("text", "names", "column"),
    [
        ("p ? q : r", "the choice `? :`", 3),
        ("number + 1 == 2", "arithmetic", 8),
        ("number * 2 == 2", "arithmetic", 8),
        ("number / 2 == 2", "arithmetic", 8),
        ("number % 2 == 0", "arithmetic", 8),
        ("number - 1 == 2", "`-`", 8),
        ("{1: 2} == p", "a map", 1),
        ("colour == 'red'", "a string in single quotes", 11),
        ("colour = \"red\"", "a single `=`", 8),
        ("p & q", "a single `&`", 3),
        ("p | q", "a single `|`", 3),
        ('colour == "r\\ed"', '`"`', 11),
        ("p && \\q", "a backslash", 6),
        ("has(p.q)", "`has`", 1),
        ("size(colour) == 3", "`size`", 1),
        ("colour.matches(\"r.*\")", "`matches`", 8),
        ("p && matches(colour, \"r\")", "`matches`", 6),
        ("convictions.filter(c, c.judgment)", "`filter`", 13),
        ("convictions.map(c, c.judgment)", "`map`", 13),
        ("convictions.exists_one(c, c.judgment)", "`exists_one`", 13),
        ("colour.startsWith(\"r\")", "`startsWith`", 8),
        ("p == null", "`null`", 6),
        ("null", "`null`", 1),
        ("let x = p", "a single `=`", 7),
        ("if p", "`if`", 1),
        ("number == 1.5", "`.`", 12),
        ("number == 1u", "`u`", 12),
        ("number == 0x1F", "`x1F`", 12),
        ("number == 9999999999999999", "`9999999999999999`", 11),
        ('colour == r"red"', '`"red"`', 12),
        ("[p, q] == r", "`[`", 1),
        ("colour in colour", "`colour`", 11),
        ('colour in []', "`]`", 12),
        ("p in [true]", "`true`", 7),
        ("convictions[0].judgment", "`[`", 12),
        (".p", "`.`", 1),
        ("p.q.r", "`.`", 4),
        ("p // why", "arithmetic", 3),
        ("p; q", "`;`", 2),
        ("p and q", "`and`", 3),
        ("not p", "`p`", 5),
        ("p @ q", "`@`", 3),
        ("p && ", "the end", 5),
        ("", "the end", 1),
        ("   ", "the end", 1),
        ("()", "`)`", 2),
        ("(p", "the end", 3),
        ("p)", "`)`", 2),
        ("p q", "`q`", 3),
        ("1 < number < 3", "`<`", 12),
        ("(p == q) == r", "`==`", 10),
        ("!p == q", "`==`", 4),
        ("p\u00a0&& q", "`\u00a0`", 2),
        ("p \u2227 q", "`\u2227`", 3),
        ("\ufeffp", "`\ufeff`", 1),
        ('colour == "red\n"', '`"`', 11),
        ("x.in == 3", "`in`", 3),
        ("convictions.exists(true, p)", "`true`", 20),
        ("convictions.exists(c)", "`)`", 21),
        ("convictions.exists(c, p, q)", "`,`", 24),
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused_by_name_and_column(text: str, names: str, column: int) -> None:
    error = refusal(text, DEFINITION)
    assert names in error.message
    assert error.column == column


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "is not a fact or a definition"),
        ("true || nonsense", "is not a fact or a definition"),
        ("false && nonsense", "is not a fact or a definition"),
        ("p || nonsense && q", "is not a fact or a definition"),
        ("colour", "is a choice, not true or false"),
        ("number", "is a count, not true or false"),
        ("convictions", "is a records, not true or false"),
        ("3", "is a count, not true or false"),
        ('"red"', "is a text, not true or false"),
        ("number && p", "is a count"),
        ('colour == "mauve"', "is not a value of `colour`"),
        ('colour in ["red", "mauve"]', "is not a value of `colour`"),
        ("colour == 3", "is compared with a number"),
        ("colour == true", "is a choice, not true or false"),
        ('colour < "red"', "has no order"),
        ("p < true", "has no order"),
        ('p == "yes"', "is true or false"),
        ('p in ["red"]', "is true or false"),
        ("number == 5", "is outside the range"),
        ("number < -1", "is outside the range"),
        ('number == "3"', "is outside the range"),
        ("number == true", "is outside the range"),
        ("number in [1, 9]", "is outside the range"),
        ("1 == 1", "two constants are compared"),
        ("convictions == 3", "is a list of records"),
        ("convictions in [3]", "is a list of records"),
        ("p == q", "may stand only in a definition"),
        ("convictions.exists(c, c.judgment)", "may stand only in a definition"),
        ("date_of(received_at) == arrest_date", "may stand only in a definition"),
        ("arrest_date == 3", "cannot be compared"),
        ('arrest_date == "2020-01-01"', "cannot be compared"),
        ("c.judgment", "is no record here"),
        ("term == 3", "is compared with a number"),
    ],
)
def test_a_norm_speaks_only_of_known_facts_in_their_types(text: str, says: str) -> None:
    assert says in refusal(text, NORM).message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("p.exists(c, c.judgment)", "is not a list of records"),
        ("nowhere.exists(c, c.judgment)", "is not a list of records"),
        ("convictions.exists(c, c.nonsense)", "is not a field of the record"),
        ("convictions.exists(c, d.judgment)", "is no record here"),
        ("convictions.exists(p, p.judgment)", "is taken already"),
        ("convictions.exists(term, term.judgment)", "is taken already"),
        ("convictions.exists(c, charges.exists(c, c.judgment))", "is taken already"),
        ("convictions.exists(c, c.judgment) && c.judgment", "is no record here"),
        ("convictions.exists(c, c.offence)", "is a text, not true or false"),
        ("convictions.exists(c, c.date > 3)", "cannot be compared"),
        ("convictions.exists(c, c.date > c.days_incarcerated)", "a date is compared with a count"),
        ("convictions.exists(c, c.offence < \"a\")", "has no order"),
        ("convictions.exists(c, c.grade == c.offence)", "a choice is compared with a text"),
        ("convictions.exists(a, charges.exists(b, charges.exists(c, c.judgment)))", "a list within a list"),
        ("nonsense(p)", "is not a function"),
        ("date_of(arrest_date) == arrest_date", "is not a moment"),
        ("date_of() == arrest_date", "takes 1 to 1 arguments"),
        ("years_after(arrest_date) > arrest_date", "takes 2 to 3 arguments"),
        ("years_after(arrest_date, 1, 2, 3) > arrest_date", "takes 2 to 3 arguments"),
        ("years_after(received_at, 1) > arrest_date", "is not a date"),
        ("years_after(arrest_date, p) > arrest_date", "is not a count"),
        ("years_after(arrest_date, -1) > arrest_date", "is too few or too many"),
        ("years_after(arrest_date, 500) > arrest_date", "is too few or too many"),
        ("days_after(arrest_date, 999999) > arrest_date", "is too few or too many"),
        ("hours_after(received_at, 999999) > received_at", "is too few or too many"),
        ('convictions.exists(c, listed("nowhere", c.offence))', "is not a list of this pack"),
        ("convictions.exists(c, listed(c.offence, c.offence))", "is not a list of this pack"),
        ('convictions.exists(c, listed("bad", c.date))', "is not a text"),
        ("arrest_date", "is a date, not true or false"),
        ("received_at > arrest_date", "a moment is compared with a date"),
    ],
)  # fmt: skip
def test_a_definition_keeps_to_the_types_of_records_and_functions(text: str, says: str) -> None:
    assert says in refusal(text, DEFINITION).message


# --- whatever is written, it is read or refused, and soon


def read_or_refused(text: str) -> Expression | None:
    """What a text says, if it is of the language; any other error than `ConditionError` would escape here."""
    try:
        found = parse_condition(text)
    except ConditionError as error:
        return None if error.column is None else within(error.column, text)
    for scope in (NORM, DEFINITION):
        with suppress(ConditionError):
            typed(found, scope)
    return found


def within(column: int, text: str) -> None:
    """Check that a column lies in the text, or just behind it."""
    assert 1 <= column <= len(text) + 1


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 30), st.sampled_from([soup, damaged, condition]))
def test_any_run_of_words_is_read_or_refused(seed: int, parts: int, written: object) -> None:
    assert callable(written)
    read_or_refused(written(random.Random(seed), parts))


LONG = {
    "open parentheses": "(" * MAX_CHARACTERS,
    "denials": "!" * (MAX_CHARACTERS - 1) + "p",
    "pairs of parentheses": "(" * 1_999 + "p" + ")" * 1_999,
    "lists within lists": "convictions.exists(c, " * 180,
    "calls within calls": "listed(" * 500,
    "a long chain": " && ".join(["p"] * 660),
    "a long mixed chain": "p && q || " * 390 + "p",
    "a long list": "number in [" + "1, " * 1_300 + "1]",
    "a long name": "p" * MAX_CHARACTERS,
    "a long number": "number == " + "9" * 3_900,
    "an unfinished string": 'colour == "' + "x" * 3_900,
    "spaces": " " * MAX_CHARACTERS,
    "minus signs": "-" * MAX_CHARACTERS,
    "dots": "p" + ".p" * 1_990,
    "too much": "p && " * 10_000 + "p",
}


@pytest.mark.parametrize("kind", LONG)
def test_a_long_or_deep_text_is_read_or_refused_at_once(kind: str) -> None:
    began = time.process_time()
    found = read_or_refused(LONG[kind])
    assert time.process_time() - began < 0.5
    assert (found is not None) == (kind in {"a long chain", "a long mixed chain", "a long list", "a long name"})


def test_a_text_may_be_as_long_and_as_deep_as_is_said() -> None:
    deepest = "(" * (MAX_DEPTH - 1) + "p" + ")" * (MAX_DEPTH - 1)
    assert read_or_refused(deepest) is not None
    assert read_or_refused(f"({deepest})") is None
    assert "deeper than" in refusal(f"({deepest})").message
    assert read_or_refused("p" + " " * (MAX_CHARACTERS - 1)) is not None
    assert "characters" in refusal("p" + " " * MAX_CHARACTERS).message
