"""Multi-valued decision diagrams over the facts still unknown: exact answers about every completion of a case.

After what is known has been put in, few facts remain, and a diagram of the residual is small. A variable is one
fact (or a group of definitions that rest on the same unknown facts); its values are the *cells* that the law
tells apart. Nodes are shared integers: 0 is false, 1 is true.

Method: apply with memo (Bryant 1986); minimal settling sets by the recursion for prime implicants of Coudert and
Madre (1992), on facts instead of literals.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

FALSE_NODE, TRUE_NODE = 0, 1


class Diagram:
    """A manager of shared nodes over variables 0, 1, … with given numbers of cells, each its own group or not."""

    def __init__(self, cells: Sequence[int], groups: Sequence[int] | None = None) -> None:
        self.cells = tuple(cells)
        self._bits = [1 << group for group in (range(len(cells)) if groups is None else groups)]
        self._variable = [len(cells), len(cells)]
        self._children: list[tuple[int, ...]] = [(), ()]
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self._products: dict[tuple[int, int], int] = {}
        self._complements: dict[int, int] = {FALSE_NODE: TRUE_NODE, TRUE_NODE: FALSE_NODE}
        self._restricted: dict[tuple[int, int, int], int] = {}
        self._dependences: dict[int, int] = {FALSE_NODE: 0, TRUE_NODE: 0}
        self._settling: dict[int, tuple[int, ...]] = {FALSE_NODE: (), TRUE_NODE: (0,)}
        self._shares: dict[int, float] = {FALSE_NODE: 0.0, TRUE_NODE: 1.0}

    def atom(self, variable: int, true_cells: Sequence[bool]) -> int:
        """The node that is true in the given cells of a variable."""
        return self._node(variable, tuple(int(cell) for cell in true_cells))

    def both(self, first: int, second: int) -> int:
        """And."""
        if FALSE_NODE in (first, second):
            return FALSE_NODE
        if first in (TRUE_NODE, second):
            return second
        if second == TRUE_NODE:
            return first
        key = (first, second) if first < second else (second, first)
        if key not in self._products:
            self._products[key] = self._both(*key)
        return self._products[key]

    def _both(self, first: int, second: int) -> int:
        variable = min(self._variable[first], self._variable[second])
        pairs = zip(self._split(first, variable), self._split(second, variable), strict=True)
        return self._node(variable, tuple([self.both(one, two) for one, two in pairs]))

    def contrary(self, node: int) -> int:
        """Not."""
        if node not in self._complements:
            children = tuple([self.contrary(child) for child in self._children[node]])
            self._complements[node] = self._node(self._variable[node], children)
        return self._complements[node]

    def either(self, first: int, second: int) -> int:
        """Or."""
        return self.contrary(self.both(self.contrary(first), self.contrary(second)))

    def restricted(self, node: int, variable: int, cell: int) -> int:
        """The node once a variable is known to lie in a cell."""
        if self._variable[node] >= variable:
            return self._children[node][cell] if self._variable[node] == variable else node
        if not self.dependence(node) >> variable & 1:
            return node
        key = (node, variable, cell)
        if key not in self._restricted:
            children = tuple([self.restricted(child, variable, cell) for child in self._children[node]])
            self._restricted[key] = self._node(self._variable[node], children)
        return self._restricted[key]

    def dependence(self, node: int) -> int:
        """The variables on which the node depends, as a bit mask."""
        if node not in self._dependences:
            mask = 1 << self._variable[node]
            for child in self._children[node]:
                mask |= self.dependence(child)
            self._dependences[node] = mask
        return self._dependences[node]

    def share(self, node: int) -> float:
        """The share of all completions in which the node is true, each cell of a variable counted alike."""
        if node not in self._shares:
            children = self._children[node]
            self._shares[node] = sum(map(self.share, children)) / len(children)
        return self._shares[node]

    def settling(self, node: int) -> tuple[int, ...]:
        """The minimal sets of groups, as bit masks, some values of which make the node true whatever the rest."""
        if node not in self._settling:
            variable, children = self._variable[node], self._children[node]
            without = self.settling(reduce(self.both, children))
            using = {mask | self._bits[variable] for child in set(children) for mask in self.settling(child)}
            self._settling[node] = minimal((*without, *using))
        return self._settling[node]

    def _split(self, node: int, variable: int) -> tuple[int, ...]:
        return self._children[node] if self._variable[node] == variable else (node,) * self.cells[variable]

    def _node(self, variable: int, children: tuple[int, ...]) -> int:
        if children.count(children[0]) == len(children):
            return children[0]
        key = (variable, children)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self._children)
            self._variable.append(variable)
            self._children.append(children)
        return found


def minimal(masks: Sequence[int]) -> tuple[int, ...]:
    """The sets of which no other is a proper subset, smallest first."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=lambda bits: (bits.bit_count(), bits)):
        if not any(smaller & mask == smaller for smaller in kept):
            kept.append(mask)
    return tuple(kept)
