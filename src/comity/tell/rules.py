"""Says the rules of a pack in plain words: norms, exceptions, limits, duties, definitions, notes, whole sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from comity.deadlines import (
    AtOnce,
    Before,
    ByDay,
    Due,
    Monthly,
    Promptly,
    Quarterly,
    SameDay,
    WithinDays,
    WithinHours,
    Yearly,
)
from comity.deadlines.wording import count_words, day_of_year_words, excluded_words
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.law import (
    Basis,
    Definition,
    Duty,
    Effect,
    Limit,
    Norm,
    NormException,
    Note,
    Pack,
    Provenance,
    Section,
    Standing,
)
from comity.tell.acts import DUTY_ACTS, DUTY_MOMENTS, act, language
from comity.tell.conditions import clause_lines, condition_clause, expression_clause
from comity.tell.facts import Names
from comity.tell.prose import BLANK, Line, counted, day_text, glued, listed, period_text, sentence
from comity.tell.spoken.phrases import ENGLISH, Phrases

Rule = Norm | Limit | Duty | Definition | Note

EFFECTS = {Effect.FORBIDS: "forbids", Effect.PERMITS: "permits", Effect.REQUIRES: "requires"}
BASES = {
    Basis.READ: "We have read the text relied on",
    Basis.READ_PART: "We have read only a part of the text",
    Basis.SECONDARY: "We have not read the text; someone else describes it so",
    Basis.MEMORY: "We have not read the text; this is general knowledge, not verified",
}
STANDINGS = {
    Standing.SETTLED: "Settled",
    Standing.CONTESTED: "Challenged in court",
    Standing.ENJOINED: "Stopped by a court",
}


def names_of(pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY) -> Names:
    """How the names that a pack may use are said on a day."""
    found: dict[str, Definition] = {}
    for layer in reversed(pack.stack):
        for definition in layer.definitions:
            if definition.at.days.covers(day) or definition.name not in found:
                found[definition.name] = definition
    return Names(vocabulary, found)


def rule_title(rule: Rule) -> str:
    """What a rule does, in a few words."""
    match rule:
        case Norm():
            given = " (and gives the power to do so)" if rule.confers else ""
            return f"{EFFECTS[rule.effect]}: {'; '.join(act(ask) for ask in rule.asks)}{given}"
        case Limit():
            return f"sets a limit: {limit_length(rule)}"
        case Duty():
            return f"imposes a duty to {DUTY_ACTS.get(rule.must, rule.must)}"
        case Definition():
            return f"defines `{rule.name}`"
    return f"adds, on {rule.concerns}"


def rule_lines(rule: Rule, pack: Pack, names: Names, day: date | None = None, depth: int = 0) -> list[Line]:
    """A rule in full, as it stands on a day, or with all its days."""
    at = rule.at
    source = pack.sources.get(at.source)
    read = f" ({source.title})" if source and source.title not in at.by else ""
    trust = f"in force {period_text(at.days)}, by {at.by}. Binds {binds_text(at, pack)}. {BASES[at.basis]}{read}"
    return [
        Line(f"{rule_heading(rule)}  [{at.ref.rpartition('/')[2]}]", depth, role="heading"),
        Line(sentence(at.says), depth + 1),
        *_body(rule, names, depth + 1),
        Line(sentence(trust), depth + 1),
        *_in_doubt(at, pack, day, depth + 1),
    ]


def rule_heading(rule: Rule) -> str:
    """Where a rule stands and what it does."""
    return f"{glued(rule.at.citation)} {rule_title(rule)}"


def _body(rule: Rule, names: Names, depth: int) -> list[Line]:
    match rule:
        case Norm():
            return [*when_lines(rule, names, depth), *exceptions_lines(rule.unless, names, depth), *_ranks(rule, depth)]
        case Limit():
            start = f"from the moment when {names.says(rule.starts)}"
            end = [Line(sentence(f"then: {rule.then}"), depth)] if rule.then else []
            return [
                *when_lines(rule, names, depth),
                Line(sentence(f"it runs {limit_length(rule, start)}"), depth),
                *end,
            ]
        case Duty():
            return [*when_lines(rule, names, depth), *duty_lines(rule, names, depth)]
        case Definition():
            return clause_lines("it means that", expression_clause(rule.expression, names), depth)
    return []


def when_lines(rule: Norm | Limit | Duty, names: Names, depth: int) -> list[Line]:
    """The condition of a rule."""
    clause = condition_clause(rule.when, names)
    return clause_lines("it applies when", clause, depth) if clause else [Line("It always applies.", depth)]


def exceptions_lines(exceptions: Iterable[NormException], names: Names, depth: int) -> list[Line]:
    """The exceptions of a norm, one by one."""
    lines: list[Line] = []
    for exception in exceptions:
        acts = listed([act(ask) for ask in Ask if ask in exception.asks], "or")
        only = f" (only to {acts})" if acts else ""
        lines.append(Line(f"Exception{only}, {glued(exception.citation)}: {sentence(exception.says)}", depth, "-"))
        clause = condition_clause(exception.when, names)
        lines += clause_lines("it is met when", clause, depth + 1) if clause else []
    return lines


def _ranks(norm: Norm, depth: int) -> list[Line]:
    lines = []
    if norm.overrides:
        lines.append(f"it stands above contrary {listed(sorted(layer.value for layer in norm.overrides))} law")
    if norm.yields_to:
        lines.append(f"it gives way to contrary {listed(sorted(layer.value for layer in norm.yields_to))} law")
    return [Line(sentence(text), depth) for text in lines]


def limit_length(limit: Limit, start: str = "", phrases: Phrases = ENGLISH) -> str:
    """How long a limit runs, perhaps from where: at most 48 hours, Saturdays not counted."""
    return _length(limit, start, phrases, f"at most {_HOURS}", f"at most {_DAYS}")


def limit_span(limit: Limit, start: str, phrases: Phrases = ENGLISH) -> str:
    """The same, without *at most*."""
    return _length(limit, start, phrases, _HOURS, _DAYS)


_HOURS, _DAYS = "{number} hours", "{number} days"


def _length(limit: Limit, start: str, _: Phrases, hours: str, days: str) -> str:
    if limit.until is not None:
        return _("until {hour} on the same day", hour=limit.until)
    number, unit = (limit.hours, hours) if limit.hours is not None else (limit.days or 0, days)
    length = _(unit.removesuffix("s") if number == 1 else unit, number=number)
    excluded = excluded_words(limit.excluding)
    return f"{length}{f' {start}' if start else ''}{_(excluded) if excluded else ''}"


def duty_lines(duty: Duty, names: Names, depth: int) -> list[Line]:
    """To whom, when, with what content a duty is owed."""
    asks = f", if it asks to {listed([act(ask) for ask in Ask if ask in duty.asks], 'or')}" if duty.asks else ""
    lines = [sentence(f"it arises {DUTY_MOMENTS[duty.trigger]}{asks}. Due: {due_text(duty.due, names)}")]
    if duty.owed_to:
        lines.append(sentence(f"it is owed to {duty.owed_to}"))
    if duty.contents:
        lines.append(sentence(f"it must contain: {listed(duty.contents)}"))
    if duty.languages:
        lines.append(sentence(f"languages: {listed([language(code) for code in duty.languages])}"))
    return [Line(text, depth) for text in lines]


def due_text(due: Due, names: Names) -> str:
    """When a duty is due, as the law says it, with no case at hand."""
    match due:
        case AtOnce():
            return "at once"
        case Promptly():
            return "promptly; the law gives no number of hours or days"
        case Before(event):
            return f"before {names.says(event) if names.fact(event) else 'the ' + event.replace('_', ' ')}"
        case WithinHours(hours, after, excluding):
            return f"within {count_words(hours, 'hour')} after {names.says(after)}{excluded_words(excluding)}"
        case WithinDays(days, after, excluding):
            return f"within {count_words(days, 'day')} after {names.says(after)}{excluded_words(excluding)}"
        case SameDay(until, on_day_of):
            return f"by {until} on the day when {names.says(on_day_of)}"
    return _calendar_text(due)


def _calendar_text(due: Due) -> str:
    match due:
        case Yearly(month, day):
            return f"by {day_of_year_words(month, day)} of each year"
        case Quarterly():
            return "by the end of the calendar quarter"
        case Monthly(day):
            return f"by day {day} of the following month"
        case ByDay(day):
            return f"by the end of {day_text(day)}"
    return "at no set time; the law names none"


def binds_text(at: Provenance, pack: Pack) -> str:
    """Whom a rule binds, by title or by kind."""
    titles = {agency.name: agency.title for layer in pack.stack for agency in layer.agencies.values()}
    kinds = sorted(word.replace("_", " ") for word in at.binds if word not in titles and word != "all")
    named = sorted(titles[word] for word in at.binds if word in titles)
    if "all" in at.binds:
        return "every agency"
    return listed([*named, *([f"every agency of these kinds: {', '.join(kinds)}"] if kinds else [])])


def _in_doubt(at: Provenance, pack: Pack, day: date | None, depth: int) -> Iterator[Line]:
    """How a rule stands in court, and what its text leaves open."""
    for span in at.standings:
        if day is None or span.days.covers(day):
            yield Line(sentence(f"{STANDINGS[span.standing]} {period_text(span.days)}: {span.why}"), depth)
    for name in at.doubts:
        doubt = pack.doubts.get(name)
        if doubt is not None and (day is None or doubt.days.covers(day)):
            yield Line(f"In doubt ({doubt.id}, {glued(doubt.citation)}): {sentence(doubt.says)}", depth)


def rules_of(section: Section) -> tuple[Rule, ...]:
    """Every rule of a section, norms first."""
    return (*section.norms, *section.limits, *section.duties, *section.definitions, *section.notes)


def section_lines(section: Section, pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY) -> list[Line]:
    """A section in full as it stands on a day."""
    names = names_of(pack, day, vocabulary)
    in_force = [rule for rule in rules_of(section) if rule.at.days.covers(day)]
    lines = [
        Line(f"{section.citation}: {section.title}", role="title"),
        Line(
            f"{pack.title}, as it stands on {day_text(day)}: {counted(len(in_force), 'rule')} in force.", role="quiet"
        ),
    ]
    for rule in in_force:
        lines += [BLANK, *rule_lines(rule, pack, names, day)]
    later = [rule for rule in rules_of(section) if not rule.at.days.covers(day)]
    if later:
        lines += [
            BLANK,
            Line(
                f"Not in force that day: {counted(len(later), 'rule')}. See the history of the section.", role="quiet"
            ),
        ]
    return lines


def pack_lines(pack: Pack, day: date) -> list[Line]:
    """A pack on a day: every section with one line for each rule in force."""
    lines = [
        Line(f"{pack.title} ({pack.name}), {pack.layer.value} law on {day_text(day)}", role="title"),
        Line(f"As read on {day_text(pack.as_read)}. The pack covers {pack.horizon}. {pack.digest}", role="quiet"),
    ]
    lines += [Line("Agencies", role="heading")] if pack.agencies else []
    lines += [Line(f"{agency.name}: {agency.title}", 1, "-") for agency in pack.agencies.values()]
    for section in pack.sections:
        in_force = [rule for rule in rules_of(section) if rule.at.days.covers(day)]
        name = section.file.rpartition("/")[2].removesuffix(".yaml")
        lines += [BLANK, Line(f"{section.citation}: {section.title}  [{name}]", role="heading")]
        lines += [Line(f"{_marked(rule)}. {sentence(rule.at.says)}", 1, "-") for rule in in_force]
        lines += [] if in_force else [Line("Nothing in force that day.", 1, role="quiet")]
    return lines + _doubt_lines(pack, day)


def _marked(rule: Rule) -> str:
    return rule_heading(rule) + (" (text not read in full)" if rule.at.basis is not Basis.READ else "")


def _doubt_lines(pack: Pack, day: date) -> list[Line]:
    doubts = [doubt for doubt in pack.doubts.values() if doubt.days.covers(day)]
    lines = [Line(f"{doubt.id}, {glued(doubt.citation)}: {sentence(doubt.says)}", 1, "-") for doubt in doubts]
    return [BLANK, Line("What the text leaves in doubt", role="heading"), *lines] if lines else []
