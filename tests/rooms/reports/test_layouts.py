"""Every layout in the packs can be used, and belongs to a duty that the law has; what is not a layout is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import comity_law
from comity.base import read_document
from comity.decide import read_case
from comity.law import LawLibrary
from comity.law.conditions import parse_condition
from comity.reports import Layout, Period, ReportError, layouts_of, owed_by, read_layout, threshold_of
from comity.reports.counting import holds
from comity.reports.layout import SHOWN
from comity.reports.sheet import COLUMNS

LIBRARY = LawLibrary()
LAYOUTS = [(pack, layout) for pack in LIBRARY.names() for layout in layouts_of(LIBRARY.pack(pack))]
ROOT = Path(comity_law.__file__).parent


@pytest.mark.parametrize(("pack", "layout"), LAYOUTS, ids=lambda each: getattr(each, "name", each))
def test_a_layout_belongs_to_a_duty_to_report_that_its_pack_has(pack: str, layout: Layout, tally: Any) -> None:
    duties = [duty for section in LIBRARY.pack(pack).sections for duty in section.duties]
    found = [duty for duty in duties if duty.at.ref == layout.duty]
    assert found
    assert {duty.must for duty in found} == {"report"}
    assert any(duty.at.days.covers(layout.begins) for duty in found)
    assert len({figure.id for figure in layout.figures}) == len(layout.figures)
    tally("layouts of reports")


def test_the_reports_that_the_plan_names_are_there() -> None:
    assert {layout.name for _, layout in LAYOUTS} >= {
        *("us-ny-nyc/9-131-f", "us-ny-nyc/14-154-f", "us-ny-nyc/9-205-f", "us-ny-nyc/10-178-d"),
        *("us-ca/7284-6-c1", "us-ca/7284-6-c2", "us-ca/truth-forum"),
        *("us-wa/courts-2-28-320", "us-il/805-25", "us-il-chicago/2-173-069"),
        "us-or/181a-826-monthly",
    }


@pytest.mark.parametrize(
    ("agency", "names"),
    [
        ("us-ny-nyc/doc", {"us-ny-nyc/9-131-f", "us-ny-nyc/10-178-d"}),
        ("us-ny-nyc/nypd", {"us-ny-nyc/14-154-f", "us-ny-nyc/10-178-d"}),
        ("us-il-chicago/cpd", {"us-il-chicago/2-173-069", "us-il/805-25"}),
        ("us-or/county-jail", {"us-or/181a-826-monthly"}),
        ("us-ca/sheriff", {"us-ca/7284-6-c1", "us-ca/7284-6-c2", "us-ca/truth-forum"}),
    ],
)
def test_an_agency_owes_the_reports_of_all_its_layers(agency: str, names: set[str]) -> None:
    owed = owed_by(LIBRARY.pack(agency.partition("/")[0]), LIBRARY.agency(agency))
    assert {layout.name for layout in owed} == names


@pytest.mark.parametrize(
    ("period", "day", "begins", "ends"),
    [
        (Period("year", 7), date(2026, 11, 28), date(2025, 7, 1), date(2026, 6, 30)),
        (Period("year", 7), date(2026, 6, 30), date(2024, 7, 1), date(2025, 6, 30)),
        (Period("year", 1), date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
        (Period("quarter", 1), date(2026, 1, 15), date(2025, 10, 1), date(2025, 12, 31)),
        (Period("month", 1), date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_newest_period_is_one_that_is_over(period: Period, day: date, begins: date, ends: date) -> None:
    assert period.last_before(day) == (begins, ends)


def test_periods_follow_each_other_without_a_gap() -> None:
    for period in (Period("year", 7), Period("quarter"), Period("month")):
        for back in range(30):
            later, earlier = (
                period.last_before(date(2026, 11, 28), back),
                period.last_before(date(2026, 11, 28), back + 1),
            )
            assert (later[0] - earlier[1]).days == 1


FAULTS = {
    "is no key here": ("public: true", "public: true\nmore: 1"),
    "is no event": ("event: answered", "event: dreamt"),
    "is no `ask`": ("ask: hold", "ask: sing"),
    "is no period": ("every: year", "every: week"),
    "neither a fact nor defined": ("when: detainer", "when: is_a_citizen"),
    "neither a count": ("count:", "show:"),
    "cannot be read": ("basis: read", "basis: dreamt"),
}
GOOD = """\
report: x
duty: 9-131-f/report
title: T
citation: C
owed_to: the public
agencies: [doc]
period: {every: year, begins: 07-01}
from: 2018-01-30
basis: read
public: true
figures:
  - id: "1"
    says: what
    count: {event: answered, ask: hold, answer: "no", when: detainer}
"""


@pytest.mark.parametrize("says", FAULTS)
def test_what_is_not_a_layout_is_refused(tmp_path: Path, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD)
    assert read_layout(path, "p", frozenset({"detainer"})).name == "p/x"
    path.write_text(GOOD.replace(*FAULTS[says]))
    with pytest.raises(ReportError, match=says):
        read_layout(path, "p", frozenset({"detainer"}))


def _case(**facts: object) -> Any:
    given = ", ".join(f"{name}: {value}" for name, value in facts.items())
    text = f"at: 2026-03-10T09:40\nagency: us-ny-nyc/doc\nrequest: {{from: ice, asks: [hold]}}\nfacts: {{{given}}}\n"
    return read_case(read_document(text.encode()), LIBRARY)


def test_a_condition_that_is_not_known_counts_neither_way() -> None:
    detained = parse_condition("civil_immigration_detainer")
    assert holds(detained, _case(detainer="true")) is True
    assert holds(detained, _case(detainer="false", similar_federal_request="false")) is False
    assert holds(detained, _case()) is None


def test_the_number_below_which_counts_are_hidden_comes_from_the_pack() -> None:
    assert threshold_of(LIBRARY.pack("us-ca")) == 10


def test_every_column_that_a_list_may_show_has_its_name_on_paper() -> None:
    assert set(COLUMNS) == set(SHOWN)
