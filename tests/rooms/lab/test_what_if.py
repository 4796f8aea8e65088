"""Past cases tried under another law: who would be answered otherwise, and which norm would do it."""

import csv
import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_law import DAY, DOMAINS, laws, reading
from shipped_law import LIBRARY

import comity_law
from comity.base import read_document
from comity.decide import Outcome, Verdict, decide, read_case
from comity.facts import Ask
from comity.lab import ReplayError, replay, sample, sample_facts
from comity.lab.what_if import COLUMNS, OtherLaw, Past, Told, as_csv, what_if
from comity.lab.what_if_table import what_if_table
from comity.law import LawLibrary

TEXT = """
at: 2017-03-15T09:40
agency: us-ny-nyc/nypd
request: {from: ice, asks: [share_court_date, hold], purpose: civil_immigration}
facts: {detainer: true, judicial_warrant: false, convictions: [], furthers_agency_mission: false}
"""


def past(text: str = TEXT, name: str = "one") -> Past:
    return Past(name, read_case(read_document(text.encode()), LIBRARY))


def test_the_court_date_of_march_2017_under_the_law_of_2018() -> None:
    found = what_if([past()], OtherLaw(LIBRARY, "us-ny-nyc", date(2018, 7, 2)))
    case = read_case(read_document(TEXT.replace("2017-03-15T09:40", "2018-07-02T09:40").encode()), LIBRARY)
    then = decide(case)[Ask.SHARE_COURT_DATE]
    [change] = [each for each in found.changed if each.ask is Ask.SHARE_COURT_DATE]
    assert change.before == Told(Outcome.SILENT, Verdict.ASK_LEGAL, "")
    assert (change.after.outcome, change.after.verdict) == (then.outcome, then.verdict)
    assert (found.cases, found.asks, found.cases_changed) == (1, 2, 1)


def test_an_answer_on_record_is_compared_as_it_was_given_and_not_as_it_would_be_given_again() -> None:
    given_then = {Ask.HOLD: Told(Outcome.PERMITTED, Verdict.MAY, "us-ny-nyc/old/x")}
    found = what_if([Past("one", past().case, given_then)], OtherLaw(LIBRARY, "us-ny-nyc"))
    [change] = found.changed
    assert change.ask is Ask.HOLD, "the other ask was not answered then, and is not counted"
    assert change.before == given_then[Ask.HOLD]


def test_the_same_law_on_the_same_days_changes_nothing(tally: Callable[..., None]) -> None:
    @settings(max_examples=15)
    @given(laws(), st.integers(0, 2**32))
    def same(law: object, seed: int) -> None:
        chance = random.Random(seed)
        with reading(law) as read:  # type: ignore[arg-type]
            cases = []
            for row in range(30):
                facts = {name: chance.choice(values) for name, values in DOMAINS.items() if chance.random() < 0.7}
                cases.append(Past(str(row), read.case("us-xx-city/city-police", facts, ["hold"], DAY)))
            found = what_if(cases, OtherLaw(read.library, "us-xx-city"))
        assert (found.asks_changed, found.changed, found.done_by) == (0, [], Counter())
        assert found.cases == 30
        tally("cases tried under another law", 30)

    same()


def test_a_draft_changes_the_cases_that_it_is_about_and_names_its_norm(tmp_path: Path) -> None:
    shutil.copytree(Path(next(iter(comity_law.__path__))) / "us-ny-nyc", tmp_path / "us-ny-nyc")
    draft = LawLibrary([tmp_path])
    rules = next(path for path in (tmp_path / "us-ny-nyc" / "rules").glob("*.yaml") if "source:" in path.read_text())
    norm = """
norms:
  - id: draft-court-date
    cite: (z)
    says: A draft of an invented rule.
    forbids: [share_court_date]
    when: detainer
    from: 2014-12-14
"""
    source = next(line for line in rules.read_text().splitlines() if line.startswith("source:"))
    (tmp_path / "us-ny-nyc" / "rules" / "draft.yaml").write_text(
        f"section: A draft\ntitle: A draft\nbinds: [all]\n{source}\n{norm.lstrip()}"
    )
    sorted_out = TEXT.replace("detainer: true", "detainer: false")
    found = what_if([past(), past(sorted_out, "two")], OtherLaw(draft, "us-ny-nyc"))
    assert [(each.name, each.ask, each.done_by) for each in found.changed] == [
        ("one", Ask.SHARE_COURT_DATE, "us-ny-nyc/draft/draft-court-date")
    ]
    assert found.changed[0].after.outcome is Outcome.FORBIDDEN


def test_a_day_that_the_other_law_does_not_cover_is_refused_with_the_case() -> None:
    with pytest.raises(ReplayError, match=r"one: 1901-01-01 is outside the days"):
        what_if([past()], OtherLaw(LIBRARY, "us-wa/county-jail", date(1901, 1, 1)))


def test_changes_as_csv_hold_no_formula() -> None:
    found = what_if([past(name="=1+1")], OtherLaw(LIBRARY, "us-ny-nyc", date(2018, 7, 2)))
    head, *rows = csv.reader(as_csv(found.changed).splitlines())
    assert tuple(head) == COLUMNS
    assert len(rows) == len(found.changed) > 0
    assert {row[0] for row in rows} == {"'=1+1"}


def test_a_table_moves_as_its_counts_say(tally: Callable[..., None]) -> None:
    path, row_map = sample("ice-detainers-fy2015")
    supposed, day = sample_facts("plain-detainer"), date(2026, 6, 15)
    laws_tried = OtherLaw(LIBRARY, "us-tx"), OtherLaw(LIBRARY, "us-il", day)
    found = what_if_table(path, row_map, *laws_tried, assume=supposed)
    texas = replay(path, row_map, "us-tx", LIBRARY, assume=supposed)
    illinois = replay(path, row_map, "us-il", LIBRARY, on=day, assume=supposed)
    before: Counter[tuple[Ask, Outcome]] = Counter()
    after: Counter[tuple[Ask, Outcome]] = Counter()
    for (ask, one, two), number in found.outcomes.items():
        before[ask, one] += number
        after[ask, two] += number
    assert (before, after) == (texas.outcomes, illinois.outcomes)
    assert (found.cases, found.asks) == (57_149, 113_936)
    moved = sum(number for (_, one, two), number in found.verdicts.items() if one is not two)
    assert found.asks_changed >= moved > 0
    assert sum(found.done_by.values()) == found.asks_changed
    tally("rows tried under another law", found.cases)


def test_a_table_and_its_rows_as_cases_say_the_same(tmp_path: Path) -> None:
    from comity.lab.bulk import TableReader
    from comity.lab.rows import tables

    path, row_map = sample("ice-detainers-fy2015")
    [table] = list(tables(path, row_map))[:1]
    reader = TableReader(row_map, "us-tx/county-jail", LIBRARY)
    some = [Past(str(row), reader.case(table, row)) for row in range(0, 57_000, 500)]
    found = what_if(some, OtherLaw(LIBRARY, "us-wa/county-jail"))
    whole = what_if_table(path, row_map, OtherLaw(LIBRARY, "us-tx"), OtherLaw(LIBRARY, "us-wa"))
    assert set(found.outcomes) <= set(whole.outcomes)
    assert {(each.name, each.ask): each for each in whole.changed}.items() >= {
        (each.name, each.ask): each for each in found.changed if int(each.name) < 2_000
    }.items()
