"""Masking MC/DC a second time, by trying every case: conditions are read by Python's own parser, nothing is sought."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from random_law import DOMAINS

Case = Mapping[str, Any]
Leaf = tuple[str, frozenset[Any]]  # a fact, and the values with which the condition holds
Tree = Leaf | tuple[str, tuple["Tree", ...]]


@dataclass(frozen=True)
class Rule:
    """A norm on one ask: its condition, and those of its exceptions."""

    when: str
    unless: tuple[str, ...]

    @property
    def tree(self) -> Tree:
        """That it applies."""
        return ("and", (tree(self.when), *(("not", (tree(each),)) for each in self.unless)))

    @property
    def exceptions_shown(self) -> Iterator[Callable[[Case], bool]]:
        """Of each exception, that it alone is met where the condition holds; and that none is."""
        for at in range(len(self.unless)):
            for met in (True, False):
                yield (
                    lambda case, at=at, met=met: (
                        holds(tree(self.when), case)
                        and all(holds(tree(text), case) is (met and one == at) for one, text in enumerate(self.unless))
                    )
                )


@cache
def tree(text: str) -> Tree:
    """A condition as a tree of leaves."""
    python = text.replace("&&", " and ").replace("||", " or ").replace("!=", "<>").replace("!", " not ")
    return _read(ast.parse(python.replace("<>", "!=").strip(), mode="eval").body)


def _read(node: ast.expr) -> Tree:
    match node:
        case ast.BoolOp(op, values):
            return ("and" if isinstance(op, ast.And) else "or", tuple(map(_read, values)))
        case ast.UnaryOp(_, operand):
            return ("not", (_read(operand),))
        case ast.Compare(left, [ast.NotEq()], [right]):
            return ("not", (_read(ast.Compare(left, [ast.Eq()], [right])),))
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    source = compile(ast.fix_missing_locations(ast.Expression(node)), "condition", "eval")
    return names[0], frozenset(value for value in DOMAINS[names[0]] if eval(source, {names[0]: value}))


def leaves(found: Tree) -> list[Leaf]:
    """The conditions in a tree, each once."""
    if isinstance(found[1], frozenset):
        return [found]  # type: ignore[list-item]
    return list(dict.fromkeys(leaf for part in found[1] for leaf in leaves(part)))


def holds(found: Tree, case: Case, fixed: tuple[Leaf, bool] | None = None) -> bool:
    """Whether it holds, with one leaf set to something else."""
    if isinstance(found[1], frozenset):
        return fixed[1] if fixed and fixed[0] == found else case[found[0]] in found[1]
    parts = [holds(part, case, fixed) for part in found[1]]
    return all(parts) if found[0] == "and" else any(parts) if found[0] == "or" else not parts[0]


@dataclass(frozen=True)
class Pair:
    """What is to be shown of one condition: that it turns the rule where it holds, and where it does not."""

    tree: Tree
    leaf: Leaf
    speaks_for: bool

    def shown(self, case: Case) -> bool | None:
        """Which of the two a case shows, if it shows one."""
        turned = [holds(self.tree, case, (self.leaf, value)) for value in (True, False)]
        return holds(self.leaf, case) if turned == [self.speaks_for, not self.speaks_for] else None


def cases_of(names: Sequence[str]) -> Iterator[Case]:
    """Every case of some facts."""
    return (dict(zip(names, values, strict=True)) for values in product(*(DOMAINS[name] for name in names)))


def fewest(sets: Sequence[frozenset[int]], wanted: frozenset[int], most: int) -> int:
    """How many of the sets are needed at least; more than `most` if they do not do."""
    largest = [one for one in set(sets) if not any(one < other for other in sets)]

    def enough(left: frozenset[int], number: int) -> bool:
        if not left:
            return True
        if not number or max(len(one & left) for one in largest) * number < len(left):
            return False
        rarest = min(left, key=lambda point: sum(point in one for one in largest))
        return any(enough(left - one, number - 1) for one in largest if rarest in one)

    return next((number for number in range(most + 1) if enough(wanted, number)), most + 1)
