"""The story that comity starts from, and one request followed to its end."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from comity.decide import Outcome, Verdict, decide
from comity.facts import Ask
from comity.lab import SAMPLES, ReplayError, read_steps, read_story
from comity.law import LawLibrary

TODAY = date(2026, 11, 22)
SILENT, FORBIDDEN, REQUIRED = Outcome.SILENT, Outcome.FORBIDDEN, Outcome.REQUIRED


@pytest.fixture(scope="module")
def library() -> LawLibrary:
    return LawLibrary()


@pytest.mark.parametrize(
    ("law", "outcomes"),
    [
        ("New York City, then", [SILENT, SILENT, SILENT, SILENT, FORBIDDEN, FORBIDDEN]),
        ("New York City, after", [FORBIDDEN] * 6),
        ("New York City, now", [FORBIDDEN] * 6),
        ("California, now", [FORBIDDEN] * 6),
        ("Illinois, now", [FORBIDDEN] * 6),
        ("Texas, now", [SILENT, SILENT, SILENT, SILENT, REQUIRED, REQUIRED]),
    ],
)
def test_what_was_silent_became_forbidden_and_elsewhere_the_detainer_is_a_command(
    library: LawLibrary, law: str, outcomes: list[Outcome]
) -> None:
    story = read_story(SAMPLES / "march-2017.yaml", TODAY)
    column = next(one for one in story.laws if one.title == law)
    assert [answer.outcome for answer in story.answers(column, library)] == outcomes


def test_a_request_is_settled_as_its_facts_are_learned(library: LawLibrary) -> None:
    _, steps = read_steps(SAMPLES / "california-2026.yaml", library)
    told = [{answer.ask: answer.verdict for answer in decide(step.case).answers} for step in steps]
    assert told[0] == {
        Ask.HOLD: Verdict.DO_NOT,
        Ask.NOTIFY_RELEASE: Verdict.FACTS_MISSING,
        Ask.TRANSFER: Verdict.FACTS_MISSING,
    }
    assert told[-1] == {Ask.HOLD: Verdict.DO_NOT, Ask.NOTIFY_RELEASE: Verdict.MAY, Ask.TRANSFER: Verdict.MAY}


def test_each_step_leaves_fewer_facts_open_than_the_one_before(library: LawLibrary) -> None:
    _, steps = read_steps(SAMPLES / "california-2026.yaml", library)
    still_open = [frozenset().union(*(answer.matters for answer in decide(step.case).answers)) for step in steps]
    assert all(after < before for before, after in itertools.pairwise(still_open))
    assert not still_open[-1]


@pytest.mark.parametrize(
    "text", ["title: x\n", "- 1\n", "title: x\nreceived: {detainer: true}\nlearned: [{step: a}]\n"]
)
def test_steps_that_lack_a_part_are_refused(tmp_path: Path, library: LawLibrary, text: str) -> None:
    path = tmp_path / "steps.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReplayError):
        read_steps(path, library)


@pytest.mark.parametrize("text", ["title: x\n", "- 1\n", "title: x\ncontacts: 3\nlaws: []\nfacts: {}\n"])
def test_a_story_that_lacks_a_part_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReplayError):
        read_story(path, TODAY)
