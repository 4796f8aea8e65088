"""Every pack that ships says the same to comity as to a second, naive reader of the same files."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import RandomFacts, as_naive, random_day
from shipped_law import LIBRARY, PACKS, layer_of, naive_law
from small_packs import yaml_text

from comity.base import read_document
from comity.decide import Outcome, decide, read_case
from comity.facts import VOCABULARY, Ask

LAST = date(2027, 12, 31)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_says_to_comity_what_its_files_say(name: str, tally: Callable[..., None]) -> None:
    pack = LIBRARY.pack(name)
    layers = [layer_of(layer.name) for layer in pack.stack]
    met: Counter[str] = Counter()

    @settings(max_examples=40)
    @given(st.integers(0, 2**32))
    def compare(seed: int) -> None:
        chance = random.Random(seed)
        agency = chance.choice(list(pack.agencies.values()))
        day = random_day(chance, pack.horizon.first, pack.horizon.last or LAST)
        facts = RandomFacts(layers, VOCABULARY, day).draw(chance, chance.choice([0.0, 0.1, 0.4, 0.8]))
        request = {"asks": [ask.value for ask in Ask]}
        document = {"at": day, "agency": agency.name, "request": request, "facts": facts}
        case = read_case(read_document(yaml_text(document).encode()), LIBRARY)
        naive, known = naive_law(agency, pack, day), as_naive(facts, day)
        for answer in decide(case).answers:
            outcome = Outcome.OPEN if answer.settled_by_residual else answer.outcome
            assert outcome.value == naive.outcome(answer.ask.value, known), (agency.name, day, answer.ask)
            bearings = {reason.norm.at.ref: reason.bearing.value for reason in answer.reasons}
            assert bearings == {
                rule.ref: naive.bearing(rule, answer.ask.value, known) for rule in naive.on(answer.ask.value)
            }
            met[outcome.value] += 1

    compare()
    assert len(met) > 2, met
    tally("cases decided twice", met.total())
