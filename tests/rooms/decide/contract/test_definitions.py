"""Definitions over dates and lists of records say what they say when worked out slowly by hand."""

import random
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from naive_law import Layer, NaiveLaw
from random_cases import RandomFacts, as_naive
from small_packs import VOCABULARY, definition, head, norm, section, write_pack, yaml_text

from comity.base import read_document
from comity.decide import Decision, decide, evaluator_for, read_case
from comity.facts import Ask
from comity.law import LawLibrary

DAY = date(2020, 2, 29)
ASKS = [ask.value for ask in Ask]
OF_A_RECORD = [
    "{}.judgment", "!{}.youthful", '{}.grade == "felony"', '{}.grade in ["felony"]', '{}.grade != "misdemeanor"',
    'listed("bad", {}.offence)', 'listed("open", {}.offence)', "years_after({}.date, 5) > arrest_date",
    "years_after({}.date, 4, {}.days_incarcerated) >= arrest_date", "days_after({}.date, 30) <= arrest_date",
    "{}.days_incarcerated > 100", "{}.days_incarcerated <= number", "{}.date < arrest_date", "{}.judgment == p",
    '{}.offence == "XX 1"', '{}.offence in ["XX 1", "XX 2(b)"]', "arrest_date == {}.date",
]  # fmt: skip
OF_THE_CASE = ["p", "!q", 'colour == "red"', "number < 3", "term_0", "!term_1", "p != q", "term_2 == p"]
OF_MOMENTS = [
    "date_of(received_at) == arrest_date", "hours_after(received_at, 48) < release_due", "received_at < release_due",
    "days_after(date_of(received_at), 2) >= date_of(release_due)", "received_at == release_due",
]  # fmt: skip
NESTED = ["charges.exists(d, d.offence == {}.offence)", "charges.all(d, d.date >= {}.date || d.judgment)"]
ROWS = ["XX 1", "XX 1(2)", "XX 1(2)(a)", "XX 2(b)", "XX 2(b)(i)", "XX 3"]


def random_definition(chance: random.Random, index: int) -> str:
    """A definition; one of a higher number may rest on those of the lower."""
    here = [text for text in OF_THE_CASE if not any(f"term_{later}" in text for later in range(index, 10))]

    def joined(texts: list[str], parts: int) -> str:
        chosen = [chance.choice(texts) for _ in range(parts)]
        negated = [f"!({text})" if chance.random() < 0.2 else text for text in chosen]
        return chance.choice([" && ", " || "]).join(f"({text})" if " " in text else text for text in negated)

    def quantified() -> str:
        records, word = chance.choice(["convictions", "charges"]), chance.choice(["exists", "exists", "all"])
        inside = [text.replace("{}", "c") for text in OF_A_RECORD] + here
        inside += [text.replace("{}", "c") for text in NESTED] if chance.random() < 0.2 else []
        return f"{records}.{word}(c, {joined(inside, chance.randint(1, 4))})"

    whole = [quantified() for _ in range(chance.choice([1, 1, 2]))] + [chance.choice(here + OF_MOMENTS)]
    return joined(whole, chance.randint(1, 3))


def write_random_pack(folder: Path, chance: random.Random) -> None:
    """A pack of ten definitions, each of which forbids an ask of its own."""
    terms = [definition(f"term_{index}", random_definition(chance, index)) for index in range(10)]
    norms = [norm(f"ban-{index}", "forbids", [ask], when=f"term_{index}") for index, ask in enumerate(ASKS)]
    days = ["2000-01-01,", "2000-01-01,2020-02-29", "2000-01-01,2020-02-28", "2020-02-29,", "2020-03-01,"]
    rows = [f"{offence},A title,{chance.choice(days)},§ 1,\n" for offence in ROWS if chance.random() < 0.6]
    table = "offence,title,from,to,cite,note\n" + "".join(rows)
    files: dict[str, str | bytes] = {"lists/bad.csv": table, "lists/open.csv": "# open\n" + table}
    write_pack(folder, head("us"), {"one": section(norms=norms, definitions=terms)}, files=files)


def case_of(library: LawLibrary, facts: dict[str, Any]) -> Any:
    """The case of a police force on the leap day."""
    document = {"at": DAY, "agency": "us/city-police", "request": {"asks": ASKS}, "facts": facts}
    return read_case(read_document(yaml_text(document).encode()), library)


def library_of(folder: Path) -> LawLibrary:
    """The packs of a folder, over the small vocabulary."""
    return LawLibrary([folder], vocabulary=VOCABULARY, builtin=False)


def fast_outcomes(library: LawLibrary, facts: dict[str, Any]) -> dict[str, str]:
    """The outcomes by Kleene's logic."""
    case = case_of(library, facts)
    evaluator = evaluator_for(case.agency, case.pack, case.day, VOCABULARY)
    values = evaluator.values(case.facts, case.day)
    return {ask.value: evaluator.asks[ask].outcome(values).value for ask in Ask}


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def check_random_definitions(folder: Path, met: Counter[str], seed: int) -> None:
    chance = random.Random(seed)
    place = folder / str(seed)
    write_random_pack(place, chance)
    library, layer = library_of(place), Layer(place / "us")
    assert library.pack("us").faults == ()
    naive = NaiveLaw([layer], "us/city-police", DAY)
    maker = RandomFacts([layer], VOCABULARY, DAY)
    maker.offences = [*ROWS, "XX 1(2)(a)(iv)", "XX 1(3)", "XX 12", "XX 2", "XX"]
    for _ in range(4):
        facts = maker.draw(chance, chance.choice([0.0, 0.2, 0.5]))
        expected = {ask: naive.outcome(ask, as_naive(facts, DAY)) for ask in ASKS}
        assert fast_outcomes(library, facts) == expected, seed
        met.update(expected.values())
        completed = complete(facts, maker, chance)
        after = fast_outcomes(library, completed)
        assert all(expected[ask] in {"open", after[ask]} for ask in ASKS), seed
        check_whole_answers(decide(case_of(library, facts), VOCABULARY), expected)


def check_whole_answers(decision: Decision, expected: dict[str, str]) -> None:
    """The whole answer agrees with the fast one, or settles exactly what Kleene's logic leaves open."""
    for answer in decision.answers:
        assert answer.settled_by_residual or answer.outcome.value == expected[answer.ask.value]
        assert not answer.settled_by_residual or expected[answer.ask.value] == "open"
        assert (answer.outcome.value == "open") == bool(answer.matters)


def complete(facts: dict[str, Any], maker: RandomFacts, chance: random.Random) -> dict[str, Any]:
    """The same case with more known: unknown facts given, unknown fields filled in, lists perhaps finished."""
    found = {**maker.draw(chance, 0.3), **deepcopy(facts)}
    for name, value in facts.items():
        fact = VOCABULARY[name]
        if not fact.fields:
            continue
        known = value if isinstance(value, list) else value["known"]
        filled = [{**maker._record(fact, chance), **record} for record in known]
        if isinstance(value, dict) and not value["complete"]:
            more = [maker._record(fact, chance) for _ in range(chance.choice([0, 1]))]
            found[name] = {"known": filled + more, "complete": chance.random() < 0.7}
        else:
            found[name] = filled
    return found


def test_random_definitions_say_what_they_say_slowly(tmp_path: Path, tally: Callable[..., None]) -> None:
    met: Counter[str] = Counter()
    check_random_definitions(tmp_path, met)
    assert set(met) == {"forbidden", "silent", "open"}
    assert min(met.values()) > 100
    tally("definitions worked out twice", met.total())


def test_a_definition_reaches_the_definitions_that_its_records_are_judged_by(tmp_path: Path) -> None:
    """A term inside `.exists(…)`, or beside `==`, is worked out too, even if no norm names it."""
    terms = [
        definition("inner", "p && q"),
        definition("dated", "years_after(arrest_date, 1) > arrest_date"),
        definition("outer", "convictions.exists(c, c.judgment && inner && dated)"),
        definition("equal", "inner == dated"),
    ]
    norms = [norm("one", "forbids", ["hold"], when="outer"), norm("two", "forbids", ["transfer"], when="equal")]
    write_pack(tmp_path, head("us"), {"one": section(norms=norms, definitions=terms)})
    library = library_of(tmp_path)
    facts = {"p": True, "q": True, "arrest_date": DAY, "convictions": [{"judgment": True}]}
    assert fast_outcomes(library, facts)["hold"] == fast_outcomes(library, facts)["transfer"] == "forbidden"
    assert fast_outcomes(library, facts | {"q": False})["hold"] == "silent"
    assert fast_outcomes(library, {**facts, "q": None})["hold"] == "open"
