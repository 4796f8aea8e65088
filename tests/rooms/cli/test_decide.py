"""`comity decide`: the answer on the output, its kind in the exit code."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.cli.case_file import EXAMPLE
from comity.cli.tools import Tools
from comity.tell import decision_schema

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FORBIDDEN = """
at: 2021-03-15T09:40
agency: us-wa/county-jail
request: {from: ice, asks: [hold], purpose: civil_immigration}
facts: {status_only_ground: true, release_due: 2021-03-15T18:00}
"""
OPEN = FORBIDDEN.replace("status_only_ground: true, ", "detainer: true, ")
SILENT = FORBIDDEN.replace("asks: [hold]", "asks: [hold, share_court_date]")
BOTH = OPEN.replace("asks: [hold]", "asks: [hold, share_court_date]")


@pytest.mark.parametrize(("text", "code"), [(FORBIDDEN, 0), (OPEN, 4), (SILENT, 5), (BOTH, 5)])
def test_the_exit_code_tells_how_it_went(
    comity: Callable[..., Any], case: Callable[..., str], text: str, code: int
) -> None:
    for words in ([], ["--json"], ["--explain"]):
        assert comity("decide", case(text), *words).code == code


def test_the_answer_begins_with_what_to_do(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("decide", case(FORBIDDEN))
    assert done.err == ""
    lines = done.out.splitlines()
    start = lines.index("What to do")
    assert start < 6
    assert lines[start + 1 : start + 3] == [
        "  1. Do not hold the person past release.",
        "    Release the person when release is due: Monday 15 March 2021, 18:00.",
    ]


def test_explain_tells_more_than_the_short_answer(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    short, full = comity("decide", case(FORBIDDEN)), comity("decide", case(FORBIDDEN), "--explain")
    assert "What we were told" not in short.out
    assert "What we were told" in full.out
    assert len(full.out) > len(short.out)


def test_json_has_the_published_form(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("decide", case(BOTH), "--json")
    document = json.loads(done.out)
    Draft202012Validator(decision_schema()).validate(document)
    assert [answer["outcome"] for answer in document["answers"]] == ["open", "silent"]


@pytest.mark.parametrize("form", ["yaml", "json", "yaml in braces"])
def test_a_case_may_come_on_the_input_in_each_form(comity: Callable[..., Any], form: str) -> None:
    texts = {
        "yaml": FORBIDDEN,
        "json": '{"at": "2021-03-15T09:40", "agency": "us-wa/county-jail",'
        ' "request": {"from": "ice", "asks": ["hold"]}, "facts": {"status_only_ground": true}}',
        "yaml in braces": "{at: 2021-03-15T09:40, agency: us-wa/county-jail, request: {from: ice, asks: [hold]},"
        " facts: {status_only_ground: true}}",
    }
    done = comity("decide", "-", typed=texts[form])
    assert (done.code, done.err) == (0, "")
    assert "Do not hold the person past release." in done.out


def test_the_case_shown_in_the_help_can_be_decided(comity: Callable[..., Any]) -> None:
    assert EXAMPLE.splitlines()[0] in comity("decide", "--help").out
    done = comity("decide", "-", typed=EXAMPLE)
    assert done.code == 4
    assert done.err == ""


def test_only_the_packs_that_bind_the_agency_are_read(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("decide", case(FORBIDDEN), tools=Tools(clock=lambda: NOW))
    assert set(done.tools.library._packs) == {"us-wa", "us"}


def test_the_answer_needs_no_table_and_no_colour(
    program: Callable[..., "subprocess.CompletedProcess[str]"], case: Callable[..., str]
) -> None:
    done = program("decide", case(FORBIDDEN), FORCE_COLOR="1", TERM="xterm-256color")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert not set("─│┌╭━┃") & set(done.stdout)


def test_a_decision_is_made_without_the_slow_libraries(
    program: Callable[..., "subprocess.CompletedProcess[str]"], case: Callable[..., str]
) -> None:
    done = program("decide", case(FORBIDDEN), PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "comity.decide.evaluate" in loaded
    assert not {"rich", "pyarrow", "numpy", "jsonschema", "unittest"} & loaded
