"""`comity prove`: what is proven is told in a line, what is broken with a case that can be decided."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_the_properties_of_a_pack_are_proven(comity: Callable[..., Any]) -> None:
    done = comity("prove", "--law", "us-tx")
    assert done.code == 0
    assert "(us-tx/detainer-is-never-refused)" in done.out
    assert "hold: proven, from 2017-09-01 to 2027-12-31: county-jail" in done.out
    assert "BROKEN" not in done.out


def test_a_case_that_breaks_a_property_is_shown_and_can_be_decided(comity: Callable[..., Any], tmp_path: Path) -> None:
    case = tmp_path / "broken.yaml"
    done = comity("prove", "detainer", "--law", "us-fl", "--ask", "hold", "--case", str(case))
    assert done.code == 3
    assert "hold: BROKEN" in done.out
    assert "A case that breaks it; the law answers: " in done.out
    decided = comity("decide", str(case), "--json")
    assert json.loads(decided.out)["answers"][0]["outcome"] in {"permitted", "required"}


def test_the_findings_as_json_hold_the_case(comity: Callable[..., Any]) -> None:
    done = comity("prove", "detainer", "--law", "us-fl", "--ask", "hold", "--json")
    [found] = json.loads(done.out)
    results = {finding["result"] for finding in found["findings"]}
    assert "broken" in results
    for finding in found["findings"]:
        assert (finding["case"] is not None) is (finding["result"] == "broken")


def test_what_says_nothing_is_not_called_proven(comity: Callable[..., Any]) -> None:
    done = comity("prove", "detainer && !detainer", "--law", "us-tx", "--ask", "hold")
    assert done.code == 4
    assert "says nothing" in done.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no law is named"),
        (("--law", "us-xx"), "there is no pack `us-xx`"),
        (("hold him", "--law", "us-tx"), "`him` stands where the end"),
        (("hold_him", "--law", "us-tx"), "`hold_him` is not a fact"),
        (("detainer", "--law", "us-tx", "--ask", "hug"), "`hug` is not an ask"),
        (("detainer", "--law", "us-tx", "--never", "open"), "`open` is not an outcome"),
        (("--law", "us-tx", "--ask", "hold"), "go with a condition"),
        (("--law", "us-tx", "--file", "no-such.yaml"), "there is no file"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(
    comity: Callable[..., Any], words: tuple[str, ...], told: str
) -> None:
    done = comity("prove", *words)
    assert done.code == 1
    assert told in done.err
    assert "help: " in done.err
