"""A block of rows: some hundred thousand cases side by side, and the eras of a law that they fall into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray

from comity.decide import Case, Evaluator, evaluator_for
from comity.decide.resolve import RuleSet
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.lab.bulk.columns import Coded, Column, Same, name_of
from comity.lab.bulk.definitions import DECISION_DATE, Definitions
from comity.lab.bulk.judge import Judge
from comity.lab.bulk.planes import Plane, Rails, first, packed, unpacked, words_for
from comity.law import Agency, Pack
from comity.law.expressions import Expression, Name, interned

_Meaning = tuple[tuple[str, int], ...]  # the definitions of an era, by the identity of what they say


@dataclass
class Block:
    """Rows side by side; a fact without a column is known of none of them."""

    rows: int
    days: Coded  # the day whose law decides, of each row
    columns: Mapping[str, Column]
    asks: Mapping[Ask, Plane]  # the rows that make each ask
    case: Callable[[int], Case]  # one row as a case, read as any case is
    _coded: dict[str, Coded] = field(default_factory=dict)
    _atoms: dict[int, Rails] = field(default_factory=dict)
    _judges: dict[_Meaning, Judge] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """The column of a fact."""
        if name == DECISION_DATE:
            return self.days
        return self.columns[name] if name in self.columns else Same(None, self.rows)

    def coded(self, name: str) -> Coded:
        """The same, as values and codes."""
        if name not in self._coded:
            self._coded[name] = self.column(name).coded()
        return self._coded[name]

    def definitions(self, rules: RuleSet) -> Definitions:
        """The definitions of an era over these rows."""
        return Definitions(rules, self.coded, self.days)

    def judge(self, rules: RuleSet) -> Judge:
        """What works out the conditions of an era; eras whose words mean the same share what was worked out."""
        meaning = tuple(sorted((name, id(inner)) for name, inner in rules.derived.items()))
        if meaning not in self._judges:
            worked_out: dict[str, Coded] = {}
            self._judges[meaning] = Judge(partial(self._atom, rules, worked_out), words_for(self.rows))
        return self._judges[meaning]

    def _atom(self, rules: RuleSet, worked_out: dict[str, Coded], node: Expression) -> Rails:
        name = name_of(node)
        if name in rules.derived:
            if name not in worked_out:
                worked_out[name] = self.definitions(rules).column(name)
            return worked_out[name].rails(node)
        if id(node) not in self._atoms:
            self._atoms[id(node)] = self.column(name).rails(node)
        return self._atoms[id(node)]


def eras(
    block: Block, agency: Agency, pack: Pack, vocabulary: Vocabulary = VOCABULARY
) -> Iterator[tuple[Evaluator, Plane]]:
    """The law of each era that some row falls into, and those rows."""
    evaluators = [evaluator_for(agency, pack, day, vocabulary) for day in block.days.values if isinstance(day, date)]
    distinct = list(dict.fromkeys(evaluators))
    everyone = first(block.rows)
    if len(distinct) == 1:
        yield distinct[0], everyone
        return
    place = {id(evaluator): index for index, evaluator in enumerate(distinct)}
    table = np.array([place[id(evaluator)] for evaluator in evaluators], np.int32)
    of_row = table[block.days.codes]
    for index, evaluator in enumerate(distinct):
        plane = packed(of_row == index) & everyone
        if plane.any():
            yield evaluator, plane


def days_from(numbers: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Coded:
    """Days, given as days since 1970, with every day from the first to the last as a value."""
    least, most = int(numbers.min()), int(numbers.max())
    start = date(1970, 1, 1) + timedelta(days=least)
    return Coded((numbers - least).astype(np.uint32), [start + timedelta(days=n) for n in range(most - least + 1)])


def definition_columns(
    block: Block, agency: Agency, pack: Pack, vocabulary: Vocabulary = VOCABULARY
) -> Mapping[str, NDArray[np.int8]]:
    """For each definition over dates or records, row by row as of the row's day: 1 true, 0 false, -1 unknown."""
    found: dict[str, NDArray[np.int8]] = {}
    for evaluator, within in eras(block, agency, pack, vocabulary):
        judge = block.judge(evaluator.rules)
        for name in evaluator.rules.derived:
            rails = judge.rails(interned(Name(name)))
            column = found.setdefault(name, np.full(block.rows, -1, np.int8))
            column[unpacked(rails.true & within, block.rows) == 1] = 1
            column[unpacked(rails.false & within, block.rows) == 1] = 0
    return found
