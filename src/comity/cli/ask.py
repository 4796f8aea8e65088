"""`comity ask`: asks what is still needed, the most helpful question first, and ends with the answer."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from comity.base import Block, ComityError
from comity.cli.case_file import CaseFile, read_case_file
from comity.cli.case_text import write_case
from comity.cli.decide import exit_code
from comity.cli.dialogue import (
    BackError,
    QuitError,
    Word,
    ask_records,
    ask_value,
    choose,
    left_text,
    read_line,
    refuse_without_input,
)
from comity.cli.failures import show_error
from comity.cli.screen import say, show, show_json
from comity.cli.tools import Tools
from comity.decide import Answer, Decision, decide
from comity.facts import VOCABULARY, Ask, Fact, Kind
from comity.law.expressions import Field, Quantified, names_in, walk
from comity.tell import (
    BLANK,
    Line,
    OpenQuestion,
    Telling,
    act,
    decision_document,
    decision_lines,
    heading_lines,
    leads_texts,
    open_questions,
    order,
    sentence,
    who_can_say,
)

SAID_BY = "answered in comity ask"
REQUEST_KEYS = {"requester": "from", "purpose": "purpose", "instrument": "instrument", "received_at": "received"}
HELP = """Ask what is still needed to decide a case, the most helpful question first, and give the answer.

CASE is a YAML or JSON file with what is known so far. Without one, comity asks who you are and what was asked of you.

\b
At each question:
  yes, no, a value   as the question says; a choice also by its number
  unknown (Enter)    leave it open and go on
  why                what the answer changes, and for which rule
  back               take the last answer back
  quit               end now, with the answer so far

\b
Examples:
  comity ask
  comity ask case.yaml
  comity ask case.yaml --save completed.yaml

Exit codes are those of comity decide.
"""


def ask_case(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="A YAML or JSON file with what is known.")] = "",
    save: Annotated[str, typer.Option("--save", metavar="FILE", help="Write the completed case to this file.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the decision as JSON at the end.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Tell everything at the end.")] = False,
) -> None:
    """Ask for missing facts, then decide."""
    tools: Tools = context.obj
    _refuse_overwriting(save, case)
    interview = Interview(tools, read_case_file(case) if case else _begin(tools))
    interview.conduct()
    decision = interview.decision()
    if as_json:
        show_json(decision_document(decision))
    else:
        show([BLANK, *decision_lines(decision, full=explain)])
    _save(interview, save)
    raise typer.Exit(exit_code(decision))


def _refuse_overwriting(save: str, case: str) -> None:
    if case == "-":
        raise ComityError("the input cannot be the case and the answers at once", help="Name a file as the case.")
    if save and Path(save).exists() and (not case or not Path(case).exists() or not Path(save).samefile(case)):
        raise ComityError(f"`{save}` is there already", help="Name a new file after `--save`.")


def _begin(tools: Tools) -> CaseFile:
    """A case made from nothing but who is asked, for what, now."""
    try:
        packs = [(name, tools.library.pack(name).title) for name in tools.library.names()]
        (name,) = choose("Where are you?", packs)
        pack = tools.library.pack(name)
        (agency,) = choose("Who are you?", [(found.name, found.title) for found in pack.agencies.values()])
        asks = choose("What do they ask you to do?", [(ask.value, ask.words) for ask in Ask], several=True)
    except QuitError:
        raise refuse_without_input() from None
    now = tools.clock().astimezone(ZoneInfo(pack.calendar.zone)).replace(second=0, microsecond=0, tzinfo=None)
    request, document = Block(0), Block(0)
    request["asks"] = list(asks)
    document.update(at=now, agency=agency, request=request)
    return CaseFile("your answers", document, document)


@dataclass
class Interview:
    """The facts given so far, and the questions still to be put."""

    tools: Tools
    given: CaseFile
    answered: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def document(self) -> Block:
        """The case with the answers so far."""
        document, request, facts = Block(0), Block(0), Block(0)
        document.update(self.given.document)
        for block, key in ((request, "request"), (facts, "facts")):
            known = self.given.document.get(key)
            block.update(known if isinstance(known, Mapping) else {})
        for name, claim in self.answered.items():
            in_request = REQUEST_KEYS.get(name) if name not in facts else None
            (request if in_request else facts)[in_request or name] = claim
        document.update(request=request, facts=facts)
        return document

    def decision(self) -> Decision:
        """The decision on what is known now."""
        made = CaseFile(self.given.name, self.document(), self.given.places)
        return decide(made.case(self.tools.library))

    def conduct(self) -> None:
        """Put questions until nothing more is needed or the person ends it."""
        decision = self.decision()
        show([*heading_lines(Telling.of(decision)), *_asks_lines(decision)], sys.stderr)
        while (found := self.next_question(decision)) is not None:
            question, fact = found
            try:
                self.put(question, fact, decision)
            except QuitError:
                return
            except BackError:
                self.take_back()
            before, decision = decision, self.decision()
            _show_settled(before, decision)

    def next_question(self, decision: Decision) -> tuple[OpenQuestion | None, Fact] | None:
        """The most helpful open fact not asked yet; then the moments that time limits run from."""
        for question in open_questions(decision):
            for name in question.facts:
                if name not in self.asked:
                    return question, VOCABULARY[name]
        starts = [
            run.limit.starts for answer in decision.answers for run in answer.limits if run.certain and not run.ends
        ]
        missing = [owed.missing for owed in decision.duties if owed.certain and owed.missing]
        return next(((None, VOCABULARY[name]) for name in (*starts, *missing) if name not in self.asked), None)

    def put(self, question: OpenQuestion | None, fact: Fact, decision: Decision) -> None:
        """Put one question and keep the answer."""
        left = len({name for one in open_questions(decision) for name in one.facts} - {*self.asked, fact.name})
        show(_question_lines(question, fact, decision, left), sys.stderr)

        def why() -> None:
            show(_why_lines(question, fact, Telling.of(decision)), sys.stderr)

        value = self._records(fact, decision, why) if fact.kind is Kind.RECORDS else ask_value(fact, why)
        self.asked.append(fact.name)
        if not isinstance(value, Word):
            self.answered[fact.name] = self._claim(value)

    def _records(self, fact: Fact, decision: Decision, why: object) -> object:
        fields = looked_at(fact, Telling.of(decision))
        found = ask_records(fact, fields, why)  # type: ignore[arg-type]
        if isinstance(found, Word):
            return found
        records, complete = found
        blocks = [_block(record) for record in records]
        return blocks if complete else _block({"known": blocks, "complete": False})

    def _claim(self, value: object) -> Block:
        """The answer with its source: who said so, and when."""
        zone = ZoneInfo(self.decision().case.pack.calendar.zone)
        at = self.tools.clock().astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
        return _block({"value": value, "source": _block({"by": SAID_BY, "at": at})})

    def take_back(self) -> None:
        """Forget the last answer, so that its question comes again."""
        if not self.asked:
            say("  There is no answer to take back.", sys.stderr)
            return
        self.answered.pop(self.asked.pop(), None)


def _block(entries: Mapping[str, object]) -> Block:
    block = Block(0)
    block.update(entries)
    return block


def looked_at(fact: Fact, telling: Telling) -> list[Fact]:
    """The fields of a list's records that a definition in force for the asks looks at."""
    fields: set[str] = set()
    waiting = [name for ask in telling.decision.case.asks for name in _names(telling, ask)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in telling.rules.derived and name not in seen:
            seen.add(name)
            body = telling.rules.derived[name]
            waiting += names_in(body)
            fields |= _fields(body, fact.name)
    return [entry for name, entry in fact.fields.items() if name in fields] or list(fact.fields.values())


def _fields(body: object, records: str) -> set[str]:
    quantified = [node for node in walk(body) if isinstance(node, Quantified) and node.records == records]  # type: ignore[arg-type]
    return {
        part.field
        for node in quantified
        for part in walk(node.body)
        if isinstance(part, Field) and part.variable == node.variable
    }


def _names(telling: Telling, ask: Ask) -> set[str]:
    law = telling.rules.laws[ask]
    return set().union(*(names_in(flag) for flag in (law.conflict, law.forbids, law.requires, law.permits)))


def _asks_lines(decision: Decision) -> list[Line]:
    asks = [Line(sentence(act(answer.ask)), 1, f"({number})") for number, answer in enumerate(decision.answers, 1)]
    return [Line("They ask you to:", role="heading"), *asks]


def _question_lines(question: OpenQuestion | None, fact: Fact, decision: Decision, left: int) -> list[Line]:
    lines = [BLANK, Line(fact.question, role="heading")]
    known = decision.case.facts.get(fact.name)
    if known is not None and known.disputed:
        lines.append(Line("This is disputed so far; what you say now replaces the dispute.", 1))
    elif known is not None:
        lines.append(Line("What is known of it so far is not enough; give it anew.", 1))
    lines.append(Line(sentence(f"ask {who_can_say(fact)}"), 1, role="quiet"))
    note = left_text(left) if question else "This is only to work out a time."
    return [*lines, Line(note, 1, role="quiet")]


def _why_lines(question: OpenQuestion | None, fact: Fact, telling: Telling) -> list[Line]:
    if question is None:
        return [Line("A time limit or a due time is counted from it.", 1)]
    lines = [Line(text, 1) for text in leads_texts(question, telling)]
    cited: dict[str, None] = {}
    for _, answer, _ in question.waiting:
        for reason in answer.reasons:
            if any(fact.name in telling.facts_behind(name) for name, _ in reason.facts):
                cited[f"{reason.norm.at.citation}: {sentence(reason.norm.at.says)}"] = None
    return [*lines, Line("These rules look at it:", 1), *(Line(text, 1, "-") for text in cited)]


def _show_settled(before: Decision, after: Decision) -> None:
    """Say at once which asks an answer has settled."""
    pairs = zip(before.answers, after.answers, strict=True)
    for number, (was, now) in enumerate(pairs, 1):
        if was.verdict is not now.verdict:
            show([Line(f"({number}) {_order(now)}", 1, "→", role=now.verdict.value)], sys.stderr)


def _order(answer: Answer) -> str:
    return order(answer.ask, answer.verdict)


def _save(interview: Interview, save: str) -> None:
    """Write the completed case where the person wants it, if anywhere."""
    if save:
        _write(interview, save)
        return
    while sys.stdin.isatty():
        try:
            name = read_line("Save the completed case? A file name, or Enter for no: ")
            if name:
                _refuse_overwriting(name, interview.given.name)
                _write(interview, name)
            return
        except QuitError:
            return
        except ComityError as error:
            show_error(error)


def _write(interview: Interview, name: str) -> None:
    write_case(interview.document(), Path(name))
    say(f"The completed case is in {name}.", sys.stderr)
