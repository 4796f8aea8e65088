"""Published CEL expressions: those within the condition language mean what CEL says, the rest is refused."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from foreign_trees import celpy_tree, google_tree, our_tree
from small_packs import head, write_pack

from comity.decide.derive import Surroundings, truth
from comity.law import ConditionError, LawLibrary
from comity.law.conditions import parse_condition
from comity.law.expressions import Call, Expression, walk

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "cel-spec"
PUBLISHED: list[dict[str, Any]] = json.loads((SAMPLES / "expressions.json").read_text())


def parsed(row: dict[str, Any]) -> Expression | None:
    """The expression, if it is within the language."""
    try:
        return parse_condition(row["expr"])
    except ConditionError:
        return None


WITHIN = [(row, found) for row in PUBLISHED if (found := parsed(row)) is not None]


def test_the_published_expressions_are_those_that_the_readme_tells_of() -> None:
    assert f"holds {len(PUBLISHED)} expressions" in (SAMPLES / "README.md").read_text()
    assert {row["suite"].partition("/")[0] for row in PUBLISHED} == {
        "basic", "comparisons", "lists", "logic", "macros", "namespace", "parse", "cel-go parser",
    }  # fmt: skip


def test_what_every_parser_must_refuse_is_refused() -> None:
    must = [row["expr"] for row in PUBLISHED if row.get("refused")]
    assert len(must) > 20
    assert [row["expr"] for row, _ in WITHIN if row.get("refused")] == []


def test_what_is_read_is_read_as_the_others_read_it(tally: Callable[..., None]) -> None:
    suites = Counter(row["suite"].partition("/")[0] for row, _ in WITHIN)
    assert suites["logic"] >= 13
    assert suites["comparisons"] >= 32
    assert suites["cel-go parser"] >= 30
    for row, found in WITHIN:
        assert our_tree(found) == google_tree(row["expr"]), row
        if "\n" not in row["expr"] and not any(mark in row["expr"] for mark in "\x01\U00088888"):
            assert our_tree(found) == celpy_tree(row["expr"]), row
    tally("published CEL expressions", len(PUBLISHED))


@pytest.fixture
def nowhere(tmp_path: Path) -> Surroundings:
    """A place without facts."""
    write_pack(tmp_path, head("us"), {})
    return Surroundings({}, LawLibrary([tmp_path], builtin=False).pack("us"), date(2020, 6, 15))


def test_what_gives_a_truth_gives_the_published_one(nowhere: Surroundings) -> None:
    judged = [
        (row, found) for row, found in WITHIN if "gives" in row and not any(isinstance(n, Call) for n in walk(found))
    ]
    assert Counter(row["suite"].partition("/")[0] for row, _ in judged).keys() >= {"logic", "comparisons", "parse"}
    assert len(judged) > 40
    assert [row["expr"] for row, found in judged if truth(found, nowhere) is not row["gives"]] == []


def test_an_error_absorbed_by_cel_is_an_unknown_absorbed_here(nowhere: Surroundings) -> None:
    """CEL's `x || true` is true though `x` has no value."""
    absorbed = {
        row["expr"]: truth(found, nowhere) for row, found in WITHIN if row["expr"] in {"x || true", "x && false"}
    }
    assert absorbed.get("x || true") is True
