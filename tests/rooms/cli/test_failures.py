"""Whatever is typed wrongly: what is wrong, where, what to do; never a traceback."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.base import ComityError
from comity.cli.failures import advice, nearest

GOOD = """at: 2021-03-15T09:40
agency: us-wa/county-jail
request:
  from: ice
  asks: [hold]
facts:
  detainer: true
"""

BAD = {
    "an unknown fact": ("detainer: true", "detaner: true", "case.yaml:7: `detaner` is not a listed fact", "`detainer`"),
    "a wrong value": ("true", '"yes"', "case.yaml:7: `detainer` cannot be `yes`", "Write true, false or unknown."),
    "a trap of YAML": ("true", "yes", "case.yaml:7: `yes` may be read in two ways", "Put it in quotes"),
    "an unknown ask": ("[hold]", "[hodl]", "case.yaml:5: `hodl` is not an ask", "Did you mean `hold`?"),
    "half an ask": ("[hold]", "[notify]", "case.yaml:5: `notify` is not an ask", "Did you mean `notify_release`?"),
    "an unknown agency": (
        "county-jail",
        "county-jial",
        "case.yaml:2: `us-wa/county-jial` is not an agency",
        "Did you mean `us-wa/county-jail`?",
    ),
    "an unknown pack": ("us-wa", "us-waa", "case.yaml:2: there is no pack `us-waa`", "Did you mean `us-wa`"),
    "a pack alone": ("us-wa/county-jail", "us-wa", "case.yaml:2: `agency` is missing", "`comity law show us-wa`"),
    "a capital": ("from: ice", "from: ICE", "case.yaml:4: `requester` cannot be `ICE`", "Did you mean `ice`?"),
    "a day too early": ("2021-03-15T09:40", "1999-03-15", "case.yaml:1: 1999-03-15 is outside the days", "2011-01-01"),
    "no moment": ("at: 2021-03-15T09:40\n", "", "`at` is missing or is not a moment", "2017-03-15T09:40"),
    "an unknown key": ("facts:", "fact:", "case.yaml:6: `fact` is no key of the case", "Did you mean `facts`?"),
    "a key twice": ("  asks: [hold]", "  asks: [hold]\n  asks: [hold]", "the key `asks` is given twice", "Keep one"),
    "no YAML": ("  from: ice", "  from: [ice", "case.yaml:", "Check the indentation"),
    "an alias": ("true", "*x", "case.yaml:7: an alias or anchor is used", "Write the value out"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_case_written_wrongly_is_refused_with_its_place_and_advice(
    name: str, comity: Callable[..., Any], case: Callable[..., str]
) -> None:
    old, new, message, hint = BAD[name]
    assert old in GOOD
    done = comity("decide", case(GOOD.replace(old, new, 1)))
    assert done.code == 1
    assert done.out == ""
    error, advised = done.err.splitlines()
    assert error.startswith("error: ")
    assert message in error
    assert advised.startswith("  help: ")
    assert hint in advised


def test_a_wrong_case_in_json_is_refused_with_its_line(comity: Callable[..., Any], case: Callable[..., str]) -> None:
    head = '{\n "at": "2021-03-15T09:40",\n "agency": "us-wa/police",\n "request": {"asks": ["hold"]},\n'
    text = head + ' "facts": {\n  "detaner": true\n }\n}\n'
    assert "case.json:6: `detaner` is not a listed fact" in comity("decide", case(text, "case.json")).err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"hello", "is not a case"),
        (b"- 1\n- 2\n", "is not a case"),
        (b"\x7fELF\x02\x01\x01\x00\xff\xfe\x80", ""),
        (b"\x00\x01\x02", ""),
        (b"at: \xff\n", "is not UTF-8 text"),
        (b"a: " + b"x" * 1_100_000, "larger than"),
        (b"[" * 100_000, ""),
        (b'{"at": 1.5}', "is not a whole number"),
        (b'{"at": ', "this is not"),
    ],
)
def test_a_file_that_is_no_case_is_refused(
    content: bytes, message: str, comity: Callable[..., Any], case: Callable[..., str]
) -> None:
    for name in ("case.yaml", "case.json", "case"):
        done = comity("decide", case(content, name))
        assert done.code == 1
        assert len(done.err.splitlines()) == 2
        assert message in done.err or name == "case.json"


@pytest.mark.parametrize(
    ("words", "message", "help"),
    [
        (["decide", "nowhere.yaml"], "`nowhere.yaml` cannot be opened: no such file", "Check the name"),
        (["decide", "."], "`.` is a folder, not a case", "Name one file"),
        (["decide", ""], "no case is named", "Name a file"),
        (["decide", "bad\0name"], "cannot be opened", "Check the name"),
        (["ask", "nowhere.yaml"], "`nowhere.yaml` cannot be opened", "Check the name"),
        (["ask", "-"], "the input cannot be the case and the answers at once", "Name a file"),
        (["law", "show", "us-waa"], "there is no pack `us-waa`", "Did you mean `us-wa`"),
        (["law", "show", "../us"], "there is no pack", "See `comity law list`."),
        (["law", "show", "us-wa", "10-93-161"], "`us-wa` has no section `10-93-161`", "Did you mean `10-93-160`?"),
        (["law", "show", "us-wa", "RCW"], "`RCW` is several sections of `us-wa`", "10-93-160"),
        (["law", "show", "us-wa", "--on", "yesterday"], "`yesterday` is not a day", "2017-03-15"),
        (["law", "show", "us-wa", "--on", "2050-01-01"], "2050-01-01 is outside the days", "`--on`"),
        (["law", "history", "us-wa"], "no section of `us-wa` is named", "10-93-160"),
        (["law", "facts", "judical_warrant"], "no fact contains `judical_warrant`", "`judicial_warrant`"),
        (["law", "facts", "xyzzy"], "no fact contains `xyzzy`", "`comity law facts` lists them all"),
        (["check-law", "us-tz"], "there is no pack `us-tz`", "Did you mean `us-tx`"),
        (["check-law", "./nowhere"], "is not the folder of a pack", "`pack.yaml`"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(
    words: list[str], message: str, help: str, comity: Callable[..., Any]
) -> None:
    done = comity(*words)
    assert done.code == 1
    assert message in done.err
    assert help in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["decid", "x"], "Did you mean 'decide'?"),
        (["law", "sho"], "Did you mean 'show'?"),
        (["decide"], "Missing argument 'CASE'"),
        (["decide", "--jsno", "x"], "--json"),
        (["decide", "a", "b"], "unexpected extra argument"),
        (["law", "show"], "Missing argument 'PACK'"),
        (["schema", "cas"], "'case', 'decision'"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_wrong_usage_is_told_apart_from_wrong_input(words: list[str], message: str, comity: Callable[..., Any]) -> None:
    done = comity(*words)
    assert done.code == 2
    assert message in done.err
    assert "help" in done.err


def test_a_fault_of_comity_is_called_one(
    comity: Callable[..., Any], case: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a bolt\x1b[31m is loose")

    monkeypatch.setattr("comity.cli.decide.decide", broken)
    monkeypatch.delenv("COMITY_DEBUG", raising=False)
    done = comity("decide", case(GOOD))
    assert done.code == 1
    error, advised = done.err.splitlines()
    assert error.startswith("error: this is a fault of comity, not of your input: KeyError:")
    assert "\x1b" not in error
    assert "COMITY_DEBUG=1" in advised
    assert "SECURITY.md" in advised
    monkeypatch.setenv("COMITY_DEBUG", "1")
    with pytest.raises(KeyError):
        comity("decide", case(GOOD))


def test_a_reader_who_leaves_is_no_fault() -> None:
    words = [sys.executable, "-m", "comity", "schema", "case"]  # more than a pipe holds
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings)
    assert running.stdout
    assert running.stderr
    running.stdout.readline()
    running.stdout.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(timeout=20) == 141


def test_being_interrupted_is_no_fault(case: Callable[..., str]) -> None:
    words = [sys.executable, "-m", "comity", "ask", case(GOOD)]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src")}
    pipe = subprocess.PIPE
    running = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=surroundings)
    assert running.stderr
    while "why, back, quit" not in (seen := running.stderr.readline()):
        assert seen, "the dialogue ended before it asked"
        if "At most" in seen:
            break
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Traceback" not in err + out


def test_the_nearest_words_are_offered_and_far_ones_are_not() -> None:
    assert nearest("hodl", ["hold", "transfer"]) == "`hold`"
    assert nearest("ICE", ["ice", "cbp"]) == "`ice`"
    assert nearest("notify", ["notify_release", "hold"]) == "`notify_release`"
    assert nearest("zebra", ["hold", "transfer"]) == ""
    assert nearest("", ["hold"]) == ""


def test_advice_is_not_given_twice() -> None:
    error = ComityError("`hodl` is not known", help="Did you mean `hold`? Known are: hold.")
    assert advice(error) == error.help
