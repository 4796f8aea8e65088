"""Tells why: the facts that count, the rule they meet, the exceptions they miss, each with citation and source."""

from __future__ import annotations

from collections.abc import Iterator

from comity.decide import Answer, Bearing, Mark, Outcome, Reason
from comity.law import Basis, Effect, Layer, NormException
from comity.law.expressions import Expression, names_in
from comity.tell.acts import MARKS, OUTCOMES
from comity.tell.grounds import Ground, grounds, still_unknown
from comity.tell.prose import Line, glued, said_sentence, sentence
from comity.tell.rules import BASES, STANDINGS
from comity.tell.spoken.phrases import ENGLISH, Phrases
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
    return lines + ([Line(_more(left, "rule", telling.phrases), depth, role="quiet")] if left else [])


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
    _ = telling.phrases
    if answer.outcome is Outcome.SILENT:
        titles = "; ".join(_.said(pack.title) for pack in telling.rules.pack.stack)
        text = _("Nothing in force that day governs this on these facts. Looked at: {titles}.", titles=titles)
        yield Line(text, depth)
    if answer.settled_by_residual:
        yield Line(_("Some facts are unknown, but whatever they are, the answer is the same."), depth)
    for fault in answer.faults:
        message = _.said(sentence(fault.message))
        yield Line(_("A rule could not be read ({where}): {message}", where=fault.where, message=message), depth)


def _reason(reason: Reason, answer: Answer, telling: Telling, depth: int, *, full: bool) -> Iterator[Line]:
    at, _ = reason.norm.at, telling.phrases
    yield Line(f"{glued(at.citation)} {_(_bearing_words(reason))}: {said_sentence(at.says, _)}", depth, "-")
    if full or reason.basis is not Basis.READ:
        since = _("in force since {day}, by {law}.", day=_.day(at.days.first), law=_.said(at.by))
        yield Line(sentence(f"{since} {_(BASES[reason.basis])}"), depth + 1)
    if reason.standing is not None:
        stands = _(STANDINGS[reason.standing.standing])
        since = _("{standing} since {day}", standing=stands, day=_.day(reason.standing.days.first))
        yield Line(sentence(f"{since}: {_.said(reason.standing.why)}"), depth + 1)
    if full or reason.bearing is not Bearing.OPEN:
        yield from _because(reason, answer, telling, depth + 1, full=full)


def _more(number: int, what: str, _: Phrases) -> str:
    return _(f"And 1 {what} more.") if number == 1 else _(f"And {{number}} {what}s more.", number=number)


# How a rule bore on an ask, after its citation.
BEARINGS = {
    **{(effect, Bearing.APPLIED): words for effect, words in _DOES.items()},
    **{(effect, Bearing.EXCEPTED): f"{words}, but an exception is met" for effect, words in _WOULD.items()},
    **{
        (effect, Bearing.STOOD_DOWN): f"{words}, but gives way to a rule of another layer"
        for effect, words in _WOULD.items()
    },
    **{(effect, Bearing.ENJOINED): f"{words}, but a court has stopped it" for effect, words in _WOULD.items()},
    **{(effect, Bearing.OPEN): f"{words}, depending on facts still open" for effect, words in _WOULD.items()},
    **{(effect, Bearing.DID_NOT_APPLY): "does not apply on these facts" for effect in _WOULD},
}


def _bearing_words(reason: Reason) -> str:
    return BEARINGS[reason.effect, reason.bearing]


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
        yield Line(_missed(missed - _SHORT_EXCEPTIONS, telling.phrases), depth, role="quiet")


def _missed(number: int, _: Phrases) -> str:
    if number == 1:
        return _("And 1 exception more, not met.")
    return _("And {number} exceptions more, not met.", number=number)


def _told(reason: Reason) -> bool:
    """Whether the exceptions that a norm misses matter to what is told in short."""
    return reason.bearing is Bearing.APPLIED and reason.effect is not Effect.PERMITS


EXCEPTIONS = {
    "met": "Exception met, {citation}: {says}",
    "not met": "Exception not met, {citation}: {says}",
    "open": "Exception open, {citation}: {says}",
}


def _exception(
    exception: NormException, when: Expression, telling: Telling, depth: int, *, full: bool
) -> tuple[str, list[Line]]:
    """Whether an exception is met, not met or open, and that in words with the facts it turns on."""
    met, missed = grounds(when, telling.values), grounds(when, telling.values, wanted=False)
    state = "met" if met is not None else "not met" if missed is not None else "open"
    _ = telling.phrases
    says = said_sentence(exception.says, _)
    head = Line(_(EXCEPTIONS[state], citation=glued(exception.citation), says=says), depth, "-")
    if state == "open":
        return state, [head, *_waiting("It is met if we learn of", when, telling, depth + 1)]
    lead, found = ("Because", met) if state == "met" else ("Not so here", missed)
    return state, [head, *_grounds_line(lead, found, telling, depth + 1, full=full)]


def _grounds_line(lead: str, found: list[Ground] | None, telling: Telling, depth: int, *, full: bool) -> Iterator[Line]:
    """The facts that count; in full, each with its source."""
    if found:
        words = [_with_source(atom, value, telling) if full else telling.said(atom, value) for atom, value in found]
        yield Line(f"{telling.phrases(lead)}: {'; '.join(words)}.", depth)


def _with_source(atom: Expression, value: bool, telling: Telling) -> str:
    sources = [telling.source_text(name) for name in sorted(names_in(atom))]
    known = "; ".join(source for source in sources if source)
    return telling.said(atom, value) + (f" ({known})" if known else "")


def _waiting(lead: str, when: Expression, telling: Telling, depth: int) -> Iterator[Line]:
    unknown = still_unknown(when, telling.values)
    if unknown:
        words = "; ".join(telling.names.says(name) for name in unknown)
        yield Line(f"{telling.phrases(lead)}: {words}.", depth)


def mark_lines(answer: Answer, depth: int, phrases: Phrases = ENGLISH) -> list[Line]:
    """Every mark in words; a doubt by what it is about."""
    marks = [mark for mark in MARKS if mark in answer.marks and not (mark is Mark.DOUBT and answer.doubts)]
    lines = [Line(phrases(sentence(MARKS[mark])), depth, "!") for mark in marks]
    for doubt in answer.doubts:
        where, says = f"{doubt.id}, {glued(doubt.citation)}", said_sentence(doubt.says, phrases)
        text = phrases("The text can be read in two ways ({where}): {says}", where=where, says=says)
        lines.append(Line(text, depth, "!"))
    return lines


def layer_text(answer: Answer, telling: Telling) -> str:
    """What each layer says by itself, in one sentence."""
    titles, _ = {pack.name: pack for pack in telling.rules.pack.stack}, telling.phrases
    said = [f"{_.said(titles[name].title)}: {_(OUTCOMES[outcome])}" for name, outcome in answer.layers]
    return _("Each layer by itself. {layers}.", layers=". ".join(said))
