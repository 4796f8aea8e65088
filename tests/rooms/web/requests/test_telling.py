"""A decision as the page shows it: the clock of the place, trees of lines, and the packs that it was made under."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("America/Los_Angeles")


def test_moments_of_a_case_are_as_told_of_the_place() -> None:
    from comity.web.pages.requests.telling import as_told

    case = {
        "at": "2026-11-20T20:00:00+00:00",
        "facts": {
            "release_due": {"value": "2026-11-21T00:30:15Z", "source": {"from": "i247a", "at": "2026-11-20T20:00:59Z"}}
        },
        "asks": ["hold", 3, None],
    }
    assert as_told(case, PLACE) == {
        "at": "2026-11-20T12:00:00-08:00",
        "facts": {
            "release_due": {
                "value": "2026-11-20T16:30:15-08:00",
                "source": {"from": "Form I-247A, detainer, notice of action", "at": "2026-11-20T12:00:00-08:00"},
            }
        },
        "asks": ["hold", 3, None],
    }


def test_the_same_answer_comes_of_the_local_clock(scene: Any) -> None:
    from comity.decide import decide
    from comity.gate import case_of
    from comity.web.pages.requests.telling import as_told

    asked = scene.receive("hold", "notify_release", "interview")
    case = dict(asked.request.case)
    sealed = decide(case_of(case, scene.desk.library))
    shown = decide(case_of(as_told(case, PLACE), scene.desk.library))  # type: ignore[arg-type]
    told = [(each.ask, each.outcome, each.verdict, each.questions, each.limits) for each in sealed.answers]
    assert [(each.ask, each.outcome, each.verdict, each.questions, each.limits) for each in shown.answers] == told
    assert [duty.due for duty in shown.duties] == [duty.due for duty in sealed.duties]


def test_the_page_and_its_reasons_tell_one_time(scene: Any, page: Callable[..., str]) -> None:
    asked = scene.receive("hold")
    due: datetime = asked.state.booking.release_due
    here = due.astimezone(PLACE)
    text = page(asked.url)
    assert f"{here:%H:%M}" in text.split("What we were told")[1]
    assert f"Release is due: {due:%A %-d %B %Y, %H:%M}" not in text


def test_lines_become_a_tree_by_their_depth() -> None:
    from comity.tell import BLANK, Line
    from comity.web.pages.requests.telling import tree

    lines = [Line("a", 1), Line("b", 2), Line("c", 3), BLANK, Line("d", 2), Line("e", 1)]
    first, last = tree(lines)
    assert [first.text, last.text] == ["a", "e"]
    assert [part.text for part in first.parts] == ["b", "d"]
    assert [part.text for part in first.parts[0].parts] == ["c"]
    assert last.parts == ()


def test_law_that_has_changed_since_is_told(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.web.pages.requests.opening import Opened
    from comity.web.pages.requests.telling import Told

    asked = scene.receive("hold")
    opened = Opened(scene.desk, scene.actor(), asked.state, asked.request, scene.now)
    assert Told(opened).is_as_decided
    other = replace(asked.request, packs=(("us-ca", "sha256:0"),))
    assert not Told(replace(opened, asked=other)).is_as_decided


def test_a_question_that_settles_nothing_says_so() -> None:
    from types import SimpleNamespace
    from typing import cast

    from comity.decide import Answer, Outcome, Question
    from comity.tell import OpenQuestion

    def asked(*outcomes: Outcome) -> OpenQuestion:
        leads = [SimpleNamespace(outcome=outcome) for outcome in outcomes]
        return OpenQuestion(("x",), ((2, cast("Answer", None), cast("Question", SimpleNamespace(leads_to=leads))),))

    assert asked(Outcome.OPEN, Outcome.OPEN).leads_nowhere
    assert not asked(Outcome.FORBIDDEN, Outcome.OPEN).leads_nowhere
