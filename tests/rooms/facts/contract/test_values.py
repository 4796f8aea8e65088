"""A fact is known, unknown or disputed, in its own type, and a slip of the pen never makes it known."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_packs import VOCABULARY

from comity.base import read_document
from comity.facts import VOCABULARY as SHIPPED
from comity.facts import Established, FactError, Kind, RecordList, read_facts
from comity.facts.values import MAX_RECORDS


def read(text: str) -> dict[str, Established]:
    """Facts written as YAML."""
    document = read_document(text.encode())
    assert isinstance(document, dict)
    return read_facts(document, VOCABULARY)


def refusal(text: str) -> FactError:
    """The error that some facts give."""
    with pytest.raises(FactError) as caught:
        read(text)
    assert caught.value.help.endswith((".", "?"))
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("p: true", True),
        ("p: false", False),
        ("colour: red", "red"),
        ("number: 0", 0),
        ("number: 4", 4),
        ("arrest_date: 2020-02-29", date(2020, 2, 29)),
        ("received_at: 2017-03-15T09:40", datetime(2017, 3, 15, 9, 40)),
        ("p: {value: true, source: {by: desk, from: Form I-247A, at: 2017-03-15T09:40}}", True),
        ("p: {value: true}", True),
        ("p: {disputed: [true, true]}", True),
        ("p: {disputed: [true, {value: true}]}", True),
        ("convictions: []", RecordList((), True)),
        ("convictions: [{judgment: true, grade: unknown}]", RecordList(({"judgment": True},), True)),
        ("convictions: {known: [], complete: false}", RecordList((), False)),
        ("convictions: {known: [{date: 2010-01-01}]}", RecordList(({"date": date(2010, 1, 1)},), True)),
    ],
)
def test_a_fact_is_known_by_its_value(text: str, value: object) -> None:
    (known,) = read(text).values()
    assert known.value == value
    assert not known.disputed


@pytest.mark.parametrize(
    "text", ["p: unknown", "p: null", "p:", "p: {value: unknown}", "p: {value: null, source: {by: desk}}"]
)
def test_an_unknown_fact_is_not_there(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "p: {disputed: [true, false]}",
        "p: {disputed: [{value: true}, {value: false, source: {by: counsel}}]}",
        "number: {disputed: [1, 2, 1]}",
        "convictions: {disputed: [[], [{judgment: true}]]}",
        "convictions: {disputed: [[], {known: [], complete: false}]}",
    ],
)
def test_claims_that_differ_make_a_fact_disputed_and_decide_nothing(text: str) -> None:
    (disputed,) = read(text).values()
    assert disputed.disputed
    assert disputed.value is None
    assert len(disputed.claims) >= 2


def test_a_claim_says_who_said_it_from_what_and_when() -> None:
    (claim,) = read("p: {value: true, source: {by: desk, from: Form I-247A, at: 2017-03-15T09:40}}")["p"].claims
    assert (claim.source.by, claim.source.paper, claim.source.at) == (
        "desk",
        "Form I-247A",
        datetime(2017, 3, 15, 9, 40),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wings: true", "`wings` is not a listed fact"),
        ("p: 1", "`p` cannot be `1`"),
        ("p: word", "cannot be"),
        ("p: [true]", "cannot be"),
        ("p: 2020-01-01", "cannot be"),
        ("colour: mauve", "cannot be `mauve`"),
        ("colour: true", "cannot be"),
        ("colour: 1", "cannot be"),
        ("number: 5", "cannot be `5`"),
        ("number: -1", "cannot be"),
        ("number: true", "cannot be"),
        ("number: '1'", "cannot be"),
        ("arrest_date: 2020-01-01T10:00", "cannot be"),
        ("arrest_date: '2020-01-01'", "cannot be"),
        ("arrest_date: 1799-12-31", "cannot be"),
        ("received_at: 2020-01-01", "cannot be"),
        ("received_at: 2201-01-01T00:00", "cannot be"),
        ("p: {value: 3}", "cannot be"),
        ("p: {value: true, sorce: x}", "`sorce` is no key"),
        ("p: {valu: true}", "cannot be"),
        ("p: {disputed: [true]}", "fewer than two claims"),
        ("p: {disputed: true}", "fewer than two"),
        ("p: {disputed: [true, false], x: 1}", "`x` is no key"),
        ("p: {disputed: [true, 3]}", "cannot be"),
        ("p: {disputed: [true, unknown]}", "cannot be"),
        ("convictions: true", "is not a list"),
        ("convictions: {complete: false}", "is not a list"),
        ("convictions: {known: [], complete: 0}", "is not a list"),
        ("convictions: {known: [], complet: false}", "`complet` is no key"),
        ("convictions: [true]", "is not an entry with fields"),
        ("convictions: [{wings: 2}]", "`wings` is not a field"),
        ("convictions: [{judgment: 1}]", "cannot be"),
        ("convictions: [{offence: ''}]", "cannot be"),
        ("convictions: [{days_incarcerated: 4001}]", "cannot be"),
    ],
)
def test_a_value_of_another_kind_is_refused(text: str, says: str) -> None:
    assert says in refusal(text).message


def test_a_misspelt_fact_is_told_what_it_may_have_been() -> None:
    assert "`convictions`" in refusal("conviction: []").help
    assert "`arrest_date`" in refusal("arest_date: 2020-01-01").help


def test_a_list_of_records_ends() -> None:
    assert len(read("convictions: [" + "{}, " * MAX_RECORDS + "]")["convictions"].value.known) == MAX_RECORDS  # type: ignore[union-attr]
    assert "more than 500 records" in refusal("convictions: [" + "{}, " * (MAX_RECORDS + 1) + "]").message


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.text(max_size=3),
        st.dates(),
        st.datetimes(),
        st.sampled_from(["unknown", "red", "ice"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["value", "disputed", "known", "complete", "source", "judgment", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


def as_block(value: Any) -> Any:
    """A value as the reader of documents gives it."""
    from comity.base import Block

    if isinstance(value, dict):
        block = Block(1)
        block.update({key: as_block(part) for key, part in value.items()})
        return block
    return [as_block(part) for part in value] if isinstance(value, list) else value


@given(st.sampled_from(sorted(VOCABULARY.facts)), anything)
def test_anything_at_all_is_a_value_of_the_kind_or_refused(name: str, raw: Any) -> None:
    try:
        found = read_facts({name: as_block(raw)}, VOCABULARY)
    except FactError:
        return
    for established in found.values():
        for claim in established.claims:
            assert fits(VOCABULARY[name].kind, claim.value)


def fits(kind: Kind, value: object) -> bool:
    """Whether a value is of a kind."""
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.COUNT:
        return type(value) is int
    if kind is Kind.DATE:
        return type(value) is date
    return isinstance(value, {Kind.MOMENT: datetime, Kind.RECORDS: RecordList}.get(kind, str))


# --- the vocabulary that ships


def test_every_fact_can_be_asked_of_a_person() -> None:
    for fact in SHIPPED.facts.values():
        for part in (fact, *fact.fields.values()):
            assert part.question.endswith("?"), part.name
            assert part.question[0].isupper()
            assert part.says
            assert not part.says.endswith(".")
            assert part.established_by
            assert part.source
            assert part.effort in {1, 2, 3}
            assert (part.kind is Kind.CHOICE) == bool(part.choices)
            assert (part.kind is Kind.RECORDS) == bool(part.fields)
            assert (part.kind is Kind.COUNT) == (part.maximum > part.minimum)
        assert fact.kind is not Kind.TEXT, f"{fact.name}: a text is only ever a field of a record"


def test_a_fact_has_one_name() -> None:
    from comity.facts import Vocabulary

    with pytest.raises(ValueError, match="`p` is listed twice"):
        Vocabulary.of([VOCABULARY["p"], VOCABULARY["q"], VOCABULARY["p"]])
