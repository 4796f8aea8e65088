"""There is no field for immigration status, nationality or place of birth, anywhere."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comity.facts.vocabulary import VOCABULARY

BARRED_NAMES = {
    "alien", "ancestry", "birth", "birthplace", "born", "citizen", "citizenship", "ethnicity", "immigrant",
    "national", "nationality", "origin", "passport", "race", "religion", "visa",
}  # fmt: skip
BARRED_STATUS = re.compile(r"(^|_)(immigration|legal|lawful|residence|residency)_status($|_)|^status$")
BARRED_QUESTIONS = re.compile(
    r"\b(born|birthplace|place of birth|nationality|citizen of|which country|undocumented|unlawfully present)\b"
    r"|\b(what|which) (is|was)\b.*\bstatus\b|\b(is|was) the person an? (citizen|national|alien|immigrant)\b",
    re.IGNORECASE,
)


def is_barred(name: str, question: str) -> bool:
    """Whether a fact would record who a person is rather than what was asked or done."""
    by_name = bool(BARRED_NAMES & set(name.split("_"))) or bool(BARRED_STATUS.search(name))
    return by_name or bool(BARRED_QUESTIONS.search(question))


def _all_facts() -> Iterator[Any]:
    for fact in VOCABULARY.facts.values():
        yield fact
        yield from fact.fields.values()


def test_no_fact_asks_for_status_nationality_or_birthplace(tally: Callable[..., None]) -> None:
    facts = list(_all_facts())
    assert facts
    assert [fact.name for fact in facts if is_barred(fact.name, fact.question)] == []
    tally("facts in the vocabulary", len(facts))


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("nationality", "?"),
        ("country_of_birth", "?"),
        ("immigration_status", "?"),
        ("is_citizen", "?"),
        ("status", "?"),
        ("held_since", "Where was the person born?"),
        ("standing", "What is the person's immigration status?"),
        ("standing", "Is the person a citizen of the United States?"),
    ],
)
def test_such_a_fact_would_be_noticed(name: str, question: str) -> None:
    assert is_barred(name, question)


def test_a_fact_about_the_ground_of_a_request_is_left_alone() -> None:
    assert not is_barred("status_only_ground", "Would status be the only ground for keeping the person?")
    assert not is_barred("custody_status_public", "Can anyone learn the custody status?")
