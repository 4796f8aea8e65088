"""What is wrong with a pack as written: faults, overlaps, gaps, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from comity.law.channels import channels_of
from comity.law.errors import RuleError
from comity.law.expressions import Call, Constant, Expression, names_in, walk
from comity.law.pack import Definition, Duty, Limit, Norm, Pack, Provenance
from comity.law.translations import FOLDER, translation_faults


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: where, what, and what to do."""

    where: str  # file:line
    message: str
    help: str


def check_pack(pack: Pack) -> list[Finding]:
    """Everything wrong with a pack that can be seen without deciding a case."""
    findings = [Finding(fault.where, fault.message, fault.help) for fault in pack.faults]
    for check in (
        _overlaps,
        _definition_gaps,
        _doubts,
        _exception_names,
        _dates,
        _lists,
        _unused_definitions,
        _channels,
        _translations,
    ):
        findings += check(pack)
    return findings


def _rules(pack: Pack) -> Iterator[Norm | Limit | Duty | Definition]:
    for section in pack.sections:
        yield from section.norms
        yield from section.limits
        yield from section.duties
        yield from section.definitions


def _at(at: Provenance, message: str, help: str) -> Finding:
    return Finding(f"{at.file}:{at.line}", message, help)


def _overlaps(pack: Pack) -> Iterator[Finding]:
    """Two versions of one rule may not be in force on one day."""
    versions: dict[tuple[type, str], list[Provenance]] = {}
    for rule in _rules(pack):
        key = rule.name if isinstance(rule, Definition) else rule.at.ref
        versions.setdefault((type(rule), key), []).append(rule.at)
    for (_, key), found in versions.items():
        for first, second in combinations(found, 2):
            if first.days.overlaps(second.days):
                yield _at(
                    second,
                    f"`{key}` is in force twice: {first.days}, and {second.days}",
                    "End the earlier version the day before.",
                )


def _definition_gaps(pack: Pack) -> Iterator[Finding]:
    """A definition must be in force on every day of a rule that uses it."""
    by_name: dict[str, list[Definition]] = {}
    for layer in pack.stack:
        for definition in layer.definitions:
            by_name.setdefault(definition.name, []).append(definition)
    for rule in _rules(pack):
        for name in sorted(_used_names(rule) & by_name.keys()):
            if gap := _gap(rule.at, by_name[name]):
                yield _at(
                    rule.at,
                    f"`{rule.at.ref}` uses `{name}`, which is not defined {gap}",
                    "Define it from that day, or end the rule.",
                )


def _used_names(rule: Norm | Limit | Duty | Definition) -> frozenset[str]:
    return frozenset(name for expression in _expressions(rule) for name in names_in(expression))


def _expressions(rule: Norm | Limit | Duty | Definition) -> list[Expression]:
    if isinstance(rule, Definition):
        return [rule.expression]
    unless = rule.unless if isinstance(rule, Norm) else ()
    return [rule.when.expression, *(exception.when.expression for exception in unless)]


def _gap(at: Provenance, definitions: Iterable[Definition]) -> str:
    """The first day of the rule on which no version of the definition is in force, in words."""
    day = at.days.first
    for definition in sorted(definitions, key=lambda found: found.at.days.first):
        if definition.at.days.covers(day):
            last = definition.at.days.last
            if last is None or (at.days.last is not None and at.days.last <= last):
                return ""
            day = last.fromordinal(last.toordinal() + 1)
    return f"on {day}"


def _doubts(pack: Pack) -> Iterator[Finding]:
    """Every doubt named is listed; every rule a doubt names exists."""
    for norm in pack.norms:
        for name in norm.at.doubts:
            if name not in pack.doubts:
                yield _at(norm.at, f"doubt `{name}` is not listed", "List it under `doubts` in pack.yaml.")
    known = {
        ref
        for layer in pack.stack
        for norm in layer.norms
        for ref in (norm.at.ref, *(part.ref for part in norm.unless))
    }
    for doubt in pack.doubts.values():
        for ref in doubt.between:
            if ref not in known:
                yield Finding(
                    f"{pack.name}/pack.yaml:1",
                    f"doubt `{doubt.id}` names `{ref}`, which is no norm or exception",
                    "Write section/id.",
                )


def _exception_names(pack: Pack) -> Iterator[Finding]:
    """An exception's name is its own, apart from every norm of its section."""
    norms = {norm.at.ref for norm in pack.norms}
    for norm in pack.norms:
        refs = [exception.ref for exception in norm.unless]
        for ref in refs:
            if ref in norms or refs.count(ref) > 1:
                yield _at(norm.at, f"the exception `{ref}` has a name that is taken", "Give it an id of its own.")


def _dates(pack: Pack) -> Iterator[Finding]:
    """A standing lies within its rule's days, and a rule within the time that the pack speaks of."""
    for rule in _rules(pack):
        if pack.horizon.last is not None and rule.at.days.first > pack.horizon.last:
            yield _at(
                rule.at, f"`{rule.at.ref}` begins after the pack's horizon", "Widen `horizon`, or correct the date."
            )
        for span in rule.at.standings:
            if not span.days.overlaps(rule.at.days):
                yield _at(rule.at, f"a standing of `{rule.at.ref}` lies outside its days", "Correct `standing`.")


def _lists(pack: Pack) -> Iterator[Finding]:
    """A list that no definition reads is a mistake."""
    read = {
        node.arguments[0].value
        for layer in pack.stack
        for definition in layer.definitions
        for node in walk(definition.expression)
        if isinstance(node, Call) and node.function == "listed" and isinstance(node.arguments[0], Constant)
    }
    inherited = pack.parent.lists if pack.parent else {}
    for name in pack.lists:
        if name not in read and name not in inherited:
            yield Finding(
                f"{pack.name}/lists/{name}.csv:1",
                f"no definition reads list `{name}`",
                "Use it in `listed(…)`, or remove it.",
            )


def _unused_definitions(pack: Pack) -> Iterator[Finding]:
    """A definition that nothing uses is law that no decision reads."""
    used = {name for rule in _rules(pack) for name in _used_names(rule)}
    for definition in pack.definitions:
        if definition.name not in used:
            yield _at(definition.at, f"nothing uses the definition `{definition.name}`", "Use it, or make it a note.")


def _channels(pack: Pack) -> Iterator[Finding]:
    """The file of channels, which no decision reads, is read here."""
    try:
        channels_of(pack)
    except RuleError as error:
        yield Finding(error.where, error.message, error.help)


def _translations(pack: Pack) -> Iterator[Finding]:
    """A translation of another text than the pack's own is shown to nobody; its author has to know."""
    for language in sorted({file.name.partition(".")[0] for file in (pack.root / FOLDER).glob("*.yaml")}):
        try:
            for where, message in translation_faults(pack, language):
                yield Finding(where, message, "Translate the text anew, or remove the entry.")
        except RuleError as error:
            yield Finding(error.where, error.message, error.help)
