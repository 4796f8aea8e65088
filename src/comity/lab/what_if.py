"""What another law would have said: past requests, or any cases, under another pack, another day or a draft.

Nothing here touches an answer that was given; cases go in, a table of changes comes out.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from comity.decide import Case, Outcome, Verdict
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.lab.bulk import OUTCOMES, VERDICTS, Settler, answers, block_of, row_answers
from comity.lab.errors import ReplayError
from comity.law import Agency, LawLibrary, Pack

MOST_KEPT = 10_000  # changes kept one by one, unless another number is given; all are counted
COLUMNS = (
    "case", "ask", "outcome_before", "verdict_before", "norm_before",
    "outcome_after", "verdict_after", "norm_after", "norm_that_did_it",
)  # fmt: skip


class Told(NamedTuple):
    """An answer as far as it is compared: outcome, verdict, and the first norm that the outcome rests on."""

    outcome: Outcome
    verdict: Verdict
    norm: str  # by reference; empty where no norm decides


@dataclass(frozen=True, slots=True)
class Past:
    """A case with its name; `told` is what was answered, where that is on record."""

    name: str
    case: Case
    told: Mapping[Ask, Told] | None = None


@dataclass(frozen=True, slots=True)
class OtherLaw:
    """The law to try: of an agency, on one day for all cases or on the day of each."""

    library: LawLibrary  # a draft's folder may stand before the packs that ship
    agency: str  # `pack/agency`, or `pack` for the agency of the same short name
    on: date | None = None

    def moved(self, past: Past) -> Case:
        """The case as this law would have met it.

        Raises:
            ReplayError: the pack does not cover the day.
            LawError: the pack or the agency is not known.
        """
        case = past.case
        name = self.agency if "/" in self.agency else f"{self.agency}/{case.agency.name.partition('/')[2]}"
        agency, pack = self.library.agency(name), self.library.to_decide(name)
        at = datetime.combine(self.on, case.at.timetz()) if self.on else case.at
        if not pack.known.covers(at.date()):
            raise ReplayError(
                f"{past.name}: {at.date()} is outside the days that pack `{pack.name}` covers",
                help=f"The pack holds the law {pack.known}; give one day for all cases.",
            )
        return replace(case, agency=agency, pack=pack, at=at)


class Changed(NamedTuple):
    """One ask of one case that the other law answers differently."""

    name: str
    ask: Ask
    before: Told
    after: Told

    @property
    def done_by(self) -> str:
        """The norm that made the change: the one that now decides, or else the one that no longer does."""
        return self.after.norm if self.after.norm not in {"", self.before.norm} else self.before.norm


@dataclass
class WhatIf:
    """How the answers to cases would change."""

    cases: int = 0
    asks: int = 0
    cases_changed: int = 0
    outcomes: Counter[tuple[Ask, Outcome, Outcome]] = field(default_factory=Counter)  # before, after; equal ones too
    verdicts: Counter[tuple[Ask, Verdict, Verdict]] = field(default_factory=Counter)
    done_by: Counter[tuple[Ask, str]] = field(default_factory=Counter)  # changes, by the norm that made them
    changed: list[Changed] = field(default_factory=list)  # the first `keep`
    keep: int = MOST_KEPT

    @property
    def asks_changed(self) -> int:
        """How many asks would be answered differently."""
        return sum(self.done_by.values())

    def add(self, name: str, before: Mapping[Ask, Told], after: Mapping[Ask, Told]) -> None:
        """Count one case."""
        self.cases += 1
        changed = [Changed(name, ask, before[ask], told) for ask, told in after.items() if differs(before[ask], told)]
        for ask, told in after.items():
            self.asks += 1
            self.outcomes[ask, before[ask].outcome, told.outcome] += 1
            self.verdicts[ask, before[ask].verdict, told.verdict] += 1
        for each in changed:
            self.done_by[each.ask, each.done_by] += 1
        self.cases_changed += bool(changed)
        self.changed += changed[: self.keep - len(self.changed)]


def differs(before: Told, after: Told) -> bool:
    """Whether what is done would be another thing; another reason for the same is no change."""
    return (before.outcome, before.verdict) != (after.outcome, after.verdict)


def what_if(
    past: Sequence[Past],
    law: OtherLaw,
    *,
    keep: int = MOST_KEPT,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> WhatIf:
    """Decide cases again under another law, and compare with what was answered.

    A case without answers on record is first decided under its own law.

    Raises:
        ReplayError: a case lies outside the days of the other law.
        LawError: the other law is not known.
    """
    unanswered = [place for place, each in enumerate(past) if each.told is None]
    words = law.library.vocabulary
    own = dict(zip(unanswered, told_of([past[place].case for place in unanswered], words), strict=True))
    result = WhatIf(keep=keep)
    after = told_of([law.moved(each) for each in past], words)
    for place, (each, told) in enumerate(zip(past, after, strict=True)):
        before = each.told if each.told is not None else own[place]
        result.add(each.name, before, {ask: one for ask, one in told.items() if ask in before})
        progress(place + 1, len(past))
    return result


def told_of(cases: Sequence[Case], vocabulary: Vocabulary = VOCABULARY) -> list[dict[Ask, Told]]:
    """The answers to cases, those of one agency side by side; open ones settled as the desk settles them."""
    found: list[dict[Ask, Told]] = [{} for _ in cases]
    for (agency, pack), places in _by_agency(cases):
        block = block_of([cases[place] for place in places])
        settler = Settler(most=len(cases) * len(Ask))
        for ask, told in row_answers(block.rows, answers(block, agency, pack, settler, vocabulary)).items():
            for row, place in enumerate(places):
                if told.outcome[row]:
                    norm = told.norms.found[told.norm[row] - 1] if told.norm[row] else ""
                    outcome, verdict = OUTCOMES[told.outcome[row] - 1], VERDICTS[told.verdict[row] - 1]
                    found[place][ask] = Told(outcome, verdict, norm)
    return found


def _by_agency(cases: Sequence[Case]) -> Iterator[tuple[tuple[Agency, Pack], list[int]]]:
    groups: dict[tuple[str, int], list[int]] = {}
    for place, case in enumerate(cases):
        groups.setdefault((case.agency.name, id(case.pack)), []).append(place)
    for places in groups.values():
        yield (cases[places[0]].agency, cases[places[0]].pack), places


def as_csv(changed: Iterable[Changed]) -> str:
    """The changes as CSV with a header, one ask a line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in changed:
        before, after = _cells(each.before), _cells(each.after)
        writer.writerow([_plain(each.name), each.ask.value, *before, *after, each.done_by])
    return text.getvalue()


def _cells(told: Told) -> tuple[str, str, str]:
    return told.outcome.value, told.verdict.value, told.norm


def _plain(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
