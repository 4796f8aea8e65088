"""One side of a comparison: a law, for an agency, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from comity.decide import Case, evaluator_for
from comity.decide.resolve import AskLaw, RuleSet
from comity.facts import VOCABULARY, Ask, Claim, Established, FactValue, Vocabulary
from comity.lab.errors import ReplayError
from comity.law import Agency, LawLibrary, Pack


@dataclass(frozen=True)
class Side:
    """A law to compare: who is asked, and on what day."""

    pack: Pack
    agency: Agency
    day: date
    vocabulary: Vocabulary = VOCABULARY

    @staticmethod
    def of(name: str, day: date, library: LawLibrary) -> Side:
        """The law by which an agency is decided on a day; of a pack that is named alone, that of its first agency.

        Raises:
            LawError: the agency is not known, or the law that binds it cannot be used.
            ReplayError: the law of that day is not known.
        """
        asked = name if "/" in name else next(iter(library.pack(name).agencies))
        pack = library.to_decide(asked)
        if not pack.known.covers(day):
            raise ReplayError(f"`{pack.name}` does not hold the law of {day}", help=f"It holds the law {pack.known}.")
        return Side(pack, library.agency(asked), day, library.vocabulary)

    @cached_property
    def rules(self) -> RuleSet:
        """The rules in force."""
        return evaluator_for(self.agency, self.pack, self.day, self.vocabulary).rules

    def law(self, ask: Ask) -> AskLaw:
        """What is in force of one ask, its definitions worked out as far as they are needed."""
        return self.rules.laws[ask]

    def case(self, ask: Ask, facts: Mapping[str, FactValue | None]) -> Case:
        """A case before this law, at noon of its day."""
        known = {
            name: Established(self.vocabulary[name], (Claim(value),))
            for name, value in sorted(facts.items())
            if value is not None and name in self.vocabulary
        }
        noon = datetime.combine(self.day, time(12), ZoneInfo(self.pack.calendar.zone))
        return Case(noon, self.agency, self.pack, (ask,), known)

    def without(self, ref: str) -> Side:
        """The same law as if a norm, or an exception, had never been written."""
        return replace(self, pack=_without(self.pack, ref))


def _without(pack: Pack, ref: str) -> Pack:
    sections = tuple(
        replace(
            section,
            norms=tuple(
                replace(norm, unless=tuple(part for part in norm.unless if part.ref != ref))
                for norm in section.norms
                if norm.at.ref != ref
            ),
        )
        for section in pack.sections
    )
    return replace(pack, sections=sections, parent=_without(pack.parent, ref) if pack.parent else None)
