"""`comity replay`: what a law says of a table of past requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

from comity.base import read_document
from comity.cli.completion import pack_names
from comity.cli.lab.laws import Adopted, Draft, law_at_hand, with_draft
from comity.cli.screen import say, show, show_json
from comity.cli.tables import Cell, show_grid
from comity.cli.tools import Tools
from comity.decide import CaseError, Outcome, Verdict
from comity.facts import VOCABULARY, Ask
from comity.tell import Line

if TYPE_CHECKING:
    from comity.lab import Replay, RowMap
    from comity.lab.bulk import Scheduler
    from comity.law import LawLibrary

_Answer = TypeVar("_Answer", Outcome, Verdict)


class Engine(Enum):
    """Who decides the rows of a table."""

    NUMPY = "numpy"  # bit planes, in this process
    SPARK = "spark"  # the same, on the machines of a cluster
    REFERENCE = "reference"  # one case after the other, as the desk does


COLOURS = {
    Outcome.FORBIDDEN: "red",
    Outcome.REQUIRED: "blue",
    Outcome.PERMITTED: "green",
    Outcome.SILENT: "yellow",
    Outcome.CONFLICT: "magenta",
    Outcome.OPEN: "cyan",
}
HELP = """Decide every row of a table under a law, and count the outcomes.

What the table does not say stays unknown, so many asks stay open; the count says which fact to ask for first.
The map says how a row becomes a case; a code that it does not name stops the run. Files may be larger than memory.

\b
Examples:
  comity replay detainers.parquet --law us-wa --map detainers.yaml
  comity replay detainers.parquet --law us-wa --law us-tx/sheriff --map detainers.yaml --on 2026-06-15
  comity replay detainers.parquet --law us-ca --map detainers.yaml --assume judicial_warrant=false
  comity replay detainers.csv --law us-ny-nyc --map detainers.yaml --json
  comity replay bookings.parquet --law us-ny-nyc --map bookings.yaml --out answers.parquet
  comity replay bookings.parquet --law us-wa --map bookings.yaml --engine spark --master spark://node:7077
  comity replay bookings.parquet --law us-ca/county-jail --map bookings.yaml --draft drafts/us-ca-harbor

\b
Exit codes:
  0  counted
  1  refused: the table, the map or the law cannot be read
"""


def replay(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The table: a Parquet or CSV file.")],
    law: Annotated[
        list[str], typer.Option(help="A pack, or pack/agency; give it again to compare.", autocompletion=pack_names)
    ],
    row_map: Annotated[Path, typer.Option("--map", help="How a row becomes a case: a YAML file.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ask the law of this day for every row.")
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option(metavar="FACT=VALUE", help="Suppose a fact of every row; give it again for more."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the answer to each row into this Parquet file.")] = None,
    engine: Annotated[
        Engine, typer.Option(help="Who decides: bit planes here, a Spark cluster, or case after case to compare.")
    ] = Engine.NUMPY,
    master: Annotated[str, typer.Option(help="The Spark cluster: its address, or local[N].")] = "local[2]",
    draft: Draft = None,
    adopted: Adopted = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Replay a table under each law and print the counts."""
    from comity.lab import read_map  # noqa: PLC0415 - pyarrow is slow to come

    tools: Tools = context.obj
    _must_be_writable(out, law, engine)
    mapping = read_map(row_map)
    day = on.date() if on else None
    table = _Table(file, mapping, day, suppositions(assume or []), out)
    library = with_draft(law_at_hand(tools, adopted=adopted, on=day), draft)
    planes = None if engine is Engine.REFERENCE else _planes(tools, library, master if engine is Engine.SPARK else "")
    found = [_replayed(tools, table, name, library, planes) for name in law]
    if as_json:
        laws = [document(one) for one in found]
        show_json({"file": file.name, "map": mapping.name, "on": str(day) if day else None, "laws": laws})
    else:
        _show(found, out)


def _must_be_writable(out: Path | None, laws: Sequence[str], engine: Engine) -> None:
    if out and (len(laws) > 1 or engine is Engine.REFERENCE):
        raise CaseError(
            "answers are written for one law, by bit planes", help="Give --law once, and not --engine reference."
        )


def _show(found: Sequence[Replay], out: Path | None) -> None:
    """Print the counts, what to ask first, and where the answers are."""
    show_counts(f"{found[0].rows:,} rows", found)
    show(questions(found))
    show(_not_looked_at(found))
    if out:
        say(f"{out}: the answer to each row, in the order of the rows.")


class _Table(NamedTuple):
    """The table, and what is supposed of all its rows."""

    file: Path
    row_map: RowMap
    on: date | None
    assume: dict[str, object]
    out: Path | None


def _planes(tools: Tools, library: LawLibrary, master: str) -> Scheduler:
    """Who decides by bit planes: this process, or the cluster of a master."""
    from comity.lab.bulk import InPlace  # noqa: PLC0415 - numpy is slow to come

    return tools.cluster(master, library) if master else InPlace(library)


def _replayed(tools: Tools, table: _Table, law: str, library: LawLibrary, planes: Scheduler | None) -> Replay:
    """A table under a law; without a scheduler, case after case."""
    from comity.lab import replay as one_by_one  # noqa: PLC0415 - pyarrow is slow to come
    from comity.lab.bulk import Work, replay_bulk  # noqa: PLC0415

    file, row_map, on, assume, out = table
    with tools.progress(law) as advance:
        if planes is None:
            return one_by_one(file, row_map, law, library, on=on, assume=assume, progress=advance)
        return replay_bulk(Work(file, row_map, law, on, assume, out=out), planes, progress=advance)


def _not_looked_at(found: Sequence[Replay]) -> list[Line]:
    """What is said of open asks of too many kinds."""
    return [
        Line(
            f"{one.agency}: {one.not_looked_at:,} of {one.open_asks:,} open asks are of more kinds than were looked at"
            " one by one; some of them may be settled whatever the missing facts are.",
            role="quiet",
        )
        for one in found
        if one.not_looked_at
    ]


def suppositions(given: Sequence[str]) -> dict[str, object]:
    """The facts supposed, from `fact=value` as typed.

    Raises:
        CaseError: one of them has no `=`.
    """
    found: dict[str, object] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            raise CaseError(f"`{one}` supposes nothing", help="Write --assume fact=value, such as writ=false.")
        found[name] = read_document(value.encode())
    return found


def document(found: Replay) -> dict[str, object]:
    """A replay as JSON."""
    return {
        "agency": found.agency,
        "rows": found.rows,
        "kinds": found.kinds,
        "asks": found.asks,
        "open": found.open_asks,
        "open_not_looked_at": found.not_looked_at,
        "outcomes": _by_ask(found.outcomes),
        "verdicts": _by_ask(found.verdicts),
        "decided_by": {f"{ask.value}: {ref}": number for (ask, ref), number in found.decided_by.most_common()},
        "asked_first": dict(found.asked_first.most_common()),
        "settled_alone_by": dict(found.settled_alone_by.most_common()),
    }


def _by_ask(counts: Counter[tuple[Ask, _Answer]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (ask, answer), number in counts.most_common():
        found.setdefault(str(ask.value), {})[str(answer.value)] = number
    return found


def show_counts(title: str, found: Sequence[Replay]) -> None:
    """One row a law, one column an outcome."""
    head = ["law", *(outcome.value for outcome in COLOURS)]
    rows = [[Cell(one.agency), *(_count(one, outcome) for outcome in COLOURS)] for one in found]
    show_grid(title, head, rows, numbers=True)


def _count(found: Replay, outcome: Outcome) -> Cell:
    number = found.total(outcome)
    return Cell(f"{number:,}", COLOURS[outcome]) if number else Cell("-")


def questions(found: Sequence[Replay]) -> list[Line]:
    """For each law with open asks: the fact to ask for first, and how many asks it is the best question for."""
    asked = [one for one in found if one.open_asks]
    if not asked:
        return []
    lines = [Line("What to ask first, where asks are open", role="heading")]
    for one in asked:
        fact, number = one.asked_first.most_common(1)[0]
        lines.append(Line(f"{one.agency}: {VOCABULARY[fact].question}", 0, "•"))
        lines.append(
            Line(
                f"the best next question for {number:,} of {one.open_asks:,} open asks; {_alone(one, fact)}",
                1,
                role="quiet",
            )
        )
    return lines


def _alone(found: Replay, fact: str) -> str:
    if number := found.settled_alone_by[fact]:
        return f"by itself it can settle {number:,}"
    if not found.settled_alone_by:
        return "no single answer settles any of them"
    other, number = found.settled_alone_by.most_common(1)[0]
    return f"by itself it settles none; {number:,} can be settled by “{VOCABULARY[other].question}”"
