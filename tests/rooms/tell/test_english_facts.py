"""Facts are said, and denied, as a careful person would."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest

from comity.base import read_document
from comity.facts import VOCABULARY, Fact, Kind, read_facts
from comity.law import LawLibrary
from comity.tell import Names, choice_statement, denial, value_statement, who_can_say
from comity.tell.facts import as_clause, as_statement, definition_denial

DENIES = re.compile(r"\b(no|not|neither|none)\b")
YES_NO = [fact for fact in VOCABULARY.facts.values() if fact.kind is Kind.YES_NO]


def _all_facts() -> list[Fact]:
    return [one for fact in VOCABULARY.facts.values() for one in (fact, *fact.fields.values())]


def test_every_fact_is_denied_with_one_plain_no(tally: Callable[..., None]) -> None:
    facts = [fact for fact in _all_facts() if fact.kind is Kind.YES_NO]
    denied = {fact.says: denial(fact.says) for fact in facts}
    assert [says for says, text in denied.items() if not DENIES.search(text) or text == says] == []
    assert [text for text in denied.values() if text.startswith("not so")] == []
    assert [text for text in denied.values() if len(DENIES.findall(text)) > 1] == [
        "counsel is not present, and was not knowingly waived"
    ]
    tally("facts denied in plain words", len(denied))


def test_no_two_facts_are_said_or_denied_alike() -> None:
    said = [fact.says for fact in YES_NO] + [denial(fact.says) for fact in YES_NO]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("says", "denied"),
    [
        ("there is an immigration detainer", "there is no immigration detainer"),
        ("a judge's order directs this act", "no judge's order directs this act"),
        (
            "a court order, a judge's warrant or a mandatory statute requires it",
            "no court order, judge's warrant or mandatory statute requires it",
        ),
        ("the person has shown a document", "the person has not shown a document"),
        ("the agency has custody of a person", "the agency does not have custody of a person"),
        ("the issuer holds a title", "the issuer does not hold a title"),
        ("staff explained the form", "staff did not explain the form"),
        ("an officer's warrant came with it", "no officer's warrant came with it"),
        ("the paper came with it", "the paper did not come with it"),
        ("the information asked for is public", "the information asked for is not public"),
        ("one of the grounds is met", "none of the grounds is met"),
        ("the request is not criminal", "not so: the request is not criminal"),
    ],
)
def test_a_statement_is_turned_round(says: str, denied: str) -> None:
    assert denial(says) == denied


@pytest.mark.parametrize(
    ("says", "statement", "denied"),
    [
        (
            "A conviction of a listed felony.",
            "there is a conviction of a listed felony",
            "there is no conviction of a listed felony",
        ),
        (
            "the officer belongs to ICE or enforces the law",
            "the officer belongs to ICE or enforces the law",
            "not so: the officer belongs to ICE or enforces the law",
        ),
        (
            "a judgment, unless the record is sealed",
            "there is a judgment, unless the record is sealed",
            "not so: there is a judgment, unless the record is sealed",
        ),
        (
            "a detainer that is signed and comes with a warrant",
            "there is a detainer that is signed and comes with a warrant",
            "there is no detainer that is signed and comes with a warrant",
        ),
        (
            "return after a removal that may have followed a crime",
            "return after a removal that may have followed a crime",
            "not so: return after a removal that may have followed a crime",
        ),
    ],
)
def test_a_definition_is_turned_round_only_where_nothing_goes_astray(says: str, statement: str, denied: str) -> None:
    assert as_statement(says) == statement
    assert definition_denial(statement) == denied


def test_every_definition_of_every_pack_can_be_denied(library: LawLibrary) -> None:
    definitions = [one for name in library.names() for one in library.pack(name).definitions]
    assert definitions
    for definition in definitions:
        says = as_statement(definition.at.says)
        assert DENIES.search(definition_denial(says)), says
        assert definition_denial(says) != says


def test_a_proper_name_keeps_its_capital_within_a_sentence() -> None:
    assert as_clause("ICE or any part of it.") == "ICE or any part of it"
    assert as_clause("A warrant of a judge.") == "a warrant of a judge"


PURPOSE = VOCABULARY["purpose"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["criminal"], "the purpose of the request is a crime that is not an immigration offence"),
        (
            ["civil_immigration", "mixed"],
            (
                "the purpose of the request is either enforcing civil immigration law or "
                "a crime and civil immigration law together"
            ),
        ),
        (
            ["civil_immigration", "criminal_immigration", "mixed", "other"],
            "the purpose of the request is not a crime that is not an immigration offence",
        ),
        (["other"], "the purpose of the request is something else (a benefit, a licence, a consular matter)"),
    ],
)
def test_a_choice_is_said_from_its_shorter_side(words: list[str], said: str) -> None:
    assert choice_statement(PURPOSE, words) == said


def test_a_choice_of_several_is_denied_with_one_word() -> None:
    said = choice_statement(PURPOSE, ["civil_immigration", "criminal_immigration", "other"], denied=True)
    assert said.startswith("the purpose of the request is none of these: ")
    assert said.count("; ") == 2


def test_values_are_said_in_their_kind() -> None:
    facts = read_facts(
        read_document(
            b"release_due: 2017-03-14T18:00\narrest_date: 2017-03-14\nconvictions: []\n"
            b"pending_cases: {known: [{offence: NY PL 120.05, hate_crime: false}], complete: false}\n"
        ),
        VOCABULARY,
    )
    said = {name: value_statement(found.fact, found.value) for name, found in facts.items()}
    assert said == {
        "release_due": "release is due: Tuesday 14 March 2017, 18:00",
        "arrest_date": "the day of this arrest is Tuesday 14 March 2017",
        "convictions": "convictions: none (the list is complete)",
        "pending_cases": "pending criminal cases: 1 known, there may be others",
    }


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    names = Names(VOCABULARY, {})
    assert names.statement("detainer", None) == "not known yet: there is an immigration detainer"
    assert names.statement("arrest_date", date(2017, 3, 14)) == "the day of this arrest is Tuesday 14 March 2017"
    assert names.statement("release_due", datetime(2017, 3, 14, 18)).endswith("Tuesday 14 March 2017, 18:00")


def test_who_can_say_it_names_people_and_papers() -> None:
    assert who_can_say(VOCABULARY["court_order"]) == "a legal reviewer, from the order itself"
    assert [fact.name for fact in VOCABULARY.facts.values() if not who_can_say(fact).startswith(("a ", "the "))] == []
