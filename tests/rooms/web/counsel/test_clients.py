"""Counsel sees every client and nothing else; opening the page ends the alerts; access ends and nothing is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.html import escape

from desk_for_tests import under
from rooms.web.counsel.conftest import LAWYER, NAME, PDF

Make = Callable[..., Any]


def test_a_lawyer_sees_the_clients_of_their_own_and_what_was_asked(page: Make, client_of: Make, scene: Any) -> None:
    handle, _request = client_of()
    scene.open("Oriol Inventado-Puig", "B-55103")
    text = page("/clients/", "counsel", name=LAWYER)
    assert "Elena Inventada-Rojas" in text
    assert f"/clients/{handle}/" in text
    assert "Oriol" not in text
    assert "You are counsel to 1 person here." in text
    assert "You are counsel to nobody here now." in page("/clients/", "counsel", name="d.other")


@pytest.mark.usefixtures("sessions_rest")
def test_the_number_of_queries_does_not_grow_with_the_clients(
    signed_in: Make, scene: Any, lawyer: Any, tally: Make
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comity.gate import commands

    client, counts = signed_in("counsel", name=LAWYER), []
    for number in range(6):
        handle = scene.open(f"Person Inventada-{number}", f"B-7000{number}")
        scene.receive(handle)
        scene.do(commands.AppointCounsel(handle, LAWYER, NAME))
        if number in {0, 1, 5}:
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/clients/").status_code == 200
            counts.append(len(asked))
    assert counts[1] == counts[2], counts  # the first look also reads what is remembered of a session
    tally("queries of the list of clients", counts[1])


@pytest.mark.usefixtures("sessions_rest")
def test_the_page_of_a_client_asks_as_often_for_many_requests_as_for_one(
    signed_in: Make, client_of: Make, scene: Any, tally: Make
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    handle, _request = client_of()
    client, counts = signed_in("counsel", name=LAWYER), []
    for _turn in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/clients/{handle}/").status_code == 200
        # what the sealing of the reading writes grows with the rows of the matter, not with what the page asks
        counts.append(sum(each["sql"].startswith("SELECT") for each in asked.captured_queries))
        scene.receive(handle)
    assert counts[1] == counts[2], counts
    tally("queries of the page of a client", counts[1])


def test_the_page_shows_who_asks_the_answer_why_and_the_times(page: Make, client_of: Make, scene: Any) -> None:
    handle, request = client_of()
    scene.notice(handle, request)
    text = page(f"/clients/{handle}/", "counsel", name=LAWYER)
    for words in ("ICE", "Do not hold the person past release.", "7284.6", "Release is due:", "Spanish", "H00017"):
        assert words in text, words


def test_opening_the_page_ends_the_alerts_and_is_recorded(page: Make, client_of: Make, scene: Any) -> None:
    from comity.store.models import OutboxMessage
    from desk_for_tests import user_of

    user = user_of("counsel", LAWYER)
    user.email = "c.lantern@defenders.example"
    user.save()
    handle, _request = client_of()
    waiting = OutboxMessage.objects.filter(matter_id=handle, user=LAWYER, next_at__isnull=False)
    assert waiting.exists()
    page(f"/clients/{handle}/", "counsel", name=LAWYER)
    assert not waiting.exists()
    assert [(each.by, each.page) for each in scene.state(handle).readings] == [(LAWYER, "client")]


def test_neither_legal_advice_nor_notes_nor_readings_reach_counsel(page: Make, client_of: Make, scene: Any) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    handle, request = client_of()
    scene.do(commands.WriteNote(handle, "a note about the zither"))
    scene.do(commands.AskReview(handle, request, "is the ocarina lawful", Ask.HOLD))
    review = next(iter(scene.state(handle).reviews))
    scene.do(commands.GiveReview(handle, review, "do_not", "never mind the bassoon"), "legal")
    text = page(f"/clients/{handle}/", "counsel", name=LAWYER)
    assert not any(word in text for word in ("zither", "ocarina", "bassoon"))


@pytest.mark.parametrize("how", ["withdrawn", "closed"])
def test_when_access_has_ended_the_matter_is_as_if_it_did_not_exist(
    how: str, page: Make, client_of: Make, scene: Any, signed_in: Make
) -> None:
    from comity.gate import commands

    handle, request = client_of()
    if how == "withdrawn":
        client = signed_in("counsel", name=LAWYER)
        assert "End my access now" in client.get(f"/clients/{handle}/end/").content.decode()
        assert client.post(f"/clients/{handle}/end/").headers["Location"] == "/clients/"
    else:
        scene.do(commands.CloseRequest(handle, request, "sent by mistake"), "supervisor")
        scene.do(commands.CloseMatter(handle))
    assert "Elena" not in page("/clients/", "counsel", name=LAWYER)
    for rest in ("", "tell-us/", "tell-us/convictions/", "everything.zip", "complete/", "end/"):
        seen = page(f"/clients/{handle}/{rest}", "counsel", name=LAWYER, status=404)
        none = page(f"/clients/{'f' * 32}/{rest}", "counsel", name=LAWYER, status=404)
        assert without_token(seen).replace(handle, "f" * 32) == without_token(none), rest
    page(f"/matters/{handle}/requests/{request}/", "counsel", name=LAWYER, status=404)


def without_token(text: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def sent(name: str = "order.pdf", content: bytes = PDF) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_fact_with_a_document_is_disputed_and_the_answer_worked_out_again(
    page: Make, client_of: Make, scene: Any, signed_in: Make
) -> None:
    handle, request = client_of(facts={"detainer": True, "judicial_warrant": True})
    client = signed_in("counsel", name=LAWYER)
    assert "/tell-us/judicial_warrant/" in client.get(f"/clients/{handle}/tell-us/").content.decode()
    before = scene.state(handle).requests[request].decided_at
    answer = client.post(f"/clients/{handle}/tell-us/judicial_warrant/", {"value": "no", "document": sent()})
    assert answer.headers["Location"] == f"/clients/{handle}/#stated"
    state = scene.state(handle)
    claim = state.claims[-1]
    assert (claim.disputed, claim.by, claim.value) == (True, LAWYER, False)
    sha256 = claim.paper.rpartition(" ")[2]
    assert scene.desk.papers.read(handle, sha256) == PDF
    assert state.requests[request].decided_at >= before
    assert "disputed" in state.requests[request].case["facts"]["judicial_warrant"]
    text = client.get(f"/clients/{handle}/").content.decode()
    assert "What you told us" in text
    assert "It counts as unknown until legal has looked at it" in text
    shown = client.get(f"/clients/{handle}/papers/{sha256}/")
    assert b"".join(shown.streaming_content) == PDF
    again = client.post(f"/clients/{handle}/tell-us/judicial_warrant/", {"value": "no", "document": sent()})
    assert again.status_code == 409
    assert "legal has been asked" in again.content.decode()


def test_a_vacated_conviction_is_taken_out_of_the_list_that_stands(
    client_of: Make, scene: Any, signed_in: Make
) -> None:
    from comity.gate import commands

    handle, _request = client_of()
    known = [{"offence": "Penal Code 459", "grade": "felony"}, {"offence": "Penal Code 484", "grade": "misdemeanor"}]
    scene.do(commands.EstablishFact(handle, "convictions", {"known": known, "complete": True}))
    client = signed_in("counsel", name=LAWYER)
    page = client.get(f"/clients/{handle}/tell-us/convictions/").content.decode()
    assert "It was vacated or dismissed" in page
    client.post(f"/clients/{handle}/tell-us/convictions/", {"value": "vacated:0", "document": sent()})
    assert scene.state(handle).claims[-1].value == {"known": known[1:], "complete": True}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": "no"}, "Choose the document that shows it"),
        ({"document": "pdf"}, "Choose yes or no"),
        ({"value": "no", "document": "text"}, "This file is not a PDF"),
    ],
)
def test_what_is_not_complete_is_told_and_nothing_is_stated(
    given: dict[str, Any], said: str, client_of: Make, scene: Any, signed_in: Make
) -> None:
    handle, _request = client_of()
    files = {"pdf": sent(), "text": sent("a.pdf", b"plain")}
    if "document" in given:
        given = {**given, "document": files[given["document"]]}
    answer = signed_in("counsel", name=LAWYER).post(f"/clients/{handle}/tell-us/judicial_warrant/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not any(claim.disputed for claim in scene.state(handle).claims)


def test_nobody_but_counsel_in_the_matter_opens_these_pages(page: Make, client_of: Make) -> None:
    handle, _request = client_of()
    for role in ("desk", "legal", "supervisor", "inspector", "administrator", "policy"):
        page(f"/clients/{handle}/", role, status=403)
    page(f"/clients/{handle}/", "counsel", name="d.other", status=404)


@pytest.mark.parametrize("where", ["", "tell-us/"])
def test_a_client_whose_law_is_not_at_hand_any_more_is_still_shown(
    page: Make, client_of: Make, scene: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    from comity.facts import VOCABULARY
    from comity.gate import commands
    from comity.law import LawLibrary
    from comity.store import desk

    handle, _ = client_of()
    scene.do(commands.DisputeFact(handle, "juvenile", True), "counsel", LAWYER)
    monkeypatch.setitem(desk._OPEN, "desk", under(scene.desk, LawLibrary(builtin=False)))
    text = page(f"/clients/{handle}/{where}", "counsel", name=LAWYER)
    assert escape((VOCABULARY["juvenile"].question if where else VOCABULARY["juvenile"].says)[1:]) in text


def test_counsel_is_told_that_the_law_of_a_request_is_not_at_hand_or_not_written_down(
    page: Make, client_of: Make, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.law import LawLibrary
    from comity.store import desk
    from comity.web.pages.requests.telling import Told

    handle, _ = client_of()
    url = f"/clients/{handle}/"
    told = "The law files at hand can no longer work this decision out."
    unknown = "The law of this day is not written down here."
    text = page(url, "counsel", name=LAWYER)
    assert told not in text
    assert unknown not in text
    monkeypatch.setitem(desk._OPEN, "desk", under(scene.desk, LawLibrary(builtin=False)))
    text = page(url, "counsel", name=LAWYER)
    assert told in text
    assert "before you answer" not in text
    monkeypatch.setattr(Told, "law_is_unknown", True)
    assert unknown in page(url, "counsel", name=LAWYER)
