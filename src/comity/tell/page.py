"""Tells a decision on one page: what to do, by when, the steps; then why, what is open, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.base import Period
from comity.deadlines import NoTime, instant_words, moment_words
from comity.decide import Answer, Decision, DutyOwed, LimitRun, Mark, Outcome, Verdict
from comity.decide.duties import known_moments
from comity.facts import VOCABULARY, Ask, RecordList, Vocabulary
from comity.tell.acts import DUTY_MOMENTS, MARKS, OUTCOMES, act, language, order
from comity.tell.facts import as_clause, record_lines, value_statement
from comity.tell.prose import BLANK, Line, counted, day_text, glued, listed, sentence
from comity.tell.questions import open_questions, question_lines, question_text, settling_lines
from comity.tell.reasons import layer_text, mark_lines, reason_lines
from comity.tell.rules import limit_span
from comity.tell.spoken.phrases import Phrases
from comity.tell.telling import Telling, claim_source

CLOSING = "This is what the law written down here says about these facts. It is not a lawyer's advice."
UNASKED = "none"  # the instrument of a request that nobody made
_SHORT_QUESTIONS = 3
_SHORT_STEPS = 6
_SHORT_TIMES = 2
_SHORT_DIGEST = len("sha256:") + 12


def decision_lines(decision: Decision, vocabulary: Vocabulary = VOCABULARY, *, full: bool = True) -> list[Line]:
    """The whole decision; not in full, only what decided it and the first questions."""
    telling = Telling.of(decision, vocabulary)
    parts = (
        heading_lines(telling),
        _part("What to do", order_lines(telling, full=full)),
        _part("Do next", step_lines(telling, full=full)),
        _part("Why", _why(telling, full=full)),
        _part("Still open, in this order", _questions(telling, full=full)),
        _part("What we were told", fact_lines(telling)) if full else [],
        _part("What this rests on", rests_on_lines(telling, full=full)),
    )
    return [line for part in parts if part for line in (*part, BLANK)][:-1]


def brief_lines(decision: Decision, vocabulary: Vocabulary = VOCABULARY) -> list[Line]:
    """What to do, and what to find out first: the decision at a glance."""
    telling = Telling.of(decision, vocabulary)
    parts = (
        _part("What to do", order_lines(telling, full=False)),
        _part("Still open, in this order", _questions(telling, full=False)),
    )
    return [line for part in parts if part for line in (*part, BLANK)][:-1]


def _part(title: str, lines: list[Line]) -> list[Line]:
    return [Line(title, role="heading"), *lines] if lines else []


def heading_lines(telling: Telling) -> list[Line]:
    """Who asks whom, when, for what purpose, on what paper."""
    case = telling.decision.case
    who, whom = _requester(telling), as_clause(case.agency.title)
    unasked = telling.value_given("instrument") == UNASKED
    asked = f"{whom} would turn to {who} unasked" if unasked else f"{who} asks {whom}"
    lines = [Line(case.name, role="title")] if case.name else []
    asked = sentence(f"{asked}, {instant_words(case.at)}")
    lines.append(Line(asked, role="" if case.name else "title"))
    about = [telling.fact_statement(name) for name in ("purpose", "instrument", "received_at")]
    lines += [Line(" ".join(sentence(text) for text in about if text))] if any(about) else []
    return lines


def _requester(telling: Telling) -> str:
    """Who asks, by title."""
    fact, given = telling.names.fact("requester"), telling.value_given("requester")
    name, _, more = (fact.choices.get(str(given), "") if fact else "").partition(", ")
    return f"{name} ({more})" if more else name or "an outside agency"


def order_lines(telling: Telling, *, full: bool = True) -> list[Line]:
    """For each ask what the clerk is told to do, in the imperative, and the time that matters."""
    lines: list[Line] = []
    for number, answer in enumerate(telling.decision.answers, start=1):
        text = f"{order(answer.ask, answer.verdict)}{because_text(answer)}"
        lines.append(Line(text, 1, f"{number}.", role=answer.verdict.value))
        times = list(time_texts(answer, telling))
        lines += [Line(words, 2) for words in (times if full else times[:_SHORT_TIMES])]
    return lines


def because_text(answer: Answer) -> str:
    """The one short ground that belongs to an order."""
    if answer.verdict is not Verdict.ASK_LEGAL:
        return ""
    if answer.outcome in (Outcome.SILENT, Outcome.CONFLICT):
        return f" {sentence(OUTCOMES[answer.outcome])}"
    first = next((f" {sentence(MARKS[mark])}" for mark in MARKS if mark in answer.marks), "")
    if Mark.NO_AUTHORITY in answer.marks:
        return first
    return f" {sentence(OUTCOMES[answer.outcome])[:-1]}, as far as we can tell.{first}"


LAW_UNKNOWN_SINCE = "The law of {day} is not written down here: the pack {pack} was read up to {last}."
LAW_UNKNOWN_BEFORE = "The law of {day} is not written down here: the pack {pack} begins with {first}."


def law_unknown_text(pack: str, known: Period, day: date) -> str:
    """Why nothing is said of an ask on a day that no pack covers."""
    if known.last and day > known.last:
        return LAW_UNKNOWN_SINCE.format(day=day_text(day), pack=pack, last=day_text(known.last))
    return LAW_UNKNOWN_BEFORE.format(day=day_text(day), pack=pack, first=day_text(known.first))


def because_again(because: str, phrases: Phrases) -> str:
    """The short ground of an order as it was written down, in a language: sentence by sentence."""
    if phrases.has(because) or because.startswith("The law of "):
        return phrases.again(because, (LAW_UNKNOWN_SINCE, LAW_UNKNOWN_BEFORE))
    return " ".join(phrases(part if part.endswith(".") else f"{part}.") for part in because.split(". "))


def outcome_text(answer: Answer) -> str:
    """What the law says of an ask."""
    return "nothing forbids it" if Mark.NO_AUTHORITY in answer.marks else OUTCOMES[answer.outcome]


def time_texts(answer: Answer, telling: Telling) -> Iterator[str]:
    """The time that matters for one ask: when release is due, when a limit runs out."""
    release = known_moments(telling.decision.case).get("release_due")
    if answer.ask is Ask.HOLD and answer.verdict is Verdict.DO_NOT:
        yield "Release the person when release is due" + (f": {moment_words(release)}." if release else ".")
    elif answer.ask is Ask.HOLD and release:
        yield f"Release {'is' if release > telling.decision.case.at else 'was'} due: {moment_words(release)}."
    for run in answer.limits:
        if run.binds or (run.certain and run.ends is None):
            yield limit_text(run, answer, telling)


def limit_text(run: LimitRun, answer: Answer, telling: Telling) -> str:
    """A limit that bears on the case, with the moment at which it runs out."""
    _ = telling.phrases
    start = _("from the moment when {moment}", moment=telling.names.says(run.limit.starts))
    length = limit_span(run.limit, start, _)
    until = _("until {end}, that is {length}", end=_.moment(run.ends), length=length) if run.ends else ""
    span = until or _("{length} (it is not known yet when)", length=length)
    if answer.verdict in (Verdict.DO, Verdict.MAY):
        text = _("at most {span}", span=span)
    else:
        text = _("if you {act}: at most {span}", act=_(act(answer.ask)), span=span)
    then = f" {_('Then {then}.', then=_.said(run.limit.then))}" if run.limit.then else ""
    return f"{sentence(text)}{then} {glued(run.limit.at.citation)}."


def step_lines(telling: Telling, *, full: bool) -> list[Line]:
    """What to do next, in order of time; first what comes now, then what comes with an answer or later."""
    steps = list(_steps(telling, full=full))
    shown = steps if full else steps[:_SHORT_STEPS]
    lines = [Line(text, 1, f"{number}.") for number, text in enumerate(shown, start=1)]
    left = len(steps) - len(shown)
    return lines + ([Line(f"And {counted(left, 'step')} more.", 1, role="quiet")] if left else [])


def _steps(telling: Telling, *, full: bool) -> Iterator[str]:
    questions = open_questions(telling.decision)
    if questions:
        facts = [telling.names.vocabulary[name] for name in questions[0].facts]
        yield f"Find out: {question_text(facts)}"
    legal = [str(n) for n, answer in enumerate(telling.decision.answers, 1) if answer.verdict is Verdict.ASK_LEGAL]
    if legal:
        yield f"Send {listed([f'({number})' for number in legal])} to legal before you answer."
    for owed in sorted(telling.decision.duties, key=_urgency):
        yield duty_text(owed, telling, full=full)


_NOW = ("received", "answered", "refused")


def _urgency(owed: DutyOwed) -> tuple[bool, bool, float]:
    now = owed.duty.trigger in _NOW
    return not owed.certain, not now, owed.due.timestamp() if owed.due and now else float("inf")


def duty_text(owed: DutyOwed, telling: Telling, *, full: bool = True) -> str:
    """A duty as a step: when, what, by when, citation."""
    duty = owed.duty
    when = "" if duty.trigger in ("received", "answered") else f"{DUTY_MOMENTS[duty.trigger].capitalize()}: "
    unless = "" if owed.certain else "Perhaps, it depends on facts still open. "
    missing = f" ({telling.names.says(owed.missing)}: not known yet)" if owed.missing else ""
    holds = f" It must contain: {listed(duty.contents)}." if duty.contents and full else ""
    tongues = f" Languages: {listed([language(code) for code in duty.languages])}." if duty.languages and full else ""
    later = duty.trigger not in _NOW and owed.words == "at once"
    due = "" if later or isinstance(duty.due, NoTime) else f" Due: {owed.words}{missing}."
    return f"{unless}{when}{sentence(duty.at.says)}{due}{holds}{tongues} {glued(duty.at.citation)}."


def _questions(telling: Telling, *, full: bool) -> list[Line]:
    questions = open_questions(telling.decision)
    shown = questions if full else questions[:_SHORT_QUESTIONS]
    lines = [line for number, one in enumerate(shown, start=1) for line in question_lines(one, telling, number)]
    left = len(questions) - len(shown)
    return lines + (
        [Line(f"And {counted(left, 'question')} more that may matter after these.", 1, role="quiet")] if left else []
    )


def _why(telling: Telling, *, full: bool) -> list[Line]:
    """Why each ask is answered so; in short, asks answered for one and the same reason are told together."""
    lines: list[Line] = []
    told: dict[tuple[Line, ...], int] = {}
    for number, answer in enumerate(telling.decision.answers, start=1):
        lines.append(Line(sentence(f"{act(answer.ask)}: {outcome_text(answer)}"), 1, f"{number}.", role="heading"))
        reasons = (*mark_lines(answer, 2), *reason_lines(answer, telling, depth=2, full=full))
        if not full and reasons in told:
            lines.append(Line(f"For the same reasons as ({told[reasons]}).", 2))
            continue
        told[reasons] = number
        lines += [*reasons, *(_further(answer, telling) if full else ())]
    return lines


def _further(answer: Answer, telling: Telling) -> list[Line]:
    """What else may be asked about an answer."""
    layers = Line(layer_text(answer, telling), 2)
    return [*settling_lines(answer, telling, 2), *nearest_lines(answer, telling, 2), layers]


def nearest_lines(answer: Answer, telling: Telling, depth: int) -> list[Line]:
    """The smallest changes of known facts that would change the answer."""
    lines = []
    for change in answer.nearest:
        words = listed([telling.names.statement(name, value) for name, value in change.facts])
        lines.append(Line(sentence(f"{words}: then {OUTCOMES[change.outcome]}"), depth, "-"))
    return [Line("The answer would be another if:", depth), *lines] if lines else []


def fact_lines(telling: Telling) -> list[Line]:
    """What was told, with who said so."""
    lines, _ = [], telling.phrases
    for established in telling.decision.facts:
        fact = established.fact
        for claim in established.claims:
            source, words = claim_source(claim, _), value_statement(fact, claim.value, _)
            text = sentence(_("Disputed: {statement}", statement=words) if established.disputed else words)
            lines.append(Line(text + (f" ({source})" if source else ""), 1, "-"))
            if isinstance(claim.value, RecordList):
                lines += [Line(sentence(words), 2, "-") for words in record_lines(fact, claim.value, _)]
    return lines


def rests_on_lines(telling: Telling, *, full: bool) -> list[Line]:
    """The packs, with the day on which the law was read and their digests."""
    titles = {pack.name: pack.title for pack in telling.rules.pack.stack}
    lines, _ = [], telling.phrases
    for name, digest, day in telling.decision.packs:
        shown = digest if full else f"{digest[:_SHORT_DIGEST]}…"
        read = _("the law as read on {day}", day=_.day(day))
        lines.append(Line(f"{_.said(titles[name])}: {read} ({name}, {shown})", 1, "-"))
    return [*lines, Line(_(CLOSING), 1, role="quiet")]
