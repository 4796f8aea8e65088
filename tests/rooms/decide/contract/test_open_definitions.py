"""Definitions over unknown records: what is known together is asked together, however many there are."""

import random
import time
from pathlib import Path
from typing import Any

import pytest
from brute_force import Completions
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_law import Layer, NaiveLaw
from random_law import DAY, DOMAINS
from small_packs import VOCABULARY, definition, head, norm, section, write_pack

from comity.base import read_document
from comity.decide import Answer, decide, drawing, read_case
from comity.facts import Ask
from comity.law import LawLibrary

TERMS = {
    "judged": ("convictions.exists(c, c.judgment)", {"convictions"}),
    "young": ("convictions.exists(c, c.youthful)", {"convictions"}),
    "charged": ('charges.exists(c, c.grade == "felony")', {"charges"}),
    "recent": ("charges.all(c, years_after(c.date, 5) > arrest_date)", {"charges", "arrest_date"}),
    "late": ("received_at > release_due", {"received_at", "release_due"}),
}
PLAIN = ["p", "q", 'colour == "red"']


def write(folder: Path, norms: list[dict[str, Any]], terms: list[dict[str, Any]]) -> LawLibrary:
    """A pack of some norms and definitions."""
    write_pack(folder, head("us"), {"one": section(norms=norms, definitions=terms)})
    library = LawLibrary([folder], vocabulary=VOCABULARY, builtin=False)
    assert library.pack("us").faults == ()
    return library


def asked(library: LawLibrary) -> Answer:
    """The answer while nothing is known."""
    text = "at: 2020-06-15\nagency: us/city-police\nrequest: {asks: [hold]}\nfacts: {}\n"
    return decide(read_case(read_document(text.encode()), library), VOCABULARY)[Ask.HOLD]


def known_together(names: set[str]) -> dict[str, frozenset[str]]:
    """For each term, the facts that it shares, directly or through others, with the terms beside it."""
    groups = {name: set(TERMS[name][1]) for name in names}
    for _ in names:
        for name in names:
            for other in names:
                if groups[name] & groups[other]:
                    groups[name] |= groups[other]
    return {name: frozenset(facts) for name, facts in groups.items()}


@pytest.mark.parametrize("most_cells", [1, 128])
def test_what_would_settle_an_ask_is_told_in_facts_that_become_known_together(
    most_cells: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn together or one by one, the definitions give the same answer: that of trying everything."""
    monkeypatch.setattr(drawing, "MAX_CELLS", most_cells)

    @settings(max_examples=40)
    @given(st.integers(0, 2**32))
    def compare(seed: int) -> None:
        chance = random.Random(seed)
        folder = tmp_path / str(seed)
        parts = [*TERMS, *PLAIN]
        norms = [
            norm(f"rule-{index}", chance.choice(["forbids", "forbids", "permits", "requires"]), ["hold"], when=when)
            for index in range(chance.randint(1, 3))
            if (
                when := chance.choice([" && ", " || "]).join(
                    chance.choice(["", "!"]) + f"({one})" for one in chance.sample(parts, 3)
                )
            )
        ]
        used = {name for name in TERMS if any(name in one["when"] for one in norms)}
        library = write(folder, norms, [definition(name, TERMS[name][0]) for name in used])
        naive = NaiveLaw([Layer(folder / "us")], "us/city-police", DAY)
        naive.terms = {}  # the definitions are free: each may be true or false by itself
        names = [name for name in ("p", "q", "colour") if any(name in one["when"] for one in norms)]
        free = {name: [False, True] for name in sorted(used)} | {name: DOMAINS[name] for name in names}
        brute = Completions.of(naive, "hold", {}, free)
        if brute.outcome != "open":
            return
        together = known_together(used)
        facts_of = {name: together.get(name, frozenset({name})) for name in free}
        expected: dict[frozenset[str], frozenset[str]] = {}
        for settling, leads in brute.settling().items():
            facts = frozenset(fact for name in settling for fact in facts_of[name])
            expected[facts] = expected.get(facts, frozenset()) | leads
        smallest = {facts: leads for facts, leads in expected.items() if not any(other < facts for other in expected)}
        answer = asked(library)
        told = {each.facts: {outcome.value for outcome in each.leads_to} for each in answer.settling_sets}
        assert told.keys() == smallest.keys(), seed
        assert all(told[facts] >= leads for facts, leads in smallest.items())
        assert answer.matters == {fact for name in brute.matters for fact in facts_of[name]}
        asked_for = [question.facts for question in answer.questions]
        assert len(set(asked_for)) == len(asked_for)
        assert {fact for facts in asked_for for fact in facts} == answer.matters

    compare()


@pytest.mark.parametrize("number", [7, 12, 40])
def test_many_definitions_on_one_list_are_decided_at_once(number: int, tmp_path: Path) -> None:
    terms = [definition(f"d{i}", f"convictions.exists(c, c.days_incarcerated > {i})") for i in range(number)]
    facts = ["p", "q", "r", "s", "t", "u", 'colour == "red"', "number > 2"]
    norms = [norm(f"ban-{i}", "forbids", ["hold"], when=f"d{i} && {facts[i % 8]}") for i in range(number)]
    library = write(tmp_path, norms, terms)
    began = time.process_time()
    answer = asked(library)
    assert time.process_time() - began < 3
    assert {frozenset(each.facts) for each in answer.settling_sets} >= {frozenset({"convictions"})}
    assert "convictions" in answer.matters
