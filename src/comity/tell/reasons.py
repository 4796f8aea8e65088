"""Tells why: the facts that count, the rule they meet, the exceptions they miss, each with citation and source."""

from __future__ import annotations

from collections.abc import Iterator

from comity.decide import Answer, Bearing, Mark, Outcome, Reason
from comity.law import Basis, Effect, Layer, NormException
from comity.law.expressions import Expression, names_in
from comity.tell.acts import MARKS, OUTCOMES
from comity.tell.grounds import Ground, grounds, still_unknown
from comity.tell.prose import Line, counted, day_text, glued, sentence
from comity.tell.rules import BASES, STANDINGS
from comity.tell.telling import Telling

# What a rule of each effect would do, for rules that did not get to do it.
_WOULD = {Effect.FORBIDS: "would forbid it", Effect.PERMITS: "would allow it", Effect.REQUIRES: "would command it"}
_DOES = {Effect.FORBIDS: "forbids it", Effect.PERMITS: "allows it", Effect.REQUIRES: "commands it"}
_SHORT_RULES, _SHORT_EXCEPTIONS = 4, 3
_ORDER = (Bearing.APPLIED, Bearing.EXCEPTED, Bearing.STOOD_DOWN, Bearing.ENJOINED, Bearing.OPEN, Bearing.DID_NOT_APPLY)


def reason_lines(answer: Answer, telling: Telling, *, depth: int = 1, full: bool = True) -> list[Line]:
    """Why an ask is answered so; in full, or only what decided it."""
    lines: list[Line] = list(_summary(answer, telling, depth))
    reasons = sorted(answer.reasons, key=_weight)
    counting = [reason for reason in reasons if full or _counts(answer, reason)]
    shown = counting if full else counting[:_SHORT_RULES]
    for reason in shown:
        lines += _reason(reason, answer, telling, depth, full=full)
    left = len(counting) - len(shown)
    return lines + ([Line(f"And {counted(left, 'rule')} more.", depth, role="quiet")] if left else [])


def _weight(reason: Reason) -> tuple[bool, bool, int]:
    """What is told first: what bore on the ask; bars and commands before leave, the place's law before federal law."""
    idle = reason.bearing is Bearing.DID_NOT_APPLY
    leave = reason.effect is Effect.PERMITS
    return idle, leave and reason.layer is Layer.FEDERAL, _ORDER.index(reason.bearing)


def _counts(answer: Answer, reason: Reason) -> bool:
    """Whether a reason belongs in the short telling."""
    if answer.outcome is Outcome.OPEN:
        idle = reason.effect is Effect.PERMITS and reason.layer is Layer.FEDERAL
        return reason.bearing is Bearing.OPEN and not idle
    return reason in answer.decisive or reason.bearing in (Bearing.STOOD_DOWN, Bearing.ENJOINED)


def _summary(answer: Answer, telling: Telling, depth: int) -> Iterator[Line]:
    """What the outcome is when no rule that applies tells it by itself."""
    if answer.outcome is Outcome.SILENT:
        titles = "; ".join(pack.title for pack in telling.rules.pack.stack)
        yield Line(f"Nothing in force that day governs this on these facts. Looked at: {titles}.", depth)
    if answer.settled_by_residual:
        yield Line("Some facts are unknown, but whatever they are, the answer is the same.", depth)
    for fault in answer.faults:
        yield Line(f"A rule could not be read ({fault.where}): {sentence(fault.message)}", depth)


def _reason(reason: Reason, answer: Answer, telling: Telling, depth: int, *, full: bool) -> Iterator[Line]:
    at = reason.norm.at
    yield Line(f"{glued(at.citation)} {_bearing_words(reason)}: {sentence(at.says)}", depth, "-")
    if full or reason.basis is not Basis.READ:
        yield Line(sentence(f"in force since {day_text(at.days.first)}, by {at.by}. {BASES[reason.basis]}"), depth + 1)
    if reason.standing is not None:
        words = f"{STANDINGS[reason.standing.standing]} since {day_text(reason.standing.days.first)}"
        yield Line(sentence(f"{words}: {reason.standing.why}"), depth + 1)
    if full or reason.bearing is not Bearing.OPEN:
        yield from _because(reason, answer, telling, depth + 1, full=full)


def _bearing_words(reason: Reason) -> str:
    match reason.bearing:
        case Bearing.APPLIED:
            return _DOES[reason.effect]
        case Bearing.EXCEPTED:
            return f"{_WOULD[reason.effect]}, but an exception is met"
        case Bearing.STOOD_DOWN:
            return f"{_WOULD[reason.effect]}, but gives way to a rule of another layer"
        case Bearing.ENJOINED:
            return f"{_WOULD[reason.effect]}, but a court has stopped it"
        case Bearing.OPEN:
            return f"{_WOULD[reason.effect]}, depending on facts still open"
    return "does not apply on these facts"


def _because(reason: Reason, answer: Answer, telling: Telling, depth: int, *, full: bool) -> Iterator[Line]:
    """The facts behind a bearing, and the exceptions."""
    norm = telling.in_force(answer, reason.norm)
    if reason.bearing is Bearing.DID_NOT_APPLY:
        missed_by = grounds(norm.when, telling.values, wanted=False)
        yield from _grounds_line("Not so here", missed_by, telling, depth, full=full)
        return
    yield from _grounds_line("Because", grounds(norm.when, telling.values), telling, depth, full=full)
    if reason.bearing is Bearing.OPEN:
        yield from _waiting("It applies if we learn of", norm.when, telling, depth)
    relevant = [part for part in norm.exceptions if not part[0].asks or answer.ask in part[0].asks]
    missed = 0
    for exception, when in relevant:
        state, lines = _exception(exception, when, telling, depth, full=full)
        missed += state == "not met"
        if full or state == "met" or (state == "not met" and missed <= _SHORT_EXCEPTIONS and _told(reason)):
            yield from lines
    if not full and _told(reason) and missed > _SHORT_EXCEPTIONS:
        yield Line(f"And {counted(missed - _SHORT_EXCEPTIONS, 'exception')} more, not met.", depth, role="quiet")


def _told(reason: Reason) -> bool:
    """Whether the exceptions that a norm misses matter to what is told in short."""
    return reason.bearing is Bearing.APPLIED and reason.effect is not Effect.PERMITS


def _exception(
    exception: NormException, when: Expression, telling: Telling, depth: int, *, full: bool
) -> tuple[str, list[Line]]:
    """Whether an exception is met, not met or open, and that in words with the facts it turns on."""
    met, missed = grounds(when, telling.values), grounds(when, telling.values, wanted=False)
    state = "met" if met is not None else "not met" if missed is not None else "open"
    head = Line(f"Exception {state}, {glued(exception.citation)}: {sentence(exception.says)}", depth, "-")
    if state == "open":
        return state, [head, *_waiting("It is met if we learn of", when, telling, depth + 1)]
    lead, found = ("Because", met) if state == "met" else ("Not so here", missed)
    return state, [head, *_grounds_line(lead, found, telling, depth + 1, full=full)]


def _grounds_line(lead: str, found: list[Ground] | None, telling: Telling, depth: int, *, full: bool) -> Iterator[Line]:
    """The facts that count; in full, each with its source."""
    if found:
        words = [_with_source(atom, value, telling) if full else telling.said(atom, value) for atom, value in found]
        yield Line(f"{lead}: {'; '.join(words)}.", depth)


def _with_source(atom: Expression, value: bool, telling: Telling) -> str:
    sources = [telling.source_text(name) for name in sorted(names_in(atom))]
    known = "; ".join(source for source in sources if source)
    return telling.said(atom, value) + (f" ({known})" if known else "")


def _waiting(lead: str, when: Expression, telling: Telling, depth: int) -> Iterator[Line]:
    unknown = still_unknown(when, telling.values)
    if unknown:
        yield Line(f"{lead}: {'; '.join(telling.names.says(name) for name in unknown)}.", depth)


def mark_lines(answer: Answer, depth: int) -> list[Line]:
    """Every mark in words; a doubt by what it is about."""
    marks = [mark for mark in MARKS if mark in answer.marks and not (mark is Mark.DOUBT and answer.doubts)]
    lines = [Line(sentence(MARKS[mark]), depth, "!") for mark in marks]
    for doubt in answer.doubts:
        text = f"The text can be read in two ways ({doubt.id}, {glued(doubt.citation)}): {sentence(doubt.says)}"
        lines.append(Line(text, depth, "!"))
    return lines


def layer_text(answer: Answer, telling: Telling) -> str:
    """What each layer says by itself, in one sentence."""
    titles = {pack.name: pack for pack in telling.rules.pack.stack}
    said = [f"{titles[name].title}: {OUTCOMES[outcome]}" for name, outcome in answer.layers]
    return f"Each layer by itself. {'. '.join(said)}."
