"""Tells what is still open: which question comes first, what each answer leads to, who can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.decide import Answer, Decision, Lead, Outcome, Question
from comity.facts import Fact, Kind
from comity.tell.acts import OUTCOMES, OUTCOMES_OF
from comity.tell.facts import Names, choice_statement, who_can_say
from comity.tell.prose import Line, listed, sentence
from comity.tell.spoken.phrases import ENGLISH, Phrases
from comity.tell.telling import Telling

OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question over all asks: the facts asked, and the asks (counted from one) that wait for it."""

    facts: tuple[str, ...]
    waiting: tuple[tuple[int, Answer, Question], ...]

    @property
    def leads_nowhere(self) -> bool:
        """Whether every answer leaves everything open."""
        return all(lead.outcome is Outcome.OPEN for _, _, asked in self.waiting for lead in asked.leads_to)

    @property
    def score(self) -> float:
        """How much the answer helps, over all asks."""
        return sum(question.score for _, _, question in self.waiting)


def open_questions(decision: Decision) -> list[OpenQuestion]:
    """Every open question of a decision, the most helpful first."""
    table: dict[tuple[str, ...], list[tuple[int, Answer, Question]]] = {}
    for number, answer in enumerate(decision.answers, start=1):
        for question in answer.questions:
            table.setdefault(question.facts, []).append((number, answer, question))
    found = [OpenQuestion(facts, tuple(waiting)) for facts, waiting in table.items()]
    return sorted(found, key=lambda question: (-question.score, question.facts))


def question_lines(question: OpenQuestion, telling: Telling, number: int, depth: int = 1) -> list[Line]:
    """A question, what its answers lead to, and who can answer."""
    facts = [telling.names.vocabulary[name] for name in question.facts]
    lines = [Line(question_text(facts), depth, f"{number}.")]
    lines += [Line(text, depth + 1) for text in leads_texts(question, telling)]
    return lines + [Line(sentence(f"Ask {who_can_say(fact)}"), depth + 1) for fact in facts]


def question_text(facts: Sequence[Fact], phrases: Phrases = ENGLISH) -> str:
    """The question as put to a person."""
    return " ".join(phrases.said(fact.question) for fact in facts)


def leads_texts(question: OpenQuestion, telling: Telling) -> list[str]:
    """What each answer leads to, as `If yes: the law forbids (1)`."""
    several, _ = len(telling.decision.answers) > 1, telling.phrases
    table: dict[str, list[tuple[int, Outcome]]] = {}
    for number, _answer, asked in question.waiting:
        for lead in asked.leads_to:
            table.setdefault(given_text(lead, telling.names), []).append((number, lead.outcome))
    texts = sorted(table.items(), key=lambda entry: {_("yes"): 0, _("no"): 2, OTHERWISE: 2}.get(entry[0], 1))
    if [words for words, _leads in texts] == [OTHERWISE]:
        return [_("Whatever the answer: {outcomes}.", outcomes=_outcomes_text(texts[0][1], several, _))]
    return [_lead_text(words, _outcomes_text(leads, several, _), _) for words, leads in texts]


def _lead_text(words: str, outcomes: str, _: Phrases) -> str:
    if words == OTHERWISE:
        return _("Otherwise: {outcomes}.", outcomes=outcomes)
    if words in (_("yes"), _("no")):
        return (
            _("If yes: {outcomes}.", outcomes=outcomes)
            if words == _("yes")
            else _("If no: {outcomes}.", outcomes=outcomes)
        )
    return _("If {given}: {outcomes}.", given=words, outcomes=outcomes)


def given_text(lead: Lead, names: Names) -> str:
    """The answer that a lead supposes, in words."""
    if not lead.given:
        return OTHERWISE
    if len(lead.given) == 1:
        ((name, values),) = lead.given
        fact = names.fact(name)
        if fact is not None and name not in names.definitions:
            return _value_text(fact, values, names.phrases)
    supposed = [_supposed(name, values, names) for name, values in lead.given]
    return listed(supposed, names.phrases("and"))


def _value_text(fact: Fact, values: Sequence[object], _: Phrases) -> str:
    if fact.kind is Kind.YES_NO:
        return _("yes") if values[0] else _("no")
    if fact.kind is Kind.CHOICE:
        return choice_statement(fact, values, phrases=_)
    low, high, says = values[0], values[-1], _.said(fact.says)
    if low == high:
        return _("{fact} is {value}", fact=says, value=low)
    return _("{fact} is from {low} to {high}", fact=says, low=low, high=high)


def _supposed(name: str, values: Sequence[object], names: Names) -> str:
    fact = names.fact(name)
    if isinstance(values[0], bool) or fact is None:
        return names.statement(name, values[0])
    return _value_text(fact, values, names.phrases)


def _outcomes_text(leads: list[tuple[int, Outcome]], several: bool, _: Phrases) -> str:
    if not several:
        return _(OUTCOMES[leads[0][1]])
    by_outcome: dict[Outcome, list[str]] = {}
    for number, outcome in leads:
        by_outcome.setdefault(outcome, []).append(f"({number})")
    return "; ".join(_(OUTCOMES_OF[outcome], asks=listed(asks, _("and"))) for outcome, asks in by_outcome.items())


def settling_lines(answer: Answer, telling: Telling, depth: int) -> list[Line]:
    """The smallest sets of facts that can settle an ask."""
    lines = []
    for found in answer.settling_sets:
        facts = [telling.names.vocabulary[name] for name in sorted(found.facts)]
        leads = listed([OUTCOMES[outcome] for outcome in Outcome if outcome in found.leads_to], "or")
        together = " together" if len(facts) > 1 else ""
        names = "; ".join(known_as(fact) for fact in facts)
        lines.append(Line(f"{names[0].upper()}{names[1:]}{together}: can show that {leads}.", depth, "-"))
    return [Line("Any one of these can be enough to settle it:", depth), *lines] if lines else []


def known_as(fact: Fact) -> str:
    """A fact as something to be found out: *whether …*, or what it is called."""
    if fact.kind is Kind.YES_NO:
        return f"whether {fact.says}"
    return f"when {fact.says}" if fact.kind is Kind.MOMENT else f"{fact.says}"
