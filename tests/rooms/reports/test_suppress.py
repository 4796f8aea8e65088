"""Small counts are hidden so that nothing published gives them back."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.reports import Codes, Measure, ReportError, Shown, suppressed, year_shown
from rooms.reports.attack import FAR, bounds, determined, equations

SMALL = st.integers(0, 12) | st.integers(0, 200)
ROWS = st.lists(SMALL, min_size=1, max_size=12)


@st.composite
def measures(draw: Any) -> Measure:
    """One measure broken down two or three ways, to the same total."""
    first = draw(ROWS)
    total = sum(first)
    tables = {"first": first}
    for name in ("second", "third")[: draw(st.integers(1, 2))]:
        cuts = sorted(draw(st.lists(st.integers(0, total), max_size=8)))
        tables[name] = [b - a for a, b in itertools.pairwise([0, *cuts, total])]
    return Measure(total, {name: {str(at): value for at, value in enumerate(rows)} for name, rows in tables.items()})


def _attacked(shown: Shown) -> list[Any]:
    return equations({("m", name): (shown.total, rows) for name, rows in shown.tables.items()})


@given(measures(), st.integers(2, 15))
def test_no_sum_or_difference_of_what_is_published_gives_a_hidden_count(measure: Measure, threshold: int) -> None:
    assert determined(_attacked(suppressed(measure, threshold))) == set()


@given(measures(), st.integers(2, 15))
def test_each_hidden_count_could_be_as_many_values_as_the_threshold(measure: Measure, threshold: int) -> None:
    for low, high in bounds(_attacked(suppressed(measure, threshold))).values():
        assert high - low + 1 >= threshold


@given(st.lists(st.integers(0, 5), min_size=2, max_size=3), st.integers(2, 5))
def test_trying_every_possible_page_leaves_as_many_values_open(rows: list[int], threshold: int) -> None:
    measure = Measure(sum(rows), {"one": {str(at): value for at, value in enumerate(rows)}})
    shown = suppressed(measure, threshold)
    if shown.total is None:
        return
    hidden = [row for row, value in shown.tables["one"].items() if value is None]
    left = shown.total - sum(value or 0 for value in shown.tables["one"].values())
    ways = [way for way in itertools.product(range(1, left + 1), repeat=len(hidden)) if sum(way) == left]
    for at in range(len(hidden)):
        assert len({way[at] for way in ways}) >= threshold


@given(measures(), st.integers(2, 15))
def test_every_small_count_is_hidden_and_every_zero_is_shown(measure: Measure, threshold: int) -> None:
    shown = suppressed(measure, threshold)
    for name, rows in measure.tables.items():
        for row, number in rows.items():
            assert shown.tables[name][row] in (
                (0,) if number == 0 else (None,) if number < threshold else (None, number)
            )


def test_the_attack_finds_what_is_hidden_without_a_partner() -> None:
    careless = Shown(62, {"months": {"October": 40, "November": 19, "December": None}})
    assert determined(_attacked(careless)) == {("m", "months", "December")}
    assert bounds(_attacked(careless)) == {("m", "months", "December"): (3, 3)}


def test_the_attack_finds_what_one_table_hides_and_another_gives_away() -> None:
    careless = Shown(None, {"months": {"May": None, "June": None}, "agencies": {"federal": 31, "other": 0}})
    assert ("m",) in determined(_attacked(careless))
    assert max(high for _, high in bounds(_attacked(careless)).values()) < FAR


def test_two_small_counts_whose_sum_says_it_all_get_a_third_partner() -> None:
    shown = suppressed(Measure(52, {"months": {"a": 1, "b": 1, "c": 20, "d": 30}}))
    assert shown.tables["months"] == {"a": None, "b": None, "c": None, "d": 30}


def test_where_there_is_no_partner_the_total_is_hidden_in_every_table() -> None:
    shown = suppressed(Measure(12, {"months": dict.fromkeys("abcdefghijkl", 1), "agencies": {"x": 12, "y": 0}}))
    assert shown.total is None
    assert shown.tables["agencies"] == {"x": None, "y": 0}


def test_a_table_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ReportError, match="does not add up"):
        Measure(5, {"months": {"a": 4}})


CODES = st.builds(
    Codes,
    st.sampled_from([f"2026-{month:02d}-15" for month in range(1, 13)]),
    st.sampled_from(["us-ca/gov-7284-6/a1b", "us-ca/gov-7282-5/a", "review", ""]),
    st.sampled_from(["hold/no", "hold/yes", "transfer/no", "interview/no", "hold/started", "transfer/with_ground"]),
    st.sampled_from(["request", "answer", "custody"]),
    st.sampled_from(["immigration_authority", "federal", "state", "local", ""]),
)


@given(st.dictionaries(CODES, st.integers(1, 60), max_size=40), st.integers(1, 12))
def test_the_whole_page_of_a_year_stands_the_attack(counts: dict[Codes, int], months: int) -> None:
    shown = year_shown(counts, 2026, months=months)
    columns = {}
    for table in shown.tables:
        part = "others" if table.name == "others" else "federal"
        for column in table.columns:
            rows = {row: table.cells[row, column] for row in table.rows}
            columns[f"{part}/{column}", table.name] = (table.totals[column], rows)
    system = equations(columns)
    assert determined(system) == set()
    assert all(high - low + 1 >= 10 for low, high in bounds(system).values())
