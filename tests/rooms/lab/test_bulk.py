"""Many cases decided at once, over bit planes, give what each gives by itself."""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_by_one import by_cases, by_planes, with_doubt
from random_cases import RandomFacts, random_day
from random_law import DAY, DOMAINS, LAYERS, Law, Reading, laws, reading
from shipped_law import LIBRARY, PACKS, layer_of
from small_packs import exception, head, norm, section, yaml_text

from comity.base import read_document
from comity.decide import Case, read_case
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.lab.bulk import KINDS
from comity.review.examples import Example, examples_of

LAST = date(2027, 12, 31)
AGENCIES = [f"{pack}/{name}" for pack in reversed(LAYERS) for name in ("city-police", "county-jail")]


def the_same(cases: Sequence[Case], vocabulary: Vocabulary = VOCABULARY) -> Counter[str]:
    """Hold both ways of deciding against each other; the outcomes met."""
    settled = by_planes(cases, vocabulary, KINDS)
    assert settled == by_cases(cases, vocabulary, settle=True)
    assert by_planes(cases, vocabulary, 0) == by_cases(cases, vocabulary, settle=False)
    return Counter(f"{told.outcome}, {told.verdict}" for told in settled.values())


def random_row(chance: random.Random, law: Reading, agency: str) -> Case:
    unknown = chance.choice([0.0, 0.2, 0.7])
    facts = {name: chance.choice(values) for name, values in DOMAINS.items() if chance.random() >= unknown}
    return law.case(
        agency,
        facts,
        chance.choice([["hold"], ["hold", "notify_release", "share_court_date"]]),
        DAY + timedelta(days=chance.choice([-1, 0, 0, 1])),
    )


def test_random_law_over_random_rows_with_unknowns(tally: Callable[..., None]) -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=80)
    @given(laws(), st.integers(0, 2**32), st.sampled_from(AGENCIES))
    def compare(law: Law, seed: int, agency: str) -> None:
        chance = random.Random(seed)
        with reading(with_doubt(law, chance) if chance.random() < 0.5 else law) as read:
            cases = [random_row(chance, read, agency) for _ in range(chance.choice([1, 63, 64, 65, 90]))]
            met.update(the_same(cases, read.library.vocabulary))

    compare()
    assert len({told.partition(",")[0] for told in met}) == 6, met
    assert {told.partition(", ")[2] for told in met} == {"do", "do_not", "may", "ask_legal", "facts_missing"}
    tally("rows decided by planes", met.total())


@pytest.mark.parametrize("name", PACKS)
def test_law_that_ships_over_rows_of_all_its_days(name: str, tally: Callable[..., None]) -> None:
    pack = LIBRARY.pack(name)
    layers = [layer_of(layer.name) for layer in pack.stack]
    met: Counter[str] = Counter()

    @settings(max_examples=2)
    @given(st.integers(0, 2**32))
    def compare(seed: int) -> None:
        chance = random.Random(seed)
        agency = chance.choice(list(pack.agencies.values()))
        cases = []
        for _ in range(66):
            day = random_day(chance, pack.horizon.first, pack.horizon.last or LAST)
            facts = RandomFacts(layers, VOCABULARY, day).draw(chance, chance.choice([0.0, 0.1, 0.4, 0.8]))
            request = {"asks": [ask.value for ask in Ask]}
            document = {"at": day, "agency": agency.name, "request": request, "facts": facts}
            cases.append(read_case(read_document(yaml_text(document).encode()), LIBRARY))
        met.update(the_same(cases))

    compare()
    tally("rows decided by planes", met.total())


def test_every_example_of_every_pack(tally: Callable[..., None]) -> None:
    found = [one.case for name in PACKS for one in examples_of(LIBRARY.pack(name), LIBRARY) if isinstance(one, Example)]
    by_agency: dict[str, list[Case]] = {}
    for case in found:
        by_agency.setdefault(case.agency.name, []).append(case)
    for cases in by_agency.values():
        the_same(cases)
    assert len(found) > 500
    tally("examples decided by planes", len(found))


def test_a_bar_lifted_by_an_exception_nobody_has_read_goes_to_legal_in_every_row_where_it_is() -> None:
    unless = [exception("one", "q"), exception("two", "r", basis="memory")]
    norms = [norm("bar", "forbids", ["notify_release"], when="p", unless=unless)]
    above = [None, *LAYERS]
    heads = {name: head(name, LAYERS[name], one) for name, one in zip(LAYERS, above, strict=False)}
    law = Law(heads, {name: {"one": section(norms=norms if name == "us-xx-city" else [])} for name in LAYERS})
    rows = list(itertools.product([True, False, None], repeat=3))
    with reading(law) as read:
        facts = [{k: v for k, v in zip("pqr", row, strict=True) if v is not None} for row in rows]
        cases = [read.case("us-xx-city/city-police", each, ["notify_release"]) for each in facts]
        met = the_same(cases, read.library.vocabulary)
    assert met["permitted, ask_legal"] == 3, "wherever the unread one is met"
    assert met["permitted, may"] == 2, "where the other is met and the unread one is not, or is open"
