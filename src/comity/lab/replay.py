"""Replays a table of past requests under a law: one decision for all rows that are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from comity.base import Block, ComityError
from comity.decide import Answer, Case, Outcome, Verdict, evaluator_for, read_case
from comity.facts import Ask, Vocabulary
from comity.lab.errors import ReplayError
from comity.lab.row_map import RowMap
from comity.lab.rows import count_alike
from comity.law import LawLibrary

_Known = dict[tuple[object, ...], Sequence[Answer]]
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass
class Replay:
    """What a law says of every row of a table."""

    agency: str
    rows: int = 0
    kinds: int = 0  # how many different cases were looked at one by one
    outcomes: Counter[tuple[Ask, Outcome]] = field(default_factory=Counter)
    verdicts: Counter[tuple[Ask, Verdict]] = field(default_factory=Counter)
    decided_by: Counter[tuple[Ask, str]] = field(default_factory=Counter)  # the norms that applied, by reference
    settled_alone_by: Counter[str] = field(default_factory=Counter)  # open asks that this fact by itself can settle
    asked_first: Counter[str] = field(
        default_factory=Counter
    )  # open asks for which this fact is the next best question
    open_asks: int = 0
    not_looked_at: int = 0  # open asks that are open by Kleene's logic, with too many kinds to look at each

    def add_open(self, answer: Answer, number: int) -> None:
        """Count the questions of open asks that have one answer."""
        for fact in answer.questions[0].facts:
            self.asked_first[fact] += number
        for settling in answer.settling_sets:
            if len(settling.facts) == 1:
                self.settled_alone_by[next(iter(settling.facts))] += number

    def add(self, other: Replay) -> None:
        """Add the counts of other rows."""
        for name in ("rows", "kinds", "open_asks", "not_looked_at"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("outcomes", "verdicts", "decided_by", "settled_alone_by", "asked_first"):
            getattr(self, name).update(getattr(other, name))

    @property
    def asks(self) -> int:
        """How many asks the rows make."""
        return sum(self.outcomes.values())

    def total(self, outcome: Outcome) -> int:
        """How many asks have an outcome."""
        return sum(number for (_, found), number in self.outcomes.items() if found is outcome)


def replay(
    path: Path,
    row_map: RowMap,
    law: str,
    library: LawLibrary,
    *,
    on: date | None = None,
    assume: Mapping[str, object] = _NOTHING,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Replay:
    """Decide every row of a table under a law (`pack` or `pack/agency`), on its day or on one for all.

    `assume` gives facts that no column says, the same for every row: a supposition, to be told with the result.

    Raises:
        ReplayError: the file or the map does not fit; nothing is counted then.
        ComityError: a row is no case, or the law is not known.
    """
    return replay_counts(count_alike(path, row_map), row_map, law, library, on=on, assume=assume, progress=progress)


def replay_counts(
    counts: Counter[tuple[object, ...]],
    row_map: RowMap,
    law: str,
    library: LawLibrary,
    *,
    on: date | None = None,
    assume: Mapping[str, object] = _NOTHING,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Replay:
    """The same for rows counted already, so that many laws can be tried on one reading of the file."""
    agency = row_map.agency_in(law)
    result = Replay(agency)
    known: _Known = {}
    for done, (key, number) in enumerate(counts.items(), 1):
        document = row_map.document(dict(zip(row_map.used, key, strict=True)), agency, on, assume)
        _add(result, _answers(row_case(document, library), known, library.vocabulary), number)
        progress(done, len(counts))
    return result


def _answers(case: Case, known: _Known, vocabulary: Vocabulary) -> Sequence[Answer]:
    """The answers to a case; those of a case that the law cannot tell from an earlier one are taken from it."""
    evaluator = evaluator_for(case.agency, case.pack, case.day, vocabulary)
    values = evaluator.values(case.facts, case.day)
    key = (evaluator, case.asks, tuple(values.values()), frozenset(case.facts))
    if key not in known:
        known[key] = evaluator.decide(case, nearest=False).answers
    return known[key]


def row_case(document: Block, library: LawLibrary) -> Case:
    """The case of a row, from its document.

    Raises:
        ReplayError: it is no case.
    """
    try:
        return read_case(document, library)
    except ComityError as error:
        raise ReplayError(f"the rows of {document['at']}: {error.message}", help=error.help) from None


def _add(result: Replay, answers: Sequence[Answer], number: int) -> None:
    result.rows += number
    result.kinds += 1
    for answer in answers:
        result.outcomes[answer.ask, answer.outcome] += number
        result.verdicts[answer.ask, answer.verdict] += number
        for reason in answer.decisive:
            result.decided_by[answer.ask, reason.norm.at.ref] += number
        if answer.outcome is Outcome.OPEN:
            result.open_asks += number
            result.add_open(answer, number)
