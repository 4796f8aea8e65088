"""Every rule of every pack can be read in plain words, with its citation, dates, source and doubts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from comity.deadlines import Excluded
from comity.facts import VOCABULARY
from comity.law import LawLibrary, Norm, Pack, Section
from comity.law.pack import Basis
from comity.tell import day_text, history_lines, pack_lines, plain_text, rules_of, section_lines, section_name
from comity.tell.rules import BASES, Rule, binds_text, limit_length

MACHINE_WORDS = re.compile(r"\b(True|False|frozenset|Effect\.|Kind\.|Basis\.)|<[A-Z]|(:|is|by|since|to) None\b")
IN_FORCE = re.compile(r"\bIn force (since|from) \d")


def _packs(library: LawLibrary) -> list[Pack]:
    return [library.pack(name) for name in library.names()]


def _sections(library: LawLibrary) -> Iterator[tuple[Pack, Section]]:
    return ((pack, section) for pack in _packs(library) for section in pack.sections)


def _days(section: Section) -> list[date]:
    """The first day of every version, and the last day of all."""
    return sorted({rule.at.days.first for rule in rules_of(section)} | {date(2026, 11, 21)})


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_a_section_on_a_day_tells_every_rule_in_force_and_no_other(
    library: LawLibrary, tally: Callable[..., None]
) -> None:
    told = 0
    for pack, section in _sections(library):
        for day in _days(section):
            text = _flat(plain_text(section_lines(section, pack, day), 100))
            assert not MACHINE_WORDS.search(text), (section.file, MACHINE_WORDS.search(text))
            in_force = [rule for rule in rules_of(section) if rule.at.days.covers(day)]
            for rule in in_force:
                assert _flat(rule.at.citation) in text, (rule.at.ref, day)
                assert rule.at.says.rstrip(".")[1:] in text, (rule.at.ref, day)
                assert BASES[rule.at.basis] in text
                assert day_text(rule.at.days.first) in text
            assert len(IN_FORCE.findall(text)) == len(in_force), (section.file, day)
            told += len(in_force)
    tally("rules told in plain words", told)


def test_each_exception_is_told_by_itself(library: LawLibrary) -> None:
    norms = [(pack, section, norm) for pack, section in _sections(library) for norm in section.norms if norm.unless]
    assert len(norms) > 50
    for pack, section, norm in norms:
        text = _flat(plain_text(section_lines(section, pack, norm.at.days.first), 100))
        for exception in norm.unless:
            assert f"{_flat(exception.citation)}: " in text, exception.ref
            assert exception.says.rstrip(".")[1:] in text, exception.ref


def test_what_is_not_read_contested_or_in_doubt_is_told(library: LawLibrary) -> None:
    seen = {"unread": 0, "contested": 0, "doubt": 0}
    for pack, section in _sections(library):
        for rule in rules_of(section):
            seen["unread"] += rule.at.basis is not Basis.READ
            for span in rule.at.standings:
                text = _flat(plain_text(section_lines(section, pack, span.days.first), 100))
                assert span.why.rstrip(".") in text, rule.at.ref
                seen["contested"] += 1
            for name in rule.at.doubts:
                text = _flat(plain_text(section_lines(section, pack, _doubted_day(rule, pack, name)), 100))
                assert f"In doubt ({name}," in text, rule.at.ref
                seen["doubt"] += 1
    assert all(seen.values()), seen


def _doubted_day(rule: Rule, pack: Pack, name: str) -> date:
    return max(rule.at.days.first, pack.doubts[name].days.first)


def test_a_pack_on_a_day_lists_agencies_sections_and_rules(library: LawLibrary) -> None:
    for pack in _packs(library):
        day = min(date(2026, 11, 21), pack.horizon.last or date.max)
        text = _flat(plain_text(pack_lines(pack, day), 100))
        for section in pack.sections:
            assert f"[{section_name(section)}]" in text
        for agency in pack.agencies.values():
            assert f"{agency.name}: {agency.title}" in text
        for norm in pack.norms:
            assert (norm.at.says.rstrip(".")[1:] in text) or not norm.at.days.covers(day), norm.at.ref


def test_a_history_tells_every_version_and_every_change_of_the_text(
    library: LawLibrary, tally: Callable[..., None]
) -> None:
    versions = 0
    for pack, section in _sections(library):
        text = _flat(plain_text(history_lines(section, pack), 100))
        assert not MACHINE_WORDS.search(text), (section.file, MACHINE_WORDS.search(text))
        for rule in rules_of(section):
            versions += 1
            assert day_text(rule.at.days.first) in text, rule.at.ref
            same = [other for other in rules_of(section) if other.at.ref == rule.at.ref and type(other) is type(rule)]
            reworded = len({other.at.says for other in same}) == len(same)
            assert rule.at.says.rstrip(".")[1:] in text or not reworded, rule.at.ref
            if rule.at.days.last and not _followed(rule, same):
                assert day_text(rule.at.days.last + timedelta(days=1)) in text, rule.at.ref
    tally("versions told in histories", versions)


def _followed(rule: Rule, same: list[Rule]) -> bool:
    assert rule.at.days.last is not None
    return any(other.at.days.first == rule.at.days.last + timedelta(days=1) for other in same)


def test_the_history_of_the_citys_detainer_law_tells_what_came_and_went(library: LawLibrary) -> None:
    pack = library.pack("us-ny-nyc")
    section = next(section for section in pack.sections if section_name(section) == "14-154")
    days = plain_text(history_lines(section, pack), None).split("\n\n")
    first = next(day for day in days if day.startswith("16 July 2013"))
    second = next(day for day in days if day.startswith("14 December 2014"))
    assert (
        "New: NYC Admin. Code § 14-154(b)(1) forbids: hold the person past release; tell them of the release" in first
    )
    assert "Local Law 21 of 2013" in first
    assert "Changed: NYC Admin. Code § 14-154(b)(1)" in second
    assert "Exception gone: NYC Admin. Code § 14-154(b)(1)(i), limb B" in second
    assert "New exception: NYC Admin. Code § 14-154(b)(2)" in second
    assert days.index(first) < days.index(second)


def test_a_rule_that_ends_is_told_on_the_day_after_its_last(library: LawLibrary) -> None:
    ended = [
        (pack, section, norm)
        for pack, section in _sections(library)
        for norm in section.norms
        if norm.at.days.last and not _followed(norm, [one for one in section.norms if one.at.ref == norm.at.ref])
    ]
    assert ended
    for pack, section, norm in ended:
        assert norm.at.days.last is not None
        day = day_text(norm.at.days.last + timedelta(days=1))
        told = [part for part in plain_text(history_lines(section, pack), None).split("\n\n") if part.startswith(day)]
        assert any(f"Ended: {norm.at.citation}" in part for part in told), norm.at.ref


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ({"hours": 48}, "at most 48 hours"),
        (
            {"hours": 48, "excluding": frozenset(Excluded)},
            "at most 48 hours, Saturdays, Sundays and holidays not counted",
        ),
        ({"days": 1}, "at most 1 day"),
        ({"until": "23:59"}, "until 23:59 on the same day"),
    ],
)
def test_a_limit_says_how_long(length: dict[str, Any], words: str, library: LawLibrary) -> None:
    some = next(limit for _, section in _sections(library) for limit in section.limits)
    nothing = {"hours": None, "days": None, "until": None, "excluding": frozenset()}
    assert limit_length(replace(some, **{**nothing, **length})) == words


def test_every_limit_says_how_long_from_when_and_what_then(library: LawLibrary) -> None:
    limits = [(pack, section, limit) for pack, section in _sections(library) for limit in section.limits]
    assert limits
    for pack, section, limit in limits:
        text = _flat(plain_text(section_lines(section, pack, limit.at.days.first), 100))
        assert limit_length(limit) in text
        assert limit_length(limit, f"from the moment when {VOCABULARY[limit.starts].says}") in text
        assert limit.then in text


def test_a_norm_that_gives_power_or_stands_above_another_says_so(library: LawLibrary) -> None:
    for pack, section in _sections(library):
        for norm in section.norms:
            text = _flat(plain_text(section_lines(section, pack, norm.at.days.first), 100))
            assert ("gives the power to do so" in text) or not norm.confers, norm.at.ref
            assert ("It stands above contrary" in text) or not norm.overrides, norm.at.ref
            assert ("It gives way to contrary" in text) or not norm.yields_to, norm.at.ref
    assert any(isinstance(norm, Norm) and norm.overrides for pack in _packs(library) for norm in pack.norms)


def test_an_agency_that_is_one_of_a_kind_is_named_inside_a_sentence() -> None:
    pack = LawLibrary().pack("us-ca")
    at = replace(next(iter(pack.sections[0].provenances)), binds=frozenset({"us-ca/county-jail"}))
    assert binds_text(at, pack) == "a county jail"
