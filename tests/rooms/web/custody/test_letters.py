"""Letters: proposed, made, printed, given with the fingerprint of their very bytes, confirmed, printed again."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest


def begin(scene: Any, **more: Any) -> tuple[str, str]:
    handle = scene.open(**more)
    return handle, scene.receive(handle, "hold", "notify_release")


def made(client: Any, handle: str, asked: str, **given: str) -> str:
    """The address of a letter that was just made."""
    form = {"letter": "request_copy:person", "language": "es", **given}
    answer = client.post(f"/matters/{handle}/requests/{asked}/letters/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def boxes(text: str, only: str = "") -> list[str]:
    """The duties on the page."""
    found = re.findall(r"<input[^>]*name=\"duties\"[^>]*>", text)
    return [re.search(r'value="([^"]*)"', box)[1] for box in found if only in box]


def checked(text: str) -> list[str]:
    """The duties that are ticked on the page."""
    return boxes(text, "checked")


def pdf_of(client: Any, url: str) -> bytes:
    return b"".join(client.get(f"{url}pdf/").streaming_content)


def test_the_letters_that_duties_ask_for_come_first_in_the_persons_language(scene: Any, page: Any) -> None:
    handle, asked = begin(scene)
    text = page(f"/matters/{handle}/requests/{asked}/letters/new/")
    assert "Give the person a copy" in text or "give the person a copy" in text
    assert re.search(r'<option value="es" selected>', text)
    assert re.search(r'value="request_copy:person"[^>]*checked', text)
    assert "request_copy" in text.split("counsel_notice")[0]


def test_a_letter_is_given_with_the_fingerprint_of_the_very_file_and_printed_again_as_it_was(
    scene: Any, signed_in: Any
) -> None:
    handle, asked = begin(scene)
    client = signed_in("desk")
    url = made(client, handle, asked)
    shown = client.get(url).content.decode()
    assert "Draft: nobody who is certified has reviewed this text." in shown
    assert "Una agencia" in shown or "agencia" in shown
    pdf = pdf_of(client, url)
    assert pdf.startswith(b"%PDF-")
    duties = checked(shown)
    assert duties
    answer = client.post(url, {"channel": "hand", "duties": duties})
    assert answer.status_code == 302, answer.content.decode()
    state = scene.state(handle)
    (notice,) = state.notices.values()
    assert notice.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (notice.to, notice.kind, notice.language, notice.channel) == ("person", "request_copy", "es", "hand")
    assert all(state.duties[key].done_at for key in duties)
    again = client.get(f"/matters/{handle}/letters/{notice.id}/pdf/")
    assert b"".join(again.streaming_content) == pdf


def test_the_letter_is_a_file_for_one_reader_and_no_cache(scene: Any, signed_in: Any) -> None:
    handle, asked = begin(scene)
    client = signed_in("desk")
    answer = client.get(f"{made(client, handle, asked)}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Elena" not in answer["Content-Disposition"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    b"".join(answer.streaming_content)


def test_what_changes_after_a_letter_was_made_does_not_change_its_bytes(scene: Any, signed_in: Any) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    handle, asked = begin(scene)
    client = signed_in("desk")
    url = made(client, handle, asked)
    before = pdf_of(client, url)
    scene.do(commands.AnswerAsk(handle, asked, Ask.HOLD, yes=False))
    assert pdf_of(client, url) == before
    assert pdf_of(client, made(client, handle, asked, large="on")) != before


def test_recording_the_same_letter_twice_gives_it_once_and_repeating_it_gives_it_again(
    scene: Any, signed_in: Any
) -> None:
    handle, asked = begin(scene)
    client = signed_in("desk")
    url = made(client, handle, asked)
    assert client.post(url, {"channel": "hand"}).status_code == 302
    twice = client.post(url, {"channel": "hand"})
    assert twice.status_code == 409
    assert "It is recorded already that this letter was given." in twice.content.decode()
    (notice,) = scene.state(handle).notices.values()
    again = client.post(f"/matters/{handle}/letters/{notice.id}/again/")
    assert client.post(again["Location"], {"channel": "mail"}).status_code == 302
    assert client.post(again["Location"], {"channel": "mail"}).status_code == 409
    notices = list(scene.state(handle).notices.values())
    assert [each.channel for each in notices] == ["hand", "mail"]
    assert len({each.sha256 for each in notices}) == 1


def test_a_letter_that_does_not_fit_what_was_asked_is_not_offered(scene: Any, signed_in: Any) -> None:
    handle, asked = begin(scene)
    form = {"letter": "interview_consent:person", "language": "es"}
    answer = signed_in("desk").post(f"/matters/{handle}/requests/{asked}/letters/new/", form)
    assert answer.status_code == 422
    assert "Choose one of these letters" in answer.content.decode()


def test_a_letter_of_one_request_is_not_given_in_another_nor_with_a_token_that_somebody_made(
    scene: Any, signed_in: Any
) -> None:
    handle, asked = begin(scene)
    other = scene.receive(handle, "interview", instrument="other")
    client = signed_in("desk")
    url = made(client, handle, asked)
    assert client.get(url.replace(asked, other)).status_code == 404
    assert client.get(url[:-3] + "xx/").status_code == 404
    assert client.get(f"/matters/{handle}/requests/{asked}/letters/made/abc:def:ghi/").status_code == 404


def test_a_letter_with_a_sign_that_no_font_has_is_not_printed_and_the_page_says_what_to_do(
    scene: Any, signed_in: Any
) -> None:
    handle, asked = begin(scene, name="Elena \U0001e900 Inventada")
    form = {"letter": "request_copy:person", "language": "es"}
    answer = signed_in("desk").post(f"/matters/{handle}/requests/{asked}/letters/new/", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "a sign is missing from the fonts" in text
    assert "U+1E900" in text
    assert "choose another language" in text
    assert not scene.state(handle).notices


def test_a_person_whose_language_has_no_letter_is_asked_about(scene: Any, page: Any) -> None:
    handle, asked = begin(scene, language="qu")
    text = page(f"/matters/{handle}/requests/{asked}/letters/new/")
    assert "There is no letter in the person" in text
    assert '<option value="" selected>' in text


def test_a_letter_about_a_release_needs_the_time_of_it_and_says_so(scene: Any, signed_in: Any) -> None:
    handle, asked = begin(scene, due=None)
    form = {"letter": "release_notice:person", "language": "es"}
    answer = signed_in("desk").post(f"/matters/{handle}/requests/{asked}/letters/new/", form)
    assert answer.status_code == 422
    assert "The letter cannot be made." in answer.content.decode()


@pytest.mark.parametrize("letter", ["counsel_notice:counsel", "agency_answer:agency", "interview_consent:person"])
def test_every_kind_of_letter_is_made(scene: Any, signed_in: Any, letter: str) -> None:
    handle = scene.open()
    asked = scene.receive(handle, "hold", "interview")
    client = signed_in("legal")
    url = made(client, handle, asked, letter=letter)
    pdf = pdf_of(client, url)
    assert pdf.startswith(b"%PDF-")
    if letter.startswith("agency"):
        text = client.get(url).content.decode().partition("comity-letter")[2]
        assert "B-55102" not in text


def test_the_list_shows_what_is_owed_then_what_is_out_then_nothing(scene: Any, signed_in: Any, page: Any) -> None:
    handle, asked = begin(scene)
    text = page("/letters/")
    assert f"/matters/{handle}/requests/{asked}/letters/new/?letter=request_copy%3Aperson" in text
    client = signed_in("desk")
    url = made(client, handle, asked)
    text = client.get(url).content.decode()
    assert len(checked(text)) == 1  # what is not decided yet is not told yet
    client.post(url, {"channel": "hand", "duties": boxes(text)})
    (notice,) = scene.state(handle).notices.values()
    owed, out = page("/letters/").split("Given, and not known to have arrived", 1)
    assert "letters/new/?letter=request_copy" not in owed
    assert f"/matters/{handle}/letters/{notice.id}/" in out
    confirm = f"/matters/{handle}/letters/{notice.id}/"
    assert client.post(confirm, {}).status_code == 422
    assert client.post(confirm, {"how": "signed", "words": "at 2 p.m."}).status_code == 302
    kept = scene.state(handle).notices[notice.id]
    assert kept.confirmed_how == "signed: at 2 p.m."
    assert "Every letter that went out has arrived." in page("/letters/")
    assert "It was signed for. at 2 p.m." in page(confirm)
    assert client.post(confirm, {"how": "signed"}).status_code == 409


def test_what_the_law_wants_at_once_is_late_after_an_hour(scene: Any, page: Any, settings: Any) -> None:
    begin(scene)
    assert "<strong>at once</strong>" in page("/letters/")
    begun = settings.COMITY_CLOCK
    settings.COMITY_CLOCK = lambda: begun() + timedelta(hours=2)
    assert "late by 2 hours" in page("/letters/")


def test_a_letter_that_was_made_elsewhere_is_told_to_be_so(scene: Any, page: Any) -> None:
    handle, asked = begin(scene)
    notice = scene.notice(handle, asked)
    assert "The letter itself is not kept here." in page(f"/matters/{handle}/letters/{notice}/")
    page(f"/matters/{handle}/letters/{notice}/pdf/", status=404)
    page(f"/matters/{handle}/letters/{'0' * 16}/", status=404)


@pytest.mark.parametrize("role", ["inspector", "policy", "administrator"])
def test_who_gives_no_letters_cannot_open_them(scene: Any, page: Any, role: str) -> None:
    handle, asked = begin(scene)
    notice = scene.notice(handle, asked)
    for url in (f"requests/{asked}/letters/new/", f"letters/{notice}/", f"letters/{notice}/pdf/"):
        page(f"/matters/{handle}/{url}", role, status=403)
    page("/letters/", role, status=403)


def test_the_list_takes_the_same_number_of_questions_however_long_it_is(
    scene: Any, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        handle, asked = begin(scene, name=f"Elena Inventada {number}", number=f"B-{number}")
        scene.notice(handle, asked)
    client = signed_in("desk")
    with django_assert_max_num_queries(15):
        assert "Confirm or repeat" in client.get("/letters/").content.decode()
