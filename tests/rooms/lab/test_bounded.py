"""A question of the lab is answered in a child, as it would be here, or said to be undecided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.base import ComityError
from comity.lab.bounded import Bounds, NotDecidedError, answered
from comity.lab.bounded.questions import answer
from comity.law import LawLibrary

MOST = 10_000  # see `comity.web.pages.lab.what_if`
AMPLE = Bounds(seconds=120, waiting=600)
ASKED = {"kind": "prove", "law": "us-wa", "of": "asked", "when": "detainer", "asks": ["hold"], "never": ["forbidden"]}


def test_the_child_finds_what_is_found_here() -> None:
    assert answered(ASKED, (), AMPLE) == answer(ASKED, LawLibrary())


def test_a_question_that_is_refused_is_refused_with_its_advice() -> None:
    with pytest.raises(ComityError, match="no pack `us-xx`") as caught:
        answered({**ASKED, "law": "us-xx"}, (), AMPLE)
    assert caught.value.help
    assert not isinstance(caught.value, NotDecidedError)


@pytest.mark.parametrize(
    "bounds", [Bounds(waiting=0), Bounds(memory=60_000_000, waiting=600)], ids=["no time", "no memory"]
)
def test_at_its_bounds_nothing_is_found(bounds: Bounds) -> None:
    with pytest.raises(NotDecidedError, match="not decided"):
        answered(ASKED, (), bounds)


def test_a_pack_in_a_folder_of_the_office_is_known_to_the_child(tmp_path: Path) -> None:
    (tmp_path / "us-wa").mkdir()
    (tmp_path / "us-wa" / "pack.yaml").write_text("pack: [", encoding="utf-8")
    with pytest.raises(ComityError) as caught:
        answered(ASKED, (tmp_path,), AMPLE)
    assert not isinstance(caught.value, NotDecidedError)


def test_as_many_requests_as_a_page_tries_are_tried_within_the_bounds_of_a_page(tally: Callable[..., None]) -> None:
    convictions = [{"offence": offence, "grade": "felony"} for offence in ("CA PC 187", "CA PC 211", "CA PC 459")]
    cases = [_case(number, convictions[: number % 4]) for number in range(MOST)]
    asked = {"kind": "what_if", "agency": "us-ca", "on": "2026-12-03", "without": [], "keep": 10, "cases": cases}
    found: Any = answered(asked, (), Bounds(waiting=600))
    assert (found["cases"], found["unread"]) == (MOST, [])
    tally("requests tried within the bounds of a page", MOST)


def _case(number: int, convictions: object) -> dict[str, object]:
    """A request with a source for each of its facts, no two alike."""
    names = ("detainer", "judicial_warrant", "physical_custody", "court_date_public", "local_rule_forbids")
    said: dict[str, object] = {name: number >> place & 1 == 1 for place, name in enumerate(names)}
    said["convictions"] = convictions
    facts = {name: {"value": value, "source": {"by": "d.booth", "from": str(number)}} for name, value in said.items()}
    request = {"from": "ice_ero", "asks": ["hold", "share_court_date"], "purpose": "civil_immigration"}
    case = {"at": "2026-11-20T17:00:00+00:00", "agency": "us-ca/sheriff", "request": request, "facts": facts}
    return {"name": f"2026-{number}", "case": case, "told": {"hold": ["forbidden", "do_not", ""]}}
