"""A rule by its reference: where it stands, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from comity.base import Period
from comity.law import LawError, Pack, Section
from comity.store.desk import current
from comity.tell import section_name
from comity.web.pages.requests.sentences import said_of


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule as a page names it; without an address where no pack at hand has it."""

    ref: str
    citation: str
    says: SafeString | str = ""
    url: str = ""


def rules_shown(refs: Iterable[str], day: date) -> list[RuleShown]:
    """Rules by their references, as they stand on a day."""
    return [rule_shown(ref, day) for ref in refs]


def rule_shown(ref: str, day: date) -> RuleShown:
    """One of them."""
    try:
        pack = current().library.pack(ref.partition("/")[0])
    except LawError:
        return RuleShown(ref, ref)
    found = [(section, each) for section in pack.sections for each in _said(section) if each[0] == ref]
    standing = [(section, each) for section, each in found if each[3].covers(day)] or found
    if not standing:
        return RuleShown(ref, ref)
    section, (_ref, citation, says, _days) = standing[-1]
    return RuleShown(ref, citation, said_of(says, pack), address(pack, section, day))


def address(pack: Pack, section: Section, day: date) -> str:
    """The page of a section on a day."""
    where = reverse("lab_section", args=[pack.name, section_name(section)])
    return f"{where}?{urlencode({'on': day.isoformat()})}"


def _said(section: Section) -> Iterator[tuple[str, str, str, Period]]:
    """Every rule and exception of a section: its reference, citation, words and days."""
    for norm in section.norms:
        yield from ((each.ref, each.citation, each.says, norm.at.days) for each in norm.unless)
    yield from ((at.ref, at.citation, at.says, at.days) for at in section.provenances)
