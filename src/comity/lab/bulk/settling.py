"""Settles open rows exactly: `comity.decide` looks at one row of each kind, and the others have its answer.

Kleene's logic, which the planes follow, leaves some rows open that every completion of the unknown facts would decide
alike. Rows are of one kind if no condition of the ask's law, and no fact missing behind a definition, tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.decide import Answer, Evaluator
from comity.facts import Ask
from comity.lab.bulk.block import Block
from comity.lab.bulk.columns import name_of
from comity.lab.bulk.missing import lacking
from comity.lab.bulk.planes import Plane, Rails, places, unpacked
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Negation,
    children,
)

KINDS = 20_000  # looked at one by one, unless another number is given; some seconds


class Alike(NamedTuple):
    """Rows of one kind, and the answer to each of them; no answer if there were too many kinds."""

    rows: NDArray[np.int64]
    answer: Answer | None


@dataclass
class Settler:
    """Remembers the answer to each kind of open row, over all blocks."""

    most: int = KINDS
    _known: dict[tuple[Evaluator, Ask, bytes], Answer] = field(default_factory=dict)
    _sets: dict[frozenset[str], int] = field(default_factory=dict)

    @property
    def kinds(self) -> int:
        """How many kinds were looked at."""
        return len(self._known)

    def settled(self, block: Block, evaluator: Evaluator, ask: Ask, open_rows: Plane) -> Iterator[Alike]:
        """The open rows of an ask, kind by kind."""
        rows = places(open_rows, block.rows)
        if not len(rows) or not self.most:
            if len(rows):
                yield Alike(rows, None)
            return
        told = np.stack(self._told_apart(block, evaluator, ask, rows), axis=1)
        kinds = told.view(np.dtype((np.void, told.dtype.itemsize * told.shape[1]))).ravel()
        _, firsts, which = np.unique(kinds, return_index=True, return_inverse=True)
        by_kind = np.split(rows[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
        for first, alike in zip(firsts.tolist(), by_kind, strict=True):
            yield Alike(alike, self._answer((evaluator, ask, told[first].tobytes()), block, int(alike[0])))

    def _answer(self, kind: tuple[Evaluator, Ask, bytes], block: Block, row: int) -> Answer | None:
        if kind not in self._known:
            if len(self._known) >= self.most:
                return None
            case = replace(block.case(row), asks=(kind[1],))
            self._known[kind] = kind[0].decide(case, nearest=False).answers[0]
        return self._known[kind]

    def _told_apart(
        self, block: Block, evaluator: Evaluator, ask: Ask, rows: NDArray[np.int64]
    ) -> list[NDArray[np.uint32]]:
        """What tells open rows apart: the truth of each atom, and the facts missing behind open definitions."""
        law, rules = evaluator.rules.laws[ask], evaluator.rules
        judge = block.judge(rules)
        conditions = [norm.when for norm in law.norms]
        conditions += [when for norm in law.norms for _, when in norm.exceptions]
        found, done = [], set[str]()
        for atom in atoms_of([law.conflict, law.forbids, law.requires, law.permits, *conditions]):
            truth = _codes(judge.rails(atom), block.rows)[rows]
            found.append(truth)
            name = name_of(atom)
            if name in rules.derived and name not in done:
                done.add(name)
                found.append(self._lacking(name, block, evaluator, rows, truth == 0))
        return found

    def _lacking(
        self, name: str, block: Block, evaluator: Evaluator, rows: NDArray[np.int64], is_open: NDArray[np.bool_]
    ) -> NDArray[np.uint32]:
        numbers = np.zeros(len(rows), np.uint32)
        if is_open.any():
            lacks = lacking(name, evaluator.rules, block, rows[is_open])
            each = [self._sets.setdefault(names, len(self._sets) + 1) for names in lacks.sets]
            numbers[is_open] = np.array(each, np.uint32)[lacks.codes]
        return numbers


def _codes(rails: Rails, rows: int) -> NDArray[np.uint32]:
    """Unknown 0, true 1, false 2."""
    return (unpacked(rails.true, rows) + 2 * unpacked(rails.false, rows)).astype(np.uint32)


def atoms_of(conditions: list[Expression]) -> list[Expression]:
    """The facts and comparisons that stand in conditions, each once, in the order met."""
    found: dict[int, Expression] = {}
    seen: set[int] = set()
    waiting = conditions[::-1]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, Constant):
            continue
        seen.add(id(node))
        if isinstance(node, (Negation, Conjunction, Disjunction)):
            waiting += reversed(children(node))
        else:
            found[id(node)] = node
    return list(found.values())
