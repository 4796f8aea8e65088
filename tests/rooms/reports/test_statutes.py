"""A few entries written out, and what each law's report says of them, counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from comity.facts import Ask
from comity.law import LawLibrary
from comity.reports import Asked, Counted, Entry, count_report, layouts_of

LIBRARY = LawLibrary()
ZONE = ZoneInfo("UTC")
TRUE: dict[str, Any] = {"value": True}
FALSE: dict[str, Any] = {"value": False}
CAME = datetime(2025, 3, 5, 9, 30, tzinfo=UTC)


def _asked(agency: str, requester: str, ask: Ask, **facts: object) -> Asked:
    at = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    request = {"from": requester, "asks": [ask.value], "purpose": "civil_immigration", "received": at.isoformat()}
    case = {"at": at.isoformat(), "agency": agency, "request": request, "facts": facts}
    org = "immigration_authority" if requester in {"ice", "ice_ero", "cbp"} else "federal"
    return Asked("r", requester, org, "i200", (ask,), at, {ask: True}, ("§ 1",), case)


def _count(report: str, entries: list[Entry]) -> Counted:
    pack = report.partition("/")[0]
    layout = next(each for each in layouts_of(LIBRARY.pack(pack)) if each.name == report)
    return count_report(layout, entries, date(2025, 1, 1), date(2025, 12, 31), LIBRARY)


def _figures(counted: Counted) -> Mapping[str, Any]:
    value: Any = counted.value(ZONE, {}, 0)
    return {figure["id"]: figure for figure in value["figures"]}


def _row(figure: Any, says: str) -> list[int]:
    return next([cell["count"] for cell in row["cells"]] for row in figure["rows"] if row["says"] == says)


def _accesses(requester: str) -> list[Entry]:
    """Two holds, and once each other way in which access is given."""
    asked = {ask: _asked("us-ca/sheriff", requester, ask) for ask in Ask}
    return [
        Entry(1, date(2025, 3, 2), "hold_started", asked[Ask.HOLD]),
        Entry(2, date(2025, 12, 31), "hold_started", asked[Ask.HOLD]),
        Entry(3, date(2025, 3, 4), "transferred", asked[Ask.TRANSFER]),
        Entry(4, date(2025, 3, 5), "disclosed", asked[Ask.NOTIFY_RELEASE], "notify_release"),
        Entry(5, date(2025, 3, 6), "visited", asked[Ask.INTERVIEW], "interview", came=CAME),
        Entry(6, date(2025, 3, 5), "answered", asked[Ask.INTERVIEW], "interview", True),
        Entry(7, date(2025, 3, 8), "disclosed", asked[Ask.SHARE_PERSONAL_DATA], "share_personal_data"),
        Entry(8, date(2025, 3, 9), "visited", asked[Ask.FACILITY_ACCESS], "facility_access", came=CAME),
        Entry(9, date(2025, 3, 9), "disclosed", asked[Ask.SHARE_COURT_DATE], "share_court_date"),
        Entry(10, date(2026, 1, 1), "hold_started", asked[Ask.HOLD]),
    ]


def test_the_forum_is_told_the_day_and_the_means_of_every_access_that_ice_was_given() -> None:
    figures = _figures(_count("us-ca/truth-forum", _accesses("ice_ero")))
    days = {name: [row[:2] for row in each["list"]] for name, each in figures.items() if "list" in each}
    assert days == {
        "dates-hold": [["1", "2025-03-02"], ["2", "2025-12-31"]],
        "dates-transfer": [["3", "2025-03-04"]],
        "dates-notice": [["4", "2025-03-05"]],
        "dates-interview": [["5", "2025-03-05 09:30"]],
        "dates-data": [["7", "2025-03-08"]],
        "dates-other": [["8", "2025-03-05 09:30"]],
    }
    assert [row["cells"][0]["count"] for row in figures["access"]["rows"]] == [2, 1, 1, 1, 1, 1]


def test_the_forum_is_told_nothing_of_access_that_others_were_given() -> None:
    figures = _figures(_count("us-ca/truth-forum", _accesses("cbp")))
    assert not any(each["list"] for each in figures.values() if "list" in each)


def test_the_forum_has_as_many_days_as_accesses() -> None:
    figures = _figures(_count("us-ca/truth-forum", _accesses("ice")))
    lists = [each["list"] for name, each in figures.items() if name.startswith("dates-") and "list" in each]
    assert [len(each) for each in lists] == [row["cells"][0]["count"] for row in figures["access"]["rows"]]


def test_illinois_is_told_of_an_immigration_warrant_that_came_without_a_detainer() -> None:
    none = {"detainer": FALSE, "similar_federal_request": FALSE}
    warrant = _asked("us-il/sheriff", "ice_ero", Ask.TRANSFER, **none, administrative_warrant=TRUE)
    bare = _asked("us-il/sheriff", "dhs_other", Ask.ASSIST, **none, administrative_warrant=FALSE)
    days = date(2025, 3, 1)
    found = [Entry(1, days, "request_received", warrant), Entry(2, days, "request_received", bare)]
    figures = _figures(_count("us-il/805-25", found))
    assert (figures["help"]["count"], figures["detainers"]["count"]) == (2, 1)
    assert [row[0] for row in figures["each"]["list"]] == ["1"]
    assert [row[2:4] for row in figures["help-each"]["list"]] == [["ice_ero", "transfer"], ["dhs_other", "assist"]]


def test_new_york_is_told_what_was_done_for_each_agency_that_asked() -> None:
    ice, marshals = (_asked("us-ny-nyc/nypd", name, Ask.HOLD) for name in ("ice", "usms"))
    day = date(2025, 3, 2)
    found = [
        *(Entry(at, day, "request_received", ice) for at in (1, 2)),
        Entry(3, day, "answered", ice, "hold", True),
        Entry(4, day, "answered", ice, "hold", False),
        Entry(5, day, "hold_started", ice),
        Entry(6, day, "transferred", ice),
        Entry(10, day, "visited", ice, "interview", came=CAME),
        Entry(7, day, "request_received", marshals),
        Entry(8, day, "answered", marshals, "hold", False),
        Entry(9, day, "disclosed", marshals, "share_custody_status"),
    ]
    figures = _figures(_count("us-ny-nyc/10-178-d", found))

    def told(agency: str) -> tuple[list[int], list[int]]:
        return _row(figures["requests"], agency), _row(figures["actions-by-agency"], agency)

    assert told("United States Immigration and Customs Enforcement") == ([2, 1, 1], [1, 1, 0, 1])
    assert told("United States Marshals Service") == ([1, 0, 1], [0, 0, 1, 0])
    assert told("United States Customs and Border Protection") == ([0, 0, 0], [0, 0, 0, 0])


def test_chicago_is_told_of_federal_requests_for_help() -> None:
    found = [
        Entry(1, date(2025, 3, 2), "request_received", _asked("us-il-chicago/cpd", "ice", Ask.ASSIST)),
        Entry(2, date(2025, 3, 2), "request_received", _asked("us-il-chicago/cpd", "ice", Ask.HOLD)),
    ]
    assert [row[0] for row in _figures(_count("us-il-chicago/2-173-069", found))["help"]["list"]] == ["1"]
