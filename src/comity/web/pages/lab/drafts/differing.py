"""How a draft differs from the law in force: in brief, as it is sealed with an order, and in words, as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comity.facts import VOCABULARY
from comity.law import Pack
from comity.tell import Names
from comity.web.pages.lab.words import OUTCOMES, given_words, names_for
from comity.web.pages.requests.sentences import said_of
from comity.web.pages.requests.words import ask_words

MOST = 40  # kinds of case that are sealed


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of case that the draft answers otherwise."""

    ask: str
    before: str
    after: str
    when: list[str]
    rules: list[tuple[str, str]]  # citation, what it says: those that make the difference


def in_brief(document: Iterable[Mapping[str, Any]], *, ends: bool = False) -> list[dict[str, object]]:
    """What the lab found, ask by ask, as it is sealed: kinds of case with their simplest example's facts.

    The rules are those that decide from then on; where a law `ends`, those that decide no more.
    """
    found: list[dict[str, object]] = []
    for compared in document:
        found += [
            {
                "ask": compared["ask"],
                "before": each["outcomes"][0],
                "after": each["outcomes"][1],
                "when": each["kinds"][0]["given"],
                "rules": each["rules"][not ends],
            }
            for each in compared["differences"]
        ]
        if not compared["complete"]:
            found.append({"ask": compared["ask"], "more": True})
    return found[:MOST]


def in_words(brief: object, pack: Pack | None, day: date) -> tuple[list[Difference], bool]:
    """The differences for people, and whether there are more than were looked for."""
    entries: Sequence[Mapping[str, Any]] = brief if isinstance(brief, list) else []
    names = names_for(pack, day) if pack else Names(VOCABULARY, {})
    shown = [_difference(each, names, pack) for each in entries if "before" in each]
    return shown, any("more" in each for each in entries) or len(entries) >= MOST


def _difference(each: Mapping[str, Any], names: Names, pack: Pack | None) -> Difference:
    when = [given_words(name, values, names, names) for name, values in each["when"].items()]
    before, after = str(OUTCOMES[each["before"]]), str(OUTCOMES[each["after"]])
    return Difference(
        ask_words(each["ask"]), before, after, when or [_("whatever the facts are")], _rules(each["rules"], pack)
    )


def _rules(refs: Iterable[str], pack: Pack | None) -> list[tuple[str, str]]:
    said = {
        at.ref: (at.citation, said_of(at.says, layer))
        for layer in (pack.stack if pack else ())
        for section in layer.sections
        for at in section.provenances
    }
    return [said.get(ref, (ref, "")) for ref in refs]
