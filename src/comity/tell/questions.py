"""Tells what is still open: which question comes first, what each answer leads to, who can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.decide import Answer, Decision, Lead, Outcome, Question
from comity.facts import Fact, Kind
from comity.tell.acts import OUTCOMES
from comity.tell.facts import Names, choice_statement, who_can_say
from comity.tell.prose import Line, listed, sentence
from comity.tell.telling import Telling


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question over all asks: the facts asked, and the asks (counted from one) that wait for it."""

    facts: tuple[str, ...]
    waiting: tuple[tuple[int, Answer, Question], ...]

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


def question_text(facts: Sequence[Fact]) -> str:
    """The question as put to a person."""
    return " ".join(fact.question for fact in facts)


def leads_texts(question: OpenQuestion, telling: Telling) -> list[str]:
    """What each answer leads to, as `If yes: the law forbids (1)`."""
    several = len(telling.decision.answers) > 1
    table: dict[str, list[tuple[int, Outcome]]] = {}
    for number, _, asked in question.waiting:
        for lead in asked.leads_to:
            table.setdefault(given_text(lead, telling.names), []).append((number, lead.outcome))
    texts = sorted(table.items(), key=lambda entry: {"yes": 0, "no": 2, "otherwise": 2}.get(entry[0], 1))
    if [words for words, _ in texts] == ["otherwise"]:
        return [f"Whatever the answer: {_outcomes_text(texts[0][1], several)}."]
    return [f"{_if(words)}: {_outcomes_text(leads, several)}." for words, leads in texts]


def _if(words: str) -> str:
    return "Otherwise" if words == "otherwise" else f"If {words}"


def given_text(lead: Lead, names: Names) -> str:
    """The answer that a lead supposes, in words."""
    if not lead.given:
        return "otherwise"
    if len(lead.given) == 1:
        ((name, values),) = lead.given
        fact = names.fact(name)
        if fact is not None and name not in names.definitions:
            return _value_text(fact, values)
    return listed([_supposed(name, values, names) for name, values in lead.given])


def _value_text(fact: Fact, values: Sequence[object]) -> str:
    if fact.kind is Kind.YES_NO:
        return "yes" if values[0] else "no"
    if fact.kind is Kind.CHOICE:
        return choice_statement(fact, values)
    low, high = values[0], values[-1]
    return f"{fact.says} is {low}" if low == high else f"{fact.says} is from {low} to {high}"


def _supposed(name: str, values: Sequence[object], names: Names) -> str:
    fact = names.fact(name)
    if isinstance(values[0], bool) or fact is None:
        return names.statement(name, values[0])
    return _value_text(fact, values)


def _outcomes_text(leads: list[tuple[int, Outcome]], several: bool) -> str:
    if not several:
        return OUTCOMES[leads[0][1]]
    by_outcome: dict[Outcome, list[str]] = {}
    for number, outcome in leads:
        by_outcome.setdefault(outcome, []).append(f"({number})")
    return "; ".join(_of_asks(outcome, listed(numbers)) for outcome, numbers in by_outcome.items())


def _of_asks(outcome: Outcome, numbers: str) -> str:
    if outcome in (Outcome.OPEN, Outcome.CONFLICT):
        return f"{OUTCOMES[outcome]} on {numbers}"
    return f"{OUTCOMES[outcome].removesuffix(' it')} {numbers}"


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
