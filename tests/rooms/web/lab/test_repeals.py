"""The office's own law ends by an order in the pages; everybody is told, and when it was in force stays to be seen."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Actor, Role, commands
from comity.gate.ordering.commands import OrderLaw, SettleLaw
from contract.county import COUNTY, NAME, RULE, answer_at_hand
from desk_for_tests import signed_in

__all__ = ["signed_in"]

Make = Callable[..., Any]
BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ENDS = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
ORDER = {"day": "2026-12-24", "why": "The board of supervisors, 8 December 2026.", "files": COUNTY.digest}


@pytest.fixture(autouse=True)
def _at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab answers in this process, as a child does: see `test_drafts.py`."""
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "answered", answer_at_hand)


@pytest.fixture
def turned(desk: Any, settings: Any) -> Iterator[Any]:
    """The desk's clock, which the test turns; a county's policy is in force."""
    from comity.store.adopting.files import keep_files

    now = SimpleNamespace(now=datetime(2026, 11, 17, 18, tzinfo=UTC))
    settings.COMITY_CLOCK = lambda: now.now
    first, second = (Actor(f"{letter}.clause", Role.LEGAL) for letter in "lm")
    files = keep_files(COUNTY, now.now)
    (order,) = desk.gate.do(OrderLaw(files, date(2026, 12, 1), "The board."), first).matter.orders
    desk.gate.do(SettleLaw(order, agreed=True, files=files), second)
    now.now = BEGINS + timedelta(days=9)
    return now


@pytest.fixture
def legal(signed_in: Make, turned: Any) -> Any:
    return signed_in("legal", name="l.clause")


def text_of(client: Any, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def ordered(client: Any) -> str:
    """An order that the layer ends; its address."""
    answer = client.post("/lab/repeal/", ORDER)
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^<]*", answer.content.decode())
    return str(answer["Location"])


def test_before_anybody_ends_it_the_page_says_what_changes_and_what_past_requests_would_be_told(
    legal: Any, scene: Any
) -> None:
    scene.receive(scene.open(), "share_court_date")
    assert "/lab/repeal/" in text_of(legal, "/lab/drafts/")
    text = text_of(legal, "/lab/repeal/")
    assert "would be answered otherwise than today" in text
    assert "Nobody is told a court date for a civil immigration purpose." in text
    assert "decided by what is left, California" in text
    text = text_of(legal, "/lab/repeal/?show=what-if")
    assert "1 of 1 asks would be told otherwise" in text
    assert "by what is left" in text
    assert "Inventada" not in text


def test_two_persons_end_it_and_everybody_is_told(
    legal: Any, signed_in: Make, page: Make, turned: Any, scene: Any
) -> None:
    from django.test import Client

    client = Client()
    handle = scene.open()
    request = scene.receive(handle, "share_court_date")
    order = ordered(legal)
    public = order.replace("/lab/", "/public/")
    assert "its end waits for a second person" in text_of(legal, order)
    assert client.get(public).status_code == 404
    answer = legal.post(order, {"settle": "agree"}, follow=True).content.decode()
    assert "Whoever ordered it cannot also agree to it" in answer
    other = signed_in("legal", name="m.clause")
    assert other.post(order, {"settle": "agree"}).status_code == 302
    told = text_of(client, public)
    for words in (
        "The law “Harbor County” ends",
        "will be law no more",
        "The files of the law that ends",
        ORDER["why"],
    ):
        assert words in told
    assert "Nobody is told a court date for a civil immigration purpose." in told
    for role, url in (("desk", "/today/"), ("supervisor", "/today/"), ("legal", "/lab/"), ("policy", "/lab/")):
        assert public in page(url, role), url
    assert public in text_of(client, "/public/")
    turned.now = ENDS
    assert "is law no more" in text_of(client, public)
    scene.do(commands.Decide(handle, request))
    assert scene.state(handle).requests[request].decided[Ask.SHARE_COURT_DATE].ref != RULE
    assert "Order that it ends" not in page("/lab/drafts/", "legal")
    page("/lab/repeal/", "legal", status=404)


def test_the_days_on_which_it_was_in_force_stay_to_be_seen(
    legal: Any, signed_in: Make, page: Make, turned: Any
) -> None:
    from django.test import Client

    client = Client()
    since = "in force from Tuesday, December 1, 2026"
    assert since in text_of(client, f"/public/law/{NAME}/")
    signed_in("legal", name="m.clause").post(ordered(legal), {"settle": "agree"})
    until = f"{since} to Wednesday, December 23, 2026"
    assert until in text_of(client, f"/public/law/{NAME}/")
    assert "is law until Wednesday, December 23, 2026" in text_of(client, "/public/")
    turned.now = ENDS
    assert "was law until Wednesday, December 23, 2026" in text_of(client, "/public/")
    for role in ("legal", "policy"):
        assert until in page("/lab/", role)
    assert client.get(f"/public/law/{NAME}/").status_code == 404


def test_an_order_that_ends_the_law_is_taken_back_with_a_reason(legal: Any) -> None:
    order = ordered(legal)
    assert legal.post(order, {"settle": "back", "why": "The board thought again."}).status_code == 302
    assert "The board thought again." in text_of(legal, order)
    assert "/lab/repeal/" in text_of(legal, "/lab/drafts/")


def test_a_day_that_has_begun_and_files_that_were_not_seen_are_refused_beside_the_form(legal: Any) -> None:
    for given, said in (({"day": date(2026, 12, 10)}, "has begun, or is past"), ({"files": "ab"}, "not the files")):
        answer = legal.post("/lab/repeal/", {**ORDER, **given})
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_law_that_cannot_be_used_can_be_ended_though_what_changes_is_not_told(legal: Any, scene: Any) -> None:
    rule = scene.desk.law.drafts(COUNTY.digest) / "rules/policy-7.yaml"
    rule.write_text("")
    assert "What changes cannot be told; the order can be entered." in text_of(legal, "/lab/repeal/")
    assert "The law “Harbor County” ends" in text_of(legal, ordered(legal))
    rule.write_text(COUNTY.texts["rules/policy-7.yaml"])


def test_nobody_but_legal_ends_a_law(page: Make, signed_in: Make, turned: Any) -> None:
    for role in ("desk", "supervisor", "counsel", "administrator", "inspector", "policy"):
        page("/lab/repeal/", role, status=403)
    assert "Order that it ends" not in text_of(signed_in("policy"), "/lab/drafts/")
