"""A pack from a stranger runs nothing, reaches nothing outside its folder, and cannot exhaust the machine."""

import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_packs import SOURCES, VOCABULARY, definition, head, norm, section, write_pack, yaml_text

from comity.base import ComityError, read_document
from comity.decide import decide, read_case
from comity.facts import Ask
from comity.law import LawLibrary, Pack, PackUnreadableError, UnknownPackError
from comity.law.checks import check_pack
from comity.law.read_pack import MAX_FILE_BYTES, MAX_FILES, MAX_PACK_BYTES

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


# --- files


def test_a_pack_larger_than_a_pack_may_be_is_refused(tmp_path: Path) -> None:
    comment = "#" + "x" * (MAX_FILE_BYTES - 10) + "\n"
    write_pack(tmp_path, head("us"), {"one": comment + "#" * 20})
    assert "makes the pack too large" in refusal(tmp_path).message
    whole = MAX_PACK_BYTES // MAX_FILE_BYTES
    write_pack(tmp_path, head("us"), {"one": comment} | {f"s{index}": comment for index in range(whole)})
    assert "makes the pack too large" in frugal(lambda: refusal(tmp_path)).message


def test_a_pack_of_too_many_files_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, head("us"), {f"s{index}": "" for index in range(MAX_FILES)})
    assert "more than 400 files" in refusal(tmp_path).message


@pytest.mark.parametrize(
    "target", ["rules/one.yaml", "pack.yaml", "sources.yaml", "lists/bad.csv", "calendars/days.csv"]
)
def test_a_link_in_place_of_a_file_is_refused(target: str, tmp_path: Path) -> None:
    root = write_pack(
        tmp_path, head("us"), {"one": section()}, files={"lists/bad.csv": LIST, "calendars/days.csv": DAYS}
    )
    outside = tmp_path / "outside"
    (root / target).rename(outside)
    (root / target).symlink_to(outside)
    assert "is not a plain file" in refusal(tmp_path).message


@pytest.mark.parametrize("folder", ["rules", "lists", "calendars"])
def test_a_link_in_place_of_a_folder_is_refused(folder: str, tmp_path: Path) -> None:
    root = write_pack(
        tmp_path, head("us"), {"one": section()}, files={"lists/bad.csv": LIST, "calendars/days.csv": DAYS}
    )
    (root / folder).rename(tmp_path / "outside")
    (root / folder).symlink_to(tmp_path / "outside")
    assert "is a link" in refusal(tmp_path).message


@pytest.mark.parametrize("name", ["rules/two.yaml", "lists/two.csv"])
def test_a_pipe_a_device_or_a_folder_is_no_file(name: str, tmp_path: Path) -> None:
    root = write_pack(tmp_path, head("us"), {"one": section()}, files={"lists/bad.csv": LIST})
    os.mkfifo(root / name)
    assert "is not a plain file" in refusal(tmp_path).message
    (root / name).unlink()
    (root / name).mkdir()
    assert "is not a plain file" in refusal(tmp_path).message


@pytest.mark.parametrize(
    "name",
    [
        "rules/two.yml",
        "rules/two.csv",
        "rules/two",
        "rules/Two.yaml",
        "rules/two words.yaml",
        "rules/-two.yaml",
        "rules/two.yaml~",
        "rules/sub/two.yaml",
        "lists/two.yaml",
        "lists/two.CSV",
        "calendars/two.txt",
        "rules/§2.yaml",
    ],
)
def test_a_file_that_would_not_be_read_is_refused_and_not_overlooked(name: str, tmp_path: Path) -> None:
    write_pack(tmp_path, head("us"), {"one": section()}, files={name: "a law that nobody would see\n"})
    assert "would not be read" in refusal(tmp_path).message


def test_files_that_bear_no_law_are_left_alone(tmp_path: Path) -> None:
    others: dict[str, str | bytes] = {"README": "x", "CHANGES.md": "x", "notes/x.bin": b"\xff", "rules/.keep": ""}
    write_pack(tmp_path, head("us"), {"one": section()}, files=others)
    assert library(tmp_path).pack("us").faults == ()


@pytest.mark.parametrize("missing", ["pack.yaml", "sources.yaml"])
def test_a_pack_without_its_foundation_is_refused(missing: str, tmp_path: Path) -> None:
    root = write_pack(tmp_path, head("us"), {"one": section()})
    (root / missing).unlink()
    with pytest.raises((PackUnreadableError, UnknownPackError)):
        library(tmp_path).pack("us")


# --- nothing runs, nothing outside is reached


@pytest.mark.parametrize(
    "text",
    [
        "section: !!python/object/apply:os.system ['touch {}']",
        "norms: !!python/object/new:os.system ['touch {}']",
        "section: '{{{{ cycler.__init__.__globals__.os.popen(\"touch {}\") }}}}'\ntitle: x\nbinds: [all]\nsource: code",
    ],
)
def test_nothing_in_a_pack_runs(text: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    write_pack(tmp_path, head("us"), {"one": text.format(trap)})
    decided(tmp_path)
    check_pack(library(tmp_path).pack("us"))
    assert not trap.exists()


@pytest.mark.parametrize(
    "word",
    [
        "__import__('os').system('touch /x')",
        "p or __import__('os')",
        "f['p']",
        "p'] or f['q",
        'p"] or f["q',
        "p\nimport os",
        "CONFLICT",
    ],
)
def test_no_word_of_a_pack_becomes_a_program(word: str, tmp_path: Path) -> None:
    """Conditions are compiled: a name or a word that looks like Python must stay a word."""
    norms = [norm("ban", "forbids", ["hold"], when=word)]
    write_pack(tmp_path, head("us"), {"one": section(norms=norms)})
    assert decided(tmp_path)["hold"] == "conflict"


def test_a_quoted_word_stays_a_word(tmp_path: Path) -> None:
    from dataclasses import replace

    from comity.facts.kinds import Vocabulary
    from comity.facts.kinds import choice as a_choice

    odd = ["'", "\\\\", "'] or True or f['", "{0}", "\u2028", "__import__"]
    fact = a_choice("odd", "Which?", "which", (), "", {word: word for word in odd})
    vocabulary = Vocabulary.of([replace(fact, choices=fact.choices)])
    members = ", ".join(f'"{word}"' for word in odd if "\\" not in word)
    write_pack(
        tmp_path, head("us"), {"one": section(norms=[norm("ban", "forbids", ["hold"], when=f"odd in [{members}]")])}
    )
    found = LawLibrary([tmp_path], vocabulary=vocabulary, builtin=False)
    for word in odd:
        document = {
            "at": "2020-06-15",
            "agency": "us/city-police",
            "request": {"asks": ["hold"]},
            "facts": {"odd": word},
        }
        text = yaml_text(document).replace("'2020-06-15'", "2020-06-15")
        outcome = decide(read_case(read_document(text.encode()), found), vocabulary)[Ask.HOLD].outcome.value
        assert outcome == ("silent" if "\\" in word else "forbidden")


TRICKS = ["../evil", "/etc", "..", ".", ".hidden", "a/b", "a\\b", "us\x00", "", " ", "~", "C:us", "%2e%2e"]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_name_reaches_no_other_folder(trick: str, tmp_path: Path) -> None:
    inside = tmp_path / "packs"
    for place in (tmp_path / "evil", tmp_path):
        write_pack(place.parent, head(place.name), {})
    write_pack(inside, head("us"), {})
    for ask_for in (library(inside).pack, lambda name: library(inside).agency(f"{name}/city-police")):
        with pytest.raises(ComityError):
            ask_for(trick)  # type: ignore[operator]


@pytest.mark.parametrize("trick", [*TRICKS[:8], "us-xx", "us-yy"])
def test_what_a_pack_extends_is_a_pack_of_the_library(trick: str, tmp_path: Path) -> None:
    inside = tmp_path / "packs"
    write_pack(tmp_path, head("evil"), {})
    write_pack(inside, head("us-xx", "state", trick), {})
    write_pack(inside, head("us-yy", "state", "us-xx"), {})
    with pytest.raises(ComityError):
        library(inside).pack("us-xx")


def test_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for index in range(20):
        write_pack(tmp_path, head(f"us-{index}", "state", f"us-{(index + 1) % 20}"), {})
    assert "extends itself" in refusal(tmp_path, "us-0").message


@pytest.mark.parametrize(
    "more",
    [
        {"calendar": "../../../etc/passwd"},
        {"calendar": "/etc/passwd"},
        {"calendar": "nowhere"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "/etc/passwd"},
        {"timezone": "America"},
        {"timezone": "Mars/Olympus"},
        {"pack": "other"},
        {"pack": "../us"},
        {"layer": "galactic"},
        {"layer": "state"},
        {"extends": "us"},
        {"horizon": {"from": "soon"}},
        {"horizon": []},
        {"agencies": ["city-police"]},
        {"agencies": {"x": {"name": "X", "kinds": ["spy"]}}},
        {"surprise": 1},
        {"doubts": "none"},
        {"doubts": [{"id": "A1"}]},
        {"title": ""},
        {"as_read": "lately"},
    ],
)
def test_a_head_that_does_not_fit_is_refused(more: dict[str, Any], tmp_path: Path) -> None:
    root = write_pack(tmp_path, head("us") | more, {})
    if root.name != "us" or root.parent != tmp_path:
        (tmp_path / "us").mkdir(exist_ok=True)
        for path in root.glob("*.yaml"):
            path.rename(tmp_path / "us" / path.name)
    assert refusal(tmp_path).message


# --- a pack above


def test_a_pack_may_not_redefine_what_a_pack_above_defines(tmp_path: Path) -> None:
    """Else a city could give the words of a state another meaning."""
    above = section(norms=[norm("ban", "forbids", ["hold"], when="term")], definitions=[definition("term", "p")])
    write_pack(tmp_path, head("us"), {"one": above}, files={"lists/bad.csv": LIST})
    below = section(norms=[], definitions=[definition("term", "q")])
    write_pack(tmp_path, head("us-xx", "state", "us"), {"one": below})
    pack: Pack = library(tmp_path).pack("us-xx")
    assert ["is defined by a pack above" in fault.message for fault in pack.faults] == [True]
    write_pack(tmp_path, head("us-xx", "state", "us"), {"one": section()}, files={"lists/bad.csv": LIST})
    assert "is one of a pack above" in refusal(tmp_path, "us-xx").message


def test_sources_are_read_as_strictly(tmp_path: Path) -> None:
    for wrong in (
        {"code": {**SOURCES["code"], "basis": "rumour"}},
        {"code": {**SOURCES["code"], "extra": 1}},
        {"code": "x"},
    ):
        write_pack(tmp_path, head("us"), {"one": section()}, sources=wrong)
        assert refusal(tmp_path).message.startswith("us/sources.yaml:")
