"""comity with the bench's pack: what is measured, and how its answers are read for comparison."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from comity.decide import Evaluator, Outcome, Residual, evaluator_for
from comity.decide.decision import Reason
from comity.decide.explain import outcomes_of_layers
from comity.facts import Ask, Vocabulary
from comity.law import LawLibrary

from engines import Answer, Survey
from model import RULES, Case, vocabulary

PACKS = Path(__file__).with_name("packs")
ANSWERS = {Outcome.PERMITTED: True, Outcome.FORBIDDEN: False, Outcome.OPEN: None}  # any other outcome is a mistake
DAY = date(2026, 1, 1)


class Ours:
    """The evaluator of the bench's pack for its one agency and its one ask."""

    def __init__(self, folder: Path = PACKS, pack: str = "bench", words: Vocabulary | None = None) -> None:
        words = words or vocabulary()
        library = LawLibrary([folder], vocabulary=words, builtin=False)
        self.pack = library.pack(pack)
        self.evaluator: Evaluator = evaluator_for(library.agency(f"{pack}/city"), self.pack, DAY, words)
        self.ask = self.evaluator.asks[Ask.ASSIST]
        self.outcome = self.ask.outcome

    def answer(self, case: Case) -> Answer:
        """The outcome in the terms of the other engines."""
        return ANSWERS[self.outcome(case)]

    def surveyed(self, case: Case) -> Survey:
        """The survey in the terms of the other engines: the answer, R02 to R12, O1 to O4."""
        outcome, norms, duties = self.ask.survey(case)
        truths = [truth for norm in norms for truth in norm]
        return ANSWERS[outcome], tuple(truths[place] for place in self._places), duties

    @cached_property
    def _places(self) -> list[int]:
        """Where R02 to R12 stand among the truths of the survey: as norms, or as exceptions named for them."""
        refs: list[str] = []
        for norm in self.ask.law.norms:
            refs += [norm.norm.at.ref, *(exception.ref for exception, _ in norm.exceptions)]
        last = [ref.rpartition("/")[2].rpartition("-")[2] if "under" not in ref else "" for ref in refs]
        return [last.index(rule.name) for rule in RULES]

    def explained(self, case: Case) -> tuple[Outcome, tuple[Reason, ...], tuple[tuple[str, Outcome], ...]]:
        """The outcome, how each norm bore on it with the facts it looked at, and what each layer says."""
        reasons = self.ask.explanation.reasons(case)
        return self.outcome(case), reasons, outcomes_of_layers(reasons, self.pack.stack)

    def residual(self, case: Case) -> Residual:
        """Settling sets and questions."""
        return self.ask.residual(case)
