"""Charts: what they show is read by eye, by ear, in black and white, and never more than they were given."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.tell import Bars, Chart, drawn

SVG = "{http://www.w3.org/2000/svg}"
HEADS = ("Jan", "Feb", "Mar")
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40).map(
    str.strip
)


def chart(*values: tuple[int | float | None, ...], **given: object) -> Chart:
    bars = tuple(Bars(f"measure {number}", each) for number, each in enumerate(values))
    return Chart(
        **{
            "name": "one",
            "title": "Requests",
            "words": "In words.",
            "heads": HEADS,
            "bars": bars,
            "unknown": "not shown",
            **given,
        }
    )  # type: ignore[arg-type]


def told(text: str) -> list[str]:
    """What each bar says to a pointer."""
    return [each.text or "" for each in ElementTree.fromstring(text).iterfind(f".//{SVG}path/{SVG}title")]


def lengths(text: str) -> list[float]:
    """How tall each column is."""
    paths = re.findall(r'<path d="M[-\d.]+,[-\d.]+h[-\d.]+v([-\d.]+)h[-\d.]+Z"[^>]*><title>', text)
    return [float(path) for path in paths]


@pytest.mark.parametrize("lying", [False, True])
def test_a_strict_page_may_hold_it(lying: bool) -> None:
    text = drawn(chart((3, None, 1), (2, 0, 9), (1, 1, 1), (4, 4, 4), lying=lying))
    assert not re.search(r"style|<script|\son[a-z]+=|href|<image|<foreignObject|data:", text)
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_whoever_does_not_see_it_is_told_it_as_one_picture() -> None:
    root = ElementTree.fromstring(drawn(chart((3, 2, 1))))
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    texts = [root.find(f".//*[@id='{name}']") for name in named]
    assert [each.text for each in texts if each is not None] == ["Requests", "In words."]
    assert [each for each in root.iter() if each is not root and (each.get("role") or each.get("aria-label"))] == []


def test_letters_are_letters_and_not_shapes() -> None:
    words = [each.text for each in ElementTree.fromstring(drawn(chart((3, 2, 1), (1, 1, 1)))).iter(f"{SVG}text")]
    assert {"Jan", "Feb", "Mar", "measure 0", "measure 1"} <= set(words)


def test_every_measure_has_a_pattern_of_its_own() -> None:
    text = drawn(chart((1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1)))
    assert len(set(re.findall(r'fill="([^"]*)"[^>]*><title>', text))) == 4
    assert len(set(re.findall(r"<pattern.*?</pattern>", text))) == 3  # the first is plain


def test_a_bar_is_as_long_as_its_number_and_says_it() -> None:
    text = drawn(chart((10, 20, 5)))
    first, second, third = lengths(text)
    assert (second, third) == (pytest.approx(2 * first), pytest.approx(first / 2))
    assert told(text) == ["Jan, measure 0: 10", "Feb, measure 0: 20", "Mar, measure 0: 5"]


def test_a_number_that_is_not_shown_is_drawn_alike_whatever_stands_beside_it() -> None:
    short = lengths(drawn(chart((None, 20, 5))))
    tall = lengths(drawn(chart((None, 2000, None))))
    assert short[-1] == tall[-1] == tall[-2]
    assert told(drawn(chart((None, 20, 5))))[-1] == "Jan, measure 0: not shown"


def test_a_scale_of_whole_numbers_has_no_halves() -> None:
    for most in (0, 1, 2, 3, 7):
        words = [each.text or "" for each in ElementTree.fromstring(drawn(chart((most, 0, 0)))).iter(f"{SVG}text")]
        numbers = [word for word in words if word.isdigit()]
        assert len(numbers) == len(set(numbers)) >= 2


def test_two_charts_of_one_page_have_names_of_their_own() -> None:
    first, second = (drawn(chart((1, 2, 3), (1, 1, 1), name=name)) for name in ("one", "two"))
    ids = [*re.findall(r'id="([^"]*)"', first), *re.findall(r'id="([^"]*)"', second)]
    assert len(ids) == len(set(ids))


@settings(max_examples=8, deadline=None)
@given(title=NAMES, head=NAMES, name=NAMES, lying=st.booleans())
def test_whatever_its_words_are_they_stay_words(title: str, head: str, name: str, lying: bool) -> None:
    bars = (Bars(name, (2, None)),)
    text = drawn(Chart("one", title, head, (head, "x" * 41), bars, name + "?", lying))
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == title
    assert told(text)[0] == f"{head}, {name}: 2"


def test_the_same_chart_is_the_same_bytes_in_another_process() -> None:
    code = (
        "from comity.tell import *\n"
        "print(drawn(Chart('one', 'Requests', 'In words.', ('Jan', 'Feb'), (Bars('a', (1, None)),), 'not shown')))"
    )
    here = drawn(Chart("one", "Requests", "In words.", ("Jan", "Feb"), (Bars("a", (1, None)),), "not shown"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == here + "\n"


def test_no_command_waits_for_what_draws() -> None:
    code = "import sys, comity.tell\nprint([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "given",
    [
        {"bars": ()},
        {"heads": ()},
        {"bars": (Bars("a", (1, 2)),)},
        {"bars": (Bars("a", (1, 2, 3)), Bars("a", (1, 2, 3)))},
        {"bars": (Bars("not shown", (1, None, 3)),)},
        {"heads": ("Jan", "Jan", "Mar")},
        {"bars": tuple(Bars(str(number), (1, 2, 3)) for number in range(5))},
    ],
)
def test_what_could_not_be_read_is_not_drawn(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="chart"):
        chart((1, 2, 3), **given)
