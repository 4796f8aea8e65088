"""Tells the history of a section: what began, changed and ended, day by day, in the words of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.law import Definition, Duty, Limit, Norm, NormException, Pack, Section
from comity.tell.acts import DUTY_MOMENTS
from comity.tell.conditions import Clause, clause_text, condition_clause, expression_clause
from comity.tell.facts import Names
from comity.tell.prose import BLANK, Line, day_text, glued, listed, sentence
from comity.tell.rules import (
    BASES,
    STANDINGS,
    Rule,
    binds_text,
    due_text,
    limit_length,
    names_of,
    rule_heading,
    rule_title,
    rules_of,
)

_DAY = timedelta(days=1)


@dataclass
class _Events:
    """What happened to a section on one day."""

    begun: list[Rule] = field(default_factory=list)
    changed: list[tuple[Rule, Rule]] = field(default_factory=list)
    ended: list[Rule] = field(default_factory=list)
    in_court: list[str] = field(default_factory=list)


def history_lines(section: Section, pack: Pack, vocabulary: Vocabulary = VOCABULARY) -> list[Line]:
    """Every version of every rule of a section, in order of its days, and what each changed."""
    lines = [Line(f"{section.citation}: {section.title}", role="title")]
    lines.append(Line(f"{pack.title}; its history as read on {day_text(pack.as_read)}.", role="quiet"))
    for day, events in sorted(_events(section).items()):
        names = names_of(pack, day, vocabulary)
        lines += [BLANK, Line(day_text(day), role="heading"), *_day_lines(events, day, pack, names)]
    return lines


def _events(section: Section) -> dict[date, _Events]:
    found: dict[date, _Events] = {}
    for versions in _versions(section):
        previous: Rule | None = None
        for version in versions:
            events = found.setdefault(version.at.days.first, _Events())
            if previous is None:
                events.begun.append(version)
            else:
                events.changed.append((previous, version))
            following = {later.at.days.first for later in versions}
            last = version.at.days.last
            if last is not None and last + _DAY not in following:
                found.setdefault(last + _DAY, _Events()).ended.append(version)
            previous = version
            _court_events(version, found)
    return found


def _versions(section: Section) -> list[list[Rule]]:
    """The versions of each rule, in order of their days; rules in the order of the section."""
    table: dict[tuple[type, str], list[Rule]] = {}
    for rule in rules_of(section):
        table.setdefault((type(rule), rule.at.ref), []).append(rule)
    return [sorted(versions, key=lambda rule: rule.at.days.first) for versions in table.values()]


def _court_events(rule: Rule, found: dict[date, _Events]) -> None:
    for span in rule.at.standings:
        first = max(span.days.first, rule.at.days.first)
        text = f"{STANDINGS[span.standing]}: {glued(rule.at.citation)}. {sentence(span.why)}"
        found.setdefault(first, _Events()).in_court.append(text)
        if span.days.last is not None and (rule.at.days.last is None or span.days.last < rule.at.days.last):
            over = f"No longer {STANDINGS[span.standing].lower()}: {glued(rule.at.citation)}."
            found.setdefault(span.days.last + _DAY, _Events()).in_court.append(over)


def _day_lines(events: _Events, day: date, pack: Pack, names: Names) -> Iterator[Line]:
    for rule in events.begun:
        yield Line(f"New: {rule_heading(rule)}. {sentence(rule.at.says)} By {rule.at.by}.", 1, "-")
    for before, after in events.changed:
        again = "" if before.at.days.last == day - _DAY else " (in force again)"
        yield Line(f"Changed{again}: {rule_heading(after)}. By {after.at.by}.", 1, "-")
        earlier = names_of(pack, before.at.days.last or day, names.vocabulary)
        changes = list(_changes(before, after, (earlier, names), pack))
        yield from (Line(sentence(text), 2, "-") for text in changes or ["the same words, enacted anew"])
    for rule in events.ended:
        yield Line(f"Ended: {rule_heading(rule)}. In force since {day_text(rule.at.days.first)}.", 1, "-")
    for text in events.in_court:
        yield Line(text, 1, "-")


def _changes(before: Rule, after: Rule, names: tuple[Names, Names], pack: Pack) -> Iterator[str]:
    """What differs between two versions of a rule, in words."""
    earlier, later = names
    if before.at.says != after.at.says:
        yield f"it says now: {after.at.says}"
    for what, said in _aspects(pack):
        was, now = said(before, earlier), said(after, later)
        if was != now:
            yield f"{what}: {now or 'nothing'}; before: {was or 'nothing'}"
    if isinstance(before, Norm) and isinstance(after, Norm):
        yield from _exception_changes(before, after, names)


_Said = Callable[[Rule, Names], str]


def _aspects(pack: Pack) -> tuple[tuple[str, _Said], ...]:
    return (
        ("it stands now at", lambda rule, names: rule.at.citation),
        ("what it does", lambda rule, _: rule_title(rule)),
        ("it applies when", _condition),
        ("it binds", lambda rule, names: binds_text(rule.at, pack)),
        ("due", _duty_words),
        ("how far we have read it", lambda rule, names: BASES[rule.at.basis].lower()),
    )


def _condition(rule: Rule, names: Names) -> str:
    clause: Clause | None = None
    if isinstance(rule, Norm | Limit | Duty):
        clause = condition_clause(rule.when, names)
    elif isinstance(rule, Definition):
        clause = expression_clause(rule.expression, names)
    return clause_text(clause) if clause else "always"


def _duty_words(rule: Rule, names: Names) -> str:
    if isinstance(rule, Limit):
        return f"{limit_length(rule)}, from the moment when {names.says(rule.starts)}"
    if not isinstance(rule, Duty):
        return ""
    holds = f", to contain {listed(rule.contents)}" if rule.contents else ""
    return f"{due_text(rule.due, names)}, {DUTY_MOMENTS[rule.trigger]}, to {rule.owed_to or 'nobody named'}{holds}"


def _exception_changes(before: Norm, after: Norm, names: tuple[Names, Names]) -> Iterator[str]:
    was = {exception.ref: exception for exception in before.unless}
    now = {exception.ref: exception for exception in after.unless}
    for ref, exception in was.items():
        if ref not in now:
            yield f"exception gone: {glued(exception.citation)}: {exception.says}"
    for ref, exception in now.items():
        if ref not in was:
            yield f"new exception: {glued(exception.citation)}: {exception.says}"
            continue
        yield from _exception_change(was[ref], exception, names)


def _exception_change(was: NormException, now: NormException, names: tuple[Names, Names]) -> Iterator[str]:
    before, after = (_met_when(version, said) for version, said in zip((was, now), names, strict=True))
    cite = glued(now.citation)
    if before != after or was.says != now.says:
        yield f"exception changed: {cite}: {sentence(now.says)} It is met when {after}; before: {before}"
    elif was.asks != now.asks:
        yield f"exception {cite} now reaches {_reach(now.asks)}; before: {_reach(was.asks)}"


def _met_when(exception: NormException, names: Names) -> str:
    clause = condition_clause(exception.when, names)
    return clause_text(clause) if clause else "always"


def _reach(asks: frozenset[Ask]) -> str:
    return listed([ask.words for ask in Ask if ask in asks], "or") if asks else "everything the rule speaks of"
