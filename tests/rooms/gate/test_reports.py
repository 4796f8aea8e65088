"""Reports are drafted, signed and published by people; what is published is never changed, only corrected beside it."""

from datetime import date
from typing import Any

import pytest

from comity.gate import AlreadyDoneError, CommandError, NotAllowedError, NotFoundError, NotNowError, fold
from comity.gate.commands import FileReport
from contract.desk import DESK, LEGAL, SUPERVISOR, Desk
from contract.memory import MemoryRecords

DAYS: dict[str, Any] = {"layout": "us-ca/7284-6-c2", "begins": date(2025, 1, 1), "ends": date(2025, 12, 31)}


def _draft(desk: Desk, value: object = None, **more: Any) -> Any:
    done = desk.do(FileReport("draft", **DAYS, value={"1": 3} if value is None else value, **more), LEGAL)
    return list(done.matter.reports.values())[-1]


def _step(desk: Desk, report: Any, stage: str, by: Any = SUPERVISOR) -> Any:
    return desk.do(FileReport(stage, report=report.id, digest=report.digest), by).matter.reports[report.id]


def test_a_report_is_drafted_signed_and_published_each_step_sealed(desk: Desk, records: MemoryRecords) -> None:
    report = _draft(desk)
    _step(desk, report, "sign")
    published = _step(desk, report, "publish", LEGAL)
    assert (published.signed_by, published.signed_as, published.published_by) == (
        SUPERVISOR.name,
        "supervisor",
        LEGAL.name,
    )
    codes = [leaf.fields() for leaf in records.leaves[-3:]]
    assert [each["decision"] for each in codes] == ["report/drafted", "report/signed", "report/published"]
    assert {(each["kind"], each["basis"]) for each in codes} == {("setup", "us-ca/7284-6-c2")}
    office = records.office()
    assert fold(office, records.history(office)).reports[report.id] == published


def test_nothing_is_published_that_nobody_has_signed(desk: Desk) -> None:
    with pytest.raises(NotNowError, match="nobody has signed"):
        _step(desk, _draft(desk), "publish")


@pytest.mark.parametrize("stage", ["sign", "publish"])
def test_whoever_signs_or_publishes_has_seen_these_very_figures(desk: Desk, stage: str) -> None:
    report, other = _draft(desk), _draft(desk, {"1": 4})
    with pytest.raises(CommandError, match="not the figures"):
        desk.do(FileReport(stage, report=report.id, digest=other.digest), SUPERVISOR)


@pytest.mark.parametrize("stage", ["sign", "publish"])
def test_no_step_is_taken_twice(desk: Desk, stage: str) -> None:
    report = _draft(desk)
    for each in ("sign", "publish"):
        _step(desk, report, each)
    with pytest.raises(AlreadyDoneError):
        _step(desk, report, stage)


def test_a_correction_stands_beside_what_it_corrects(desk: Desk) -> None:
    first = _draft(desk)
    _step(desk, first, "sign")
    before = _step(desk, first, "publish")
    second = _draft(desk, {"1": 4}, corrects=first.id, why="One was left out.")
    _step(desk, second, "sign")
    after = _step(desk, second, "publish")
    reports = desk.records.matters([desk.records.office()])[desk.records.office()].reports
    assert reports[first.id] == before
    assert reports[second.id] == after
    with pytest.raises(AlreadyDoneError, match="has been corrected"):
        _draft(desk, {"1": 5}, corrects=first.id, why="Another one.")


def test_only_what_is_published_is_corrected_and_with_a_reason(desk: Desk) -> None:
    first = _draft(desk)
    with pytest.raises(NotNowError, match="not published"):
        _draft(desk, corrects=first.id, why="It was wrong.")
    for stage in ("sign", "publish"):
        _step(desk, first, stage)
    with pytest.raises(CommandError, match="why the report"):
        _draft(desk, corrects=first.id)
    with pytest.raises(NotFoundError):
        _draft(desk, corrects="none", why="It was wrong.")


def test_no_report_is_drafted_about_days_that_are_not_over(desk: Desk) -> None:
    with pytest.raises(NotNowError, match="not over"):
        desk.do(
            FileReport("draft", layout="us-ca/x", begins=date(2026, 1, 1), ends=date(2026, 12, 31), value={}), LEGAL
        )


def test_a_broken_number_is_not_sealed(desk: Desk) -> None:
    with pytest.raises(CommandError, match="cannot be sealed"):
        _draft(desk, {"1": 0.5})


def test_a_word_that_is_no_step_is_refused(desk: Desk) -> None:
    with pytest.raises(CommandError, match="no step"):
        desk.do(FileReport("erase"), LEGAL)


def test_the_desk_files_no_report(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.do(FileReport("draft", **DAYS, value={}), DESK)
