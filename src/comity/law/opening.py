"""Opens the definitions that rules use, by name only, and sets aside rules that could not be worked out.

A definition that rests on itself, on one that could not be read, or on so many others that its text would grow
beyond measure, is a fault, and so is every rule that uses it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from comity.law.expressions import Expression, Name, children, names_in
from comity.law.pack import Definition, Duty, Fault, Limit, Norm, Section

MAX_PARTS = 2_000
MAX_DEPTH = 80

_Rule = TypeVar("_Rule", Norm, Limit, Duty, Definition)


@dataclass(frozen=True, slots=True)
class _Size:
    parts: int
    depth: int


class Openings:
    """How large each definition is once those that it uses are opened, or why it cannot be used."""

    def __init__(self, versions: Mapping[str, Iterable[Expression]], named: frozenset[str]) -> None:
        self._sizes: dict[str, _Size] = {}
        self._unusable = dict.fromkeys(named - versions.keys(), "could not be read")
        below = {
            name: {used for one in found for used in names_in(one) if used in versions}
            for name, found in versions.items()
        }
        for name in _in_order(below):
            problem = self._take(name, tuple(versions[name]))
            if problem:
                self._unusable[name] = problem
        left = versions.keys() - self._sizes.keys() - self._unusable.keys()
        self._unusable |= dict.fromkeys(left, "rests on itself")

    def problem(self, expressions: Iterable[Expression]) -> str:
        """Why a rule of these expressions cannot be worked out; empty if it can."""
        for expression in expressions:
            for name in sorted(names_in(expression) & self._unusable.keys()):
                return f"it uses `{name}`, which {self._unusable[name]}"
            size = self._measured(expression)
            if size.parts > MAX_PARTS or size.depth > MAX_DEPTH:
                return "it grows too large once its definitions are opened"
        return ""

    def name_problem(self, name: str) -> str:
        """Why a definition cannot be used; empty if it can."""
        return self._unusable.get(name, "")

    def _take(self, name: str, versions: tuple[Expression, ...]) -> str:
        if any(names_in(version) & self._unusable.keys() for version in versions):
            return "rests on one that cannot be used"
        if self.problem(versions):
            return "grows too large"
        each = [self._measured(version) for version in versions]
        self._sizes[name] = _Size(max(size.parts for size in each), max(size.depth for size in each))
        return ""

    def _measured(self, node: Expression) -> _Size:
        if isinstance(node, Name):
            inside = self._sizes.get(node.name, _Size(0, 0))
            return _Size(1 + inside.parts, 1 + inside.depth)
        below = [self._measured(child) for child in children(node)]
        return _Size(1 + sum(size.parts for size in below), 1 + max((size.depth for size in below), default=0))


def _in_order(below: Mapping[str, set[str]]) -> Iterable[str]:
    """The names, each after those that it uses; those that go in a circle, or rest on one, are left out."""
    sorter = TopologicalSorter(below)
    with contextlib.suppress(CycleError):
        sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        yield from ready
        sorter.done(*ready)


def usable(
    sections: Iterable[Section], inherited: Iterable[Definition], named: frozenset[str]
) -> tuple[tuple[Section, ...], list[Fault]]:
    """The sections without the rules that cannot be worked out, and those rules as faults.

    `inherited` are the definitions of the packs above, `named` every name that this pack tries to define.
    """
    found = tuple(sections)
    versions: dict[str, list[Expression]] = {}
    for definition in (*inherited, *(one for section in found for one in section.definitions)):
        versions.setdefault(definition.name, []).append(definition.expression)
    openings = Openings(versions, named)
    above = {definition.name for definition in inherited}
    faults: list[Fault] = []

    def kept(rules: tuple[_Rule, ...], problem: Callable[[_Rule], str]) -> tuple[_Rule, ...]:
        problems = [problem(rule) for rule in rules]
        faults.extend(_fault(rule, why) for rule, why in zip(rules, problems, strict=True) if why)
        return tuple(rule for rule, why in zip(rules, problems, strict=True) if not why)

    def defined(rule: Definition) -> str:
        return f"`{rule.name}` is defined by a pack above" if rule.name in above else openings.name_problem(rule.name)

    sound = tuple(
        replace(
            section,
            norms=kept(section.norms, lambda norm: openings.problem(_conditions(norm))),
            limits=kept(section.limits, lambda limit: openings.problem([limit.when.expression])),
            duties=kept(section.duties, lambda duty: openings.problem([duty.when.expression])),
            definitions=kept(section.definitions, defined),
        )
        for section in found
    )
    return sound, faults


def _conditions(norm: Norm) -> list[Expression]:
    return [norm.when.expression, *(exception.when.expression for exception in norm.unless)]


def _fault(rule: Norm | Limit | Duty | Definition, why: str) -> Fault:
    asks = frozenset(rule.asks) if isinstance(rule, Norm) else frozenset()
    where, at = f"{rule.at.file}:{rule.at.line}", rule.at
    return Fault(where, f"`{at.ref}` cannot be worked out: {why}", "Correct the definitions.", asks, at.days, at.ref)
