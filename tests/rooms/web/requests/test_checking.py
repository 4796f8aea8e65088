"""Checking a paper: what was read counts once somebody confirms it, with its place on the paper."""

import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from samples.papers.making import make

NAME = "Elena Quispe-Rojas"


@pytest.fixture
def clerk(signed_in: Callable[..., Any]) -> Any:
    return signed_in("desk")


def add(clerk: Any, asked: Any, content: bytes, name: str = "paper.pdf") -> Any:
    """Add a paper to a request; the address of its page."""
    sent = SimpleUploadedFile(name, content, content_type="application/pdf")
    return clerk.post(f"{asked.url}add-paper/", {"add-paper": sent})


def read(clerk: Any, asked: Any, kind: str, **given: Any) -> tuple[str, str]:
    """Add a paper and have it read: its page's address, and the page."""
    values = {"name": NAME, **given.pop("values", {})}
    address = add(clerk, asked, make(kind, 5, values=values, **given).pdf)["Location"]
    return address, read_now(clerk, address)


def read_now(clerk: Any, address: str) -> str:
    """Have a paper read, and look again until it is, as the page itself does."""
    assert clerk.post(address, {"press": "read"}).status_code == 302
    while (page := clerk.get(address)).headers.get("Refresh"):
        time.sleep(0.1)
    return str(page.content.decode())


def facts(asked: Any) -> dict[str, Any]:
    return {claim.name: claim.value for claim in asked.state.claims if claim.place}


def everything(text: str) -> dict[str, str]:
    """Right, for each line that was read."""
    return dict.fromkeys(re.findall(r'name="(paper\d+-[\w-]+)" value="right"', text), "right")


def test_a_paper_is_read_only_when_somebody_asks_for_it_and_the_original_is_kept(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    made = make("i-200", 5)
    address = add(clerk, asked, made.pdf)["Location"]
    assert "Read the paper" in clerk.get(address).content.decode()
    (paper,) = asked.request.papers
    assert scene.desk.papers.read(asked.matter, paper.sha256) == made.pdf
    assert facts(asked) == {}


def test_nothing_that_was_read_is_a_fact_before_it_is_confirmed(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "i-200")
    assert "I-200: Administrative warrant of arrest, by an immigration officer" in text
    assert facts(asked) == {}
    silent = clerk.post(address, {})
    assert silent.status_code == 422
    assert "No line is confirmed yet" in silent.content.decode()
    assert facts(asked) == {}


def test_what_is_confirmed_becomes_facts_with_the_place_on_the_paper(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "i-247a", ticked=["final_order"])
    assert clerk.post(address, everything(text)).status_code == 302
    assert facts(asked) == {
        "detainer": True,
        "detainer_states_probable_cause": True,
        "probable_cause_box": "final_order",
        "removal_order_indicated": True,
    }
    sha256 = asked.request.papers[0].sha256
    assert all(re.fullmatch(rf"{sha256}:1:(\d+,){{3}}\d+", claim.place) for claim in asked.state.claims if claim.place)


def test_the_day_that_is_confirmed_on_a_paper_is_on_record_with_its_pages(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "i-247a")
    assert not [day for times in asked.state.paper_times.values() for day in times.days]
    said = clerk.post(address, everything(text), follow=True).content.decode()
    (day,) = [day for times in asked.state.paper_times.values() for day in times.days]
    assert f"The paper is dated {day.day.isoformat()}; that is on record." in said
    assert 1 in day.pages
    assert "The day on a paper was confirmed" in clerk.get(asked.url).content.decode()


def test_a_line_that_is_not_so_is_put_right_and_that_counts(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "i-247a", ticked=["final_order"])
    wrong = {"paper1-box-final_order": "fix"}
    told = clerk.post(address, everything(text) | wrong)
    assert told.status_code == 422
    assert "Write or choose what is right" in told.content.decode()
    put = {"paper1-box-final_order-fix": "empty", "paper1-box-statements": "fix", "paper1-box-statements-fix": "ticked"}
    assert clerk.post(address, everything(text) | wrong | put).status_code == 302
    assert facts(asked)["probable_cause_box"] == "statements"
    assert "removal_order_indicated" not in facts(asked)


def test_a_judges_warrant_follows_only_from_kind_signature_and_office_together(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "ao-442")
    whole = everything(text)
    clerk.post(address, whole | {"paper1-nature": "unknown"})
    assert "judicial_warrant" not in facts(asked)
    clerk.post(address, whole | {"paper1-signed": "unknown"})
    assert "judicial_warrant" not in facts(asked)
    clerk.post(address, whole)
    assert facts(asked) == {"judicial_warrant": True, "federal_criminal_warrant": True, "article_iii_signer": False}


def test_a_paper_that_a_judge_signed_is_still_to_be_checked_with_the_court_and_others_are_not(
    clerk: Any, scene: Any
) -> None:
    asked = scene.receive("hold", facts={})
    _address, judges = read(clerk, asked, "ao-442")
    assert "Before anybody relies on it" in judges
    assert "never at one that stands on the paper" in judges
    assert judges.count("It is headed by a court.") == 1, "each sign is said once"
    _address, agencys = read(clerk, scene.receive("hold", facts={}), "i-200")
    assert "Before anybody relies on it" not in agencys


def test_a_clerks_signature_makes_a_criminal_warrant_and_no_judges(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "ao-442+by-the-clerk")
    clerk.post(address, everything(text))
    assert facts(asked) == {"federal_criminal_warrant": True}


def test_a_courts_form_signed_by_an_officer_shows_no_judge_whatever_is_confirmed(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "ao-442+by-an-officer")
    clerk.post(address, everything(text))
    assert facts(asked) == {}


def test_a_paper_about_another_name_is_pointed_out(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    _address, text = read(clerk, asked, "i-200", values={"name": "Peter Sample"})
    assert "The paper may be about somebody else" in text


def test_the_page_is_shown_as_an_image_to_those_who_may_state_facts(
    clerk: Any, scene: Any, signed_in: Callable[..., Any]
) -> None:
    asked = scene.receive("hold", facts={})
    address, _text = read(clerk, asked, "i-200")
    image = clerk.get(address.replace("/check/", "/pages/1/"))
    assert image["Content-Type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")
    looks = [each.by for each in asked.state.readings]
    assert signed_in("legal").get(address.replace("/check/", "/pages/1/")).status_code == 200
    assert [each.by for each in asked.state.readings] == [*looks, "legal-1"], "a picture alone is a look as well"
    clerk.get(address.replace("/check/", "/pages/1/"))
    assert len(asked.state.readings) == len(looks) + 1, "of a page that was opened, its pictures are no other look"
    assert clerk.get(address.replace("/check/", "/pages/9/")).status_code == 404
    assert signed_in("inspector").get(address).status_code == 403


def test_a_fact_stands_on_the_answer_page_beside_the_piece_of_paper_that_shows_it(
    clerk: Any, scene: Any, signed_in: Callable[..., Any]
) -> None:
    asked = scene.receive("hold", facts={})
    address, text = read(clerk, asked, "i-247a", ticked=["final_order"])
    assert "As it stands on the paper" not in clerk.get(asked.url).content.decode()
    clerk.post(address, everything(text))
    shown = clerk.get(asked.url).content.decode()
    cuts = re.findall(r'<img src="([^"]+/cuts/[^"]+)"', shown)
    assert len(cuts) == len(facts(asked))
    sizes = [Image.open(BytesIO(clerk.get(cut).content)).size for cut in cuts]
    assert all(20 < width < 1000 and 10 < height < 700 for width, height in sizes)
    assert clerk.get(cuts[0].replace("/cuts/1-", "/cuts/7-")).status_code == 404
    assert clerk.get(re.sub(r"/cuts/[^/]+/", "/cuts/1-9-9-9-9-9/", cuts[0])).status_code == 404
    assert "/cuts/" not in signed_in("inspector").get(asked.url).content.decode()
    assert signed_in("inspector").get(cuts[0]).status_code == 403


def test_a_page_looks_again_while_the_paper_is_read_and_stops_for_whom_that_disturbs(
    clerk: Any, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.web.pages import turns
    from comity.web.pages.requests.checking import standing

    asked = scene.receive("hold", facts={})
    address = add(clerk, asked, make("i-200", 5).pdf)["Location"]
    monkeypatch.setattr(turns.Turns, "step", lambda _self, _name: turns.Step.GOING)
    page = clerk.get(address)
    assert page.headers["Refresh"] == str(standing.EVERY)
    assert "The paper is being read." in page.content.decode()
    still = clerk.get(f"{address}?still=1")
    assert "Refresh" not in still.headers
    assert "Look again" in still.content.decode()


def test_a_reading_that_ended_three_times_without_a_word_says_so(
    clerk: Any, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.web.pages import turns

    asked = scene.receive("hold", facts={})
    address = add(clerk, asked, make("i-200", 5).pdf)["Location"]
    monkeypatch.setattr(turns.Turns, "step", lambda _self, _name: turns.Step.REFUSED)
    assert "ended three times" in clerk.get(address).content.decode()


def test_a_reading_that_was_cut_off_is_made_again_when_the_page_is_opened(
    clerk: Any, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from comity.web.pages import turns
    from comity.web.pages.requests.checking import readings

    asked = scene.receive("hold", facts={})
    address = add(clerk, asked, make("i-200", 5).pdf)["Location"]
    name = readings.turn_of(asked.matter, asked.request.papers[0].sha256)
    monkeypatch.setattr(turns.threading, "excepthook", lambda _: None)
    turns.Turns(settings.COMITY_HOME.folder / "readings", lambda _: 1 / 0).begin(name, b"paper", bytes)
    while readings.turns().step(name) is not turns.Step.STOPPED:
        time.sleep(0.02)
    while (page := clerk.get(address)).headers.get("Refresh"):
        time.sleep(0.1)
    assert "Record what I confirmed" in page.content.decode()


def test_a_locked_paper_is_kept_and_said_to_be_unreadable(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    address = add(clerk, asked, b"%PDF-1.4\nnothing that could be read\n")["Location"]
    assert "This PDF is broken and cannot be opened." in read_now(clerk, address)
    assert len(asked.request.papers) == 1


def test_what_is_no_paper_is_not_taken_and_the_same_paper_is_kept_once(clerk: Any, scene: Any) -> None:
    asked = scene.receive("hold", facts={})
    refused = add(clerk, asked, b"GIF89a", "x.gif")
    assert refused.status_code == 422
    assert "not a PDF, PNG, JPEG or TIFF" in refused.content.decode()
    made = make("i-200", 5).pdf
    for _ in range(2):
        assert add(clerk, asked, made).status_code == 302
    assert len(asked.request.papers) == 1


def test_a_detainer_that_is_taken_back_asks_for_nothing_and_is_pointed_out(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release", facts={})
    address, text = read(clerk, asked, "i-247a", ticked=["cancels"])
    assert "It seems to take an earlier detainer back" in text
    done = clerk.post(address, everything(text), follow=True).content.decode()
    assert "takes an earlier detainer back" in done


def test_what_the_paper_asks_for_beyond_the_request_is_said(clerk: Any, scene: Any) -> None:
    asked = scene.receive("notify_release", facts={})
    address, text = read(clerk, asked, "i-247a")
    done = clerk.post(address, everything(text), follow=True).content.decode()
    assert "also asks for what this request does not have" in done
