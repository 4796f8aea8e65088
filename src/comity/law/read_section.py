"""Reads one section file of a pack: its norms, limits, duties, definitions and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from comity.base import Block, Period
from comity.deadlines import Due, DueTimeError, Excluded, read_due
from comity.deadlines.local_time import read_time_of_day
from comity.facts.asks import Ask
from comity.facts.kinds import AgencyKind, Kind
from comity.law.conditions import parse_condition
from comity.law.entries import Entry
from comity.law.errors import ConditionError, RuleError
from comity.law.expressions import Expression, all_of, any_of, negation
from comity.law.pack import (
    Basis,
    Condition,
    Definition,
    Duty,
    Effect,
    Fault,
    Layer,
    Leaf,
    Limit,
    Norm,
    NormException,
    Note,
    Provenance,
    Section,
    Source,
    Standing,
    StandingSpan,
)
from comity.law.typecheck import Scope, typed

MUST = frozenset(
    [
        "record",
        "report",
        "tell_person",
        "tell_counsel",
        "tell_court",
        "tell_agency",
        "give_copy",
        "obtain_consent",
        "release",
        "search",
        "review",
        "refer",
        "preserve",
        "publish",
        "train",
        "adopt",
        "certify",
    ]
)
TRIGGERS = frozenset(
    [
        "received",
        "answered",
        "answered_yes",
        "refused",
        "held",
        "disclosed",
        "released",
        "transferred",
        "interview",
        "access",
        "arrested",
        "booked",
        "expired",
        "violated",
        "always",
    ]
)
CONCERNS = frozenset(["liability", "penalty", "policy", "scope", "definition", "enforcement", "conditions", "other"])

_Rule = TypeVar("_Rule")


@dataclass
class SectionReader:
    """What a section needs to know of its pack, and the faults found while reading."""

    pack: str
    agencies: frozenset[str]
    sources: dict[str, Source]
    scope: Scope
    horizon_first: date
    faults: list[Fault] = field(default_factory=list)

    def read(self, document: object, name: str, file: str) -> Section:
        """Read one file; a rule that cannot be read becomes a fault, never a gap.

        Raises:
            RuleError: the head of the file itself cannot be read.
        """
        entry = Entry(document, file, 1)
        head = _Head(self, name, entry)
        section = Section(
            name,
            head.citation,
            entry.text("title"),
            file,
            self._rules(entry, "norms", head, _norm),
            self._rules(entry, "limits", head, _limit),
            self._rules(entry, "duties", head, _duty),
            self._rules(entry, "definitions", head, _definition),
            self._rules(entry, "notes", head, _note),
        )
        entry.finish()
        return section

    def _rules(self, section: Entry, key: str, head: _Head, read: Callable[[Entry, _Head], _Rule]) -> tuple[_Rule, ...]:
        rules = []
        for entry in section.entries(key):
            try:
                rule = read(entry, head)
                entry.finish()
                rules.append(rule)
            except RuleError as error:
                self.faults.append(_fault(error, entry, key, head))
        return tuple(rules)


class _Head:
    """What every rule of a section inherits from the top of its file."""

    def __init__(self, reader: SectionReader, name: str, entry: Entry) -> None:
        self.reader = reader
        self.name = name
        self.citation = entry.text("section")
        self.binds = self.bound(entry)
        self.source = self.known_source(entry, entry.text("source"))

    def bound(self, entry: Entry) -> frozenset[str]:
        """The agencies and kinds named, as full names."""
        kinds = {kind.value for kind in AgencyKind} | {"all"}
        found = set()
        for word in entry.texts("binds"):
            full = f"{self.reader.pack}/{word}"
            if word not in kinds and full not in self.reader.agencies:
                raise entry.error(
                    f"`{word}` is neither an agency of this pack nor a kind",
                    f"Name it under `agencies` in pack.yaml, or use a kind: {', '.join(sorted(kinds))}.",
                    "binds",
                )
            found.add(word if word in kinds else full)
        return frozenset(found)

    def known_source(self, entry: Entry, key: str) -> Source:
        """The source of that key."""
        if key not in self.reader.sources:
            raise entry.error(f"`{key}` is not a source", "Add it to sources.yaml.", "source")
        return self.reader.sources[key]

    def provenance(self, entry: Entry, days: Period | None = None) -> Provenance:
        """What every rule carries: citation, dates, source, who is bound."""
        source = self.known_source(entry, entry.text("source", self.source.key))
        binds = self.bound(entry) or self.binds
        if not binds:
            raise entry.error("nobody is bound", "Write `binds: [...]` for the section or the rule.")
        return Provenance(
            ref=f"{self.reader.pack}/{self.name}/{entry.text('id') if entry.has('id') else entry.text('name')}",
            citation=_cited(self.citation, entry.text("cite")),
            says=entry.text("says"),
            days=days or entry.days(),
            by=entry.text("by", source.title),
            source=source.key,
            basis=entry.word("basis", Basis, source.basis),
            file=entry.file,
            line=entry.line,
            binds=binds,
            doubts=entry.texts("doubt"),
            standings=tuple(_standing(span) for span in entry.entries("standing")),
        )

    def condition(self, entry: Entry, key: str) -> Condition:
        """A condition written as text or as nested lists; absent means always."""
        value = entry.raw(key)
        if value is None:
            if key in entry.block:
                raise entry.error(f"`{key}` is empty", "Write a condition, or leave the key out for *always*.", key)
            return Condition()
        leaves: list[Leaf] = []
        expression = self._nested(value, entry, key, leaves)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        return Condition(expression, text, tuple(leaves))

    def _nested(self, value: object, entry: Entry, key: str, leaves: list[Leaf]) -> Expression:
        if isinstance(value, bool):
            value = "true" if value else "false"
        if isinstance(value, str):
            return self.parsed(value, entry, key, self.reader.scope)
        if not isinstance(value, Block):
            raise entry.error(f"`{key}` must be a condition", "Write a text, or `all:`, `any:`, `not:`.", key)
        inner = Entry(value, entry.file, entry.line)
        expression = self._branch(inner, leaves)
        inner.finish()
        return expression

    def _branch(self, inner: Entry, leaves: list[Leaf]) -> Expression:
        for word, join in (("all", all_of), ("any", any_of)):
            if inner.has(word):
                parts = inner.raw(word)
                if not isinstance(parts, list) or not parts:
                    raise inner.error(f"`{word}` must be a list", "Begin each part with a dash.", word)
                return join([self._nested(part, inner, word, leaves) for part in parts])
        if inner.has("not"):
            return negation(self._nested(inner.raw("not"), inner, "not", leaves))
        expression = self.parsed(inner.text("if"), inner, "if", self.reader.scope)
        leaves.append(Leaf(expression, _cited(self.citation, inner.text("cite")), inner.text("says", "")))
        return expression

    def parsed(self, text: str, entry: Entry, key: str, scope: Scope) -> Expression:
        """The text as a checked expression."""
        try:
            return typed(parse_condition(text), scope)
        except ConditionError as error:
            place = f" at column {error.column}" if error.column else ""
            raise entry.error(f"`{key}`{place}: {error.message}", error.help, key) from None


def _cited(section: str, cite: str) -> str:
    """The whole citation: `(b)(1)` of the section, `§ 7282.5` of the same code, or words beside it."""
    if cite.startswith("("):
        return section + cite
    if cite.startswith("§") and "§" in section:
        return section.partition("§")[0] + cite
    return section if cite == "-" else f"{section} {cite}"


def _standing(entry: Entry) -> StandingSpan:
    span = StandingSpan(entry.word("is", Standing), entry.days(), entry.text("why"))
    entry.finish()
    return span


def _norm(entry: Entry, head: _Head) -> Norm:
    effects = [effect for effect in Effect if entry.has(effect.value)]
    if len(effects) != 1:
        raise entry.error("a norm has exactly one effect", "Write one of `forbids`, `permits`, `requires`.")
    asks, at = entry.words(effects[0].value, Ask), head.provenance(entry)
    if not asks:
        raise entry.error("the norm names no ask", f"Use some of: {', '.join(a.value for a in Ask)}.", effects[0].value)
    return Norm(
        at=at,
        effect=effects[0],
        asks=asks,
        when=head.condition(entry, "when"),
        unless=tuple(_exception(part, head, asks, at.basis) for part in entry.entries("unless")),
        confers=entry.flag("confers", "authority"),
        overrides=frozenset(entry.words("overrides", Layer)),
        yields_to=frozenset(entry.words("yields_to", Layer)),
    )


def _exception(entry: Entry, head: _Head, of: tuple[Ask, ...], basis: Basis) -> NormException:
    asks = frozenset(entry.words("asks", Ask))
    if not asks <= frozenset(of):
        raise entry.error("the exception names an ask that its norm does not", "Name only asks of the norm.", "asks")
    exception = NormException(
        ref=f"{head.reader.pack}/{head.name}/{entry.text('id')}",
        citation=_cited(head.citation, entry.text("cite")),
        says=entry.text("says"),
        when=head.condition(entry, "when"),
        asks=asks,
        basis=entry.word("basis", Basis, basis),
    )
    entry.finish()
    return exception


def _limit(entry: Entry, head: _Head) -> Limit:
    limit = Limit(
        at=head.provenance(entry),
        ask=entry.word("ask", Ask),
        when=head.condition(entry, "when"),
        hours=entry.number("hours"),
        days=entry.number("days"),
        until=_time_of_day(entry, "until") if entry.has("until") else None,
        excluding=frozenset(entry.words("excluding", Excluded)),
        starts=_moment(entry, head, "starts"),
        then=entry.text("then", ""),
    )
    entry.raw("until")
    if sum(part is not None for part in (limit.hours, limit.days, limit.until)) != 1:
        raise entry.error("a limit has exactly one length", "Write one of `hours`, `days`, `until`.")
    return limit


def _time_of_day(entry: Entry, key: str) -> str:
    try:
        return read_time_of_day(entry.text(key)).isoformat("minutes")
    except DueTimeError as error:
        raise entry.error(f"`{key}`: {error.message}", error.help, key) from None


def _moment(entry: Entry, head: _Head, key: str) -> str:
    return _moment_named(entry.text(key), entry, head, key)


def _moment_named(name: str, entry: Entry, head: _Head, key: str) -> str:
    fact = head.reader.scope.vocabulary.facts.get(name)
    if fact is None or fact.kind is not Kind.MOMENT:
        raise entry.error(f"`{name}` is not a fact of kind moment", "See `comity law facts`.", key)
    return name


def _duty(entry: Entry, head: _Head) -> Duty:
    return Duty(
        at=head.provenance(entry),
        must=_one_of(entry, "must", MUST),
        owed_to=entry.text("owed_to", ""),
        trigger=_one_of(entry, "on", TRIGGERS),
        asks=frozenset(entry.words("asks", Ask)),
        when=head.condition(entry, "when"),
        due=_due(entry, head),
        contents=entry.texts("contents"),
        languages=entry.texts("languages"),
        layout=entry.text("layout") if entry.has("layout") else None,
    )


def _due(entry: Entry, head: _Head) -> Due:
    try:
        due = read_due(entry.entry("due").block)
    except DueTimeError as error:
        raise entry.error(f"`due`: {error.message}", error.help, "due") from None
    if due.needs is not None:
        _moment_named(due.needs, entry, head, "due")
    return due


def _one_of(entry: Entry, key: str, words: frozenset[str]) -> str:
    word = entry.text(key)
    if word not in words:
        raise entry.error(f"`{word}` is no word for `{key}`", f"Use one of: {', '.join(sorted(words))}.", key)
    return word


def _definition(entry: Entry, head: _Head) -> Definition:
    scope = head.reader.scope
    name, text = entry.text("name"), entry.text("is")
    if name in scope.vocabulary:
        raise entry.error(f"`{name}` is a fact already", "Choose another name for the definition.", "name")
    inside = Scope(scope.vocabulary, scope.definitions, scope.lists, inside_definition=True)
    expression = head.parsed(text, entry, "is", inside)
    return Definition(head.provenance(entry), name, expression, text)


def _note(entry: Entry, head: _Head) -> Note:
    concerns = _one_of(entry, "concerns", CONCERNS)
    return Note(head.provenance(entry, entry.days(head.reader.horizon_first)), concerns)


def _fault(error: RuleError, entry: Entry, key: str, head: _Head) -> Fault:
    """What is known of a rule that could not be read: its asks and days, as wide as must be feared."""
    ref = f"{head.reader.pack}/{head.name}/{entry.block.get('id') or entry.block.get('name') or key}"
    return Fault(error.where, error.message, error.help, _asks_named(entry.block), _days_named(entry.block), ref)


def _days_named(block: Block) -> Period | None:
    """The days that a rule names; `None`, which stands for every day, if they cannot be trusted."""
    first, last = block.get("from"), block.get("to")
    if type(first) is not date:
        return None
    if type(last) is date:
        return Period(first, last) if first <= last else None
    return Period(first) if last is None else None


def _asks_named(block: Block) -> frozenset[Ask]:
    """The asks that a norm names; none, which stands for every ask, if one of its words may be any of them."""
    known = {ask.value: ask for ask in Ask}
    words: list[object] = []
    for effect in Effect:
        named = block.get(effect.value)
        words += named if isinstance(named, list) else [] if named is None else [named]
    if not all(isinstance(word, str) and word in known for word in words):
        return frozenset()
    return frozenset(known[str(word)] for word in words)
