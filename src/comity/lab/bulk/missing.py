"""Which facts an open row still needs: what is left of its law once the known facts are put in, over planes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.decide.derive import behind
from comity.decide.resolve import AskLaw, RuleSet, base_facts
from comity.facts import Vocabulary
from comity.lab.bulk.block import Block
from comity.lab.bulk.columns import Coded, Codes, name_of
from comity.lab.bulk.definitions import DECISION_DATE, combined
from comity.lab.bulk.judge import Judge
from comity.lab.bulk.planes import Plane, empty, packed, places
from comity.law.expressions import Conjunction, Constant, Disjunction, Expression, Name, Negation, children


def still_open(law: AskLaw, judge: Judge, rows: Plane) -> dict[Expression, Plane]:
    """For each condition without parts: the rows among these in which the outcome still hangs on it.

    An open condition hangs on those of its parts that are open; the law of an ask hangs on its four flags.
    """
    flags = (law.conflict, law.forbids, law.requires, law.permits)
    hangs = {id(flag): rows & judge.rails(flag).open for flag in flags}
    found: dict[Expression, Plane] = {}
    for node in reversed(_inner_first(flags)):
        here = hangs.get(id(node))
        if here is None or not here.any():
            continue
        if not isinstance(node, (Negation, Conjunction, Disjunction)):
            found[node] = here
            continue
        for part in children(node):
            below = here & judge.rails(part).open
            hangs[id(part)] = hangs[id(part)] | below if id(part) in hangs else below
    return found


def _inner_first(flags: Iterable[Expression]) -> list[Expression]:
    """Every logical node and atom below the flags once, each after its parts."""
    found: list[Expression] = []
    seen: set[int] = set()
    waiting = [(flag, False) for flag in flags]
    while waiting:
        node, done = waiting.pop()
        if done:
            found.append(node)
        elif id(node) not in seen and not isinstance(node, Constant):
            seen.add(id(node))
            waiting.append((node, True))
            if isinstance(node, (Negation, Conjunction, Disjunction)):
                waiting += [(part, False) for part in children(node)]
    return found


class Lacking(NamedTuple):
    """For some rows: which facts keep a definition open, as sets of names, and which of the sets each row has."""

    codes: Codes
    sets: tuple[frozenset[str], ...]


def lacking(name: str, rules: RuleSet, block: Block, rows: NDArray[np.int64]) -> Lacking:
    """The facts that keep a definition open in rows in which it is open."""
    facts = sorted(base_facts(Name(name), rules.derived) - {DECISION_DATE})
    columns = [block.coded(fact) for fact in facts]
    codes, cells = combined([Coded(column.codes[rows], column.values) for column in columns])
    known = [{DECISION_DATE: block.days.values[0], **dict(zip(facts, cell, strict=True))} for cell in cells]
    rests_on = behind(name, rules.derived)
    return Lacking(codes, tuple(rests_on.missing(each) for each in known))


def missing_by_fact(hanging: Mapping[Expression, Plane], rules: RuleSet, block: Block) -> dict[str, Plane]:
    """For each fact of the vocabulary: the rows in which it is still missing; definitions are laid to their facts."""
    found: dict[str, Plane] = {}
    for node, plane in hanging.items():
        name = name_of(node)
        parts = _laid_to_facts(name, rules, block, plane) if name in rules.derived else [(name, plane)]
        for fact, where in parts:
            found[fact] = found[fact] | where if fact in found else where
    return found


def _laid_to_facts(name: str, rules: RuleSet, block: Block, plane: Plane) -> Iterator[tuple[str, Plane]]:
    rows = places(plane, block.rows)
    lacks = lacking(name, rules, block, rows)
    for fact in sorted(frozenset[str]().union(*lacks.sets)):
        bits = np.zeros(block.rows, np.bool_)
        bits[rows[np.array([fact in names for names in lacks.sets])[lacks.codes]]] = True
        yield fact, packed(bits)


def in_order(facts: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The facts as they are asked for: what takes least effort first, then in the order of the vocabulary."""
    place = {name: index for index, name in enumerate(vocabulary.facts)}
    return sorted(facts, key=lambda name: (vocabulary[name].effort, place[name]))


def first_of(missing: Mapping[str, Plane], vocabulary: Vocabulary, words: int) -> Iterator[tuple[str, Plane]]:
    """For each fact: the rows in which it is the first that is missing."""
    taken = empty(words)
    for fact in in_order(missing, vocabulary):
        yield fact, missing[fact] & ~taken
        taken |= missing[fact]
