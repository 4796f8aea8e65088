"""A lawyer tries laws in the lab: nothing of it changes an answer, and what was not decided is said to be so."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
BANNER = "Nothing here changes a real answer."
CIVIL = 'purpose == "civil_immigration" && !judicial_warrant'


def test_a_law_is_shown_as_it_stood_on_a_day(page: Make, desk: Any) -> None:
    text = page("/lab/?law=us-wa&on=2018-05-01", "legal")
    for words in (BANNER, "nothing in force on that day", "Prove them", "Channels by which", "us-wa"):
        assert words in text, words
    later = page("/lab/?law=us-wa&on=2020-01-01", "legal")
    assert "10.93.160" in later
    assert later.count("nothing in force on that day") < text.count("nothing in force on that day")
    where = re.search(r'href="(/lab/law/us-wa/10-93-160/\?on=2020-01-01)"', later)
    assert where
    section = page(where[1], "legal")
    for words in (BANNER, "As it stands on", "History", "RCW 10.93.160"):
        assert words in section, words


def test_a_day_before_the_law_is_written_down_is_said_to_be_unknown(page: Make, desk: Any) -> None:
    assert "The law of that day is not written down here" in page("/lab/?law=us-wa&on=1980-01-01", "legal")
    assert "Choose a day" in page("/lab/?law=us-wa&on=yesterday", "legal")
    page("/lab/law/us-wa/no-such-section/", "legal", status=404)
    page("/lab/law/no-such-pack/x/", "legal", status=404)


def test_two_laws_are_compared_with_the_simplest_case_and_the_rules(page: Make, signed_in: Make, desk: Any) -> None:
    asked = "first=us-wa/county-jail&second=us-ca/county-jail&first_on=2026-07-01&second_on=2026-07-01"
    text = page(f"/lab/compare/?{asked}&ask=share_immigration_status", "legal")
    assert BANNER in text
    if "They differ in" not in text:
        assert "the same answer in every case we can describe" in text
    text = page(f"/lab/compare/?{asked}&ask=interview", "legal")
    for words in ("They differ in", "The simplest such case:", "RCW 10.93.160", "Open this case"):
        assert words in text, words
    case = html.unescape(re.search(r'name="case" value="([^"]*)"', text)[1])  # type: ignore[index]
    opened = signed_in("legal").post("/lab/case/", {"case": case}).content.decode()
    for words in ("What the desk would be told", "This case is kept nowhere.", "What this rests on"):
        assert words in opened, words


def test_a_law_is_alike_with_itself(page: Make, desk: Any) -> None:
    asked = "first=us-wa/county-jail&second=us-wa/county-jail&first_on=2026-07-01&second_on=2026-07-01&ask=hold"
    assert "the same answer in every case we can describe" in page(f"/lab/compare/?{asked}", "policy")


def test_all_laws_are_compared_as_a_chart_and_a_table(page: Make, desk: Any) -> None:
    text = page("/lab/compare/all/?on=2026-07-01&ask=share_court_date", "legal")
    for words in (BANNER, "Which laws differ", "<svg", "/lab/compare/?first=us-ca/"):
        assert words in text, words
    assert "is not written down here:" in page("/lab/compare/all/?on=2027-06-01&ask=hold", "legal")


def test_what_a_pack_ships_is_proven(page: Make, desk: Any) -> None:
    text = page("/lab/prove/?law=us-wa", "legal")
    assert "Proven" in text
    assert "Broken" not in text


def test_a_property_of_ones_own_is_proven_or_broken_by_a_case_that_can_be_opened(
    page: Make, signed_in: Make, desk: Any
) -> None:
    asked = {"law": "us-wa", "when": "detainer", "asks": "hold", "never": "forbidden"}
    text = signed_in("legal").get("/lab/prove/own/", asked).content.decode()
    for words in ("Broken", "A case that breaks it", "the law forbids it", "Open this case"):
        assert words in text, words
    case = html.unescape(re.search(r'name="case" value="([^"]*)"', text)[1])  # type: ignore[index]
    opened = signed_in("legal").post("/lab/case/", {"case": case}).content.decode()
    assert "Do not hold" in opened


@pytest.mark.parametrize("when", ["purpse == 1", "detainer &&", "status_of_immigration", "(" * 900])
def test_a_condition_that_cannot_be_read_is_refused_beside_its_field(when: str, signed_in: Make, desk: Any) -> None:
    asked = {"law": "us-wa", "when": when, "asks": "hold", "never": "permitted"}
    text = signed_in("legal").get("/lab/prove/own/", asked).content.decode()
    assert "There is a problem" in text
    assert html.escape(when) in text


def test_what_takes_too_long_is_said_to_be_undecided(page: Make, monkeypatch: pytest.MonkeyPatch, desk: Any) -> None:
    from comity.lab.bounded import Bounds
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "BOUNDS", Bounds(seconds=1, waiting=600, memory=60_000_000))
    text = page("/lab/prove/?law=us-il", "legal")
    for words in ("Not decided in time.", "Ask a smaller question"):
        assert words in text, words


@pytest.mark.parametrize(
    "case",
    [
        "{}",
        "at: 2026-07-01",
        "{",
        "at: 2026-07-01\nagency: us-xx/nobody\nrequest: {asks: [hold]}",
        "at: 1950-07-01\nagency: us-wa/police\nrequest: {asks: [hold]}",
        "at: 2026-07-01\nagency: us-wa/police\nrequest: {asks: [dance]}",
        "at: 2026-07-01\nagency: us-wa/police\nrequest: {asks: [hold]}\nfacts: {nationality: x}",
        "&a [*a, *a]",
        "\x00",
        "",
    ],
)
def test_a_case_that_cannot_be_read_is_refused_and_stays_in_its_field(case: str, signed_in: Make, desk: Any) -> None:
    answer = signed_in("legal").post("/lab/case/", {"case": case})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_the_example_that_the_page_offers_is_decided(signed_in: Make, page: Make, desk: Any) -> None:
    text = page("/lab/case/", "legal")
    written = html.unescape(re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", text, re.DOTALL)[1])  # type: ignore[index]
    opened = signed_in("legal").post("/lab/case/", {"case": written}).content.decode()
    assert "What the desk would be told" in opened
    assert "Do not hold" in opened


def test_past_requests_are_tried_under_another_law_and_nothing_is_written(scene: Any, page: Make, desk: Any) -> None:
    from comity.store.models import Request

    scene.receive(scene.open())
    handle = scene.open("Ben Invented-Gray", "B-55103")
    scene.receive(handle, "hold")
    before = desk.records.record.log.size if hasattr(desk.records.record.log, "size") else None
    number = Request.objects.get(matter=handle).number
    same = page("/lab/what-if/?law=us-ca/county-jail", "legal")
    assert "would be told the same" in same
    text = page("/lab/what-if/?law=us-tx/county-jail&on=2026-07-01", "legal")
    for words in (BANNER, "asks would be told otherwise", "The rules that would do it", number, "<svg"):
        assert words in text, words
    for words in ("Inventada", "Invented-Gray", "B-55103"):
        assert words not in text, words
    if before is not None:
        assert desk.records.record.log.size == before
    assert scene.state(handle).readings == ()


def test_the_changes_are_a_file_of_numbers(scene: Any, signed_in: Make, desk: Any) -> None:
    scene.receive(scene.open(), "hold")
    asked = {"law": "us-tx/county-jail", "on": "2026-07-01"}
    answer = signed_in("legal").get("/lab/what-if/changes.csv", asked)
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("case,ask,outcome_before")
    assert "hold" in lines[1]
    assert "Inventada" not in answer.content.decode()


def test_a_day_that_the_other_law_does_not_hold_is_refused_with_advice(scene: Any, page: Make, desk: Any) -> None:
    scene.receive(scene.open(), "hold")
    text = page("/lab/what-if/?law=us-tx/county-jail&on=1950-01-01", "legal")
    assert "outside the days" in text
    assert "asks would be told otherwise" not in text


def test_a_desk_without_requests_says_so(page: Make, desk: Any) -> None:
    assert "No request was decided here yet." in page("/lab/what-if/?law=us-tx/county-jail", "legal")


def test_more_requests_than_a_page_can_try_are_not_tried_in_part(
    scene: Any, page: Make, monkeypatch: pytest.MonkeyPatch, desk: Any
) -> None:
    from comity.web.pages.lab import what_if

    scene.receive(scene.open(), "hold")
    monkeypatch.setattr(what_if, "MOST_REQUESTS", 0)
    assert "There are more requests than a page can try." in page("/lab/what-if/?law=us-tx/county-jail", "legal")


def test_policy_staff_read_law_and_never_replay_the_past(page: Make, desk: Any) -> None:
    assert "What if" not in page("/lab/", "policy")
    page("/lab/what-if/", "policy", status=403)
    for role in ("desk", "counsel", "administrator"):
        page("/lab/", role, status=403)


def test_a_case_that_is_not_written_well_is_told_in_a_sentence(signed_in: Make, desk: Any) -> None:
    answer = signed_in("legal").post("/lab/case/", {"case": "at: [broken"})
    assert answer.status_code == 422
    assert "This is not YAML" in answer.text
