"""The same letter has the same bytes: twice, in two processes, in many threads, and on another day."""

import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from comity.notices import LetterKind, TextLibrary, render

ELSEWHERE = """
import datetime, sys
from comity.facts import Ask
from comity.notices import *

letter = Letter(
    LetterKind.COUNSEL_NOTICE, sys.argv[1], Office("Harbor County Jail", ("1 Quay Street",), "555-0100"), "2026-0412",
    datetime.date(2026, 11, 20), "Ada Lind", "Elena Quispe-Rojas", "B-55102", "ICE",
    (AskLine(Ask.HOLD, AnswerWord.NO, ("§ 1",)),), None, (), datetime.datetime(2026, 11, 20, 9, 40), "7F3K",
)
print(render(letter).sha256)
"""


def _elsewhere(language: str, seed: str, zone: str) -> str:
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    words = [sys.executable, "-c", ELSEWHERE, language]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("language", ["es", "zh"])
def test_two_processes_make_the_same_bytes(language: str, need_fonts: Any, texts: TextLibrary) -> None:
    need_fonts(language, texts)
    digests = {_elsewhere(language, seed, zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Seoul"))}
    assert len(digests) == 1
    assert len(digests.pop()) == 64


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_made_twice_has_the_same_bytes(write: Any, kind: LetterKind) -> None:
    first, second = render(write(kind)), render(write(kind), texts=TextLibrary())
    assert first.pdf == second.pdf
    assert first.sha256 == second.sha256


def test_threads_do_not_disturb_each_other(write: Any) -> None:
    letters = [write(kind, person_name=f"Person {number}") for number in range(6) for kind in LetterKind]
    alone = [render(letter).sha256 for letter in letters]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda letter: render(letter).sha256, letters)) == alone
    assert len(set(alone)) == len(letters)


def test_the_letter_bears_its_own_date_and_not_that_of_the_machine(write: Any) -> None:
    for day in (date(2026, 11, 20), date(2031, 2, 3)):
        made = render(replace(write(LetterKind.REQUEST_COPY), dated=day)).pdf
        file = PdfReader(io.BytesIO(made))
        root: Any = file.trailer["/Root"]
        said = made + root["/Metadata"].get_data()
        found = re.findall(rb"D:(\d{8})\d{6}", said) + re.findall(rb"(\d{4}-\d\d-\d\d)T", said)
        assert len(found) >= 4
        assert {one.replace(b"-", b"") for one in found} == {day.strftime("%Y%m%d").encode()}
