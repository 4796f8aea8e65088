"""`comity ask`: asks only what is still needed, the best question first, and keeps what was said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.base import read_document, read_file
from comity.cli.case_text import json_text, write_case, yaml_text
from comity.decide import Outcome, decide, read_case
from comity.law import LawLibrary
from comity.tell import open_questions

WASHINGTON = """
at: 2021-03-15T09:40
agency: us-wa/county-jail
request: {from: ice, asks: [notify_release], purpose: civil_immigration}
facts: {detainer: true, court_order: false, judicial_warrant: false, state_judicial_warrant: false}
"""
NEW_YORK = """
at: 2017-03-15T09:40
agency: us-ny-nyc/nypd
request: {from: ice, asks: [hold], purpose: civil_immigration}
facts:
  detainer: true
  judicial_warrant: true
  judicial_warrant_with_detainer: true
  search_run: true
  terrorist_screening_match: false
  arrest_date: 2017-03-10
"""


def saved(path: Path) -> dict[str, Any]:
    document = read_file(path)
    assert isinstance(document, dict)
    return document


def test_answers_settle_the_case_and_are_kept_with_their_source(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.yaml"
    done = comity("ask", case(WASHINGTON), "--save", str(kept), typed="no\nno\n")
    assert done.code == 0
    assert "Do not tell them of the release." in done.out
    assert "→ (1) Do not tell them of the release." in done.err
    assert str(kept) in done.err
    facts = saved(kept)["facts"]
    assert facts["writ"]["value"] is False
    assert facts["writ"]["source"]["by"] == "answered in comity ask"
    assert facts["writ"]["source"]["at"].isoformat() == "2026-11-22T02:00:00"
    again = comity("decide", str(kept))
    assert again.code == 0
    assert again.out.strip() == done.out.strip()


def test_nothing_is_asked_when_nothing_is_open(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    settled = WASHINGTON.replace("facts: {", "facts: {writ: true, ")
    done = comity("ask", case(settled), typed="")
    assert done.code == 0
    assert "why, back, quit" not in done.err


def test_the_best_question_over_all_asks_comes_first(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    text = WASHINGTON.replace("[notify_release]", "[hold, notify_release, interview]").replace(
        "court_order: false, judicial_warrant: false, state_judicial_warrant: false", "otherwise_releasable: true"
    )
    done = comity("ask", case(text), typed="quit\n")
    decision = decide(read_case(read_document(text.encode()), LawLibrary()))
    best = open_questions(decision)[0]
    assert len(best.waiting) > 1
    first = next(line for line in done.err.splitlines() if line.endswith("?"))
    assert first == LawLibrary().vocabulary[best.facts[0]].question
    assert done.code == 4


def test_unknown_goes_on_and_quit_ends_with_the_answer_so_far(
    comity: Callable[..., Any], case: Callable[..., str]
) -> None:
    for ending in ("unknown\nquit\n", "\nquit\n", "unknown\nunknown\n", ""):
        done = comity("ask", case(WASHINGTON), typed=ending)
        assert done.code == 4
        assert "Find out more first whether to tell them of the release." in done.out


def test_a_wrong_answer_is_asked_again(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("ask", case(WASHINGTON), typed="perhaps\n1\nno\nno\n")
    assert done.code == 0
    assert "`perhaps` is no answer here. Type yes or no." in done.err
    assert "`1` is no answer here." in done.err


def test_why_tells_what_the_answer_changes_and_under_which_rule(
    comity: Callable[..., Any], case: Callable[..., str]
) -> None:
    done = comity("ask", case(WASHINGTON), typed="why\nno\nno\n")
    assert "If yes: the law allows it." in done.err
    assert "RCW 10.93.160(4)(b)" in done.err


def test_back_takes_the_last_answer_back(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("ask", case(WASHINGTON), typed="back\nno\nback\nyes\n")
    assert "There is no answer to take back." in done.err
    assert "You may tell them of the release." in done.out
    assert done.code == 0


def test_records_are_asked_field_by_field_and_only_what_the_law_looks_at(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.yaml"
    # one conviction: offence, grade, form, court, equivalent, hate crime, juvenile, youthful offender, judgment,
    # sentence date, days, predicate; then whether that is all; then when release is due
    typed = "1\nNY PL 160.15\n1\n1\n1\nno\nno\nno\nno\nyes\n2015-01-02\n0\nno\nyes\n2017-03-16 18:00\n"
    done = comity("ask", case(NEW_YORK), "--save", str(kept), typed=typed)
    assert "convictions, 1 of 1:" in done.err
    assert "Is the record sealed or expunged?" not in done.err
    assert "On what day was the conviction?" not in done.err
    facts = saved(kept)["facts"]
    (record,) = facts["convictions"]["value"]
    assert record["offence"] == "NY PL 160.15"
    assert record["grade"] == "felony"
    assert record["sentence_date"].isoformat() == "2015-01-02"
    assert record["days_incarcerated"] == 0
    decision = decide(read_case(read_file(kept), LawLibrary()))
    assert decision.answers[0].outcome is Outcome.PERMITTED
    assert done.code == 5  # the city's law lifts its bar and gives no power


def test_an_empty_list_is_an_answer(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("ask", case(NEW_YORK), typed="0\nyes\n")
    assert "Do not hold the person past release." in done.out
    assert done.code == 0


def test_a_list_that_is_not_complete_leaves_the_answer_open(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.yaml"
    done = comity("ask", case(NEW_YORK), "--save", str(kept), typed="0\nno\n")
    assert saved(kept)["facts"]["convictions"]["value"] == {"known": [], "complete": False}
    assert done.code == 4


def test_back_within_a_list_begins_the_list_again(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    done = comity("ask", case(NEW_YORK), typed="1\nback\n0\nyes\n")
    assert "The list is begun again." in done.err
    assert "Do not hold the person past release." in done.out


def test_a_dispute_is_told_and_what_is_said_now_replaces_it(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    text = WASHINGTON.replace(
        "judicial_warrant: false, state",
        "judicial_warrant: {disputed: [true, false]}, writ: false, required_by_law: false, state",
    )
    done = comity("ask", case(text), "--save", str(kept), typed="no\n")
    assert "This is disputed so far" in done.err
    assert done.code == 0
    assert saved(kept)["facts"]["judicial_warrant"]["value"] is False


def test_what_the_request_left_out_is_asked_and_kept_in_the_request(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.yaml"
    text = WASHINGTON.replace("from: ice, ", "").replace("purpose: civil_immigration", "purpose: unknown")
    comity("ask", case(text), "--save", str(kept), typed="1\nice\nno\nno\n")
    request = saved(kept)["request"]
    assert {request["from"]["value"], request["purpose"]["value"]} == {"ice", "civil_immigration"}
    assert "requester" not in saved(kept)["facts"]


def test_without_a_case_it_asks_who_and_what(comity: Callable[..., Any], tmp_path: Path) -> None:
    kept = tmp_path / "kept.yaml"
    done = comity("ask", "--save", str(kept), typed="us-wa\nus-wa/police\nnonsense\nnotify_release, transfer\nquit\n")
    assert "`nonsense` is none of these." in done.err
    document = saved(kept)
    assert document["agency"] == "us-wa/police"
    assert document["request"]["asks"] == ["notify_release", "transfer"]
    assert document["at"].isoformat() == "2026-11-22T02:00:00"
    assert "asks a police department in Washington, Sunday 22 November 2026, 02:00" in " ".join(done.out.split())


def test_without_a_case_and_without_anyone_there_is_nothing_to_do(comity: Callable[..., Any]) -> None:
    done = comity("ask", typed="")
    assert done.code == 1
    assert "there is nobody to ask" in done.err


def test_no_file_is_overwritten_but_the_case_itself(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me")
    done = comity("ask", case(WASHINGTON), "--save", str(precious), typed="no\nno\n")
    assert done.code == 1
    assert "is there already" in done.err
    assert precious.read_text() == "keep me"
    own = case(WASHINGTON)
    assert comity("ask", own, "--save", own, typed="no\nno\n").code == 0
    assert saved(Path(own))["facts"]["writ"]["value"] is False


def test_a_place_that_cannot_be_written_is_told(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    done = comity("ask", case(WASHINGTON), "--save", str(tmp_path / "no" / "where.yaml"), typed="no\nno\n")
    assert done.code == 1
    assert "cannot be written: no such file or directory" in done.err
    assert "Do not tell them of the release." in done.out


AWKWARD = """
name: "yes: a name that looks like a key"
at: 2021-03-15T09:40:07
agency: us-wa/police
request: {from: ice, asks: [hold, transfer]}
facts:
  detainer: unknown
  writ: {value: false, source: {by: "no", from: "a 'quoted' paper, with: colons", at: 2021-03-15T09:00}}
  judicial_warrant: {disputed: [true, {value: false, source: {by: counsel}}]}
  arrest_date: 2021-03-14
  convictions: {known: [{offence: "NY PL 120.05(2)", judgment: true, days_incarcerated: 3}], complete: false}
  pending_cases: []
"""


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_case_that_is_written_is_read_back_the_same(form: str, tmp_path: Path) -> None:
    document = read_document(AWKWARD.encode())
    assert isinstance(document, dict)
    text = yaml_text(document) if form == "yaml" else json_text(document)
    back = read_document(text.encode(), json_form=form == "json")
    assert isinstance(back, dict)
    assert back == document
    write_case(document, tmp_path / f"case.{form}")
    assert read_file(tmp_path / f"case.{form}") == document
    library = LawLibrary()
    assert decide(read_case(back, library)).answers == decide(read_case(document, library)).answers
