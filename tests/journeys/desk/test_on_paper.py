"""On paper: the answer on one letter page, with its reasons, the law and its seal; nothing folded, nothing to press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from contract.printing import on_paper

Make = Callable[..., Any]
LETTER = (612, 792)  # points


@pytest.fixture
def asked(booked: Make, opened: Any) -> Make:
    """Have something asked; the address of its answer."""
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    def ask(*asks: str) -> str:
        handle = booked("Elena Inventada-Rojas", "B-55102")
        command = commands.ReceiveRequest(
            handle,
            "ice_ero",
            tuple(Ask(ask) for ask in asks),
            opened.clock(),
            "i247a",
            "civil_immigration",
            facts={"detainer": True, "judicial_warrant": False},
        )
        state = opened.gate.do(command, Actor("m.ortiz", Role.DESK)).matter
        return f"/matters/{handle}/requests/{list(state.requests)[-1]}/"

    return ask


def printed(page: Any, path: str) -> tuple[list[str], tuple[float, float]]:
    """The text of each printed page, and the size of the paper."""
    page.goto(path)
    reader = on_paper(page, prefer_css_page_size=True)
    box = reader.pages[0].mediabox
    texts = [re.sub(r"\s+", " ", each.extract_text()) for each in reader.pages]
    return texts, (float(box.width), float(box.height))


@pytest.mark.parametrize("asks", [("hold",), ("hold", "notify_release", "share_court_date")])
def test_the_answer_is_one_letter_page_with_reasons_law_and_seal(
    sit: Make, asked: Make, asks: tuple[str, ...], tally: Callable[..., None]
) -> None:
    texts, size = printed(sit("desk"), f"{asked(*asks)}sheet/")
    assert (len(texts), size) == (1, LETTER)
    (text,) = texts
    for words in (
        *("Do not hold the person past release.", "Release the person when release is due:", "B-55102"),
        *("Gov. Code § 7284.6(a)(1)(B)", "sha256:", "Ledger entry", "It is not a lawyer's advice."),
    ):
        assert words in text, words
    assert re.search(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", text)
    assert not re.search(r"\btoday\b", text)
    tally("sheets printed")


def test_a_request_for_everything_still_fits_a_page(sit: Make, asked: Make) -> None:
    from comity.facts import Ask

    texts, _size = printed(sit("desk"), f"{asked(*(ask.value for ask in Ask))}sheet/")
    assert len(texts) == 1


def test_the_page_itself_prints_its_reasons_unfolded_and_no_buttons(sit: Make, asked: Make) -> None:
    texts, _size = printed(sit("desk"), asked("hold", "notify_release"))
    text = " ".join(texts)
    assert "Do not hold the person past release." in text
    assert "What we were told" in text
    assert "History and seal" in text
    for words in ("Record this answer", "Sign out", "Save this answer"):
        assert words not in text


def test_what_is_folded_over_a_form_is_not_printed_nor_is_a_way_down_the_page(sit: Make, asked: Make) -> None:
    path = asked("hold")
    page = sit("desk")
    text = " ".join(printed(page, path)[0])
    assert "Every rule that was looked at" in text
    assert "Done another way" not in text
    assert "What you can do" not in " ".join(printed(page, path.split("requests/")[0])[0])
