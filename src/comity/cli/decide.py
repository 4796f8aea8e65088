"""`comity decide`: what to do about one request, and why. `comity schema`: the form of cases and decisions."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from comity.cli.case_file import EXAMPLE, read_case_file
from comity.cli.screen import show, show_json
from comity.cli.tools import Tools
from comity.decide import Decision, Verdict, decide
from comity.tell import case_schema, decision_document, decision_lines, decision_schema

FACTS_MISSING, ASK_LEGAL = 4, 5

_INDENTED = EXAMPLE.replace("\n", "\n  ")
HELP = f"""Say what to do about a request, and why.

CASE is a YAML or JSON file, or - for the input. A fact left out is unknown.

\b
Examples:
  comity decide case.yaml
  comity decide case.yaml --explain | less
  comity decide - --json < case.json

\b
A case (all names of facts: comity law facts):
  {_INDENTED}

\b
Exit codes:
  0  every ask is answered
  4  facts are missing
  5  at least one ask goes to legal (also if facts are missing for another)
  1  the case cannot be read: what, where and what to do is said
"""

SCHEMA_HELP = """Print the JSON Schema of a case or of a decision.

\b
Examples:
  comity schema case > case.schema.json
  comity schema decision
"""


def decide_case(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="A YAML or JSON file, or - for the input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole decision as JSON (comity schema decision).")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell everything: each rule, each fact, what would change it.")
    ] = False,
) -> None:
    """Decide a case and print the answer."""
    tools: Tools = context.obj
    decision = decide(read_case_file(case).case(tools.library))
    if as_json:
        show_json(decision_document(decision))
    else:
        show(decision_lines(decision, full=explain))
    raise typer.Exit(exit_code(decision))


def exit_code(decision: Decision) -> int:
    """What the command's exit says of a decision."""
    verdicts = {answer.verdict for answer in decision.answers}
    if Verdict.ASK_LEGAL in verdicts:
        return ASK_LEGAL
    return FACTS_MISSING if Verdict.FACTS_MISSING in verdicts else 0


class Document(Enum):
    """A document that has a schema."""

    CASE = "case"
    DECISION = "decision"


def schema(document: Annotated[Document, typer.Argument(metavar="case|decision", help="Whose form.")]) -> None:
    """Print a schema."""
    show_json(case_schema() if document is Document.CASE else decision_schema())
