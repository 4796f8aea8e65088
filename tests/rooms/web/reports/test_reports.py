"""A report is one press: counted from sealed entries, signed, published, corrected beside itself, held to the log."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from comity.gate import Role
from comity.store.models import Report

TRANSFERS = "us-ca/7284-6-c2"
FORUM = "us-ca/truth-forum"
Make = Callable[..., Any]


@pytest.fixture
def two_handed_over(year: Any) -> Any:
    """Three detainers in the year before: two persons were handed over, and one was not."""
    for _ in range(2):
        matter, request = year.asked("hold", "transfer")
        year.overridden(matter, request, "transfer")
        year.handed_over(matter, request)
        year.at(days=30)
    year.asked("hold")
    return year


def _value(report: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(Report.objects.get(pk=report).value)
    return value


def _figure(report: str, name: str) -> Any:
    return next(each for each in _value(report)["figures"] if each["id"] == name)


def test_the_numbers_are_those_that_a_hand_count_gives(two_handed_over: Any, file: Make) -> None:
    report = file(TRANSFERS)
    assert _figure(report, "1")["count"] == 2
    assert [row[1] for row in _figure(report, "1-ground")["list"]] == ["2025-03", "2025-04"]
    forum = file(FORUM)
    rows = {row["says"]: [cell["count"] for cell in row["cells"]] for row in _figure(forum, "asked")["rows"]}
    assert rows["hold the person"] == [3, 0, 0]
    assert rows["hand the person over"] == [2, 2, 0]
    ways = {row["says"]: row["cells"][0]["count"] for row in _figure(forum, "access")["rows"]}
    assert ways.pop("by transfer") == 2
    assert ways == dict.fromkeys(
        ("by hold", "by notice of release", "by interview", "by personal data", "by another way"), 0
    )
    assert [row[1][:7] for row in _figure(forum, "dates-transfer")["list"]] == ["2025-03", "2025-04"]


def test_what_is_not_recorded_is_an_empty_place_with_its_reason_and_never_a_number(
    two_handed_over: Any, file: Make, signed_in: Make
) -> None:
    report = file(TRANSFERS)
    fill = _figure(report, "1-offence")
    assert fill.keys() == {"id", "says", "fill"}
    assert fill["fill"]["text"] == ""
    page = signed_in("legal").get(f"/reports/filed/{report}/").content.decode()
    assert "To be filled in by whoever reads the answers." in page


def test_what_people_fill_in_is_sealed_with_the_numbers(two_handed_over: Any, file: Make) -> None:
    report = file(TRANSFERS, **{"fill-1-offence": "Two robberies."})
    assert _figure(report, "1-offence")["fill"]["text"] == "Two robberies."


def test_a_draft_is_signed_and_published_and_only_then_for_everybody(
    two_handed_over: Any, file: Make, signed_in: Make, client: Any
) -> None:
    report = file(FORUM)
    assert client.get(f"/public/reports/{report}/").status_code == 404
    digest = Report.objects.get(pk=report).digest
    for role, stage, status in (("legal", "sign", 404), ("supervisor", "publish", 200)):
        signed_in(role).post(f"/reports/filed/{report}/step/", {"stage": stage, "digest": digest})
        assert client.get(f"/public/reports/{report}/").status_code == status
    row = Report.objects.get(pk=report)
    assert (row.signed_by, row.signed_as, row.published_by) == ("legal-1", "legal", "supervisor-1")
    assert "Community forum" in client.get("/public/").content.decode()


def test_a_report_that_goes_to_an_authority_is_not_posted(two_handed_over: Any, file: Make, client: Any) -> None:
    report = file(TRANSFERS, "sign", "publish")
    for page in ("", "report.csv", "report.pdf"):
        assert client.get(f"/public/reports/{report}/{page}").status_code == 404


def test_a_correction_leaves_the_first_report_as_it_was_and_both_are_shown(
    two_handed_over: Any, file: Make, client: Any
) -> None:
    first = file(FORUM, "sign", "publish")
    before = client.get(f"/public/reports/{first}/report.csv").content
    second = file(FORUM, "sign", "publish", corrects=first)
    assert client.get(f"/public/reports/{first}/report.csv").content == before
    page = client.get(f"/public/reports/{first}/").content.decode()
    assert "A later report corrects this one" in page
    assert f"/public/reports/{second}/" in page
    assert "One was left out." in client.get(f"/public/reports/{second}/").content.decode()


def test_a_correction_says_why(two_handed_over: Any, file: Make, signed_in: Make) -> None:
    first = file(FORUM, "sign", "publish")
    answer = signed_in("legal").post(f"/reports/new/{FORUM}/?corrects={first}", {"why": " "})
    assert answer.status_code == 422
    assert "Say what was wrong" in answer.content.decode()


def test_each_number_is_the_sum_of_entries_that_stand_in_the_log(
    durable: None, two_handed_over: Any, file: Make, signed_in: Make
) -> None:
    report = file(TRANSFERS, "sign")
    page = signed_in("inspector").get(f"/reports/filed/{report}/entries/?figure=1&row=0&column=0").content.decode()
    assert "Every number is the sum of entries that stand in the log." in page
    listed = re.search(r'id="chosen".*?<p class="comity-code">([^<]*)</p>', page, re.DOTALL)
    assert listed
    log = two_handed_over.desk.records.record.log.store
    leaves = [json.loads(log.leaves(int(each), int(each) + 1)[0]) for each in listed[1].split(",")]
    assert [leaf["decision"] for leaf in leaves] == ["transfer/with_ground"] * 2
    assert [leaf["org"] for leaf in leaves] == ["immigration_authority"] * 2


@pytest.mark.usefixtures("sessions_rest")
def test_what_is_public_is_asked_once_however_many_numbers_there_are(
    two_handed_over: Any, file: Make, signed_in: Make, django_assert_max_num_queries: Make
) -> None:
    report, client = file(FORUM), signed_in("inspector")
    client.get(f"/reports/filed/{report}/entries/")
    with django_assert_max_num_queries(12):
        page = client.get(f"/reports/filed/{report}/entries/").content.decode()
    assert page.count("<tr>") > 12


def test_a_number_that_is_not_what_is_counted_now_is_shown_as_such(
    durable: None, two_handed_over: Any, file: Make, signed_in: Make
) -> None:
    report = file(TRANSFERS)
    year = two_handed_over
    matter, request = year.asked("transfer")  # found out later, about the same year
    year.overridden(matter, request, "transfer")
    year.handed_over(matter, request)
    page = signed_in("inspector").get(f"/reports/filed/{report}/entries/").content.decode()
    assert "Some numbers are not what is counted now" in page
    assert _figure(report, "1")["count"] == 2


@pytest.mark.parametrize("how", ["erased", "sealed"])
def test_a_filed_report_keeps_its_counts_when_a_record_is_erased_or_sealed_and_names_nobody(
    durable: None, two_handed_over: Any, file: Make, signed_in: Make, *, client: Any, how: str
) -> None:
    from comity.gate import commands
    from comity.gate.sealing.commands import OrderSealing, SettleSealing
    from comity.store.models import Matter

    year = two_handed_over
    reports = {name: file(name, "sign", "publish") for name in (TRANSFERS, FORUM)}
    before = {name: _value(report) for name, report in reports.items()}
    row = Matter.objects.filter(transferred_at__isnull=False).first()
    if how == "erased":
        year.do(commands.OrderErasure(row.handle, "order 7"), "legal")
        year.do(commands.ApproveErasure(row.handle), "supervisor")
    else:
        year.do(OrderSealing(row.handle, "order 8", "Superior Court", "ab" * 32), "legal")
        year.do(SettleSealing(row.handle, agreed=True), "supervisor")
    assert {name: _value(report) for name, report in reports.items()} == before
    pages = [client.get(f"/public/reports/{reports[FORUM]}/").content.decode()]
    inspector = signed_in("inspector")
    for report in reports.values():
        shown = inspector.get(f"/reports/filed/{report}/entries/")
        assert "can no longer be read" in shown.content.decode()
        pages += [shown.content.decode(), inspector.get(f"/reports/filed/{report}/report.csv").content.decode()]
    for page in pages:
        assert row.name not in page
        assert row.handle not in page
    again = file(TRANSFERS)  # what can still be read is counted; the log has the others
    assert _figure(again, "1")["count"] == 1


def test_nobody_is_named_in_a_report(two_handed_over: Any, file: Make, signed_in: Make) -> None:
    for name in (TRANSFERS, FORUM):
        report = file(name)
        client = signed_in("legal")
        texts = [Report.objects.get(pk=report).value]
        texts += [client.get(f"/reports/filed/{report}/{page}").content.decode() for page in ("", "report.csv")]
        assert not [text for text in texts if "Invented" in text or re.search(r"\bB-\d", text)]


def test_the_csv_has_a_line_for_every_number(two_handed_over: Any, file: Make, signed_in: Make) -> None:
    report = file(TRANSFERS)
    lines = list(
        csv.DictReader(io.StringIO(signed_in("legal").get(f"/reports/filed/{report}/report.csv").content.decode()))
    )
    assert [line["value"] for line in lines if line["figure"] == "1"] == ["2"]
    assert [line["value"] for line in lines if line["figure"] == "1-offence"] == [
        "to be filled in by whoever reads the answers"
    ]


def test_what_somebody_fills_in_is_no_formula_in_a_spreadsheet(
    two_handed_over: Any, file: Make, signed_in: Make
) -> None:
    report = file(TRANSFERS, **{"fill-1-offence": "=HYPERLINK(1)"})
    assert "'=HYPERLINK(1)" in signed_in("legal").get(f"/reports/filed/{report}/report.csv").content.decode()


def test_the_paper_is_tagged_and_says_where_the_report_stands(
    two_handed_over: Any, file: Make, signed_in: Make, tally: Any
) -> None:
    report = file(FORUM)
    client = signed_in("legal")
    for stage, word in (("", "Draft. Nobody has signed this."), ("sign", "Signed, not published.")):
        if stage:
            row = Report.objects.get(pk=report)
            client.post(f"/reports/filed/{report}/step/", {"stage": stage, "digest": row.digest})
        sheet = pypdf.PdfReader(io.BytesIO(client.get(f"/reports/filed/{report}/report.pdf").content))
        text = " ".join(page.extract_text() for page in sheet.pages)
        assert word in " ".join(text.split())
        assert sheet.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert sheet.trailer["/Root"]["/Lang"] == "en-US"
        tally("reports set on paper")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)])
def test_nobody_but_a_supervisor_or_legal_files_a_report(year: Any, signed_in: Make, role: Role) -> None:
    assert signed_in(role).post(f"/reports/new/{FORUM}/", {}).status_code == 403
    assert not Report.objects.exists()


def test_a_report_that_this_office_does_not_owe_is_not_here(year: Any, signed_in: Make) -> None:
    assert signed_in("legal").get("/reports/new/us-ny-nyc/9-131-f/").status_code == 404


def test_a_report_without_anything_to_report_says_zero_and_is_signed_all_the_same(year: Any, file: Make) -> None:
    report = file(TRANSFERS, "sign")
    assert _figure(report, "1") == {"id": "1", "says": _figure(report, "1")["says"], "count": 0, "unsettled": 0}
