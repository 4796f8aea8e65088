"""The answers row by row: outcome, verdict, deciding norm, first missing fact; as columns of Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.decide import Outcome, Verdict
from comity.facts import Ask
from comity.lab.bulk.answers import Answers
from comity.lab.bulk.planes import Plane, empty, unpacked

OUTCOMES, VERDICTS = tuple(Outcome), tuple(Verdict)
_OUTCOME_NUMBER = {outcome: number for number, outcome in enumerate(OUTCOMES, 1)}
_VERDICT_NUMBER = {verdict: number for number, verdict in enumerate(VERDICTS, 1)}
_Numbers = NDArray[np.uint16]


@dataclass
class Words:
    """Words numbered from 1 as they are met; 0 is none."""

    found: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> int:
        """The number of a word."""
        if word not in self._numbers:
            self.found.append(word)
            self._numbers[word] = len(self.found)
        return self._numbers[word]


class RowAnswers:
    """The answers to one ask in every row of a block, as numbers; 0 where it is not asked, or there is none."""

    WHAT = ("outcome", "verdict", "norm", "missing")

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.outcome, self.verdict, self.norm, self.missing = (np.zeros(rows, np.uint16) for _ in range(4))
        self.norms, self.facts = Words(), Words()

    def add(self, found: Answers) -> None:
        """Write down the answers of one era."""
        asked = found.asked
        self.outcome += _numbered(((_OUTCOME_NUMBER[each], plane) for each, plane in asked.outcomes.items()), self.rows)
        self.verdict += _numbered(((_VERDICT_NUMBER[each], plane) for each, plane in asked.verdicts.items()), self.rows)
        self.norm += _numbered(self._deciding(found), self.rows)
        for alike in found.kinds:
            if alike.answer is not None and alike.answer.outcome is not Outcome.OPEN:
                self.outcome[alike.rows] = _OUTCOME_NUMBER[alike.answer.outcome]
                self.verdict[alike.rows] = _VERDICT_NUMBER[alike.answer.verdict]
                refs = [reason.norm.at.ref for reason in alike.answer.decisive]
                self.norm[alike.rows] = self.norms.number(refs[0]) if refs else 0
        missing = ((self.facts.number(fact), plane) for fact, plane in found.first_missing())
        self.missing += _numbered(missing, self.rows)

    def _deciding(self, found: Answers) -> Iterator[tuple[int, Plane]]:
        """For each norm, the rows in which it is the first of those that the outcome rests on."""
        norms = found.asked.law.norms
        for grounds in found.asked.decisive.values():
            taken = empty(found.asked.judge.words)
            for place, plane in grounds.items():
                yield self.norms.number(norms[place].norm.at.ref), plane & ~taken
                taken |= plane

    def columns(self, ask: Ask) -> dict[str, pa.Array]:
        """The four columns of the ask, named after it."""
        outcomes, verdicts = [each.value for each in OUTCOMES], [each.value for each in VERDICTS]
        numbers = (self.outcome, self.verdict, self.norm, self.missing)
        words = (outcomes, verdicts, self.norms.found, self.facts.found)
        return {
            f"{ask.value}_{what}": _words(each, names)
            for what, each, names in zip(self.WHAT, numbers, words, strict=True)
        }


def row_answers(rows: int, found: Iterable[Answers]) -> dict[Ask, RowAnswers]:
    """The answers of all eras of a block, ask by ask."""
    written: dict[Ask, RowAnswers] = {}
    for each in found:
        written.setdefault(each.ask, RowAnswers(rows)).add(each)
    return written


def _numbered(planes: Iterable[tuple[int, Plane]], rows: int) -> _Numbers:
    """For each row, the number of the one plane that has it; planes are first joined by the bits of their numbers."""
    bits: dict[int, Plane] = {}
    for number, plane in planes:
        for bit in range(number.bit_length()):
            if number >> bit & 1:
                bits[bit] = bits[bit] | plane if bit in bits else plane
    found = np.zeros(rows, np.uint16)
    for bit, plane in bits.items():
        found |= unpacked(plane, rows).astype(np.uint16) << np.uint16(bit)
    return found


def _words(numbers: _Numbers, words: list[str]) -> pa.Array:
    """Numbers as words, 0 as nothing."""
    codes = pa.array(numbers.astype(np.int16) - np.int16(1), mask=numbers == 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))
