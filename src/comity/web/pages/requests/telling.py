"""A decision as the page shows it: the sentences of `comity.tell`, as trees of lines that a template can walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from comity.decide import Answer, Decision, decide
from comity.facts import VOCABULARY, Ask
from comity.gate import case_of
from comity.tell import BLANK, Line, OpenQuestion, Telling, decision_lines, leads_texts, open_questions, question_text
from comity.tell.page import limit_text
from comity.tell.reasons import layer_text, mark_lines, reason_lines
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.sentences import language_of, said

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Branch:
    """A line, and the lines that stand below it."""

    text: str
    bullet: str = ""
    role: str = ""
    parts: tuple[Branch, ...] = ()


def tree(lines: Iterable[Line]) -> tuple[Branch, ...]:
    """Lines as a tree: each below the line before it that stands less deep."""
    rows = [line for line in lines if line != BLANK]
    return tuple(_branches(rows))


def _branches(rows: list[Line]) -> Iterable[Branch]:
    while rows:
        first, *rest = rows
        size = next((at for at, line in enumerate(rest) if line.depth <= first.depth), len(rest))
        yield Branch(first.text, first.bullet, first.role, tuple(_branches(rest[:size])))
        rows = rest[size:]


def as_told(value: object, zone: ZoneInfo, *, key: str = "", of_source: bool = False) -> object:
    """A case as a clerk would tell it: its moments on the clock of the place, its papers by their names.

    The moments are the same; only when somebody said something is cut to the minute, for nothing is counted from that.
    """
    if isinstance(value, Mapping):
        inside = of_source or key == "source"
        return {name: as_told(part, zone, key=str(name), of_source=inside) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_told(part, zone, of_source=of_source) for part in value]
    if of_source and key == "from":
        return paper_name(str(value))
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return value
    here = datetime.fromisoformat(value).astimezone(zone)
    return (here.replace(second=0) if of_source else here).isoformat(timespec="seconds")


def paper_name(paper: str) -> str:
    """A paper by its name; one that is known by its form alone by what that form is called."""
    return VOCABULARY["instrument"].choices.get(paper, paper)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is open: what it asks, where its answers lead, and the asks that wait for it."""

    facts: tuple[str, ...]
    text: str
    language: str
    leads: tuple[str, ...]
    asks: tuple[Ask, ...]

    @property
    def leads_nowhere(self) -> bool:
        """Whether every answer leaves everything open, so that where each leads need not be told."""
        ends = {lead.rpartition(": ")[2] for lead in self.leads}
        return len(ends) == 1 and all(end.startswith("still open") and ";" not in end for end in ends)


@dataclass(frozen=True)
class Told:
    """A request's decision, worked out again from the case that was sealed."""

    opened: Opened
    _trees: dict[tuple[Ask, bool], tuple[Branch, ...]] = field(default_factory=dict)

    @cached_property
    def decision(self) -> Decision:
        """The decision."""
        case = as_told(dict(self.opened.asked.case), ZoneInfo(self.opened.desk.office.zone))
        return decide(case_of(cast("dict[str, object]", case), self.opened.desk.library))

    @cached_property
    def telling(self) -> Telling:
        """What telling it needs at hand."""
        return Telling.of(self.decision)

    @property
    def is_as_decided(self) -> bool:
        """Whether the packs at hand are those that it was decided under."""
        at_hand = {name: digest for name, digest, _ in self.decision.packs}
        return at_hand == dict(self.opened.asked.packs)

    def answer(self, ask: Ask) -> Answer:
        """What the law says of one ask."""
        return self.decision[ask]

    def reasons(self, ask: Ask) -> tuple[Branch, ...]:
        """Why: the rules that decided, with the facts used, each with its source."""
        answer = self.answer(ask)
        shown = replace(answer, reasons=answer.decisive) if answer.decisive else answer
        return tree(reason_lines(shown, self.telling, full=bool(answer.decisive)))

    def marks(self, ask: Ask) -> tuple[Branch, ...]:
        """What a lawyer must look at."""
        return tree(mark_lines(self.answer(ask), 0))

    def every_rule(self, ask: Ask) -> tuple[Branch, ...]:
        """Every rule that was looked at, and what each layer says by itself."""
        answer = self.answer(ask)
        return tree([*reason_lines(answer, self.telling, full=True), Line(layer_text(answer, self.telling), 1)])

    def limits(self, ask: Ask) -> tuple[str, ...]:
        """How long an ask may be followed at most."""
        answer = self.answer(ask)
        runs = [run for run in answer.limits if run.binds or (run.certain and run.ends is None)]
        return tuple(limit_text(run, answer, self.telling) for run in runs)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is still open about asks that nobody has answered, the most helpful question first."""
        waiting = self.opened.asked.unanswered
        found = [self._question(question) for question in open_questions(self.decision)]
        return tuple(question for question in found if set(question.asks) & set(waiting))

    def _question(self, question: OpenQuestion) -> Question:
        facts = [self.telling.names.vocabulary[name] for name in question.facts]
        asks = tuple(answer.ask for _, answer, _ in question.waiting)
        text, language = question_text(facts), "en"
        if len(facts) == 1:
            text, language = said(text), language_of(text)
        return Question(question.facts, text, language, tuple(leads_texts(question, self.telling)), asks)

    @cached_property
    def parts(self) -> Mapping[str, tuple[Branch, ...]]:
        """The parts of the whole telling, by their headings: what we were told, what this rests on."""
        found: dict[str, list[Line]] = {}
        here = ""
        for line in decision_lines(self.decision, full=True):
            if line.role == "heading" and line.depth == 0:
                here = line.text
            else:
                found.setdefault(here, []).append(line)
        return {heading: tree(lines) for heading, lines in found.items()}

    @property
    def facts(self) -> tuple[Branch, ...]:
        """What we were told, with who said so."""
        return self.parts.get("What we were told", ())

    @property
    def packs(self) -> tuple[Branch, ...]:
        """The packs, with their digests."""
        return self.parts.get("What this rests on", ())
