"""Writes the law of a day as JSON: a pack, its sections, their rules, each condition in words."""

from __future__ import annotations

from datetime import date

from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.law import Definition, Duty, Limit, Norm, NormException, Pack, Section
from comity.tell.conditions import clause_text, condition_clause, expression_clause
from comity.tell.facts import Names
from comity.tell.rules import Rule, binds_text, due_text, limit_length, names_of, rule_title, rules_of


def pack_document(pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY) -> dict[str, object]:
    """A pack as it stands on a day."""
    return {
        "pack": pack.name,
        "title": pack.title,
        "layer": pack.layer.value,
        "extends": pack.parent.name if pack.parent else None,
        "digest": pack.digest,
        "as_read": pack.as_read.isoformat(),
        "horizon": {"from": pack.horizon.first.isoformat(), "to": _last(pack.horizon.last)},
        "day": day.isoformat(),
        "sections": [section_document(section, pack, day, vocabulary) for section in pack.sections],
    }


def section_document(section: Section, pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY) -> dict[str, object]:
    """A section as it stands on a day: the rules in force."""
    names = names_of(pack, day, vocabulary)
    in_force = [rule for rule in rules_of(section) if rule.at.days.covers(day)]
    return {
        "section": section_name(section),
        "citation": section.citation,
        "title": section.title,
        "day": day.isoformat(),
        "rules": [_rule(rule, pack, names, day) for rule in in_force],
    }


def section_name(section: Section) -> str:
    """A section's short name: its file's stem."""
    return section.file.rpartition("/")[2].removesuffix(".yaml")


def _rule(rule: Rule, pack: Pack, names: Names, day: date) -> dict[str, object]:
    at = rule.at
    standing = at.standing_on(day)
    return {
        "kind": type(rule).__name__.lower(),
        "ref": at.ref,
        "citation": at.citation,
        "says": at.says,
        "does": rule_title(rule),
        "applies_when": _when(rule, names),
        "exceptions": [_exception(part, names) for part in rule.unless] if isinstance(rule, Norm) else [],
        "due": _due(rule, names),
        "binds": binds_text(at, pack),
        "in_force": {"from": at.days.first.isoformat(), "to": _last(at.days.last)},
        "by": at.by,
        "basis": at.basis.value,
        "standing": {"is": standing.standing.value, "why": standing.why} if standing else None,
        "doubts": list(at.doubts),
    }


def _when(rule: Rule, names: Names) -> str:
    if isinstance(rule, Definition):
        return clause_text(expression_clause(rule.expression, names))
    clause = condition_clause(rule.when, names) if isinstance(rule, Norm | Limit | Duty) else None
    return clause_text(clause) if clause else "always"


def _exception(exception: NormException, names: Names) -> dict[str, object]:
    clause = condition_clause(exception.when, names)
    return {
        "ref": exception.ref,
        "citation": exception.citation,
        "says": exception.says,
        "met_when": clause_text(clause) if clause else "always",
        "asks": [ask.value for ask in Ask if ask in exception.asks],
    }


def _due(rule: Rule, names: Names) -> str | None:
    if isinstance(rule, Limit):
        return limit_length(rule)
    return due_text(rule.due, names) if isinstance(rule, Duty) else None


def _last(day: date | None) -> str | None:
    return day.isoformat() if day else None
