"""Review: what waits for legal or for a second person, the oldest first, one click from its answer."""

from collections.abc import Callable
from typing import Any

import pytest


def test_a_question_leads_to_its_form_on_the_answer_page(scene: Any, page: Callable[..., str]) -> None:
    from comity.gate import commands

    asked = scene.receive("notify_release")
    scene.do(commands.AskReview(asked.matter, asked.id, "Does a local rule forbid it?"))
    (review,) = asked.state.reviews
    assert f"{asked.url}#review-{review}" in page("/review/", "legal")
    assert f'id="review-{review}"' in page(asked.url, "legal")


def test_a_question_about_a_fact_is_answered_in_words_alone(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.gate import commands

    asked = scene.receive("notify_release")
    scene.do(commands.AskReview(asked.matter, asked.id, "Does a local rule forbid it?"))
    (review,) = asked.state.reviews
    legal = signed_in("legal")
    assert f"review-{review}-verdict" not in legal.get(asked.url).content.decode()
    given = {f"review-{review}-opinion": "It does not; the rule is about others."}
    assert legal.post(f"{asked.url}review/{review}/", given).status_code == 302
    assert asked.state.reviews[review].answered_by == "legal-1"


def test_a_disputed_fact_of_the_whole_matter_leads_to_its_last_request(scene: Any, page: Callable[..., str]) -> None:
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.DisputeFact(asked.matter, "juvenile", value=True))
    text = page("/review/", "legal")
    assert "the person is under 18" in text
    assert asked.request.number in text
    assert f"{asked.url}#review-" in text


def test_an_override_waits_for_somebody_else(scene: Any, page: Callable[..., str]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.ProposeOverride(asked.matter, asked.id, Ask.HOLD, "do", "Ordered."), "supervisor")
    own, other = page("/review/", "supervisor"), page("/review/", "legal")
    assert "somebody else has to agree" in own
    assert "somebody else has to agree" not in other
    assert f"{asked.url}#override-" in other


def test_a_fact_that_only_legal_can_state_is_listed(scene: Any, page: Callable[..., str]) -> None:
    scene.receive("notify_release")
    text = page("/review/", "legal")
    assert "that only legal can state" in text
    assert "local rule" in text


def test_nothing_waits_at_an_empty_desk(scene: Any, page: Callable[..., str]) -> None:
    assert "Nothing waits." in page("/review/", "legal")


@pytest.mark.parametrize("role", ["desk", "counsel", "inspector", "policy", "administrator"])
def test_others_have_no_review(signed_in: Callable[..., Any], role: str) -> None:
    assert signed_in(role).get("/review/").status_code == 403


def test_somebody_who_answered_first_is_named(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.gate import commands

    asked = scene.receive("notify_release")
    scene.do(commands.AskReview(asked.matter, asked.id, "Does a local rule forbid it?"))
    (review,) = asked.state.reviews
    given = {f"review-{review}-opinion": "No."}
    assert signed_in("legal", name="b.reed").post(f"{asked.url}review/{review}/", given).status_code == 302
    answer = signed_in("legal", name="c.hall").post(f"{asked.url}review/{review}/", given)
    assert answer.status_code == 409
    assert "b.reed has answered this question" in answer.content.decode()


@pytest.mark.usefixtures("sessions_rest")
def test_the_number_of_queries_does_not_grow_with_what_waits(
    scene: Any, signed_in: Callable[..., Any], django_assert_num_queries: Any, tally: Callable[..., None]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comity.gate import commands

    def wait(number: int) -> None:
        asked = scene.receive("notify_release", matter=scene.open(f"Invented {number}", f"B-{number}"))
        scene.do(commands.AskReview(asked.matter, asked.id, "Does a local rule forbid it?"))

    client = signed_in("legal")
    wait(0)
    client.get("/review/")
    with CaptureQueriesContext(connection) as few:
        client.get("/review/")
    for number in range(1, 8):
        wait(number)
    with django_assert_num_queries(len(few)):
        client.get("/review/")
    tally("queries of the Review page", len(few))


def test_a_facts_own_question_is_read_in_the_language_of_the_page(scene: Any, signed_in: Callable[..., Any]) -> None:
    from django.utils.translation import override

    from comity.facts import VOCABULARY
    from comity.gate import commands

    asked = scene.receive("notify_release")
    own = VOCABULARY["local_rule_forbids"].question
    scene.do(commands.AskReview(asked.matter, asked.id, own))
    legal = signed_in("legal")
    with override("en"):  # the pages leave their language behind
        texts = [legal.get(address, headers={"accept-language": "es"}).text for address in ("/review/", asked.url)]
    for text in texts:
        assert "¿Prohíbe esto una norma local obligatoria" in text
        assert f"“{own}”".replace("'", "&#x27;") not in text
