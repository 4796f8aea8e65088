"""A slip of the hand while a request is recorded is told beside its field, before anything is recorded."""

from typing import Any

import pytest

from rooms.web.requests.test_recording import begun, clerk, filled, who

__all__ = ["clerk"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("birth_date", "2040-01-01", "Nobody who is held was born on that day."),
        ("birth_date", "1840-01-01", "Nobody who is held was born on that day."),
        ("release_due", "2020-01-01T10:00", "That is more than a month past."),
        ("name", "Elena \u202eInventada", "no letter can print (U+202E)"),
        ("name", "Elena \U0001f600 Inventada", "no letter can print (U+1F600)"),
        ("name", "Elena \u2764\ufe0f Inventada", "no letter can print (U+2764)"),
    ],
)
def test_a_slip_of_the_hand_is_told_before_anything_is_recorded(
    clerk: Any, scene: Any, field: str, typed: str, said: str
) -> None:
    draft = filled(clerk, scene, birth_date="1990-05-06").removesuffix("check/")
    shown = clerk.get(f"{draft}check/").text
    assert "Sunday, May 6, 1990" in shown
    assert "Spanish" in shown
    given = {"press": "by_hand", "name": "Elena Inventada", "language": "es"}
    answer = clerk.post(f"{draft}whom/", {**given, field: typed})
    assert answer.status_code == 422
    assert said in answer.text


def test_whoever_wants_a_paper_read_first_is_told_of_the_paper(clerk: Any, scene: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = begun(clerk)
    assert "No paper is chosen." in clerk.post(f"{draft}who/", {"press": "read"}).text
    bad = SimpleUploadedFile("x.pdf", b"MZ no paper")
    text = clerk.post(f"{draft}who/", {"press": "read", "paper": bad}).text
    assert "This file is not a PDF, PNG, JPEG or TIFF." in text
    assert "Choose the agency that asks" not in text
    assert clerk.post(f"{draft}who/", {**who(scene), "press": "read"}).status_code == 302, "Enter goes on"
