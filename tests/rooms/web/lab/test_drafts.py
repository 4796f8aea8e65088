"""A draft is written, checked, tried and ordered in the pages; what it would say of the past is what decides later."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import commands
from comity.law import LawLibrary
from contract.county import COUNTY, NAME, RULE, answer_at_hand, changed
from desk_for_tests import signed_in

__all__ = ["signed_in"]

Make = Callable[..., Any]
BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ORDER = {"day": "2026-12-01", "why": "The board of supervisors, 17 November 2026."}


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab answers in this process: that a child answers alike is shown once, and starting one takes its time."""
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "answered", answer_at_hand)


@pytest.fixture
def turned(desk: Any, settings: Any) -> Iterator[Any]:
    """The desk's clock, which the test turns."""
    now = SimpleNamespace(now=datetime(2026, 11, 17, 18, tzinfo=UTC))
    settings.COMITY_CLOCK = lambda: now.now
    return now


@pytest.fixture
def legal(signed_in: Make, turned: Any) -> Any:
    return signed_in("legal", name="l.clause")


def begin(client: Any, files: Any = COUNTY) -> str:
    """A draft from a file; its address."""
    file = io.BytesIO(files.archive())
    file.name = "county.zip"
    answer = client.post("/lab/drafts/", {"start": "archive", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text_of(client: Any, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def ordered(client: Any, draft: str) -> str:
    """An order of a draft; its address."""
    from comity.store.models import LawDraft

    files = LawDraft.objects.get(id=draft.split("/")[-2]).files
    answer = client.post(f"{draft}order/", {**ORDER, "files": files})
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^<]*", answer.content.decode())
    return str(answer["Location"])


@pytest.mark.usefixtures("at_hand")
def test_a_draft_is_checked_compared_proven_and_tried_before_anybody_adopts_it(
    scene: Any, legal: Any, turned: Any
) -> None:
    scene.receive(scene.open(), "share_court_date")
    draft = begin(legal)
    text = text_of(legal, draft)
    assert "It is well written, and gives what its 1 example says." in text
    assert "Order that it becomes law" in text
    text = text_of(legal, f"{draft}?show=differences")
    assert "would be answered otherwise than today" in text
    assert "Nobody is told a court date for a civil immigration purpose." in text
    assert "This pack ships none." in text_of(legal, f"{draft}?show=proofs")
    text = text_of(legal, f"{draft}?show=what-if")
    assert "The one ask would be told otherwise" in text or "1 of 1 asks would be told otherwise" in text
    assert "Inventada" not in text


@pytest.mark.usefixtures("at_hand")
def test_what_if_with_a_draft_says_what_is_decided_once_it_is_law(
    scene: Any, legal: Any, signed_in: Make, turned: Any
) -> None:
    from comity.lab.what_if_written import what_if_read
    from comity.web.pages.lab.drafts.opened import OpenedFiles
    from comity.web.pages.lab.what_if import try_past

    handle = scene.open()
    asks = [ask.value for ask in Ask]
    request = scene.receive(handle, *asks)
    before = scene.state(handle).requests[request].decided
    draft = begin(legal)
    order = ordered(legal, draft)
    found, _undecided = try_past("us-ca", date(2026, 11, 18), **OpenedFiles(COUNTY.digest).placed)
    told = {each.ask: each.after for each in what_if_read(found.document).changed}
    assert told
    signed_in("legal", name="m.clause").post(order, {"settle": "agree"})
    turned.now = BEGINS
    scene.do(commands.Decide(handle, request))
    for ask, decided in scene.state(handle).requests[request].decided.items():
        expected = told.get(ask)
        assert decided.verdict == (expected.verdict.value if expected else before[ask].verdict), ask
        assert decided.outcome == (expected.outcome.value if expected else before[ask].outcome), ask


@pytest.mark.usefixtures("at_hand")
def test_two_persons_make_it_law_and_everybody_is_told(
    legal: Any, signed_in: Make, page: Make, turned: Any, scene: Any
) -> None:
    from django.test import Client

    client = Client()
    handle = scene.open()
    request = scene.receive(handle, "share_court_date")
    order = ordered(legal, begin(legal))
    assert "waits for a second person" in text_of(legal, order)
    assert "It needs a second person of legal" in text_of(legal, order)
    assert "I have read it: agree" not in text_of(legal, order)
    public = order.replace("/lab/", "/public/")
    assert client.get(public).status_code == 404
    answer = legal.post(order, {"settle": "agree"}, follow=True).content.decode()
    assert "Whoever ordered it cannot also agree to it" in answer
    spanish = legal.post(order, {"settle": "agree"}, follow=True, headers={"accept-language": "es"}).text
    assert "Quien la ordenó no puede además aceptarla" in spanish
    other = signed_in("legal", name="m.clause")
    assert "I have read it: agree" in text_of(other, order)
    assert other.post(order, {"settle": "agree"}).status_code == 302
    assert "will be law" in text_of(client, public)
    assert "Nobody is told a court date for a civil immigration purpose." in text_of(client, public)
    for role, url in (("desk", "/today/"), ("supervisor", "/today/"), ("legal", "/lab/"), ("policy", "/lab/")):
        assert public in page(url, role), url
    assert public in text_of(client, "/public/")
    turned.now = BEGINS
    assert "is law" in text_of(client, public)
    assert f"/public/law/{NAME}/" in text_of(client, "/public/")
    scene.do(commands.Decide(handle, request))
    assert scene.state(handle).requests[request].decided[Ask.SHARE_COURT_DATE].ref == RULE
    assert client.get(f"{public}files.zip").content == COUNTY.archive()


@pytest.mark.usefixtures("at_hand")
def test_an_order_is_taken_back_with_a_reason(legal: Any, turned: Any) -> None:
    order = ordered(legal, begin(legal))
    assert legal.post(order, {"settle": "back", "why": ""}).status_code == 422
    assert legal.post(order, {"settle": "back", "why": "The board put it off."}).status_code == 302
    text = text_of(legal, order)
    assert "The board put it off." in text
    assert "Take the order back" not in text


def test_a_child_checks_a_draft_as_this_process_does(tmp_path: Path) -> None:
    from comity.lab.bounded import Bounds, answered
    from comity.web.pages.lab.running import CHECKS

    wrong = changed("rules/policy-7.yaml", "purpose ==", "porpoise ==")
    asked = {"kind": "check", "root": str(wrong.lay_out(tmp_path)), "agency": "us-ca/county-jail", "day": "2026-12-01"}
    found = answered(asked, (), Bounds(seconds=120, waiting=600), by=CHECKS)
    assert found == import_module(CHECKS).answer(asked, LawLibrary())
    assert "porpoise" in json.dumps(found)


@pytest.mark.usefixtures("at_hand")
def test_what_is_wrong_is_told_at_its_line_and_mended_in_the_page(legal: Any, turned: Any) -> None:
    wrong = changed("rules/policy-7.yaml", "purpose ==", "porpoise ==")
    draft = begin(legal, wrong)
    text = text_of(legal, draft)
    assert "us-ca-harbor/rules/policy-7.yaml:" in text
    assert "Order that it becomes law" not in text
    url = f"{draft}file/?path=rules/policy-7.yaml"
    assert re.search(r"Line \d+:", text_of(legal, url))
    mended = {"path": "rules/policy-7.yaml", "text": COUNTY.texts["rules/policy-7.yaml"]}
    assert legal.post(url, {**mended, "seen": "stale"}).status_code == 422
    assert legal.post(url, {**mended, "seen": wrong.digest}).status_code == 302
    assert "Line" not in text_of(legal, url)
    assert "Order that it becomes law" in text_of(legal, draft)


@pytest.mark.usefixtures("at_hand")
def test_a_new_layer_begins_with_a_rule_that_is_sound(legal: Any, turned: Any) -> None:
    answer = legal.post("/lab/drafts/", {"start": "new", "name": "us-ca-cove"})
    assert answer.status_code == 302
    assert "It is well written" in text_of(legal, answer["Location"])
    archive = legal.get(f"{answer['Location']}files.zip")
    assert archive.content.startswith(b"PK")
    assert legal.post(answer["Location"]).status_code == 302
    assert legal.get(answer["Location"]).status_code == 404


@pytest.mark.usefixtures("at_hand")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"start": "new"}, "Give the new layer a name"),
        ({"start": "new", "name": "Harbor County"}, "lower case"),
        ({"start": "archive"}, "Choose the file"),
        ({"start": "in_force"}, "no layer of its own"),
        ({}, "Choose what the draft begins with"),
    ],
)
def test_a_draft_that_cannot_begin_is_refused_beside_its_form(legal: Any, given: Any, said: str) -> None:
    answer = legal.post("/lab/drafts/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.usefixtures("at_hand")
def test_the_next_draft_begins_with_the_layer_in_force(legal: Any, signed_in: Make, turned: Any) -> None:
    order = ordered(legal, begin(legal))
    signed_in("legal", name="m.clause").post(order, {"settle": "agree"})
    turned.now = BEGINS + timedelta(days=1)
    again = signed_in("legal", name="l.clause")
    answer = again.post("/lab/drafts/", {"start": "in_force"})
    assert "this is the law in force, word for word" in text_of(again, answer["Location"])


@pytest.mark.usefixtures("at_hand")
def test_the_law_of_its_day_is_refused_for_a_day_that_has_begun(legal: Any, turned: Any) -> None:
    draft = begin(legal)
    answer = legal.post(f"{draft}order/", {"day": date(2026, 11, 17), "why": "x", "files": COUNTY.digest})
    assert answer.status_code == 422
    assert "has begun, or is past" in answer.content.decode()


@pytest.mark.usefixtures("at_hand")
def test_policy_staff_write_drafts_and_order_none(signed_in: Make, page: Make, turned: Any) -> None:
    policy = signed_in("policy")
    draft = begin(policy)
    assert "Order that it becomes law" not in text_of(policy, draft)
    assert policy.get(f"{draft}order/").status_code == 403
    for role in ("desk", "supervisor", "counsel", "administrator", "inspector"):
        page("/lab/drafts/", role, status=403)


@pytest.mark.usefixtures("at_hand")
def test_an_answer_is_told_by_the_law_of_its_moment_whatever_was_adopted_since(
    legal: Any, signed_in: Make, page: Make, turned: Any, scene: Any
) -> None:
    handle = scene.open()
    first = scene.receive(handle, "share_court_date")
    order = ordered(legal, begin(legal))
    signed_in("legal", name="m.clause").post(order, {"settle": "agree"})
    turned.now = BEGINS
    second = scene.receive(handle, "share_court_date")
    assert "Nobody is told a court date" not in page(f"/matters/{handle}/requests/{first}/")
    assert "Nobody is told a court date" in page(f"/matters/{handle}/requests/{second}/")
    rule = scene.desk.law.drafts(COUNTY.digest) / "rules/policy-7.yaml"
    rule.write_text("")
    turned.now += timedelta(minutes=1)
    third = scene.receive(handle, "share_court_date")
    text = page(f"/matters/{handle}/requests/{third}/")
    assert "The law adopted here cannot be used." in text
    assert "not as it was sealed" in text
    assert "The law adopted here cannot be used." in page("/today/")
    rule.write_text(COUNTY.texts["rules/policy-7.yaml"])


def test_a_name_that_is_no_name_is_told_once_and_not_called_missing(legal: Any) -> None:
    page = legal.post("/lab/drafts/", {"start": "new", "name": "Harbor County 5"}).text
    assert "Use lower case letters, digits and hyphens" in page
    assert "Give the new layer a name" not in page
    assert "Give the new layer a name" in legal.post("/lab/drafts/", {"start": "new"}).text
