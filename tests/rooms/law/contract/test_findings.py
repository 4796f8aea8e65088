"""Each mistake that a law's author can make is found, with its file, its line, and what to do."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_packs import FIRST, SOURCES, VOCABULARY, definition, exception, head, norm, section, write_pack, yaml_text

from comity.law import LawLibrary, PackUnreadableError
from comity.law.checks import Finding, check_pack

LIMIT = {
    "id": "long",
    "cite": "(d)",
    "says": "At most two days.",
    "ask": "hold",
    "hours": 48,
    "starts": "release_due",
    "from": FIRST,
}
DUTY = {
    "id": "log",
    "cite": "(e)",
    "says": "Record it.",
    "must": "record",
    "on": "received",
    "due": {"at_once": True},
    "from": FIRST,
}
NOTE = {"id": "aside", "cite": "(f)", "says": "No suit lies.", "concerns": "liability", "from": FIRST}
SOUND: dict[str, Any] = {
    "head": head("us", doubts=[{"id": "A1", "cite": "(a)", "says": "Unclear.", "between": ["one/ban", "one/warrant"]}]),
    "one": section(
        norms=[
            norm("ban", "forbids", ["hold", "transfer"], when="term", unless=[exception("warrant", "q")], doubt=["A1"]),
            norm("old", "forbids", ["hold"], to=date(2010, 12, 31)),
            norm("old", "permits", ["hold"], **{"from": date(2011, 1, 1)}),
        ],
        limits=[LIMIT],
        duties=[DUTY],
        definitions=[definition("term", 'p && convictions.exists(c, listed("bad", c.offence))')],
        notes=[NOTE],
    ),
    "list": "offence,title,from,to,cite,note\nXX 1,A title,2020-01-01,,§ 1,\n",
}


def found(folder: Path, pack: dict[str, Any]) -> list[Finding]:
    """What is found in a pack; a pack whose foundation cannot be read is one finding."""
    write_pack(
        folder, pack["head"], {"one": pack["one"]}, sources=pack.get("sources"), files={"lists/bad.csv": pack["list"]}
    )
    try:
        return check_pack(LawLibrary([folder], vocabulary=VOCABULARY, builtin=False).pack("us"))
    except PackUnreadableError as error:
        where, _, message = error.message.partition(": ")
        return [Finding(where, message, error.help)]


def test_a_sound_pack_gives_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND) == []


def first(key: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The first entry of one kind."""
    return lambda pack: pack["one"][key][0]  # type: ignore[no-any-return]


def put(where: Callable[[dict[str, Any]], dict[str, Any]], **values: Any) -> Callable[[dict[str, Any]], Any]:
    """Change some keys of an entry; three dots take the key away."""

    def change(pack: dict[str, Any]) -> None:
        entry = where(pack)
        for key, value in values.items():
            name = key.rstrip("_")
            entry.pop(name, None) if value is ... else entry.update({name: value})

    return change


NORM, EXCEPTION = first("norms"), lambda pack: pack["one"]["norms"][0]["unless"][0]
A_LIMIT, A_DUTY, A_TERM, A_NOTE = first("limits"), first("duties"), first("definitions"), first("notes")
SECTION, HEAD = lambda pack: pack["one"], lambda pack: pack["head"]
OLD = lambda pack: pack["one"]["norms"][1]  # noqa: E731 - one of a row

# What is done to the sound pack, what is said of it, and what stands on the line that is pointed at.
MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], Any], str, str]] = {
    # the head
    "no title": (put(HEAD, title=...), "`title` must be a text", "pack: us"),
    "an unknown layer": (put(HEAD, layer="county"), "is no word for `layer`", "layer: county"),
    "a federal pack that extends another": (put(HEAD, extends="us"), "a federal pack extends none", "layer: federal"),
    "no time zone of this world": (put(HEAD, timezone="Mars"), "is not a time zone", "timezone: Mars"),
    "no horizon": (put(HEAD, horizon=...), "an entry with keys is expected", "pack: us"),
    "a calendar that is not there": (put(HEAD, calendar="days"), "is missing", "calendar: days"),
    "an unknown kind of agency": (
        lambda p: p["head"]["agencies"]["city-police"].update(kinds=["spy"]),
        "is no word for `kinds`",
        "kinds:",
    ),
    "an unknown key of the head": (put(HEAD, colour="red"), "`colour` is no key here", "colour: red"),
    "a doubt twice": (lambda p: p["head"]["doubts"].append(p["head"]["doubts"][0]), "is listed twice", "- id: A1"),
    "a doubt about nothing": (
        lambda p: p["head"]["doubts"][0].update(between=["one/ban", "one/gone"]),
        "is no norm or exception",
        "pack: us",
    ),
    "a doubt without words": (lambda p: p["head"]["doubts"][0].pop("says"), "`says` must be a text", "- id: A1"),
    # a section
    "a section without a citation": (put(SECTION, section=...), "`section` must be a text", "title"),
    "a section of no source": (put(SECTION, source="hearsay"), "is not a source", "source: hearsay"),
    "a section that binds a stranger": (
        put(SECTION, binds=["navy"]),
        "is neither an agency of this pack nor a kind",
        "binds:",
    ),
    "a section that binds nobody": (put(SECTION, binds=...), "nobody is bound", "- id: ban"),
    "an unknown key of a section": (put(SECTION, norm=[]), "`norm` is no key here", "norm: []"),
    "norms that are no list": (put(SECTION, norms="none"), "`norms` must be a list", "norms: none"),
    # a norm
    "a norm without an id": (put(NORM, id=...), "must be a text", "cite: (a)"),
    "a norm without a citation": (put(NORM, cite=...), "`cite` must be a text", "- id: ban"),
    "a norm without words": (put(NORM, says=...), "`says` must be a text", "- id: ban"),
    "a norm with empty words": (put(NORM, says=" "), "`says` must be a text", "says: "),
    "a norm without a first day": (put(NORM, from_=...), "`from` must be a day", "- id: ban"),
    "a norm from a moment": (put(NORM, from_="2020-01-01T00:00"), "`from` must be a day", "from: "),
    "a norm that ends before it begins": (put(NORM, to=date(1999, 1, 1)), "before it begins", "to: 1999-01-01"),
    "a norm without an effect": (put(NORM, forbids=...), "exactly one effect", "- id: ban"),
    "a norm of two effects": (put(NORM, permits=["hold"]), "exactly one effect", "- id: ban"),
    "a norm of no ask": (put(NORM, forbids=[]), "the norm names no ask", "forbids: []"),
    "a norm of an unknown ask": (
        put(NORM, forbids=["hold", "deport"]),
        "`deport` is no word for `forbids`",
        "forbids:",
    ),
    "a norm that cannot be read": (put(NORM, when="p &&"), "`when` at column 5: the end stands where", "when: p &&"),
    "a norm of an unlisted fact": (
        put(NORM, when="p && wings"),
        "`wings` is not a fact or a definition",
        "when: p && wings",
    ),
    "a norm of a wrong type": (put(NORM, when="colour"), "is a choice, not true or false", "when: colour"),
    "a norm that looks at records": (
        put(NORM, when="convictions.exists(c, c.judgment)"),
        "may stand only in a definition",
        "when: ",
    ),
    "a blank condition": (put(NORM, when=None), "`when` is empty", "when: null"),
    "a condition that is no text": (put(NORM, when=["p"]), "`when` must be a condition", "when:"),
    "an empty list of conditions": (put(NORM, when={"all": []}), "`all` must be a list", "all: []"),
    "two branches at once": (put(NORM, when={"all": ["p"], "any": ["q"]}), "`any` is no key here", "any:"),
    "a leaf without a citation": (put(NORM, when={"all": [{"if": "p"}]}), "`cite` must be a text", "if: p"),
    "an unknown key of a norm": (put(NORM, unles=[]), "`unles` is no key here", "unles: []"),
    "a power of another kind": (put(NORM, confers="glory"), "`confers` can only be `authority`", "confers: glory"),
    "an unknown layer to override": (put(NORM, overrides=["county"]), "is no word for `overrides`", "overrides:"),
    "an unknown standing": (
        put(NORM, standing=[{"is": "odd", "from": FIRST, "why": "x"}]),
        "is no word for `is`",
        "is: odd",
    ),
    "a standing without a reason": (
        put(NORM, standing=[{"is": "contested", "from": FIRST}]),
        "`why` must be a text",
        "is: contested",
    ),
    "a standing outside the norm's days": (
        put(NORM, standing=[{"is": "enjoined", "from": date(2015, 1, 1), "why": "x"}], to=date(2014, 1, 1)),
        "lies outside its days",
        "- id: ban",
    ),
    "an unlisted doubt": (put(NORM, doubt=["A9"]), "doubt `A9` is not listed", "- id: ban"),
    "an unknown basis": (put(NORM, basis="rumour"), "is no word for `basis`", "basis: rumour"),
    "an unknown source": (put(NORM, source="hearsay"), "is not a source", "source: hearsay"),
    "two versions in force at once": (put(OLD, to=date(2011, 1, 1)), "is in force twice", "- id: old"),
    "a version that never ended": (put(OLD, to=...), "is in force twice", "- id: old"),
    "a norm after the horizon": (put(NORM, from_=date(2040, 1, 1)), "begins after the pack's horizon", "- id: ban"),
    # an exception
    "an exception without a citation": (put(EXCEPTION, cite=...), "`cite` must be a text", "- id: warrant"),
    "an exception of another ask": (put(EXCEPTION, asks=["assist"]), "names an ask that its norm does not", "asks:"),
    "an exception named as a norm": (put(EXCEPTION, id="old"), "has a name that is taken", "- id: ban"),
    "two exceptions of one name": (
        lambda p: p["one"]["norms"][0]["unless"].append(exception("warrant", "r")),
        "has a name that is taken",
        "- id: ban",
    ),
    "an unknown key of an exception": (put(EXCEPTION, until="noon"), "`until` is no key here", "until: noon"),
    # a limit
    "a limit of no length": (put(A_LIMIT, hours=...), "exactly one length", "- id: long"),
    "a limit of two lengths": (put(A_LIMIT, days=2), "exactly one length", "- id: long"),
    "a limit of no hours": (put(A_LIMIT, hours=0), "must be a whole number from 1", "hours: 0"),
    "a limit of half an hour": (put(A_LIMIT, hours="1/2"), "must be a whole number", "hours: 1/2"),
    "a limit to no time of day": (put(A_LIMIT, hours=..., until="24:30"), "is not a time of day", "until: "),
    "a limit from no moment": (put(A_LIMIT, starts="p"), "is not a fact of kind moment", "starts: p"),
    "a limit without days of a kind": (put(A_LIMIT, excluding=["mondays"]), "is no word for `excluding`", "excluding:"),
    "a limit of an unknown ask": (put(A_LIMIT, ask="deport"), "is no word for `ask`", "ask: deport"),
    # a duty
    "a duty to do an unknown thing": (put(A_DUTY, must="dance"), "is no word for `must`", "must: dance"),
    "a duty with no trigger": (put(A_DUTY, on="friday"), "is no word for `on`", "friday"),
    "a duty without a due time": (put(A_DUTY, due=...), "an entry with keys is expected", "- id: log"),
    "a duty due at two times": (put(A_DUTY, due={"at_once": True, "promptly": True}), "`due`: ", "due:"),
    "a duty due after no moment": (put(A_DUTY, due={"hours": 3, "after": "p"}), "is not a fact of kind moment", "due:"),
    "a duty owed on a day": (put(A_DUTY, to="the judge"), "(Whom a duty is owed to is `owed_to`.)", "to: the judge"),
    # a definition
    "a definition that cannot be read": (put(A_TERM, is_="p ||"), "`is` at column 5", "is: p ||"),
    "a definition named as a fact": (put(A_TERM, name="p"), "`p` is a fact already", "name: p"),
    "a definition of a field that is none": (
        put(A_TERM, is_="convictions.exists(c, c.wings)"),
        "is not a field of the record",
        "is: ",
    ),
    "a definition of a list that is none": (
        put(A_TERM, is_='p && convictions.exists(c, listed("worse", c.offence))'),
        "is not a list of this pack",
        "is: ",
    ),
    "a definition that rests on itself": (put(A_TERM, is_="term || p"), "rests on itself", "- name: term"),
    "a definition begun too late": (
        put(A_TERM, from_=date(2012, 1, 1)),
        "which is not defined on 2000-01-01",
        "- id: ban",
    ),
    "a definition ended too soon": (
        put(A_TERM, to=date(2012, 1, 1)),
        "which is not defined on 2012-01-02",
        "- id: ban",
    ),
    "a definition in force twice": (
        lambda p: p["one"]["definitions"].append(definition("term", "q", **{"from": date(2012, 1, 1)})),
        "is in force twice",
        "- name: term",
    ),
    "a definition that nothing uses": (
        lambda p: p["one"]["definitions"].append(definition("idle", "q")),
        "nothing uses the definition `idle`",
        "- name: idle",
    ),
    "a list that nothing reads": (put(A_TERM, is_="p"), "no definition reads list `bad`", "offence,title"),
    # a note
    "a note that concerns nothing": (put(A_NOTE, concerns="gossip"), "is no word for `concerns`", "concerns: gossip"),
    # sources
    "a source without a day": (
        lambda p: p.update(sources={"code": {**SOURCES["code"], "read": "lately"}}),
        "`read` must be a day",
        "read: lately",
    ),
    "a source of no basis": (
        lambda p: p.update(sources={"code": {**SOURCES["code"], "basis": "rumour"}}),
        "is no word for `basis`",
        "basis: rumour",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_with_its_line(mistake: str, tmp_path: Path) -> None:
    change, says, stands = MISTAKES[mistake]
    pack = deepcopy(SOUND)
    change(pack)
    findings = found(tmp_path, pack)
    telling = [finding for finding in findings if says in finding.message + finding.help]
    assert telling, [finding.message for finding in findings]
    assert any(stands in line_at(tmp_path, finding.where) for finding in telling), telling
    for finding in findings:
        assert finding.message[0].islower() or finding.message[0] == "`"
        assert not finding.message.endswith(".")
        assert finding.help[0].isupper()
        assert finding.help.rstrip("`)").endswith((".", "?"))


def line_at(folder: Path, where: str) -> str:
    """The line of a file that a finding points at."""
    path, _, line = where.rpartition(":")
    return (folder / path).read_text().splitlines()[int(line) - 1]


def test_a_file_that_is_no_yaml_is_found_at_its_line(tmp_path: Path) -> None:
    text = yaml_text(SOUND["one"]) + "norms: []\n"
    (finding, *_) = found(tmp_path, {**SOUND, "one": text})
    assert "the key `norms` is given twice" in finding.message
    assert finding.where == f"us/rules/one.yaml:{len(text.splitlines())}"
