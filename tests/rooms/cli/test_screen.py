"""What is printed fits the screen, is coloured only there, and cannot be forged by a document."""

import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

from comity.cli.screen import printable, say, screen_width, show
from comity.cli.tables import show_table
from comity.tell import Line


class Screen(io.StringIO):
    """A screen that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Screen]:
    """Put a screen, sixty letters wide, in place of the output."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "60")

    def placed() -> Screen:
        found = Screen()
        monkeypatch.setattr(sys, "stdout", found)
        return found

    return placed


@pytest.mark.parametrize(
    "forged",
    ["\x1b[2Jgone", "a\rb", "a\bb", "\x9b31m", "\u202eevil", "a\u200bb", "\u2066x", "\x00", "\u2028", "\ufeff", "a\tb"],
)
def test_no_document_can_forge_the_screen(forged: str) -> None:
    assert printable(forged).isprintable()
    assert printable(forged) != forged


def test_ordinary_letters_of_every_script_are_left_alone() -> None:
    for text in ("§ 14-154(b)(1), “quoted”, naïve – yes", "中文 русский العربية 한국어", "→ … ·"):
        assert printable(text) == text


def test_an_error_cannot_carry_an_escape(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    text = 'at: 2021-03-15\nagency: us-wa/police\nrequest: {asks: [hold]}\nfacts: {"\\e[31mred": true}\n'
    done = comity("decide", case(text))
    assert done.code == 1
    assert "\x1b" not in done.err
    assert "\\u001b[31mred" in done.err


def test_a_name_in_a_case_cannot_carry_an_escape(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    text = 'name: "\\e[2J\\u202Eall clear"\nat: 2021-03-15\nagency: us-wa/police\nrequest: {asks: [hold]}\n'
    out = comity("decide", case(text)).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    document = comity("decide", case(text), "--json").out
    assert "\u202e" not in document
    assert json.loads(document)["case"]["name"] == "\x1b[2J\u202eall clear"


def test_a_screen_has_colour_and_its_own_width(screen: Callable[[], Screen]) -> None:
    seen = screen()
    show([Line("Do not hold the person past release, whatever they say of it on the telephone.", 1, "1.", "do_not")])
    lines = seen.getvalue().splitlines()
    assert len(lines) == 2
    assert all(line.startswith("\x1b[1;31m") and line.endswith("\x1b[0m") for line in lines)
    assert all(len(line.replace("\x1b[1;31m", "").replace("\x1b[0m", "")) <= 60 for line in lines)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_declined(
    screen: Callable[[], Screen], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    seen = screen()
    show([Line("Do not.", role="do_not")])
    show_table(["pack"], [["us-wa"]])
    assert "\x1b" not in seen.getvalue()


def test_elsewhere_there_is_neither_colour_nor_a_line_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    show([Line("Do not.", role="do_not")])
    show_table(["pack", "whose law"], [["us-wa", "Washington " * 30]])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.splitlines()[2] == "us-wa  " + ("Washington " * 30).strip()
    assert not set("─│━") & set(out)


def test_a_table_on_a_screen_is_folded_and_loses_no_letter(screen: Callable[[], Screen]) -> None:
    seen = screen()
    show_table(
        ["pack", "cites"],
        [["us-wa", "RCW 10.93.160(4)(b) and much more that does not fit [red]here[/red]"]],
        whole=["pack"],
    )
    text = seen.getvalue()
    assert max(map(len, text.splitlines())) <= 60 + len("\x1b[1m\x1b[0m") * 4
    words = " ".join(text.split())
    for word in ("RCW", "10.93.160(4)(b)", "[red]here[/red]"):
        assert word in words


def test_only_our_own_colours_pass(capsys: pytest.CaptureFixture[str]) -> None:
    say("\x1b[31mred\x1b[0m \x1b[2J \x1b]0;title\x07", colour=True)
    assert capsys.readouterr().out == "\x1b[31mred\x1b[0m \\u001b[2J \\u001b]0;title\\u0007\n"


def test_paper_has_a_width_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen_width(io.StringIO()) == 100
    monkeypatch.setenv("COLUMNS", "72")
    assert screen_width(io.StringIO()) == 72
    monkeypatch.setenv("COLUMNS", "7")
    assert screen_width(io.StringIO()) == 40


def test_a_terminal_without_the_letters_gets_the_answer_all_the_same(
    program: Callable[..., Any], case: Callable[..., str]
) -> None:
    text = "at: 2021-03-15\nagency: us-wa/police\nrequest: {from: ice, asks: [share_court_date]}\n"
    done = program("decide", case(text), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode in {4, 5}
    assert "court date" in done.stdout
    assert done.stderr == ""
    assert os.linesep in done.stdout
