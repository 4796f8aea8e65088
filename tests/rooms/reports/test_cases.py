"""Counting by kinds of case gives what deciding each entry by itself gives, for every layout that there is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from comity.base import read_document
from comity.decide import read_case
from comity.facts import Ask
from comity.law import LawLibrary
from comity.reports import KINDS, Asked, Entry, Layout, count_report, layouts_of, owed_by
from comity.reports.cases import Cases
from comity.reports.counting import Counting, holds

LIBRARY = LawLibrary()
LAYOUTS = [layout for pack in LIBRARY.names() for layout in layouts_of(LIBRARY.pack(pack))]
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
REQUESTERS = ("ice", "ice_ero", "cbp", "usms", "other_federal", "other_local")
FACTS = (
    "detainer",
    "administrative_warrant",
    "judicial_warrant",
    "terrorist_screening_match",
    "cooperative_arrangement",
)


def entries(agency: str, number: int) -> list[Entry]:
    """Entries of a year; each of a few says who stated its facts and when, so that no two documents are the same."""
    chance = Random(agency)
    return [_entry(chance, agency, at) for at in range(number)]


def _entry(chance: Random, agency: str, number: int) -> Entry:
    at = FIRST + timedelta(minutes=chance.randrange(366 * 24 * 60))
    requester, asks = chance.choice(REQUESTERS), tuple(chance.sample(list(Ask), 2))
    event, yes = chance.choice(list(KINDS)), chance.choice((True, False))
    said = {"by": f"officer {number}", "from": f"paper {number}", "at": at.isoformat()}
    stated = {name: chance.choice((True, False, None)) for name in FACTS}
    facts: dict[str, Any] = {
        name: {"value": value, "source": said} for name, value in stated.items() if value is not None
    }
    if chance.random() < 0.2:
        facts["detainer"] = {"disputed": [{"value": True, "source": said}, {"value": False, "source": said}]}
    request = {
        "from": requester,
        "asks": [ask.value for ask in asks],
        "purpose": chance.choice(("civil_immigration", "criminal_immigration", "mixed")),
        "received": at.isoformat(),
    }
    case = {"at": at.isoformat(timespec="seconds"), "agency": agency, "request": request, "facts": facts}
    org = "immigration_authority" if requester in {"ice", "ice_ero", "cbp"} else "federal"
    answers = dict.fromkeys(asks, yes)
    asked = Asked(str(number), requester, org, "i247a", asks, at, answers, (), case, handed_over=chance.random() < 0.3)
    ask = asks[0].value if event in {"answered", "disclosed"} else ""
    return Entry(number, at.date(), event, asked, ask, yes if event == "answered" else None, yes, yes)


def by_itself(counting: Counting, entry: Entry) -> bool | None:
    """What an entry is by itself: its case read and decided, and nothing remembered."""
    also = {
        "handed_over": entry.asked.handed_over,
        "not_handed_over": not entry.asked.handed_over,
        "ran_out": entry.ran_out,
        "with_ground": entry.has_ground is True,
        "without_ground": entry.has_ground is False,
    }
    if not counting.fits(entry) or not all(also[word] for word in counting.also):
        return False
    case = read_case(read_document(json.dumps(dict(entry.asked.case)).encode(), json_form=True), LIBRARY)
    found = [holds(each, case) for each in counting.when]
    return False if False in found else None if None in found else True


def agency_of(layout: Layout) -> str:
    """Somebody who owes the report."""
    pack = LIBRARY.pack(layout.name.partition("/")[0])
    agencies = [LIBRARY.agency(name) for name in pack.agencies]
    return next(each.name for each in agencies if layout.name in {owed.name for owed in owed_by(pack, each)})


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_number_of_a_report_is_what_each_entry_by_itself_adds_up_to(layout: Layout, tally: Any) -> None:
    found = entries(agency_of(layout), 120)
    counted = count_report(layout, found, date(2024, 1, 1), date(2024, 12, 31), LIBRARY)
    for figure in layout.figures:
        for row, column, counting in figure.cells:
            cell = counted.cells[figure.id, row, column]
            verdicts = {entry.number: by_itself(counting, entry) for entry in found}
            assert cell.entries == tuple(number for number, verdict in verdicts.items() if verdict)
            assert cell.unsettled == tuple(number for number, verdict in verdicts.items() if verdict is None)
            tally("figures of reports counted twice")


def test_what_changes_in_the_law_changes_at_midnight_of_the_place() -> None:
    layout = next(each for each in LAYOUTS if each.name == "us-ny-nyc/9-131-f")
    first = entries("us-ny-nyc/doc", 1)[0].asked.case
    conditions = [each for figure in layout.figures for *_, counting in figure.cells for each in counting.when]
    cases = Cases(LIBRARY, conditions)
    change = next(day for day in cases._dates_of("us-ny-nyc") if day.year >= 2014)
    midnight = datetime(change.year, change.month, change.day, tzinfo=ZoneInfo("America/New_York"))

    def at(minutes: int) -> str:
        moment = (midnight + timedelta(minutes=minutes)).astimezone(UTC)
        return cases.likeness({**first, "at": moment.isoformat(timespec="seconds")})

    assert at(-1) == at(-60) != at(0)
    assert at(0) == at(1) == at(23 * 60)
