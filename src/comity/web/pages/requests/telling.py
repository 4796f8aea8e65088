"""A decision as the page shows it: the sentences of `comity.tell`, as trees of lines that a template can walk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from comity.base import ComityError
from comity.decide import Answer, Decision, DutyOwed, decide
from comity.facts import VOCABULARY, Ask
from comity.gate import LAW_UNKNOWN, LAW_WITHHELD, case_of
from comity.gate.state import AskDecided
from comity.law import LawError
from comity.tell import BLANK, Line, OpenQuestion, Telling, leads_texts, open_questions, question_text
from comity.tell.page import fact_lines, limit_text, rests_on_lines
from comity.tell.reasons import layer_text, mark_lines, reason_lines
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.sentences import said_in_parts, spoken

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
    in_english: str  # as legal is asked, whatever the page speaks: so it is asked once
    leads: tuple[str, ...]
    asks: tuple[Ask, ...]
    leads_nowhere: bool  # every answer leaves everything open, so that where each leads need not be told


@dataclass(frozen=True)
class Told:
    """A request's decision, worked out again from the case that was sealed.

    Where the law at hand can no longer be applied to that case, what was sealed of the decision is told instead.
    """

    opened: Opened
    _trees: dict[tuple[Ask, bool], tuple[Branch, ...]] = field(default_factory=dict)

    @property
    def law_is_here(self) -> bool:
        """Whether the law at hand can still be applied to the case that was sealed."""
        return self._worked_out is not None

    @property
    def law_is_unknown(self) -> bool:
        """Whether no law was applied, so that legal was to be asked: it is not written down here, or was withheld."""
        decided = self.opened.asked.decided
        marks = {mark for ask in self.opened.asked.unanswered for mark in decided[ask].marks}
        return not marks.isdisjoint({LAW_UNKNOWN, LAW_WITHHELD})

    @property
    def law_is_withheld(self) -> bool:
        """Whether the law that was to be applied had been adopted here, and was not as it was sealed."""
        return any(LAW_WITHHELD in each.marks for each in self.opened.asked.decided.values())

    @property
    def decision(self) -> Decision:
        """The decision.

        Raises:
            ComityError: the law at hand can no longer be applied to this case.
        """
        return self._worked_out or self._work_out()

    @cached_property
    def _worked_out(self) -> Decision | None:
        try:
            return self._work_out()
        except ComityError:
            return None

    def _work_out(self) -> Decision:
        case = as_told(dict(self.opened.asked.case), ZoneInfo(self.opened.desk.office.zone))
        asked = self.opened.asked
        if self.law_is_withheld:
            raise LawError("no law was applied", help="Read why beside the answer.")
        # INVARIANT: a decision is told by the law of its moment, whatever was adopted since
        library = self.opened.desk.law.at(asked.decided_at or self.opened.at)
        return decide(case_of(cast("dict[str, object]", case), library))

    @cached_property
    def telling(self) -> Telling:
        """What telling it needs at hand."""
        return Telling.of(self.decision, language=spoken())

    @property
    def is_as_decided(self) -> bool:
        """Whether the packs at hand are those that it was decided under."""
        if self._worked_out is None:
            return False
        at_hand = {name: digest for name, digest, _ in self.decision.packs}
        return at_hand == dict(self.opened.asked.packs)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What the law says of each ask; nothing where that cannot be worked out any more."""
        return self._worked_out.answers if self._worked_out else ()

    @property
    def duties(self) -> tuple[DutyOwed, ...]:
        """The duties that the request brings; nothing where that cannot be worked out any more."""
        return self._worked_out.duties if self._worked_out else ()

    def answer(self, ask: Ask) -> Answer:
        """What the law says of one ask."""
        return self.decision[ask]

    def reasons(self, ask: Ask) -> tuple[Branch, ...]:
        """Why: the rules that decided, with the facts used, each with its source."""
        if self._worked_out is None:
            decided = self.opened.asked.decided[ask]
            return tuple(Branch(text) for text in decided.citations or (said_in_parts(decided.because),) if text)
        answer = self.answer(ask)
        shown = replace(answer, reasons=answer.decisive) if answer.decisive else answer
        return tree(reason_lines(shown, self.telling, full=bool(answer.decisive)))

    def marks(self, ask: Ask) -> tuple[Branch, ...]:
        """What a lawyer must look at."""
        return tree(mark_lines(self.answer(ask), 0, self.telling.phrases)) if self._worked_out else ()

    def every_rule(self, ask: Ask) -> tuple[Branch, ...]:
        """Every rule that was looked at, and what each layer says by itself."""
        if self._worked_out is None:
            return ()
        answer = self.answer(ask)
        return tree([*reason_lines(answer, self.telling, full=True), Line(layer_text(answer, self.telling), 1)])

    def limits(self, ask: Ask) -> tuple[str, ...]:
        """How long an ask may be followed at most."""
        if self._worked_out is None:
            return _sealed_limit(self.opened.asked.decided[ask], ZoneInfo(self.opened.desk.office.zone))
        answer = self.answer(ask)
        runs = [run for run in answer.limits if run.binds or (run.certain and run.ends is None)]
        return tuple(limit_text(run, answer, self.telling) for run in runs)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is still open about asks that nobody has answered, the most helpful question first."""
        if self._worked_out is None:
            return ()
        waiting = self.opened.asked.unanswered
        found = [self._question(question) for question in open_questions(self.decision)]
        return tuple(question for question in found if set(question.asks) & set(waiting))

    def _question(self, question: OpenQuestion) -> Question:
        facts = [self.telling.names.vocabulary[name] for name in question.facts]
        asks = tuple(answer.ask for _, answer, _ in question.waiting)
        text = question_text(facts, self.telling.phrases)
        leads = tuple(leads_texts(question, self.telling))
        return Question(question.facts, text, question_text(facts), leads, asks, question.leads_nowhere)

    @property
    def facts(self) -> tuple[Branch, ...]:
        """What we were told, with who said so."""
        if self._worked_out is None:
            return _sealed_facts(self.opened.asked.case)
        return tree(fact_lines(self.telling))

    @property
    def packs(self) -> tuple[Branch, ...]:
        """The packs, with their digests."""
        if self._worked_out is None:
            return tuple(Branch(f"{name}: {digest}") for name, digest in dict(self.opened.asked.packs).items())
        return tree(rests_on_lines(self.telling, full=True))


def _sealed_limit(decided: AskDecided, zone: ZoneInfo) -> tuple[str, ...]:
    if decided.limit_ends is None:
        return ()
    return (f"At most until {decided.limit_ends.astimezone(zone):%Y-%m-%d %H:%M} ({decided.limit_citation}).",)


def _sealed_facts(case: Mapping[str, object]) -> tuple[Branch, ...]:
    """What was stated, as it was sealed; one that is disputed by its name alone."""
    facts = cast("Mapping[str, object]", case.get("facts") or {})
    return tuple(Branch(plain_fact(name, given)) for name, given in facts.items())


def plain_fact(name: str, given: object) -> str:
    """A fact whose value need not fit the list of facts any more, in plain words."""
    fact = VOCABULARY.facts.get(name)
    says = fact.says if fact else name
    if isinstance(given, Mapping) and "disputed" in given:
        return f"{says}: disputed"
    value = given.get("value") if isinstance(given, Mapping) else given
    told = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return f"{says}: {told if isinstance(told, str | int) else json.dumps(told, ensure_ascii=False)}"
