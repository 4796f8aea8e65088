"""A table or a rule made to exhaust the machine is refused, or decided soon: time and memory stay within bounds."""

import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_packs import VOCABULARY, definition, exception, head, norm, section, write_pack

from comity.base import ComityError, read_document
from comity.decide import decide, read_case
from comity.facts import Ask
from comity.law import LawLibrary, PackUnreadableError
from comity.law.checks import check_pack

LIST = "offence,title,from,to,cite,note\nXX 1,A title,2020-01-01,,§ 1,\n"
DAYS = "date,name,cite\n2020-01-01,New Year's Day,§ 1\n"


def library(*folders: Path) -> LawLibrary:
    """The packs of some folders and no others."""
    return LawLibrary(folders, vocabulary=VOCABULARY, builtin=False)


def refusal(folder: Path, name: str = "us") -> ComityError:
    """The error that a pack gives: told by file, with what to do."""
    with pytest.raises(PackUnreadableError) as caught:
        library(folder).pack(name)
    assert caught.value.message.startswith(f"{name}/")
    assert caught.value.help
    return caught.value


def decided(folder: Path, facts: str = "{}") -> dict[str, str]:
    """The outcomes of every ask under a pack."""
    found = library(folder)
    asks = ", ".join(ask.value for ask in Ask)
    text = f"at: 2020-06-15\nagency: us/city-police\nrequest: {{asks: [{asks}]}}\nfacts: {facts}\n"
    answers = decide(read_case(read_document(text.encode()), found), VOCABULARY).answers
    return {answer.ask.value: answer.outcome.value for answer in answers}


def frugal(work: Callable[[], Any], *, seconds: float = 5, megabytes: int = 200) -> Any:
    """What the work gives, if it stays within bounds of time and memory."""
    tracemalloc.start()
    began = time.process_time()
    try:
        return work()
    finally:
        spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert spent < seconds
        assert peak < megabytes * 1_000_000


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("lists/bad.csv", "", 1),
        ("lists/bad.csv", "offence,title\n", 1),
        ("lists/bad.csv", "# open\noffence,title\n", 2),
        ("lists/bad.csv", LIST + "XX 2,Too few,2020-01-01\n", 3),
        ("lists/bad.csv", LIST + "XX 2,Too, many,2020-01-01,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + ",No offence,2020-01-01,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,No citation,2020-01-01,,,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,No day,someday,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,A week,2020-W01-1,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,Short,20200101,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,Never,2019-02-29,,§ 1,\n", 3),
        ("lists/bad.csv", LIST + "XX 2,Backwards,2020-05-01,2019-01-01,§ 1,\n", 3),
        ("lists/bad.csv", "# open\n" + LIST + "\nXX 2,No day,someday,,§ 1,\n", 5),
        ("lists/bad.csv", LIST + 'XX 2,"' + "x" * 200_000 + '",2020-01-01,,§ 1,\n', 3),
        ("lists/bad.csv", LIST + "XX 2,x,2020-01-01,,§ 1,\n" * 5_001, 5_002),
        ("lists/bad.csv", LIST.encode() + b"XX 2,\xff,2020-01-01,,x,\n", 3),
        ("calendars/days.csv", "day,name\n", 1),
        ("calendars/days.csv", DAYS + "2020-13-01,No month,§ 1\n", 3),
        ("calendars/days.csv", DAYS + "2020-12-25\n", 3),
        ("calendars/days.csv", DAYS + "2020-12-25,Christmas Day,\n", 3),
        ("calendars/days.csv", DAYS.encode() + b"2020-12-25,\xff,x\n", 3),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_at_its_line(
    path: str, content: str | bytes, line: int, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {"calendars/days.csv": DAYS, path: content}
    write_pack(tmp_path, head("us", calendar="days"), {"one": section()}, files=files)
    assert frugal(lambda: refusal(tmp_path)).message.startswith(f"us/{path}:{line}: ")


DEEP = "p"
for _ in range(18):
    DEEP = {"all": [DEEP]}  # type: ignore[assignment]

BOMBS: dict[str, dict[str, Any]] = {
    "nested conditions": section(norms=[norm("ban", "forbids", ["hold"], when=DEEP)]),
    "nested conditions around a deep text": section(
        norms=[
            norm(
                "ban", "forbids", ["hold"], when={"any": [{"all": [{"if": "(" * 38 + "p" + ")" * 38, "cite": "(a)"}]}]}
            )
        ]
    ),
    "definitions that double": section(
        norms=[norm("ban", "forbids", ["hold"], when="d60")],
        definitions=[
            definition("d0", "p"),
            *(definition(f"d{i}", f"d{i - 1} && q || d{i - 1} && r") for i in range(1, 61)),
        ],
    ),
    "a chain of definitions": section(
        norms=[norm("ban", "forbids", ["hold"], when="d300")],
        definitions=[definition("d0", "p"), *(definition(f"d{i}", f"(d{i - 1} && q) || r") for i in range(1, 301))],
    ),
    "a long plain chain of definitions": section(
        norms=[norm("ban", "forbids", ["hold"], when="d1000")],
        definitions=[definition("d0", "p"), *(definition(f"d{i}", f"d{i - 1}") for i in range(1, 1001))],
    ),
    "definitions in a circle": section(
        norms=[norm("ban", "forbids", ["hold"], when="d0")],
        definitions=[definition(f"d{i}", f"d{(i + 1) % 50} || q") for i in range(50)],
    ),
    "hundreds of norms": section(
        norms=[norm(f"ban-{i}", "forbids", ["hold"], when=f"number == {i % 5}") for i in range(300)]
    ),
    "a norm of hundreds of exceptions": section(
        norms=[norm("ban", "forbids", ["hold"], unless=[exception(f"e{i}", "p && q") for i in range(300)])]
    ),
    "lists looked through for each record": section(
        norms=[norm("ban", "forbids", ["hold"], when="term")],
        definitions=[definition("term", "convictions.all(a, charges.all(b, a.judgment || b.judgment))")],
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_law_made_to_exhaust_is_decided_or_sent_to_legal_soon(kind: str, tmp_path: Path) -> None:
    write_pack(tmp_path, head("us"), {"one": BOMBS[kind]})
    records = "{known: [" + ", ".join(["{judgment: false}"] * 150) + "], complete: true}"

    def work() -> dict[str, str]:
        check_pack(library(tmp_path).pack("us"))
        decided(tmp_path)
        return decided(tmp_path, f"{{convictions: {records}, charges: {records}, p: true, q: true, number: 3}}")

    frugal(work, seconds=12)


@pytest.mark.parametrize("number", [1_000_000, 100_000])
def test_deep_yaml_is_refused_before_it_is_built(number: int, tmp_path: Path) -> None:
    write_pack(tmp_path, head("us"), {"one": "norms: " + "[" * (number - 100)})
    (fault,) = frugal(lambda: library(tmp_path).pack("us")).faults
    assert "deeper than" in fault.message


def test_the_deepest_condition_that_is_read_is_also_decided(tmp_path: Path) -> None:
    """The text of a condition, the lists around it and the definitions behind it may all be deep at once."""
    text = "p"
    for index in range(38):
        text = f"(q && {text})" if index % 2 else f"(r || {text})"
    layered: Any = {"if": text, "cite": "(a)"}
    for index in range(7):
        layered = {"any": [{"not": layered}, "s"]} if index % 2 else {"all": ["t", layered]}
    write_pack(tmp_path, head("us"), {"one": section(norms=[norm("ban", "forbids", ["hold"], when=layered)])})
    assert library(tmp_path).pack("us").faults == ()
    assert decided(tmp_path)["hold"] == "open"
    everything = "{p: true, q: true, r: false, s: false, t: true}"
    assert decided(tmp_path, everything)["hold"] in {"forbidden", "silent"}


def test_the_limit_of_recursion_is_left_as_it_was(tmp_path: Path) -> None:
    before = sys.getrecursionlimit()
    write_pack(tmp_path, head("us"), {"one": BOMBS["a chain of definitions"]})
    decided(tmp_path)
    assert sys.getrecursionlimit() == before
