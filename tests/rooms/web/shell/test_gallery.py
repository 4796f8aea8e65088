"""Every component and every state of a form: open to everybody, at every width, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from contract.printing import on_paper

PAGES = ("answer", "components", "form", "form_errors", "sheet", "today")
TO_TOUCH = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
TO_READ = {"resultTypes": ["violations"]}  # nobody touches paper
INLINE = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def faults(page: Any, rules: dict[str, Any] = TO_TOUCH) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def spill(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_open_to_everybody(
    show: Callable[..., Any], name: str, language: str, width: int, tally: Callable[..., None]
) -> None:
    with show(f"{name}.{language}", width=width) as page:
        assert faults(page) == []
        assert spill(page) <= 0
    tally("pages checked by axe")


@pytest.mark.parametrize("name", PAGES)
def test_what_is_printed_is_as_open(show: Callable[..., Any], name: str, tally: Callable[..., None]) -> None:
    with show(f"{name}.en", width=816) as page:
        page.emulate_media(media="print")
        assert faults(page, TO_READ) == []
    tally("pages checked by axe")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_build_without_the_design_system_is_plain_but_whole(
    show: Callable[..., Any], name: str, width: int, tally: Callable[..., None]
) -> None:
    with show(f"{name}.en", build="plain", width=width) as page:
        assert "uswds" not in page.content()
        assert faults(page) == []
        assert spill(page) <= 0
    tally("pages checked by axe")


def test_a_fault_in_a_page_is_noticed(show: Callable[..., Any]) -> None:
    with show("today.en") as page:
        page.evaluate("document.querySelector('main').innerHTML += '<img src=\"static/comity/icon.svg\">'")
        assert any(fault.startswith("image-alt") for fault in faults(page))


def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(gallery: dict[str, Path]) -> None:
    texts = {path.name: path.read_text() for folder in gallery.values() for path in folder.glob("*.html")}
    assert len(texts) >= 2 * len(PAGES)
    found = {name: INLINE.findall(text) for name, text in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_whatever_was_given_is_escaped(gallery: dict[str, Path]) -> None:
    text = (gallery["whole"] / "components.en.html").read_text()
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 7
    assert "q=quispe+%26+rojas&amp;page=8" in text


def test_a_form_with_errors_opens_at_the_list_of_them_and_each_leads_to_its_field(show: Callable[..., Any]) -> None:
    with show("form_errors.en") as page:
        assert page.title().startswith("Error: ")
        assert page.evaluate("document.activeElement.id") == "errors"
        page.get_by_role("link", name="Booking number").click()
        assert page.evaluate("document.activeElement.name") == "number"
        page.get_by_role("link", name="What do they ask?").click()
        assert page.evaluate("document.activeElement.name") == "ask"


def test_a_field_is_told_with_its_hint_and_its_error(show: Callable[..., Any]) -> None:
    with show("form_errors.en") as page:
        number = page.get_by_label("Booking number")
        told = [page.text_content(f"#{key}") for key in number.get_attribute("aria-describedby").split()]
        assert [" ".join(words.split()) for words in told] == [
            "As on the wristband, for example B-55102.",
            "Error: This field is required.",
        ]
        assert number.get_attribute("aria-invalid") == "true"
        group = page.get_by_role("group", name="What do they ask?")
        assert len(group.get_attribute("aria-describedby").split()) == 2


def test_the_first_key_leads_past_the_navigation(show: Callable[..., Any]) -> None:
    with show("today.en") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("Open: Elena")


def test_what_is_hidden_stays_hidden_whatever_its_class(show: Callable[..., Any]) -> None:
    with show("components.en") as page:
        assert not page.get_by_text("Not yet.").is_visible()


def test_signs_are_seen_in_the_colours_of_the_reader(show: Callable[..., Any]) -> None:
    fill = "getComputedStyle(document.querySelector('.comity-answer .comity-shape__fill')).fill"
    ground = "getComputedStyle(document.querySelector('.comity-answer__verdict')).backgroundColor"
    with show("components.en") as page:
        page.emulate_media(forced_colors="active")
        assert page.evaluate(fill) != page.evaluate(ground)


def test_each_verdict_has_a_word_and_a_shape_of_its_own(show: Callable[..., Any]) -> None:
    with show("components.en") as page:
        cards = page.locator(".comity-answer").all()
        words = [card.locator(".comity-answer__verdict").inner_text() for card in cards]
        shapes = [
            card.locator(".comity-shape > :first-child").first.evaluate("node => node.outerHTML") for card in cards
        ]
    assert len(words) == len(set(words)) == len(set(shapes)) == 6


def test_help_and_the_way_out_stand_in_one_place_on_every_page(show: Callable[..., Any]) -> None:
    places = set()
    for name in ("answer", "components", "today"):
        with show(f"{name}.en") as page:
            links = page.locator("header a, header button, footer a").all_inner_texts()
            places.add(tuple(links))
    assert len(places) == 1
    assert "Help" in next(iter(places))


def paper(page: Any) -> list[str]:
    """The pages of a page when printed."""
    read = on_paper(page, prefer_css_page_size=True)
    assert {(float(leaf.mediabox.width) / 72, float(leaf.mediabox.height) / 72) for leaf in read.pages} == {(8.5, 11)}
    return [leaf.extract_text() for leaf in read.pages]


def test_a_sheet_says_on_each_of_its_pages_what_it_belongs_to(show: Callable[..., Any]) -> None:
    with show("sheet_long.en") as page:
        leaves = paper(page)
    assert len(leaves) > 2
    for number, text in enumerate(leaves, start=1):
        assert "Request 2026-0412" in text
        assert "q7Xk-20Fd-9aLm" in text
        assert f"{number} / {len(leaves)}" in text


def test_an_answer_with_its_reasons_is_one_sheet_and_its_folds_are_open(show: Callable[..., Any]) -> None:
    with show("sheet.en") as page:
        assert not page.get_by_text("Text that must be on paper.").is_visible()
        leaves = paper(page)
    assert len(leaves) == 1
    assert "Text that must be on paper." in leaves[0]
    assert "Back to the page" not in leaves[0]


def test_paper_names_the_day_where_the_screen_says_today(show: Callable[..., Any]) -> None:
    with show("answer.en") as page:
        assert "today, 4:30 p.m." in page.inner_text("main")
        text = " ".join(paper(page))
    assert "Friday, November 20, 2026, 4:30 p.m." in text
    assert "Sign out" not in text
    assert "in 2 hours" not in text
