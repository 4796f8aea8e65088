"""A property of a law is proven over every case, or the case that breaks it is shown; nothing is guessed."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_law import DAY, DOMAINS, Law, Reading, agencies, laws, reading

from comity.base import Period
from comity.decide import Outcome, decide
from comity.facts import Ask, RecordList
from comity.lab.proving import Proof, ProofResult, Property, properties_of, prove, read_properties, written_property
from comity.law import ConditionError, LawLibrary, Pack, RuleError

LIBRARY = LawLibrary()
YES = [Outcome.PERMITTED, Outcome.REQUIRED]
NYC = LIBRARY.pack("us-ny-nyc")


def asked(text: str, ask: str, pack: Pack, *, agency: str, never: list[Outcome] = YES) -> Property:
    """A property of one agency, on every day."""
    written = written_property(text, [Ask(ask)], never, pack)
    return Property(**{**_fields(written), "agencies": frozenset({agency})})


def _fields(written: Property) -> dict[str, Any]:
    return {name: getattr(written, name) for name in Property.__slots__}


def _condition(fixed: dict[str, Any]) -> str:
    """That some facts have some values, as a pack writes it."""
    written = {True: "{}", False: "!{}"}
    atoms = [
        written[value].format(name)
        if isinstance(value, bool)
        else f'{name} == "{value}"'
        if isinstance(value, str)
        else f"{name} == {value}"
        for name, value in fixed.items()
    ]
    return " && ".join(atoms)


def test_a_proof_says_what_trying_every_case_says(tally: Callable[..., None]) -> None:
    met: Counter[ProofResult] = Counter()

    @settings(max_examples=60, deadline=None)
    @given(laws(), st.integers(0, 2**32), agencies)
    def compare(law: Law, seed: int, agency: str) -> None:
        with reading(law) as read:
            met.update(_compared(read, agency, random.Random(seed)))

    compare()
    assert min(met[ProofResult.PROVEN], met[ProofResult.BROKEN]) > 20, met
    assert met.keys() == {ProofResult.PROVEN, ProofResult.BROKEN}
    tally("properties proven or broken as trying every case says", met.total())


def _compared(read: Reading, agency: str, chance: random.Random) -> list[ProofResult]:
    """Hold both ways against each other for a few conditions; what was found."""
    pack, naive, found = read.library.pack(agency.partition("/")[0]), read.naive(agency), []
    for ask in ("hold", "notify_release"):
        names = chance.sample(list(DOMAINS), chance.choice([0, 1, 2, 4]))
        fixed = {name: chance.choice(DOMAINS[name]) for name in names}
        never = chance.sample(["forbidden", "permitted", "required", "silent", "conflict"], chance.choice([1, 2]))
        written = written_property(_condition(fixed), [Ask(ask)], map(Outcome, never), pack, read.library.vocabulary)
        narrow = {**_fields(written), "agencies": frozenset({agency}), "days": Period(DAY, DAY)}
        [proof] = prove(Property(**narrow), pack, read.library.vocabulary)
        others = {name: values for name, values in DOMAINS.items() if name not in fixed}
        given = set(naive.table(ask, fixed, others).values())
        assert (proof.result is ProofResult.BROKEN) is bool(given & set(never)), (fixed, never, given, proof)
        assert (proof.result is ProofResult.PROVEN) is not bool(given & set(never))
        if proof.case is not None:
            assert proof.outcome is not None
            assert proof.outcome.value in never
            assert all(
                proof.case.facts[name].value == value for name, value in fixed.items() if name in proof.case.facts
            )
        found.append(proof.result)
    return found


def _proofs(text: str, ask: str, agency: str, pack: Pack = NYC) -> list[Proof]:
    return list(prove(asked(text, ask, pack, agency=agency), pack))


def test_a_case_that_breaks_a_property_can_be_decided_and_breaks_it() -> None:
    proofs = _proofs("detainer", "hold", "us-ny-nyc/nypd")
    assert {proof.result for proof in proofs} == {ProofResult.BROKEN}
    for proof in proofs:
        assert proof.case is not None
        assert proof.days.covers(proof.case.day)
        assert proof.case.facts["detainer"].value is True
        assert decide(proof.case).answers[0].outcome is proof.outcome
        assert proof.outcome in YES


def test_where_a_definition_must_hold_records_are_found_that_make_it_hold() -> None:
    proofs = _proofs(
        'detainer && judicial_warrant && purpose == "civil_immigration" && violent_or_serious_conviction',
        "hold",
        "us-ny-nyc/nypd",
    )
    broken = [proof for proof in proofs if proof.result is ProofResult.BROKEN]
    assert broken
    assert broken[0].case is not None
    convictions = broken[0].case.facts["convictions"].value
    assert isinstance(convictions, RecordList)
    assert convictions.known, "somebody with such a conviction"
    assert proofs[0].result is ProofResult.EMPTY, "before 2014 the words had no meaning in this law"
    assert "violent_or_serious_conviction" in proofs[0].why


def test_a_condition_that_no_case_meets_proves_nothing() -> None:
    [proof] = _proofs("detainer && !detainer", "hold", "us-ny-nyc/nypd")
    assert proof.result is ProofResult.EMPTY
    assert proof.why == "no case meets its condition"


def test_what_no_records_were_found_for_is_not_called_proven() -> None:
    text = "judicial_warrant && violent_or_serious_conviction && !violent_or_serious_conviction_ever"
    for proof in _proofs(text, "hold", "us-ny-nyc/doc"):
        if proof.result is not ProofResult.EMPTY:
            assert proof.result is ProofResult.UNDECIDED
            assert "no records were found" in proof.why


def test_an_old_conviction_is_found_where_only_an_old_one_breaks_a_property() -> None:
    text = 'detainer && purpose == "civil_immigration" && !judicial_warrant && !violent_or_serious_conviction'
    proofs = _proofs(text, "hold", "us-ny-nyc/nypd")
    cases = [proof.case for proof in proofs if proof.case is not None and "convictions" in proof.case.facts]
    assert cases
    for case in cases:
        convictions = case.facts["convictions"].value
        assert isinstance(convictions, RecordList)
        assert all(str(record["sentence_date"]) < str(case.day) for record in convictions.known)


def test_beyond_its_bound_a_question_is_left_undecided() -> None:
    written = asked("!judicial_warrant", "hold", NYC, agency="us-ny-nyc/nypd")
    found = {proof.result for proof in prove(written, NYC, effort=1)}
    assert found == {ProofResult.UNDECIDED}


def test_days_on_which_the_same_is_found_are_told_once() -> None:
    proofs = _proofs('purpose == "civil_immigration" && !judicial_warrant', "hold", "us-ny-nyc/nypd")
    assert proofs[0].days.first == NYC.known.first
    assert proofs[-1].days.last == NYC.known.last
    for one, next_ in pairwise(proofs):
        assert one.result is not next_.result
        assert one.days.last is not None
        assert (next_.days.first - one.days.last).days == 1


def _file(folder: Path, text: str) -> Path:
    path = folder / "properties.yaml"
    path.write_text(f"properties:\n{text}")
    return path


GOOD = "- {id: one, says: Nobody is held., asks: [hold], when: '!judicial_warrant', never: [permitted]}\n"


def test_a_property_is_read_as_it_is_written(tmp_path: Path) -> None:
    always = "- {id: two, says: It is lawful., asks: [hold], always: [forbidden], agencies: [nypd], from: 2018-01-01}\n"
    one, two = read_properties(_file(tmp_path, GOOD + always), NYC)
    assert (one.ref, one.asks, one.breaking) == ("us-ny-nyc/one", (Ask.HOLD,), frozenset({Outcome.PERMITTED}))
    assert two.breaking == frozenset(Outcome) - {Outcome.FORBIDDEN, Outcome.OPEN}
    assert two.days == Period(date(2018, 1, 1))
    assert [two.speaks_of(NYC.agencies[name]) for name in ("us-ny-nyc/nypd", "us-ny-nyc/doc")] == [True, False]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (GOOD + GOOD, "listed twice"),
        (GOOD.replace("never: [permitted]", "never: [open]"), "facts are all known"),
        (GOOD.replace("never: [permitted]", ""), "either `never` or `always`"),
        (GOOD.replace("never:", "always: [forbidden], never:"), "either `never` or `always`"),
        (GOOD.replace("!judicial_warrant", "!judical_warrant"), "judical_warrant"),
        (GOOD.replace("asks: [hold]", "asks: [hold], agencies: [nypdd]"), "no agency of this pack"),
        (GOOD.replace("says:", "sez:"), "says"),
    ],
)
def test_a_property_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, entry: str, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_properties(_file(tmp_path, entry), NYC)
    assert told in f"{refused.value.message} {refused.value.help}"
    assert refused.value.where.startswith("us-ny-nyc/properties.yaml:")


def test_a_written_condition_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ConditionError):
        written_property("hold him", [Ask.HOLD], YES, NYC)


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_property_that_a_pack_ships_is_proven(name: str, tally: Callable[..., None]) -> None:
    pack = LIBRARY.pack(name)
    shipped = properties_of(pack)
    assert len(shipped) >= 2, "each pack says what it must never answer"
    for one in shipped:
        found = list(prove(one, pack))
        assert {proof.result for proof in found} <= {ProofResult.PROVEN, ProofResult.EMPTY}, (one.ref, found)
        assert ProofResult.PROVEN in {proof.result for proof in found}, f"{one.ref} speaks of no case"
    tally("properties of packs proven", len(shipped))
