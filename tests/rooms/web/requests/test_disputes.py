"""A fact that somebody disputes: entered at the desk, shown on the answer, taken back, settled."""

from collections.abc import Callable
from typing import Any

import pytest

TYPED = {
    "value": "criminal",
    "said_by": "his brother, by telephone",
    "why": "They want him for a theft.",
    "paper": "a copy",
}


@pytest.fixture
def disputed(scene: Any, signed_in: Callable[..., Any]) -> Any:
    """A request of which the desk has entered that a fact is disputed."""
    asked = scene.receive("hold")
    assert verdict(asked) == "do_not"
    sent = signed_in("desk").post(f"{asked.url}facts/purpose/dispute/", TYPED)
    assert sent.status_code == 302
    assert sent["Location"] == f"{asked.url}#disputed"
    return asked


def verdict(asked: Any) -> str:
    (decided,) = asked.request.decided.values()
    return str(decided.verdict)


def test_a_disputed_fact_is_shown_with_who_says_so_and_why_and_legal_is_asked(
    disputed: Any, page: Callable[..., str]
) -> None:
    text = page(disputed.url)
    for words in ("Disputed", "Said by: his brother, by telephone", "They want him for a theft.", "a copy"):
        assert words in text
    assert verdict(disputed) == "facts_missing"
    assert "his brother, by telephone" in page(disputed.url, "legal")
    assert len(disputed.state.reviews) == 1


def test_every_fact_that_the_answer_rests_on_can_be_disputed_from_its_page(
    scene: Any, page: Callable[..., str]
) -> None:
    from comity.facts import VOCABULARY

    asked = scene.receive("hold")
    text = page(asked.url)
    for name in ("judicial_warrant", "detainer", "requester", "purpose"):
        assert f"{asked.url}facts/{name}/dispute/" in text
        form = page(f"{asked.url}facts/{name}/dispute/")
        assert "Who says so?" in form
        assert VOCABULARY[name].question[:20] in form
    page(f"{asked.url}facts/no_such_fact/dispute/", status=404)


@pytest.mark.parametrize("left_out", ["value", "said_by", "why"])
def test_a_dispute_without_a_ground_is_not_recorded_and_nothing_typed_is_lost(
    scene: Any, signed_in: Callable[..., Any], left_out: str
) -> None:
    asked = scene.receive("hold")
    sent = signed_in("desk").post(f"{asked.url}facts/purpose/dispute/", {**TYPED, left_out: ""})
    assert sent.status_code == 422
    kept = [word for name, word in TYPED.items() if name not in {left_out, "value"}]
    assert all(word in sent.content.decode() for word in kept)
    assert not [claim for claim in asked.state.claims if claim.disputed]


def test_a_list_is_disputed_by_what_is_wrong_with_an_entry(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.gate import commands

    asked = scene.receive("hold")
    known = {"known": [{"offence": "PC 459", "grade": "felony"}], "complete": True}
    scene.do(commands.EstablishFact(asked.matter, "convictions", known, "the search"), "desk")
    sent = signed_in("desk").post(f"{asked.url}facts/convictions/dispute/", {**TYPED, "value": "vacated:0"})
    assert sent.status_code == 302
    (claim,) = [claim for claim in asked.state.claims if claim.disputed]
    assert claim.value == {"known": [], "complete": True}


def test_whoever_entered_it_takes_it_back_and_nobody_else_is_offered_that(
    disputed: Any, signed_in: Callable[..., Any], page: Callable[..., str]
) -> None:
    url = f"{disputed.url}facts/purpose/dispute/back/"
    assert url in page(disputed.url)
    assert url not in page(disputed.url, "supervisor")
    refused = signed_in("supervisor").post(url, {"back-purpose-why": "mine"})
    assert refused.status_code == 409
    assert signed_in("desk").post(url, {"back-purpose-why": ""}).status_code == 422
    assert signed_in("desk").post(url, {"back-purpose-why": "The brother was wrong."}).status_code == 302
    text = page(disputed.url)
    assert "Said by: his brother" not in text.partition("History and seal")[0]
    assert "Taken back: The brother was wrong." in text
    assert verdict(disputed) == "do_not"


def test_legal_settles_it_by_stating_what_is_so(
    disputed: Any, signed_in: Callable[..., Any], page: Callable[..., str]
) -> None:
    assert "Settle it: state what is so" in page(disputed.url, "legal")
    fact = f"{disputed.url}facts/purpose/"
    assert "What you state here settles it." in page(fact, "legal")
    assert signed_in("legal").post(fact, {"fact-purpose-value": "civil_immigration"}).status_code == 302
    assert "Settle it" not in page(disputed.url, "legal")
    assert verdict(disputed) == "do_not"


def test_what_counsel_disputes_is_shown_and_only_legal_is_offered_to_settle_it(
    scene: Any, page: Callable[..., str]
) -> None:
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.AppointCounsel(asked.matter, "counsel-1", "Cleo Defence"))
    scene.do(commands.DisputeFact(asked.matter, "judicial_warrant", True, "a copy", asked.id), "counsel")
    assert "Settle it" not in page(asked.url)
    assert "Settle it" in page(asked.url, "legal")
