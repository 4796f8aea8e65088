"""A report of more matters than a page reads at once is counted apart from it, and filed as it was shown."""

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.store.models import Report
from comity.web.pages.reporting import child, turn

Make = Callable[..., Any]
NEW = "/reports/new/us-ca/truth-forum/"


@pytest.fixture
def crowded(durable: Any, year: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """More people were asked about than a page reads at once; nothing is kept from another test."""
    monkeypatch.setattr(turn, "AT_ONCE", 1)
    _forget(settings)
    matter, request = year.asked("hold", "transfer")
    year.overridden(matter, request, "transfer")
    year.handed_over(matter, request)
    year.asked("hold")
    return year


def _forget(settings: Any) -> None:
    for path in (settings.COMITY_HOME.folder / "counts").glob("*"):
        path.unlink()


def _until_counted(client: Any, address: str) -> str:
    """The page once the report is counted; it looks again as a browser does."""
    answer = client.get(address)
    while address := answer.headers.get("Refresh", "").partition("url=")[2]:
        time.sleep(0.1)
        answer = client.get(address)
    return str(answer.content.decode())


def _shown(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def _filed(client: Any, page: str) -> Any:
    answer = client.post(NEW, {"shown": _shown(page)})
    assert answer.status_code == 302, answer.content.decode()
    return json.loads(Report.objects.get(pk=answer["Location"].split("/")[-2]).value)


def test_a_page_that_counts_many_says_so_and_looks_again_and_nothing_is_filed_meanwhile(
    crowded: Any, signed_in: Make
) -> None:
    client = signed_in("supervisor")
    first = client.get(NEW)
    assert "The report is being counted" in first.content.decode()
    assert first.headers["Refresh"].startswith("3;")
    assert "Refresh" not in client.get(f"{NEW}?still=1").headers
    assert "being counted" in client.post(NEW, {}).content.decode()
    assert "Count again" in _until_counted(client, NEW)
    assert not Report.objects.exists()


def test_what_is_filed_is_what_was_shown_and_what_a_page_counts_by_itself(
    crowded: Any, signed_in: Make, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("supervisor")
    page = _until_counted(client, NEW)
    apart = _filed(client, page)
    _forget(settings)
    monkeypatch.setattr(turn, "AT_ONCE", 100)
    at_once = client.get(NEW).content.decode()
    assert "Counted just now" in at_once
    assert _shown(at_once) == _shown(page)
    assert _filed(client, at_once) == apart


def test_what_has_come_since_is_told_and_counted_when_somebody_asks(crowded: Any, signed_in: Make) -> None:
    client = signed_in("supervisor")
    before = _until_counted(client, NEW)
    assert "come since" not in before
    crowded.asked("hold")
    page = client.get(NEW).content.decode()
    assert "have come since" in page
    assert _shown(page) == _shown(before)
    again = client.get(f"{NEW}?again=1")
    assert again.status_code == 302
    after = _until_counted(client, NEW)
    assert _shown(after) != _shown(before)
    assert client.post(NEW, {}).status_code == 422, "figures that nobody saw are not filed"
    refused = client.post(NEW, {"shown": _shown(before)})
    assert "The numbers are not those that you saw" in refused.content.decode()
    assert not Report.objects.exists()
    assert _shown(refused.content.decode()) == _shown(after)


def test_each_number_of_a_report_counted_apart_is_the_sum_of_entries_in_the_log(crowded: Any, signed_in: Make) -> None:
    supervisor = signed_in("supervisor")
    _filed(supervisor, _until_counted(supervisor, NEW))
    address = f"/reports/filed/{Report.objects.get().id}/entries/?figure=asked&row=0&column=0"
    page = _until_counted(signed_in("inspector"), address)
    assert "Every number is the sum of entries that stand in the log." in page
    listed = re.search(r'id="chosen".*?<p class="comity-code">([^<]*)</p>', page, re.DOTALL)
    assert listed
    assert len(listed[1].split(",")) == 2


def test_what_is_kept_of_a_count_is_sealed_and_a_damaged_one_is_counted_anew(
    crowded: Any, signed_in: Make, settings: Any
) -> None:
    client = signed_in("supervisor")
    page = _until_counted(client, NEW)
    (kept,) = Path(settings.COMITY_HOME.folder / "counts").glob("*.done")
    assert b"figures" not in kept.read_bytes()
    kept.write_bytes(b"x" * 100)
    assert _shown(_until_counted(client, NEW)) == _shown(page)


def test_a_count_that_ends_early_says_so_and_is_made_again_when_somebody_asks(
    crowded: Any, signed_in: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("supervisor")
    with monkeypatch.context() as broken:
        broken.setattr("comity.web.pages.reporting.child._COMMAND", ("/bin/false",))
        page = _until_counted(client, NEW)
    assert "The counting ended early" in page
    assert "is being counted" not in page
    again = client.get(f"{NEW}?again=1")["Location"]
    assert _shown(_until_counted(client, f"{NEW}{again}"))


def test_the_program_that_counts_ends_with_whoever_waits_for_it(crowded: Any) -> None:
    asked = json.dumps({"layout": "us-ca/truth-forum", "begins": "2025-01-01", "ends": "2025-12-31", "database": ""})
    ended = subprocess.run(child._COMMAND, input=f"{asked}\n".encode(), stdout=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert ended.stdout == b""
