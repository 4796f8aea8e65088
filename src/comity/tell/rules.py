"""Says the rules of a pack in plain words: norms, exceptions, limits, duties, definitions, notes, whole sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from comity.deadlines import (
    AtOnce,
    Before,
    ByDay,
    Due,
    Excluded,
    Monthly,
    Promptly,
    Quarterly,
    SameDay,
    WithinDays,
    WithinHours,
    Yearly,
)
from comity.deadlines.wording import day_of_year_words, excluded_words
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
from comity.tell.facts import Names, said_clause
from comity.tell.prose import BLANK, Line, day_text, glued, listed, period_text, said_sentence, sentence
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


def names_of(pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY, phrases: Phrases = ENGLISH) -> Names:
    """How the names that a pack may use are said on a day."""
    found: dict[str, Definition] = {}
    for layer in reversed(pack.stack):
        for definition in layer.definitions:
            if definition.at.days.covers(day) or definition.name not in found:
                found[definition.name] = definition
    return Names(vocabulary, found, phrases)


def rule_title(rule: Rule, _: Phrases = ENGLISH) -> str:
    """What a rule does, in a few words."""
    match rule:
        case Norm():
            given = _(" (and gives the power to do so)") if rule.confers else ""
            return f"{_(EFFECTS[rule.effect])}: {'; '.join(_(act(ask)) for ask in rule.asks)}{given}"
        case Limit():
            return _("sets a limit: {length}", length=limit_length(rule, phrases=_))
        case Duty():
            return _("imposes a duty to {act}", act=_(DUTY_ACTS.get(rule.must, rule.must)))
        case Definition():
            return _("defines `{name}`", name=rule.name)
    return _("adds, on {topic}", topic=_(rule.concerns))


def rule_lines(rule: Rule, pack: Pack, names: Names, day: date | None = None, depth: int = 0) -> list[Line]:
    """A rule in full, as it stands on a day, or with all its days."""
    at, _ = rule.at, names.phrases
    source = pack.sources.get(at.source)
    read = f" ({_.said(source.title)})" if source and source.title not in at.by else ""
    since = _("in force {period}, by {law}.", period=period_text(at.days, _), law=_.said(at.by))
    trust = f"{since} {_('Binds {whom}.', whom=binds_text(at, pack, _))} {_(BASES[at.basis])}{read}"
    return [
        Line(f"{rule_heading(rule, _)}  [{at.ref.rpartition('/')[2]}]", depth, role="heading"),
        Line(said_sentence(at.says, _), depth + 1),
        *_body(rule, names, depth + 1),
        Line(sentence(trust), depth + 1),
        *_in_doubt(at, pack, day, depth + 1, _),
    ]


def rule_heading(rule: Rule, phrases: Phrases = ENGLISH) -> str:
    """Where a rule stands and what it does."""
    return f"{glued(rule.at.citation)} {rule_title(rule, phrases)}"


def _body(rule: Rule, names: Names, depth: int) -> list[Line]:
    _ = names.phrases
    match rule:
        case Norm():
            ranks = _ranks(rule, depth, _)
            return [*when_lines(rule, names, depth), *exceptions_lines(rule.unless, names, depth), *ranks]
        case Limit():
            start = _("from the moment when {moment}", moment=names.says(rule.starts))
            end = [Line(sentence(_("then: {then}", then=_.said(rule.then))), depth)] if rule.then else []
            runs = _("it runs {length}", length=limit_length(rule, start, _))
            return [*when_lines(rule, names, depth), Line(sentence(runs), depth), *end]
        case Duty():
            return [*when_lines(rule, names, depth), *duty_lines(rule, names, depth)]
        case Definition():
            return clause_lines("it means that", expression_clause(rule.expression, names), depth, _)
    return []


def when_lines(rule: Norm | Limit | Duty, names: Names, depth: int) -> list[Line]:
    """The condition of a rule."""
    clause = condition_clause(rule.when, names)
    _ = names.phrases
    return clause_lines("it applies when", clause, depth, _) if clause else [Line(_("It always applies."), depth)]


def exceptions_lines(exceptions: Iterable[NormException], names: Names, depth: int) -> list[Line]:
    """The exceptions of a norm, one by one."""
    lines: list[Line] = []
    _ = names.phrases
    for exception in exceptions:
        acts = listed([_(act(ask)) for ask in Ask if ask in exception.asks], _("or"))
        only = _(" (only to {acts})", acts=acts) if acts else ""
        says = said_sentence(exception.says, _)
        lines.append(Line(f"{_('Exception')}{only}, {glued(exception.citation)}: {says}", depth, "-"))
        clause = condition_clause(exception.when, names)
        lines += clause_lines("it is met when", clause, depth + 1, _) if clause else []
    return lines


def _ranks(norm: Norm, depth: int, _: Phrases) -> list[Line]:
    lines = []
    for text, layers in (
        ("it stands above contrary {layers} law", norm.overrides),
        ("it gives way to contrary {layers} law", norm.yields_to),
    ):
        words = listed(sorted(_(layer.value) for layer in layers), _("and"))
        lines += [Line(sentence(_(text, layers=words)), depth)] if layers else []
    return lines


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
    _ = names.phrases
    acts = listed([_(act(ask)) for ask in Ask if ask in duty.asks], _("or"))
    asks = _(", if it asks to {acts}", acts=acts) if acts else ""
    arises = _("it arises {moment}", moment=_(DUTY_MOMENTS[duty.trigger]))
    lines = [f"{arises}{asks}. {_('Due: {due}', due=due_text(duty.due, names))}"]
    if duty.owed_to:
        lines.append(_("it is owed to {whom}", whom=_.said(duty.owed_to)))
    if duty.contents:
        lines.append(
            _("it must contain: {contents}", contents=listed([_.said(each) for each in duty.contents], _("and")))
        )
    if duty.languages:
        spoken = listed([_(language(code)) for code in duty.languages], _("and"))
        lines.append(_("languages: {languages}", languages=spoken))
    return [Line(sentence(text), depth) for text in lines]


def due_text(due: Due, names: Names) -> str:
    """When a duty is due, as the law says it, with no case at hand."""
    _ = names.phrases
    match due:
        case AtOnce():
            return _("at once")
        case Promptly():
            return _("promptly; the law gives no number of hours or days")
        case Before(event):
            return _("before {event}", event=names.says(event) if names.fact(event) else _(_the(event)))
        case WithinHours(hours, after, excluding):
            return _within(hours, _HOURS, names.says(after), excluding, _)
        case WithinDays(days, after, excluding):
            return _within(days, _DAYS, names.says(after), excluding, _)
        case SameDay(until, on_day_of):
            return _("by {hour} on the day when {event}", hour=until, event=names.says(on_day_of))
    return _calendar_text(due, _)


def _the(event: str) -> str:
    return f"the {event.replace('_', ' ')}"


def _within(number: int, unit: str, event: str, excluding: frozenset[Excluded], _: Phrases) -> str:
    span, excluded = _(unit.removesuffix("s") if number == 1 else unit, number=number), excluded_words(excluding)
    return _("within {span} after {event}", span=span, event=event) + (_(excluded) if excluded else "")


def _calendar_text(due: Due, _: Phrases) -> str:
    match due:
        case Yearly(month, day):
            number, name = day_of_year_words(month, day).split(" ")
            return _("by {day} of each year", day=_("{day} {month}", day=number, month=_(name)))
        case Quarterly():
            return _("by the end of the calendar quarter")
        case Monthly(day):
            return _("by day {day} of the following month", day=day)
        case ByDay(day):
            return _("by the end of {day}", day=_.day(day))
    return _("at no set time; the law names none")


def binds_text(at: Provenance, pack: Pack, _: Phrases = ENGLISH) -> str:
    """Whom a rule binds, by title or by kind."""
    titles = {agency.name: agency.title for layer in pack.stack for agency in layer.agencies.values()}
    kinds = sorted(_(word.replace("_", " ")) for word in at.binds if word not in titles and word != "all")
    named = sorted(said_clause(titles[word], _) for word in at.binds if word in titles)
    if "all" in at.binds:
        return _("every agency")
    of_kinds = [_("every agency of these kinds: {kinds}", kinds=", ".join(kinds))] if kinds else []
    return listed([*named, *of_kinds], _("and"))


def _in_doubt(at: Provenance, pack: Pack, day: date | None, depth: int, _: Phrases) -> Iterator[Line]:
    """How a rule stands in court, and what its text leaves open."""
    for span in at.standings:
        if day is None or span.days.covers(day):
            stands = f"{_(STANDINGS[span.standing])} {period_text(span.days, _)}"
            yield Line(sentence(f"{stands}: {_.said(span.why)}"), depth)
    for name in at.doubts:
        doubt = pack.doubts.get(name)
        if doubt is not None and (day is None or doubt.days.covers(day)):
            where = _("In doubt ({name}, {citation})", name=doubt.id, citation=glued(doubt.citation))
            yield Line(f"{where}: {said_sentence(doubt.says, _)}", depth)


def rules_of(section: Section) -> tuple[Rule, ...]:
    """Every rule of a section, norms first."""
    return (*section.norms, *section.limits, *section.duties, *section.definitions, *section.notes)


def section_lines(
    section: Section, pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY, phrases: Phrases = ENGLISH
) -> list[Line]:
    """A section in full as it stands on a day."""
    names, _ = names_of(pack, day, vocabulary, phrases), phrases
    in_force = [rule for rule in rules_of(section) if rule.at.days.covers(day)]
    stands = _("as it stands on {day}: {rules} in force.", day=_.day(day), rules=_rules(len(in_force), _))
    lines = [
        Line(f"{section.citation}: {_.said(section.title)}", role="title"),
        Line(f"{_.said(pack.title)}, {stands}", role="quiet"),
    ]
    for rule in in_force:
        lines += [BLANK, *rule_lines(rule, pack, names, day)]
    if later := len(rules_of(section)) - len(in_force):
        text = _("Not in force that day: {rules}. See the history of the section.", rules=_rules(later, _))
        lines += [BLANK, Line(text, role="quiet")]
    return lines


def _rules(number: int, _: Phrases) -> str:
    if number == 1:
        return _("1 rule")
    return _("{number} rules", number=number) if number else _("no rules")


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
