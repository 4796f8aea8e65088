"""`comity compare`: where two laws differ, told with the rules and the simplest case."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.law import LawLibrary
from contract.county import COUNTY, RULE


def test_two_laws_are_compared_with_the_rules_that_part_them(comity: Callable[..., Any]) -> None:
    done = comity("compare", "us-fl/county-jail", "us-tx/county-jail", "--ask", "interview", "--on", "2026-06-15")
    assert done.code in {0, 3}
    assert "First:  us-fl/county-jail on 2026-06-15" in done.out
    opposed = comity("compare", "us-wa/county-jail", "us-tx/county-jail", "--ask", "transfer", "--on", "2026-06-15")
    assert opposed.code == 3
    assert "forbidden (us-wa/" in opposed.out
    assert "simplest case: " in opposed.out


def test_a_law_is_compared_with_itself(comity: Callable[..., Any]) -> None:
    same = comity("compare", "us-tx", "us-tx", "--ask", "hold", "--on", "2026-06-15")
    assert same.code == 0
    assert "hold: alike in every case" in same.out
    words = ("us-wa", "--before", "2018-06-01", "--on", "2026-06-15", "--ask", "interview")
    assert comity("compare", *words).code == 3


def test_the_cases_in_json_can_be_decided(comity: Callable[..., Any], tmp_path: Path) -> None:
    words = ("us-wa", "us-tx", "--ask", "interview", "--on", "2026-06-15", "--json")
    [found] = json.loads(comity("compare", *words).out)["asks"]
    difference = found["differences"][0]
    for case, outcome in zip(difference["kinds"][0]["cases"], difference["outcomes"], strict=True):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case))
        assert json.loads(comity("decide", str(path), "--json").out)["answers"][0]["outcome"] == outcome


def test_without_a_law_every_pair_stands_in_a_table(comity: Callable[..., Any]) -> None:
    done = comity("compare", "--ask", "assist", "--on", "2026-06-15", "--json")
    pairs = json.loads(done.out)["pairs"]
    assert done.code == 3
    assert len(pairs) == len({tuple(pair["laws"]) for pair in pairs}) == math.comb(len(LawLibrary().names()), 2)
    assert not any(pair["undecided"] for pair in pairs)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("us-wa",), "two sides"),
        (("us-wa", "us-tx", "us-ca"), "two sides"),
        (("us-wa", "us-xx"), "there is no pack"),
        (("us-wa", "us-tx", "--on", "1999-01-01"), "does not hold the law of 1999-01-01"),
        (("us-wa", "us-tx", "--ask", "hug"), "`hug` is not an ask"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(
    comity: Callable[..., Any], words: tuple[str, ...], told: str
) -> None:
    done = comity("compare", *words)
    assert done.code == 1
    assert told in done.err
    assert "help: " in done.err


def test_a_law_is_compared_with_a_draft_upon_it(comity: Callable[..., Any], tmp_path: Path) -> None:
    words = ("compare", "us-ca/county-jail", "--ask", "share_court_date", "--on", "2026-12-03")
    done = comity(*words, "--draft", str(COUNTY.lay_out(tmp_path)))
    assert (done.code, done.err) == (3, "")
    assert "Second: us-ca-harbor/county-jail on 2026-12-03" in done.out
    assert RULE in done.out
    assert "two sides" in comity(*words).err
