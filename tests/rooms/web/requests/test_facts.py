"""Stating facts: a form for each kind, and lists of records that grow entry by entry."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest


@pytest.fixture
def clerk(signed_in: Callable[..., Any]) -> Any:
    return signed_in("desk")


def kept(text: str) -> str:
    """The list so far, as the page carries it."""
    found = re.search(r'name="records-entries"[^>]*value="([^"]*)"', text)
    return found[1] if found else ""


def test_a_list_grows_by_an_entry_and_is_saved_whole(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release")
    url = f"{asked.url}facts/convictions/"
    added = clerk.post(
        url,
        {
            "press": "add",
            "records-entries": kept(clerk.get(url).content.decode()),
            "entry-offence": "PC 459",
            "entry-grade": "felony",
            "entry-date": "2014-05-03",
            "entry-sealed": "no",
            "records-others": "complete",
        },
    )
    text = added.content.decode()
    assert added.status_code == 200
    assert "PC 459; a felony; 2014-05-03" in text
    assert re.search(r'value="complete"[^>]*checked', text)  # what was chosen is not asked again
    given = {"press": "save", "records-entries": kept(text), "records-others": "complete", "records-paper": "Search 7"}
    assert clerk.post(url, given).status_code == 302
    (claim,) = [claim for claim in asked.state.claims if claim.name == "convictions"]
    assert claim.value["complete"] is True
    (entry,) = claim.value["known"]
    assert entry == {"offence": "PC 459", "grade": "felony", "date": "2014-05-03", "sealed": False}
    assert (claim.paper, claim.request) == ("Search 7", "")


def test_a_list_is_in_part_or_empty_only_if_somebody_says_so(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release")
    url = f"{asked.url}facts/convictions/"
    silent = clerk.post(url, {"press": "save"})
    assert silent.status_code == 422
    assert "Choose whether the list is complete" in silent.content.decode()
    empty = clerk.post(url, {"press": "save", "records-others": "complete"})
    assert empty.status_code == 422
    assert "The list is empty." in empty.content.decode()
    assert clerk.post(url, {"press": "save", "records-others": "none"}).status_code == 302
    (claim,) = [claim for claim in asked.state.claims if claim.name == "convictions"]
    assert claim.value == {"known": [], "complete": True}


def test_an_entry_can_be_taken_out_again(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release")
    url = f"{asked.url}facts/convictions/"
    text = clerk.post(url, {"press": "add", "entry-offence": "PC 1"}).content.decode()
    text = clerk.post(url, {"press": "add", "entry-offence": "PC 2", "records-entries": kept(text)}).content.decode()
    assert "PC 1" in text
    text = clerk.post(url, {"press": "remove:0", "records-entries": kept(text)}).content.decode()
    assert "PC 1" not in text
    assert "PC 2" in text


def test_a_list_that_was_changed_on_its_way_is_not_taken(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release")
    given = {"press": "save", "records-entries": "forged:entries", "records-others": "complete"}
    assert clerk.post(f"{asked.url}facts/convictions/", given).status_code == 422


def test_fields_that_only_legal_can_state_are_legals(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("notify_release")
    url = f"{asked.url}facts/convictions/"
    assert "entry-equivalent_here" not in signed_in("desk").get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("detainer", "yes", True),
        ("detainer", "no", False),
        ("probable_cause_box", "final_order", "final_order"),
        ("arrest_date", "2026-11-02", "2026-11-02"),
    ],
)
def test_a_fact_of_each_kind_is_stated_with_its_source(
    clerk: Any, scene: Any, name: str, value: str, wanted: object
) -> None:
    asked = scene.receive("hold", facts={})
    given = {f"fact-{name}-value": value, f"fact-{name}-paper": "page 2"}
    assert clerk.post(f"{asked.url}facts/{name}/", given).status_code == 302
    claim = asked.state.claims[-1]
    assert (claim.name, claim.value, claim.paper) == (name, wanted, "page 2")


def test_a_moment_is_read_on_the_clock_of_the_place(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    given = {"fact-release_due-value": "2026-12-01T16:30"}
    assert clerk.post(f"{asked.url}facts/release_due/", given).status_code == 302
    stated = datetime.fromisoformat(asked.state.claims[-1].value)
    assert stated == datetime(2026, 12, 2, 0, 30, tzinfo=UTC)


def test_a_fact_that_is_not_in_the_vocabulary_is_not_found(clerk: Any, scene: Any) -> None:
    assert clerk.get(f"{scene.receive('hold').url}facts/nationality/").status_code == 404


@pytest.mark.parametrize("value", ["", "maybe"])
def test_a_value_that_does_not_fit_is_refused(clerk: Any, scene: Any, value: str) -> None:
    asked = scene.receive("hold", facts={})
    answer = clerk.post(f"{asked.url}facts/detainer/", {"fact-detainer-value": value, "fact-detainer-paper": "kept"})
    assert answer.status_code == 422
    assert "kept" in answer.content.decode()
    assert asked.state.claims == ()
