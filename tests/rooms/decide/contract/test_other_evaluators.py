"""Conditions hold, fail and stay open exactly where Google's CEL gives true, false and an error."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from foreign_trees import cel
from hypothesis import given, settings
from hypothesis import strategies as st
from random_law import DAY, DOMAINS, POOL, YES_NO, with_terms
from small_packs import VOCABULARY, definition, head, norm, section

from comity.decide import Outcome
from comity.decide.compile import compiled_truths
from comity.facts import Ask
from comity.law.conditions import parse_condition
from comity.law.typecheck import Scope, typed

RECORDS = cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN))
GOOGLE = cel.NewEnv(
    variables={
        **dict.fromkeys(YES_NO, cel.Type.BOOL),
        "colour": cel.Type.STRING,
        "number": cel.Type.INT,
        "convictions": RECORDS,
        "charges": RECORDS,
    }
)
TRUTHS = {Outcome.FORBIDDEN: True, Outcome.SILENT: False, Outcome.OPEN: None}


def google_truth(text: str, facts: dict[str, Any]) -> bool | None:
    """What Google's CEL gives when the unknown facts are not there; an error is an unknown."""
    found = GOOGLE.compile(text).eval(data=facts)
    return bool(found.value()) if found.type() == cel.Type.BOOL else None


@settings(max_examples=400)
@given(st.sampled_from(POOL), st.integers(0, 2**32))
def test_a_condition_holds_where_google_says_true(text: str, seed: int) -> None:
    chance = random.Random(seed)
    text = with_terms(text, [])
    compiled = compiled_truths([typed(parse_condition(text), Scope(VOCABULARY))])
    for unknown in (0.0, 0.2, 0.6):
        facts = {name: chance.choice(values) for name, values in DOMAINS.items() if chance.random() >= unknown}
        assert compiled({name: facts.get(name) for name in DOMAINS}) == (google_truth(text, facts),), facts


OF_A_RECORD = ["{}.judgment", "!{}.youthful", '{}.grade == "felony"', "{}.days_incarcerated > 100", "p", "number < 3"]


def quantified(chance: random.Random, *, nested: bool) -> str:
    """A condition over the records of a list."""
    records, word = chance.choice(["convictions", "charges"]), chance.choice(["exists", "all"])
    parts = [text.replace("{}", "c") for text in chance.sample(OF_A_RECORD, chance.randint(1, 3))]
    if nested:
        parts.append(f"{quantified(chance, nested=False).replace('c,', 'd,').replace('c.', 'd.')}")
    return f"{records}.{word}(c, {chance.choice([' && ', ' || ']).join(parts)})"


def a_record(chance: random.Random) -> dict[str, Any]:
    """A record with some fields unknown."""
    whole = {
        "judgment": chance.random() < 0.5,
        "youthful": chance.random() < 0.5,
        "days_incarcerated": chance.choice([0, 400]),
    }
    whole["grade"] = chance.choice(["felony", "misdemeanor"])
    return {name: value for name, value in whole.items() if chance.random() < 0.8}


def test_a_list_is_looked_through_as_google_looks_through_it(tally: Callable[..., None]) -> None:
    from random_law import Law, reading

    met: Counter[bool | None] = Counter()

    @settings(max_examples=60)
    @given(st.integers(0, 2**32))
    def compare(seed: int) -> None:
        chance = random.Random(seed)
        text = chance.choice([" && ", " || "]).join(quantified(chance, nested=chance.random() < 0.3) for _ in range(2))
        rules = section(norms=[norm("ban", "forbids", ["hold"], when="term")], definitions=[definition("term", text)])
        with reading(Law({"us": head("us")}, {"us": {"one": rules}})) as read:
            for _ in range(4):
                facts: dict[str, Any] = {
                    name: chance.choice(DOMAINS[name]) for name in ("p", "number") if chance.random() < 0.8
                }
                for name in ("convictions", "charges"):
                    if chance.random() < 0.9:
                        facts[name] = [a_record(chance) for _ in range(chance.randint(0, 3))]
                ours = TRUTHS[read.decide("us/city-police", facts, ["hold"], DAY)[Ask.HOLD].outcome]
                assert ours is google_truth(text, facts), (text, facts)
                met[ours] += 1

    compare()
    assert min(met[truth] for truth in (True, False, None)) > 20
    tally("conditions judged by Google's CEL too", met.total())
