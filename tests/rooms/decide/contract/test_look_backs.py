"""Look-backs, lists and clocks, each worked out by hand beforehand."""

from pathlib import Path
from typing import Any

import pytest
from small_packs import VOCABULARY, definition, head, norm, section, write_pack

from comity.base import read_document
from comity.decide import decide, read_case
from comity.facts import Ask
from comity.law import LawLibrary

LISTED = "offence,title,from,to,cite,note\nXX 1(2),A title,2010-01-01,2020-06-15,§ 1,\nXX 5,A title,2010-01-01,,§ 1,\n"


def holds(folder: Path, text: str, facts: str, at: str = "2020-06-15T12:00") -> bool | None:
    """Whether a definition holds in a case, as seen through a norm that forbids if it does."""
    terms, norms = [definition("term", text)], [norm("ban", "forbids", ["hold"], when="term")]
    files: dict[str, str | bytes] = {"lists/bad.csv": LISTED, "lists/open.csv": "# open\n" + LISTED}
    write_pack(folder, head("us"), {"one": section(norms=norms, definitions=terms)}, files=files)
    library = LawLibrary([folder], vocabulary=VOCABULARY, builtin=False)
    assert library.pack("us").faults == ()
    document = f"at: {at}\nagency: us/city-police\nrequest: {{asks: [hold]}}\nfacts: {facts}\n"
    outcome = decide(read_case(read_document(document.encode()), library), VOCABULARY)[Ask.HOLD].outcome.value
    return {"forbidden": True, "silent": False, "open": None}[outcome]


@pytest.mark.parametrize(
    ("offence", "expected"),
    [
        ("XX 1(2)", True),
        ("XX 1(2)(a)", True),  # a row covers its subdivisions
        ("XX 1", None),  # the section alone may or may not be that subdivision
        ("XX 1(3)", False),
        ("XX 1(22)", False),
        ("XX 12", False),
        ("XX", False),
        ("XX 5", True),
        ("XX 5(1)(b)", True),
        ("XX 55", False),
    ],
)
def test_an_offence_is_listed_by_its_section_and_subdivision(
    offence: str, expected: bool | None, tmp_path: Path
) -> None:
    facts = f'{{convictions: [{{offence: "{offence}"}}]}}'
    assert holds(tmp_path, 'convictions.exists(c, listed("bad", c.offence))', facts) is expected
    # What the law calls not exhaustive may hold it all the same.
    on_open = holds(tmp_path, 'convictions.exists(c, listed("open", c.offence))', facts)
    assert on_open is (expected or None)


@pytest.mark.parametrize(
    ("at", "expected"), [("2009-12-31", False), ("2010-01-01", True), ("2020-06-15", True), ("2020-06-16", False)]
)
def test_a_row_of_a_list_counts_on_the_days_of_the_case_that_it_names(at: str, expected: bool, tmp_path: Path) -> None:
    facts = '{convictions: [{offence: "XX 1(2)"}]}'
    assert holds(tmp_path, 'convictions.exists(c, listed("bad", c.offence))', facts, at=f"{at}T12:00") is expected


@pytest.mark.parametrize(
    ("facts", "some", "every"),
    [
        ("{}", None, None),
        ("{convictions: []}", False, True),
        ("{convictions: [{judgment: true}]}", True, True),
        ("{convictions: [{judgment: false}]}", False, False),
        ("{convictions: [{}]}", None, None),
        ("{convictions: [{judgment: unknown}]}", None, None),
        ("{convictions: [{judgment: true}, {}]}", True, None),
        ("{convictions: [{judgment: false}, {}]}", None, False),
        ("{convictions: {known: [], complete: false}}", None, None),
        ("{convictions: {known: [{judgment: true}], complete: false}}", True, None),
        ("{convictions: {known: [{judgment: false}], complete: false}}", None, False),
        ("{convictions: {known: [{judgment: false}], complete: true}}", False, False),
        ("{convictions: unknown}", None, None),
        ("{convictions: {disputed: [[{judgment: true}], []]}}", None, None),
    ],
)
def test_a_list_known_in_part_settles_only_what_the_part_settles(
    facts: str, some: bool | None, every: bool | None, tmp_path: Path
) -> None:
    assert holds(tmp_path, "convictions.exists(c, c.judgment)", facts) is some
    assert holds(tmp_path, "convictions.all(c, c.judgment)", facts) is every


FIVE_YEARS = "convictions.exists(c, years_after(c.date, 5, c.days_incarcerated) > arrest_date)"


@pytest.mark.parametrize(
    ("convicted", "days", "arrested", "expected"),
    [
        ("2010-06-15", 0, "2015-06-14", True),
        ("2010-06-15", 0, "2015-06-15", False),
        ("2010-06-15", 30, "2015-07-14", True),  # time in prison does not count
        ("2010-06-15", 30, "2015-07-15", False),
        ("2012-02-29", 0, "2017-02-27", True),  # 29 February becomes 28 February
        ("2012-02-29", 0, "2017-02-28", False),
        ("2015-02-28", 0, "2020-02-28", False),
        ("2015-03-01", 0, "2020-02-29", True),
        ("2010-06-15", 4000, "2020-06-15", True),
    ],
)
def test_a_look_back_ends_on_its_day_with_time_in_prison_added(
    convicted: str, days: int, arrested: str, expected: bool, tmp_path: Path
) -> None:
    record = f"{{date: {convicted}, days_incarcerated: {days}}}"
    assert holds(tmp_path, FIVE_YEARS, f"{{convictions: [{record}], arrest_date: {arrested}}}") is expected
    assert holds(tmp_path, FIVE_YEARS, f"{{convictions: [{record}]}}") is None
    assert holds(tmp_path, FIVE_YEARS, f"{{convictions: [{{date: {convicted}}}], arrest_date: {arrested}}}") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("years_after(arrest_date, 4) == date_of(release_due)", True),  # from one leap day to the next
        ("days_after(arrest_date, 1461) == date_of(release_due)", True),
        ("years_after(arrest_date, 4, 1) == date_of(release_due)", False),
        ("days_after(arrest_date, 1460) < date_of(release_due)", True),
    ],
)
def test_leap_days_are_days(text: str, expected: bool, tmp_path: Path) -> None:
    assert holds(tmp_path, text, "{arrest_date: 2016-02-29, release_due: 2020-02-29T10:00}") is expected


@pytest.mark.parametrize(
    ("received", "due", "text", "expected"),
    [
        # One moment is one moment, on whatever clock it was written.
        ("2020-06-15T08:00", "2020-06-15T12:00Z", "received_at == release_due", True),
        ("2020-06-15T08:00-04:00", "2020-06-15T12:00Z", "received_at < release_due", False),
        ("2020-06-15T08:00", "2020-06-15T11:59Z", "received_at > release_due", True),
        # The day is the day of the place.
        ("2020-06-15T03:30Z", "2020-06-14T23:00", "date_of(received_at) == date_of(release_due)", True),
        ("2020-06-15T04:00Z", "2020-06-14T23:00", "date_of(received_at) == date_of(release_due)", False),
        # An hour is an hour, though the clock be put forward or back in the night.
        ("2020-03-07T12:00", "2020-03-08T12:59", "hours_after(received_at, 24) > release_due", True),
        ("2020-03-07T12:00", "2020-03-08T13:00", "hours_after(received_at, 24) == release_due", True),
        ("2020-10-31T12:00", "2020-11-01T11:00", "hours_after(received_at, 24) == release_due", True),
        ("2020-06-14T12:00", "2020-06-15T12:00", "hours_after(received_at, 24) == release_due", True),
    ],
)
def test_moments_compare_as_they_happened(received: str, due: str, text: str, expected: bool, tmp_path: Path) -> None:
    assert holds(tmp_path, text, f"{{received_at: {received}, release_due: {due}}}") is expected


@pytest.mark.parametrize("given", ["{}", "{received_at: 2020-06-15T08:00}", "{release_due: 2020-06-15T08:00Z}"])
def test_an_unknown_moment_settles_nothing(given: str, tmp_path: Path) -> None:
    assert holds(tmp_path, "received_at < release_due || received_at >= release_due", given) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_at": "0001-01-01T00:00Z"}, {"received_at": "3000-01-01T00:00"}, {"arrest_date": "1700-01-01"},
        {"arrest_date": "2020-06-15T12:00"}, {"received_at": "2020-06-15"}, {"number": 5}, {"number": -1},
    ],
)  # fmt: skip
def test_a_fact_beyond_any_life_or_list_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    from comity.decide import CaseError

    facts = "{" + ", ".join(f"{name}: {value}" for name, value in wrong.items()) + "}"
    with pytest.raises(CaseError):
        holds(tmp_path, "p", facts)
