"""Recording a request: three short steps, nothing asked twice, and one request however often it is sent."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samples.papers.making import make

PDF = b"%PDF-1.4\n% invented\n"
WHO = {"requester": "ice_ero", "instrument": "i247a", "officer": "A. Agent", "words": "Keep him 48 hours."}
WHAT = {
    "asks": ["hold", "notify_release"],
    "purpose": "civil_immigration",
    "detainer": "yes",
    "administrative_warrant": "unknown",
    "judicial_warrant": "no",
    "federal_criminal_warrant": "unknown",
}


@pytest.fixture
def clerk(signed_in: Callable[..., Any]) -> Any:
    return signed_in("desk")


def begun(clerk: Any) -> str:
    """The address of a new draft."""
    answer = clerk.get("/record/")
    assert answer.status_code == 302
    return str(answer.headers["Location"].removesuffix("who/"))


def who(scene: Any, **other: str) -> dict[str, str]:
    from django.utils import timezone

    return {**WHO, "received_at": timezone.localtime(scene.now).strftime("%Y-%m-%dT%H:%M"), **other}


def filled(clerk: Any, scene: Any, *, paper: bytes = b"", **person: str) -> str:
    """A draft with every step filled in; the address of the look at all of it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = begun(clerk)
    assert clerk.post(f"{draft}who/", who(scene)).status_code == 302
    files = {"paper": SimpleUploadedFile("scan of form.pdf", paper)} if paper else {}
    assert clerk.post(f"{draft}what/", {**WHAT, **files}).status_code == 302
    given = {"press": "by_hand", "name": "Elena Inventada", "language": "es", **person}
    assert clerk.post(f"{draft}whom/", given).status_code == 302
    return f"{draft}check/"


def test_a_request_is_recorded_and_its_answer_stands_there(clerk: Any, scene: Any) -> None:
    check = filled(clerk, scene, booking_number="B-9")
    text = clerk.get(check).content.decode()
    for words in ("ICE Enforcement and Removal Operations", "Hold the person", "Elena Inventada", "Keep him 48 hours."):
        assert words in text
    answer = clerk.post(check, follow=True)
    assert "Do not hold the person past release." in answer.content.decode()
    from comity.store.models import Request

    (row,) = Request.objects.select_related("matter")
    assert (row.matter.name, row.matter.booking_number, row.matter.language) == ("Elena Inventada", "B-9", "es")
    state = scene.desk.records.matters([row.matter_id])[row.matter_id]
    told = {claim.name: claim.value for claim in state.claims}
    assert told == {"detainer": True, "judicial_warrant": False}
    assert state.requests[row.id].words == "Keep him 48 hours."


def test_a_draft_that_is_sent_twice_makes_one_request(clerk: Any, scene: Any) -> None:
    from comity.store.models import Matter, Request

    check = filled(clerk, scene)
    first = clerk.post(check).headers["Location"]
    assert clerk.post(check).headers["Location"] == first
    assert clerk.get(check).headers["Location"] == first
    assert (Request.objects.count(), Matter.objects.count()) == (1, 1)


def test_a_draft_that_was_sent_by_two_clicks_at_once_makes_one_request(clerk: Any, scene: Any) -> None:
    from comity.store.models import Request

    check = filled(clerk, scene)
    before = dict(clerk.session[drafts_key()])
    first = clerk.post(check).headers["Location"]
    session = clerk.session
    session[drafts_key()] = before  # the second click came with the session as it was before the first
    session.save()
    assert clerk.post(check).headers["Location"] == first
    assert Request.objects.count() == 1


def drafts_key() -> str:
    from comity.web.pages.requests.recording.draft import KEY

    return KEY


def test_a_booking_is_found_by_part_of_its_name_or_by_its_number(clerk: Any, scene: Any) -> None:
    matter = scene.open("José Inventado-Ríos", "B-77")
    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    clerk.post(f"{draft}what/", WHAT)
    for sought in ("jose inventado", "B-77", "b-77"):
        text = clerk.post(f"{draft}whom/", {"press": "find", "sought": sought}).content.decode()
        assert f'value="{matter}"' in text, sought
    looks = scene.desk.records.matters([matter])[matter].readings
    assert [(each.by, each.page) for each in looks] == [("desk-1", "about whom")]
    assert clerk.post(f"{draft}whom/", {"press": "choose", "matter": matter}).status_code == 302
    answer = clerk.post(f"{draft}check/")
    assert answer.headers["Location"].startswith(f"/matters/{matter}/requests/")


def test_where_no_booking_is_found_the_person_is_entered_by_hand_without_typing_the_name_again(
    clerk: Any, scene: Any
) -> None:
    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    clerk.post(f"{draft}what/", WHAT)
    text = clerk.post(f"{draft}whom/", {"press": "find", "sought": "Nadie Nunca"}).content.decode()
    assert "No booking was found." in text
    assert re.search(r'name="name"[^>]*value="Nadie Nunca"', text)


def test_a_paper_is_kept_encrypted_and_its_hash_is_sealed(clerk: Any, scene: Any) -> None:
    from hashlib import sha256

    from django.conf import settings

    from comity.store.models import PaperFile, Request

    check = filled(clerk, scene, paper=PDF)
    waiting = [path.read_bytes() for path in (settings.COMITY_HOME.folder / "drafts").iterdir()]
    assert waiting
    assert all(PDF not in content for content in waiting)
    assert "scan of form.pdf" in clerk.get(check).content.decode()
    answer = clerk.post(check, follow=True)
    (row,) = Request.objects.all()
    (paper,) = scene.desk.records.matters([row.matter_id])[row.matter_id].requests[row.id].papers
    assert (paper.sha256, paper.media_type, paper.size) == (sha256(PDF).hexdigest(), "application/pdf", len(PDF))
    assert PDF not in bytes(PaperFile.objects.get().sealed)
    shown = clerk.get(f"{answer.redirect_chain[-1][0]}papers/{paper.sha256}/")
    assert b"".join(shown.streaming_content) == PDF
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>not a paper</html>", "This file is not a PDF"),
        (b"%PDF-" + b"0" * 25 * 1024 * 1024, "larger than 25 MB"),
        (b"", "This file is empty. Choose it again."),
    ],
)
def test_a_paper_of_another_type_or_too_large_is_refused(clerk: Any, scene: Any, content: bytes, words: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    answer = clerk.post(f"{draft}what/", {**WHAT, "paper": SimpleUploadedFile("paper.pdf", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_scan_that_windows_shows_as_25_mb_is_taken(clerk: Any, scene: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-".ljust(25 * 1024 * 1024, b"0"))
    assert clerk.post(f"{draft}what/", {**WHAT, "paper": scan}).status_code == 302


def test_a_paper_that_was_chosen_once_is_not_asked_for_again(clerk: Any, scene: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    given = {"paper": SimpleUploadedFile("kept.pdf", PDF), "purpose": "other"}
    assert clerk.post(f"{draft}what/", given).status_code == 422
    assert "kept.pdf is here" in clerk.get(f"{draft}what/").content.decode()


def test_what_was_typed_is_there_when_one_goes_back(clerk: Any, scene: Any) -> None:
    check = filled(clerk, scene)
    draft = check.removesuffix("check/")
    assert "A. Agent" in clerk.get(f"{draft}who/").content.decode()
    assert re.search(r'value="hold"[^>]*checked', clerk.get(f"{draft}what/").content.decode())
    assert "Elena Inventada" in clerk.get(f"{draft}whom/").content.decode()


def test_whoever_changes_a_step_comes_back_to_the_look_at_all_of_it(clerk: Any, scene: Any) -> None:
    check = filled(clerk, scene)
    answer = clerk.post(f"{check.removesuffix('check/')}who/?then=check", who(scene, officer="B. Other"))
    assert answer.headers["Location"] == check
    assert "B. Other" in clerk.get(check).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"requester": ""}, "Choose the agency that asks"),
        ({"instrument": "none"}, "Select a valid choice"),
        ({"received_at": "2999-01-01T10:00"}, "This moment has not come yet"),
        ({"received_at": "yesterday"}, "Enter the day and the time"),
    ],
)
def test_a_step_that_is_not_filled_in_says_what_to_do(
    clerk: Any, scene: Any, given: dict[str, str], words: str
) -> None:
    answer = clerk.post(f"{begun(clerk)}who/", who(scene, **given))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Keep him 48 hours." in answer.content.decode()


def test_a_form_that_is_a_detainer_need_not_be_called_one(clerk: Any, scene: Any) -> None:
    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    text = clerk.get(f"{draft}what/").content.decode()
    assert re.search(r'name="detainer" value="yes"[^>]*checked', text)


def test_a_draft_of_somebody_else_is_not_there(clerk: Any, scene: Any, signed_in: Callable[..., Any]) -> None:
    check = filled(clerk, scene)
    answer = signed_in("desk", name="other").get(check, follow=True)
    assert "This draft is not here any more." in answer.content.decode()
    assert "Elena Inventada" not in answer.content.decode()


def test_nothing_typed_lies_readable_in_the_session_or_an_address(clerk: Any, scene: Any) -> None:
    from django.contrib.sessions.models import Session

    check = filled(clerk, scene)
    kept = str([row.get_decoded() for row in Session.objects.all()])
    for words in ("Elena", "Inventada", "Keep him", "A. Agent"):
        assert words not in kept
        assert words not in check


def test_a_refusal_of_the_gate_leaves_the_draft_whole(clerk: Any, scene: Any, monkeypatch: Any) -> None:
    from comity.gate import commands
    from comity.store.models import Request

    matter = scene.open("Gone Inventado", "B-5")
    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    clerk.post(f"{draft}what/", WHAT)
    clerk.post(f"{draft}whom/", {"press": "find", "sought": "gone"})
    clerk.post(f"{draft}whom/", {"press": "choose", "matter": matter})
    scene.do(commands.OrderErasure(matter, "Court order 1"), "legal")
    scene.do(commands.ApproveErasure(matter), "supervisor")
    answer = clerk.post(f"{draft}check/")
    assert answer.status_code in {302, 409}
    assert Request.objects.count() == 0


@pytest.mark.parametrize("role", ["counsel", "inspector", "policy", "administrator"])
def test_only_the_desk_legal_and_a_supervisor_record(signed_in: Callable[..., Any], role: str) -> None:
    assert signed_in(role).get("/record/").status_code == 403


def test_what_waited_longer_than_a_shift_is_thrown_away(clerk: Any, scene: Any) -> None:
    import os
    from datetime import timedelta

    from django.conf import settings

    from comity.web.pages.requests.recording.draft import put_paper, take_paper

    old = put_paper(PDF, "old.pdf", "application/pdf", scene.now)
    path = Path(settings.COMITY_HOME.folder) / "drafts" / old.file
    long_ago = (scene.now - timedelta(hours=9)).timestamp()
    os.utime(path, (long_ago, long_ago))
    new = put_paper(PDF, "new.pdf", "application/pdf", scene.now)
    assert take_paper(old) is None
    assert take_paper(new) == PDF


def test_others_who_write_at_once_do_not_lose_the_request(clerk: Any, scene: Any, monkeypatch: Any) -> None:
    from comity.gate import BusyError
    from comity.store.models import Request
    from comity.web.pages.requests.recording import sealing

    check, real, busy = filled(clerk, scene), sealing.once, [True, True]

    def once(*given: Any) -> Any:
        if busy:
            busy.pop()
            raise BusyError("others were writing", help="Try again.")
        return real(*given)

    monkeypatch.setattr(sealing, "once", once)
    assert clerk.post(check).status_code == 302
    assert Request.objects.count() == 1


def test_nothing_that_was_typed_stays_in_the_session_once_it_is_recorded(clerk: Any, scene: Any) -> None:
    from comity.web.pages.requests.recording import draft as drafts

    check = filled(clerk, scene, booking_number="B-9")
    name = check.split("/")[-3]
    assert drafts.find(clerk.session, name).whom  # type: ignore[union-attr]
    there = clerk.post(check).headers["Location"]
    kept: Any = drafts.find(clerk.session, name)
    assert (kept.who, kept.what, kept.whom, kept.paper) == ({}, {}, {}, None)
    assert clerk.get(check).headers["Location"] == there


@pytest.mark.parametrize("number", ["B-55102", "b-55102", " B-55102 "])
def test_a_number_of_a_booking_that_is_here_is_not_entered_by_hand(clerk: Any, scene: Any, number: str) -> None:
    scene.open()
    draft = begun(clerk)
    clerk.post(f"{draft}who/", who(scene))
    clerk.post(f"{draft}what/", WHAT)
    given = {"press": "by_hand", "name": "Elena Inventada", "language": "es", "booking_number": number}
    sent = clerk.post(f"{draft}whom/", given)
    assert sent.status_code == 422
    assert "This is the booking of Elena Inventada-Rojas." in sent.content.decode()
    assert clerk.post(f"{draft}whom/", {**given, "booking_number": "B-99"}).status_code == 302


def checked_first(clerk: Any, scene: Any, kind: str, **left: str) -> str:
    """A draft whose paper is read first, and everything on it confirmed but what is told otherwise."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    values = {"name": "Elena Inventada", "agency": "ICE ERO Harbor Field Office"}
    ticked = {"ticked": ["statements"]} if kind == "i-247a" else {}
    draft = begun(clerk)
    sent = {"words": "Call us.", "paper": SimpleUploadedFile("fax.pdf", make(kind, 5, values=values, **ticked).pdf)}
    assert clerk.post(f"{draft}who/", sent).headers["Location"] == f"{draft}paper/"
    while (page := clerk.get(f"{draft}paper/")).headers.get("Refresh"):
        time.sleep(0.1)
    right = dict.fromkeys(re.findall(r'name="(paper\d+-[\w-]+)" value="right"', page.content.decode()), "right")
    assert clerk.post(f"{draft}paper/", right | left).headers["Location"] == f"{draft}who/"
    return draft


def chosen(text: str) -> set[str]:
    """What a page has chosen already: options, tiles and boxes."""
    return set(re.findall(r'value="(\w+)"[^>]*\b(?:selected|checked)', text))


def test_a_paper_that_is_checked_first_begins_every_step_and_is_the_source_of_its_facts(
    clerk: Any, scene: Any, tally: Callable[..., None]
) -> None:
    draft = checked_first(clerk, scene, "i-247a")
    step = clerk.get(f"{draft}who/").content.decode()
    assert {"i247a", "ice_ero"} <= chosen(step)
    assert "Call us." in step
    assert clerk.get(f"{draft}paper/pages/1/")["Content-Type"] == "image/png"
    assert clerk.post(f"{draft}who/", who(scene)).status_code == 302
    step = clerk.get(f"{draft}what/").content.decode()
    assert {"hold", "notify_release", "yes"} <= chosen(step)
    assert clerk.post(f"{draft}what/", {**WHAT, "judicial_warrant": "unknown"}).status_code == 302
    assert 'value="Elena Inventada"' in clerk.get(f"{draft}whom/").content.decode()
    given = {"press": "by_hand", "name": "Elena Inventada", "language": "es"}
    assert clerk.post(f"{draft}whom/", given).status_code == 302
    assert "from the paper" in clerk.get(f"{draft}check/").content.decode()
    answer = clerk.post(f"{draft}check/").headers["Location"]
    matter = answer.split("/")[2]
    state = scene.desk.records.matters([matter])[matter]
    (request,) = state.requests.values()
    sha256 = request.papers[0].sha256
    told = {claim.name for claim in state.claims}
    assert told == {"detainer", "detainer_states_probable_cause", "probable_cause_box"}
    assert all(claim.place.startswith(f"{sha256}:1:") for claim in state.claims)
    (times,) = state.paper_times.values()
    assert (times.request, times.sha256, times.added_at, len(times.days)) == (request.id, sha256, None, 1)
    again = clerk.get(f"{answer}papers/{sha256}/check/").content.decode()
    assert "Record what I confirmed" in again  # what was read moved with the paper: nobody reads it twice
    tally("papers read")


def test_what_nobody_confirmed_begins_no_step(clerk: Any, scene: Any) -> None:
    draft = checked_first(clerk, scene, "i-247a", **{"paper1-form": "unknown"})
    assert not {"i247a", "ice_ero"} & chosen(clerk.get(f"{draft}who/").content.decode())
    assert clerk.post(f"{draft}who/", who(scene, instrument="other")).status_code == 302
    assert not {"hold", "notify_release", "yes"} & chosen(clerk.get(f"{draft}what/").content.decode())


def test_a_fact_that_is_answered_otherwise_than_the_paper_shows_has_no_place_on_it(clerk: Any, scene: Any) -> None:
    draft = checked_first(clerk, scene, "i-200")
    clerk.post(f"{draft}who/", who(scene, instrument="other"))
    clerk.post(f"{draft}what/", {**WHAT, "detainer": "unknown", "administrative_warrant": "no"})
    clerk.post(f"{draft}whom/", {"press": "by_hand", "name": "Peter Sample", "language": "en"})
    assert "The paper may be about somebody else" in clerk.get(f"{draft}check/").content.decode()
    matter = clerk.post(f"{draft}check/").headers["Location"].split("/")[2]
    state = scene.desk.records.matters([matter])[matter]
    told = {claim.name: (claim.value, claim.place) for claim in state.claims}
    assert told["administrative_warrant"] == (False, "")
