"""The law read and applied a second time, from the files alone and by the words of `docs/for/law-authors.md`.

Nothing of `comity.law` or `comity.decide` is used: YAML is read by PyYAML into text, conditions by cel-python, and
section 6 of the guide is followed sentence by sentence, over every norm, for one ask.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from foreign_trees import celpy_tree
from naive_truth import Row, Truth, World, every, holds, negated, some

EFFECTS = ("forbids", "permits", "requires")
KINDS = {
    "police", "sheriff", "jail", "prison", "probation", "parole", "prosecutor", "court", "school", "health",
    "city_agency", "county_agency", "state_agency", "contractor", "immigration_authority", "attorney_general",
    "legislature",
}  # fmt: skip
tree_of = cache(celpy_tree)


@dataclass
class Rule:
    """One norm of one layer, in force for the agency on the day."""

    ref: str
    layer: str
    effect: str
    entry: dict[str, Any]
    when: Any
    enjoined: bool

    @property
    def asks(self) -> list[str]:
        """The asks it speaks of."""
        return words(self.entry[self.effect])

    def exceptions(self, ask: str) -> list[dict[str, Any]]:
        """The exceptions that concern an ask."""
        return [one for one in self.entry.get("unless", []) if ask in words(one.get("asks", [ask]))]


class NaiveLaw:
    """The layers that bind one agency on one day, lowest first."""

    def __init__(self, layers: list["Layer"], agency: str, day: date) -> None:
        self.day = day
        self.layers = layers
        name = agency.partition("/")[2]
        self.words = {name, "all", *words(self.layers[0].head["agencies"][name]["kinds"])}
        self.own = self.layers[0].head["layer"]
        self.rules = [rule for layer in self.layers for rule in self._in_force(layer)]
        self.terms = {
            term["name"]: tree_of(term["is"])
            for layer in self.layers
            for term in layer.entries("definitions")
            if _covers(term, day)
        }
        self.lists = {name: found for layer in reversed(self.layers) for name, found in layer.lists.items()}

    def _in_force(self, layer: "Layer") -> Iterator[Rule]:
        own = layer is self.layers[0]
        for section, file in layer.sections:
            for entry in section.get("norms", []):
                bound = set(words(entry.get("binds", section.get("binds", []))))
                bound = bound if own else bound - (set(layer.head["agencies"]) - KINDS)
                if _covers(entry, self.day) and bound & self.words:
                    effect = next(word for word in EFFECTS if word in entry)
                    spans = [span for span in entry.get("standing", []) if _covers(span, self.day)]
                    enjoined = any(span["is"] == "enjoined" for span in spans)
                    ref = f"{layer.head['pack']}/{file}/{entry['id']}"
                    yield Rule(ref, layer.head["layer"], effect, entry, condition(entry.get("when")), enjoined)

    def world(self, facts: Mapping[str, Any]) -> World:
        """The facts, with what the law's words mean on the day."""
        return World(facts, self.day, self.terms, self.lists)

    def asks(self) -> set[str]:
        """Every ask that some norm in force speaks of."""
        return {ask for rule in self.rules for ask in rule.asks}

    def on(self, ask: str) -> list[Rule]:
        """The rules in force that speak of an ask."""
        return [rule for rule in self.rules if ask in rule.asks]

    def flags(self, ask: str, facts: Mapping[str, Any]) -> tuple[Truth, Truth, Truth, Truth]:
        """Whether a bar stands, a command stands, it is permitted, and a named doubt finds its rules at odds."""
        world = self.world(facts)
        on_ask = self.on(ask)
        applies = {id(rule): self.applies(rule, ask, world) for rule in on_ask}

        def stands(rule: Rule) -> Truth:
            rivals = [applies[id(other)] for other in on_ask if stands_down(rule, other)]
            return every([applies[id(rule)], negated(some(rivals))])

        return (
            some(stands(rule) for rule in on_ask if rule.effect == "forbids"),
            some(stands(rule) for rule in on_ask if rule.effect == "requires"),
            some(self._allows(rule, ask, world) for rule in on_ask),
            some(self._at_odds(names, on_ask, ask, world) for names in self._doubts()),
        )

    def met(self, rule: Rule, ask: str, world: World) -> Truth:
        """Whether an exception is met."""
        return some(holds(condition(one.get("when")), world) for one in rule.exceptions(ask))

    def applies(self, rule: Rule, ask: str, world: World) -> Truth:
        """Whether the condition holds and no exception does."""
        if rule.enjoined:
            return False
        return every([holds(rule.when, world), negated(self.met(rule, ask, world))])

    def bearing(self, rule: Rule, ask: str, facts: Mapping[str, Any]) -> str:
        """How a rule bears on an ask."""
        world = self.world(facts)
        when, met = holds(rule.when, world), self.met(rule, ask, world)
        if rule.enjoined:
            return "enjoined"
        if when is False:
            return "did_not_apply"
        if when is True and met is True:
            return "excepted"
        if when is None or met is None or met is True:
            return "open"
        rivals = [other for other in self.on(ask) if stands_down(rule, other)]
        return "stood_down" if any(self.applies(other, ask, world) is True for other in rivals) else "applied"

    def _allows(self, rule: Rule, ask: str, world: World) -> Truth:
        federal_only = rule.layer == "federal" and self.own != "federal"
        if rule.effect == "permits":
            counts = not federal_only or "confers" in rule.entry or "overrides" in rule.entry
            return self.applies(rule, ask, world) if counts else False
        if rule.effect == "forbids" and not federal_only and not rule.enjoined:
            return every([holds(rule.when, world), self.met(rule, ask, world)])
        return False

    def _doubts(self) -> Iterator[list[str]]:
        for layer in self.layers:
            for doubt in layer.head.get("doubts", []):
                if "between" in doubt and _covers({"from": layer.head["horizon"]["from"]} | doubt, self.day):
                    yield [f"{layer.head['pack']}/{name}" for name in words(doubt["between"])]

    def _at_odds(self, names: list[str], on_ask: list[Rule], ask: str, world: World) -> Truth:
        return every(self._active(name, on_ask, ask, world) for name in names)

    def _active(self, name: str, on_ask: list[Rule], ask: str, world: World) -> Truth:
        found: list[Truth] = [self.applies(rule, ask, world) for rule in on_ask if rule.ref == name]
        found += [
            every([holds(rule.when, world), holds(condition(one.get("when")), world)])
            for rule in on_ask
            for one in rule.exceptions(ask)
            if rule.ref.rpartition("/")[0] + "/" + one["id"] == name and not rule.enjoined
        ]
        return some(found)

    def outcome(self, ask: str, facts: Mapping[str, Any]) -> str:
        """The outcome by Kleene's logic."""
        return outcome_of(*self.flags(ask, facts))

    def exact_outcome(self, ask: str, facts: Mapping[str, Any], unknown: Mapping[str, list[Any]]) -> str:
        """The outcome of every completion of the unknown facts, or `open` if they differ."""
        found = set(self.table(ask, facts, unknown).values())
        return found.pop() if len(found) == 1 else "open"

    def table(self, ask: str, facts: Mapping[str, Any], unknown: Mapping[str, list[Any]]) -> dict[tuple[Any, ...], str]:
        """The outcome of each completion; its key gives the values in the order of `unknown`."""
        cells = product(*unknown.values())
        return {cell: self.outcome(ask, {**facts, **dict(zip(unknown, cell, strict=True))}) for cell in cells}

    def layer_outcome(self, layer: str, ask: str, facts: Mapping[str, Any]) -> str:
        """What one layer's norms say by themselves."""
        world = self.world(facts)
        own = [rule for rule in self.rules if rule.layer == layer and ask in rule.asks]
        bars = [self.applies(rule, ask, world) for rule in own if rule.effect == "forbids"]
        lifted = [
            every([holds(rule.when, world), self.met(rule, ask, world)])
            for rule in own
            if rule.effect == "forbids" and not rule.enjoined
        ]
        leave = [self.applies(rule, ask, world) for rule in own if rule.effect == "permits"]
        commands = [self.applies(rule, ask, world) for rule in own if rule.effect == "requires"]
        return outcome_of(some(bars), some(commands), some([*lifted, *leave]), False)


def outcome_of(bar: Truth, command: Truth, leave: Truth, doubt: Truth) -> str:
    """Section 6, points 1 to 6."""
    conflict = some([doubt, every([bar, command])])
    neither = every([negated(conflict), negated(bar), negated(command)])
    found = {
        "conflict": conflict,
        "forbidden": every([negated(conflict), bar, negated(command)]),
        "required": every([negated(conflict), command, negated(bar)]),
        "permitted": every([neither, leave]),
        "silent": every([neither, negated(leave)]),
    }
    return next((word for word, truth in found.items() if truth is True), "open")


def stands_down(norm: Rule, other: Rule) -> bool:
    """Whether a norm stands down before another of another layer, if that one applies."""
    if norm.layer == other.layer or norm.effect in {other.effect, "permits"}:
        return False
    overridden = norm.layer in words(other.entry.get("overrides", []))
    if other.effect == "permits":
        return overridden and norm.effect == "forbids"
    yields = other.layer in words(norm.entry.get("yields_to", []))
    return overridden or yields or (other.layer == "state" and norm.layer == "local")


def condition(written: Any) -> Any:
    """A condition as written, text or nested lists, as a tree."""
    if written is None:
        return ("constant", True)
    if isinstance(written, str):
        return tree_of(written)
    if "all" in written:
        return ("and", *map(condition, written["all"]))
    if "any" in written:
        return ("or", *map(condition, written["any"]))
    return ("not", condition(written["not"])) if "not" in written else tree_of(written["if"])


class Layer:
    """One pack's files, as text."""

    def __init__(self, folder: Path) -> None:
        self.head = read_yaml(folder / "pack.yaml")
        self.sections = [(read_yaml(path), path.stem) for path in sorted((folder / "rules").glob("*.yaml"))]
        self.lists = {path.stem: _rows(path) for path in sorted((folder / "lists").glob("*.csv"))}

    def entries(self, key: str) -> Iterator[dict[str, Any]]:
        """Every entry of one kind, section by section."""
        for section, _ in self.sections:
            yield from section.get(key, [])


def words(written: Any) -> list[str]:
    """A list of words, or one word."""
    return list(written) if isinstance(written, list) else [written]


def read_yaml(path: Path) -> Any:
    """A YAML file with every value left as text."""
    loader: Callable[..., Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(path.read_bytes(), Loader=loader)


def _rows(path: Path) -> tuple[list[Row], bool]:
    lines = path.read_text(encoding="utf-8").splitlines()
    is_open = lines[0].strip() == "# open"
    table = csv.DictReader(lines[1:] if is_open else lines)
    rows = [Row(row["offence"], _day(row["from"]), _day(row["to"]) if row["to"] else None) for row in table]
    return rows, is_open


def _covers(entry: Mapping[str, Any], day: date) -> bool:
    return _day(entry["from"]) <= day and ("to" not in entry or day <= _day(entry["to"]))


def _day(text: str) -> date:
    return date.fromisoformat(text)
