"""A question of the lab is answered in a child, as it would be here, or said to be undecided."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.base import ComityError
from comity.lab.bounded import Bounds, NotDecidedError, answered
from comity.lab.bounded.questions import answer
from comity.law import LawLibrary

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
