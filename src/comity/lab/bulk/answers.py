"""What a law says of one ask of a block of rows: planes, corrected where the look at a kind of open rows settled it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from comity.decide import Evaluator, Outcome
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.lab.bulk.asked import Asked
from comity.lab.bulk.block import Block, eras
from comity.lab.bulk.missing import first_of, missing_by_fact, still_open
from comity.lab.bulk.planes import Plane, packed, unpacked
from comity.lab.bulk.settling import Alike, Settler
from comity.law import Agency, Pack


@dataclass
class Answers:
    """The answers to one ask in the rows of one era."""

    block: Block
    evaluator: Evaluator
    ask: Ask
    asked: Asked
    kinds: list[Alike]  # the rows that Kleene's logic leaves open, kind by kind

    @cached_property
    def left_open(self) -> Plane:
        """The open rows that no look at their kind has settled."""
        bits = unpacked(self.asked.outcomes[Outcome.OPEN], self.block.rows)
        for alike in self.kinds:
            if alike.answer is not None and alike.answer.outcome is not Outcome.OPEN:
                bits[alike.rows] = 0
        return packed(bits)

    def first_missing(self) -> Iterator[tuple[str, Plane]]:
        """For each fact: the rows left open in which it is the first that is missing, the least effort first."""
        judge = self.asked.judge
        hanging = still_open(self.asked.law, judge, self.left_open)
        missing = missing_by_fact(hanging, self.evaluator.rules, self.block)
        return first_of(missing, self.evaluator.vocabulary, judge.words)


def answers(
    block: Block, agency: Agency, pack: Pack, settler: Settler, vocabulary: Vocabulary = VOCABULARY
) -> Iterator[Answers]:
    """Decide every ask of every row under the law in force on its day."""
    for evaluator, within in eras(block, agency, pack, vocabulary):
        judge = block.judge(evaluator.rules)
        for ask, asking in block.asks.items():
            rows = asking & within
            if rows.any():
                asked = Asked(evaluator.rules.laws[ask], evaluator.rules, judge, rows)
                kinds = list(settler.settled(block, evaluator, ask, asked.outcomes[Outcome.OPEN]))
                yield Answers(block, evaluator, ask, asked, kinds)
