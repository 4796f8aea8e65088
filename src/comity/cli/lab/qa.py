"""`comity qa`: the cases by which a lawyer checks a pack, what they show, and what changed since they were signed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from comity.base import ComityError
from comity.cli.completion import pack_names
from comity.cli.screen import say, show, show_json
from comity.cli.tools import Tools
from comity.decide import Case
from comity.gate.signing.looks import Look, Looked, SignedCase, looked_at, signed_cases
from comity.gate.signing.seen import reread
from comity.gate.signing.sheet_text import STATES, case_on_paper, heading_on_paper, state_words
from comity.gate.signing.told import case_told, shown_lines
from comity.law import LawLibrary, Pack
from comity.tell import Line, Telling, sentence
from comity.tell.prose import BLANK

if TYPE_CHECKING:
    from comity.lab.qa import LawCases

NEW_LOOK = 3
HELP = """The fewest cases that show every condition of a pack's rules, for a lawyer to check one by one.

Each condition is shown to turn its rule by itself, once as it holds and once as it does not. What cannot be shown is
proven impossible, or said to be undecided.

\b
Examples:
  comity qa us-wa
  comity qa us-ny-nyc --on 2017-03-15 --norm us-ny-nyc/14-154/b1
  comity qa us-tx --sheet review.pdf
  comity qa us-tx --json > cases.json
  comity qa us-tx --signed signed.json       # the sign-offs, as the desk gives them out

\b
Exit codes:
  0  shown; with --signed, every case has been signed as right
  3  with --signed: some cases need a look, or were called wrong
  1  refused: the law or the file cannot be read
"""


def law_qa(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack.", autocompletion=pack_names)],
    on: Annotated[str, typer.Option(help="The day whose law is looked at. None: today, if the pack knows it.")] = "",
    norm: Annotated[str, typer.Option(help="One rule, as `pack/section/id`.")] = "",
    sheet: Annotated[Path | None, typer.Option(help="Write the review sheet, a PDF, to this file.")] = None,
    signed: Annotated[
        Path | None, typer.Option(help="The sign-offs so far: those cases stay, and are not new.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the cases and the conditions as JSON.")] = False,
) -> None:
    """Find the cases, and print them."""
    from comity.lab.qa import law_cases  # noqa: PLC0415 - the solver is slow to come
    from comity.lab.qa.written import law_cases_written  # noqa: PLC0415

    tools: Tools = context.obj
    of, before = tools.library.pack(pack), _signed(signed)
    given = list(_given(before.values(), of, tools.library))
    found = law_cases(of, _day(on, of, tools), tools.library.vocabulary, norm=norm, given=given)
    document = law_cases_written(found)
    looks = [looked_at(each, before, of.digest, tools.library) for each in _cases(document)]
    if sheet is not None:
        _write_sheet(sheet, found, document, looks)
    if as_json:
        states = [{"key": look.key, "digest": look.digest, "state": look.look.value} for look in looks]
        cases = [{**case, **state} for case, state in zip(_cases(document), states, strict=True)]
        show_json({**document, "cases": cases})
    else:
        show([*_figures(found, looks), *(line for number, look in enumerate(looks, 1) for line in _case(number, look))])
    raise typer.Exit(NEW_LOOK if signed is not None and any(look.look is not Look.RIGHT for look in looks) else 0)


def _cases(document: Mapping[str, object]) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", document["cases"])


def _day(on: str, pack: Pack, tools: Tools) -> date:
    if not on:
        last = pack.known.last
        today = tools.clock().date()
        return min(today, last) if last else today
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise ComityError(f"`{on}` is not a day", help="Write --on 2026-11-20.") from None


def _signed(path: Path | None) -> Mapping[str, SignedCase]:
    if path is None:
        return {}
    try:
        return signed_cases(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ComityError(
            f"`{path}` cannot be read", help="Name a file of sign-offs as the desk gives it out."
        ) from error


def _given(signed: Iterable[SignedCase], pack: Pack, library: LawLibrary) -> Iterator[Case]:
    """The cases that were signed, as far as the law can still read them."""
    for each in signed:
        if each.pack == pack.name:
            try:
                yield reread(each.value, library)
            except ComityError:
                continue  # of an agency or a fact that is there no more


def _write_sheet(path: Path, found: LawCases, document: Mapping[str, object], looks: Sequence[Looked]) -> None:
    from comity.lab.qa.sheet import review_sheet  # noqa: PLC0415 - the typesetter is slow to come

    cases = [case_on_paper(number, look) for number, look in enumerate(looks, 1)]
    made = review_sheet(heading_on_paper(found.pack, found.day, document), cases)
    try:
        path.write_bytes(made)
    except OSError as error:
        raise ComityError(f"`{path}` cannot be written", help="Name another file.") from error
    say(f"Written: {path}, {len(cases)} cases")


def _figures(found: LawCases, looks: Sequence[Looked]) -> Iterator[Line]:
    """What was found, in figures."""
    yield Line(f"{found.pack.title}, as it stood on {found.day}", role="title")
    number = len(found.cases)
    fewest = "no fewer show as much" if found.is_least else f"not proven the fewest: at least {found.at_least}"
    yield Line(f"{number} cases ({fewest})", 1)
    shown = sum(each.is_shown for each in found.conditions)
    yield Line(f"{len(found.conditions)} conditions, {shown} shown both ways", 1)
    for each in (each for each in found.conditions if not each.is_shown):
        why = "proven impossible to show" if each.is_impossible else "not decided"
        what = each.condition.text or "that it applies at all"
        yield Line(f"{each.condition.of.ref}: {what}: {why}", 2, "-")
    yield from (Line(f"{ref}: no case, since it {why}", 2, "-") for ref, why in found.left_out)
    counts = Counter(look.look for look in looks)
    yield from (Line(f"{counts[look]} {words}", 1) for look, words in STATES.items() if counts[look])


def _case(number: int, look: Looked) -> Iterator[Line]:
    """One case in words."""
    told, telling = case_told(look.decision), Telling.of(look.decision)
    yield BLANK
    yield Line(f"Case {number}: {look.decision.case.agency.title}", role="heading")
    if look.signed is not None:
        yield Line(state_words(look), 1)
    yield from told.facts
    for answer in told.answers:
        yield Line(f"{answer.order} {sentence(answer.outcome)}", 1, role=answer.answer.verdict.value)
        yield from (replace(line, depth=line.depth + 2) for line in answer.why)
    yield Line("It shows:", 1)
    yield from (Line(words, 2, "-") for words in shown_lines(look.shows, telling))
