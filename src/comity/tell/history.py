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
from comity.tell.prose import BLANK, Line, glued, listed, said_sentence, sentence
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
from comity.tell.spoken.phrases import ENGLISH, Phrases

_COURTS = {  # a standing that begins, and one that ends
    standing: (f"{words}: {{citation}}.", f"No longer {words.lower()}: {{citation}}.")
    for standing, words in STANDINGS.items()
}
_DAY = timedelta(days=1)


@dataclass
class _Events:
    """What happened to a section on one day."""

    begun: list[Rule] = field(default_factory=list)
    changed: list[tuple[Rule, Rule]] = field(default_factory=list)
    ended: list[Rule] = field(default_factory=list)
    in_court: list[tuple[str, Rule, str]] = field(default_factory=list)  # what is said, of which rule, and why


def history_lines(
    section: Section, pack: Pack, vocabulary: Vocabulary = VOCABULARY, phrases: Phrases = ENGLISH
) -> list[Line]:
    """Every version of every rule of a section, in order of its days, and what each changed."""
    _ = phrases
    lines = [Line(f"{section.citation}: {_.said(section.title)}", role="title")]
    read = _("its history as read on {day}.", day=_.day(pack.as_read))
    lines.append(Line(f"{_.said(pack.title)}; {read}", role="quiet"))
    for day, events in sorted(_events(section).items()):
        names = names_of(pack, day, vocabulary, phrases)
        lines += [BLANK, Line(_.day(day), role="heading"), *_day_lines(events, day, pack, names)]
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
        first, (begins, ends) = max(span.days.first, rule.at.days.first), _COURTS[span.standing]
        found.setdefault(first, _Events()).in_court.append((begins, rule, span.why))
        if span.days.last is not None and (rule.at.days.last is None or span.days.last < rule.at.days.last):
            found.setdefault(span.days.last + _DAY, _Events()).in_court.append((ends, rule, ""))


def _day_lines(events: _Events, day: date, pack: Pack, names: Names) -> Iterator[Line]:
    _ = names.phrases
    for rule in events.begun:
        says, law = said_sentence(rule.at.says, _), _.said(rule.at.by)
        yield Line(_("New: {rule}. {says} By {law}.", rule=rule_heading(rule, _), says=says, law=law), 1, "-")
    for before, after in events.changed:
        goes_on = before.at.days.last == day - _DAY
        text = "Changed: {rule}. By {law}." if goes_on else "Changed (in force again): {rule}. By {law}."
        yield Line(_(text, rule=rule_heading(after, _), law=_.said(after.at.by)), 1, "-")
        earlier = names_of(pack, before.at.days.last or day, names.vocabulary, _)
        changes = list(_changes(before, after, (earlier, names), pack))
        yield from (Line(sentence(each), 2, "-") for each in changes or [_("the same words, enacted anew")])
    for rule in events.ended:
        since = _.day(rule.at.days.first)
        yield Line(_("Ended: {rule}. In force since {day}.", rule=rule_heading(rule, _), day=since), 1, "-")
    for text, rule, why in events.in_court:
        lead = _(text, citation=glued(rule.at.citation))
        yield Line(f"{lead} {said_sentence(why, _)}".rstrip(), 1, "-")


def _changes(before: Rule, after: Rule, names: tuple[Names, Names], pack: Pack) -> Iterator[str]:
    """What differs between two versions of a rule, in words."""
    earlier, later = names
    _ = later.phrases
    if before.at.says != after.at.says:
        yield _("it says now: {says}", says=_.said(after.at.says))
    for what, said in _aspects(pack):
        was, now = said(before, earlier), said(after, later)
        if was != now:
            nothing = _("nothing")
            yield _("{what}: {now}; before: {before}", what=_(what), now=now or nothing, before=was or nothing)
    if isinstance(before, Norm) and isinstance(after, Norm):
        yield from _exception_changes(before, after, names)


_Said = Callable[[Rule, Names], str]


def _aspects(pack: Pack) -> tuple[tuple[str, _Said], ...]:
    return (
        ("it stands now at", lambda rule, names: rule.at.citation),
        ("what it does", lambda rule, names: rule_title(rule, names.phrases)),
        ("it applies when", _condition),
        ("it binds", lambda rule, names: binds_text(rule.at, pack, names.phrases)),
        ("due", _duty_words),
        ("how far we have read it", lambda rule, names: names.phrases(BASES[rule.at.basis]).lower()),
    )


def _condition(rule: Rule, names: Names) -> str:
    clause: Clause | None = None
    if isinstance(rule, Norm | Limit | Duty):
        clause = condition_clause(rule.when, names)
    elif isinstance(rule, Definition):
        clause = expression_clause(rule.expression, names)
    return _text_or_always(clause, names.phrases)


def _text_or_always(clause: Clause | None, _: Phrases) -> str:
    return clause_text(clause, _) if clause else _("always")


def _duty_words(rule: Rule, names: Names) -> str:
    _ = names.phrases
    if isinstance(rule, Limit):
        start = _("from the moment when {moment}", moment=names.says(rule.starts))
        return f"{limit_length(rule, phrases=_)}, {start}"
    if not isinstance(rule, Duty):
        return ""
    contents = listed([_.said(each) for each in rule.contents], _("and"))
    holds = _(", to contain {contents}", contents=contents) if contents else ""
    whom = _("to {whom}", whom=_.said(rule.owed_to) or _("nobody named"))
    return f"{due_text(rule.due, names)}, {_(DUTY_MOMENTS[rule.trigger])}, {whom}{holds}"


def _exception_changes(before: Norm, after: Norm, names: tuple[Names, Names]) -> Iterator[str]:
    _ = names[1].phrases
    was = {exception.ref: exception for exception in before.unless}
    now = {exception.ref: exception for exception in after.unless}
    for ref, exception in was.items():
        if ref not in now:
            yield _("exception gone: {citation}: {says}", **_cited(exception, _))
    for ref, exception in now.items():
        if ref not in was:
            yield _("new exception: {citation}: {says}", **_cited(exception, _))
            continue
        yield from _exception_change(was[ref], exception, names)


def _exception_change(was: NormException, now: NormException, names: tuple[Names, Names]) -> Iterator[str]:
    _ = names[1].phrases
    before, after = (_met_when(version, said) for version, said in zip((was, now), names, strict=True))
    cite = glued(now.citation)
    if before != after or was.says != now.says:
        met = _("It is met when {after}; before: {before}", after=after, before=before)
        yield f"{_('exception changed: {citation}:', citation=cite)} {said_sentence(now.says, _)} {met}"
    elif was.asks != now.asks:
        reach, reached = _reach(now.asks, _), _reach(was.asks, _)
        yield _("exception {citation} now reaches {now}; before: {before}", citation=cite, now=reach, before=reached)


def _cited(exception: NormException, _: Phrases) -> dict[str, str]:
    return {"citation": glued(exception.citation), "says": _.said(exception.says)}


def _met_when(exception: NormException, names: Names) -> str:
    return _text_or_always(condition_clause(exception.when, names), names.phrases)


def _reach(asks: frozenset[Ask], _: Phrases) -> str:
    if not asks:
        return _("everything the rule speaks of")
    return listed([_(ask.words) for ask in Ask if ask in asks], _("or"))
