"""`comity compare`: where two laws answer differently, and what would join them; or all laws in one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base import ComityError
from comity.cli.completion import pack_names
from comity.cli.lab.asked import asks_named
from comity.cli.lab.laws import Adopted, Draft, law_at_hand, with_draft
from comity.cli.screen import say, show_json
from comity.cli.tables import Cell, show_grid
from comity.cli.tools import Tools
from comity.facts import Ask
from comity.law import LawLibrary

if TYPE_CHECKING:
    from comity.lab.comparing import Compared, Difference, Matrix, Side

DIFFER = 3
HELP = """Compare two laws over every case: the kinds of case they answer differently, with the simplest of each.

A law is a pack or pack/agency, on a day. One law alone is compared with itself on --before, or with --draft. None
compares all packs, pair by pair.

\b
Examples:
  comity compare us-wa/county-jail us-tx/county-jail --ask hold
  comity compare us-ny-nyc/doc --before 2014-12-13 --on 2018-06-01 --ask notify_release
  comity compare --ask share_court_date
  comity compare us-ca us-il --ask transfer --json
  comity compare us-ca/county-jail --draft drafts/us-ca-harbor

\b
Exit codes:
  0  the laws answer every case alike
  3  they differ
  1  refused: a law, a day or an ask is not known
"""


def compare_laws(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    laws: Annotated[
        list[str] | None, typer.Argument(metavar="LAW", help="A pack, or pack/agency.", autocompletion=pack_names)
    ] = None,
    ask: Annotated[list[str] | None, typer.Option(help="An ask; give it again for more. None: every ask.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day. None: today.")] = None,
    before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="An earlier day, to compare one law with itself.")
    ] = None,
    draft: Draft = None,
    adopted: Adopted = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Compare, and print where they differ."""
    from comity.lab.written import compared_written  # noqa: PLC0415 - the lab is slow to come

    tools: Tools = context.obj
    asks = asks_named(ask or [])
    day = on.date() if on else tools.clock().date()
    library = law_at_hand(tools, adopted=adopted, on=day)
    if not laws:
        raise typer.Exit(_all_pairs(with_draft(library, draft), asks, day, tools, as_json=as_json))
    one, two = _sides(laws, day, before.date() if before else None, library, draft)
    found = _compared(one, two, asks, tools)
    if as_json:
        show_json(
            {
                "laws": [_law(one), _law(two)],
                "asks": [{"ask": each.ask.value, **compared_written(each)} for each in found],
            }
        )
    else:
        for line in _lines(one, two, found):
            say(line)
    raise typer.Exit(DIFFER if any(each.differences for each in found) else 0)


def _compared(one: Side, two: Side, asks: Sequence[Ask], tools: Tools) -> list[Compared]:
    from comity.lab.comparing import compare  # noqa: PLC0415 - the solver is slow to come

    found = []
    with tools.progress("asks") as advance:
        for done, each in enumerate(asks, 1):
            found.append(compare(one, two, each))
            advance(done, len(asks))
    return found


def _sides(
    laws: Sequence[str], day: date, before: date | None, library: LawLibrary, draft: Path | None
) -> tuple[Side, Side]:
    from comity.lab.comparing import Side  # noqa: PLC0415 - the solver is slow to come

    if not (len(laws) == 2 and before is None) and not (len(laws) == 1 and (before or draft)):
        raise ComityError(
            "a comparison has two sides",
            help="Name two laws, or one law and --before with an earlier day or --draft with a draft, or none.",
        )
    return Side.of(laws[0], before or day, library), Side.of(laws[-1], day, with_draft(library, draft))


def _all_pairs(library: LawLibrary, asks: Sequence[Ask], day: date, tools: Tools, *, as_json: bool) -> int:
    from comity.lab.comparing import Side, matrix  # noqa: PLC0415 - the solver is slow to come
    from comity.lab.written import matrix_written  # noqa: PLC0415

    packs = [pack for pack in map(library.pack, library.names()) if pack.known.covers(day)]
    sides = [Side(pack, next(iter(pack.agencies.values())), day, library.vocabulary) for pack in packs]
    with tools.progress("pairs of laws") as advance:
        found = matrix(sides, asks, advance)
    if as_json:
        show_json({"day": str(day), "pairs": matrix_written(found)})
    else:
        _show_matrix(found, asks, day)
    return DIFFER if any(found.differ.values()) else 0


def _show_matrix(found: Matrix, asks: Sequence[Ask], day: date) -> None:
    """How many of the asks each pair answers differently in some case."""
    names = [side.agency.name for side in found.sides]
    rows = []
    for one, name in enumerate(names):
        cells = [Cell(name)]
        for two in range(len(names)):
            pair = (min(one, two), max(one, two))
            number = "" if one == two else str(len(found.differ[pair])) + "?" * bool(found.undecided[pair])
            cells.append(Cell(number))
        rows.append(cells)
    title = f"In how many of {len(asks)} asks two laws differ in some case, {day} (?: perhaps in more)"
    show_grid(title, ["law", *(name.partition("/")[0] for name in names)], rows, numbers=True)


def _lines(one: Side, two: Side, found: Sequence[Compared]) -> Iterator[str]:
    yield f"First:  {one.agency.name} on {one.day}\nSecond: {two.agency.name} on {two.day}"
    for each in found:
        kinds = sum(len(difference.kinds) for difference in each.differences)
        more = "" if each.complete else ", and more"
        yield f"\n{each.ask.value}: " + (
            f"{kinds} kinds of case differ{more}" if kinds else f"alike in every case{more}"
        )
        for number, difference in enumerate(each.differences, 1):
            yield from _difference(number, difference)


def _difference(number: int, difference: Difference) -> Iterator[str]:
    first, second = (
        f"{outcome.value} ({', '.join(refs) or 'no rule speaks'})"
        for outcome, refs in zip(difference.outcomes, difference.decisive, strict=True)
    )
    yield f"  {number}. {first} / {second}"
    yield "     simplest case: " + "; ".join(_given(name, values) for name, values in difference.kinds[0].given)
    if len(difference.kinds) > 1:
        yield f"     and {len(difference.kinds) - 1} more kinds with the same answers for the same rules"
    if difference.joined_by:
        yield f"     they would answer alike without {' or without '.join(difference.joined_by)}"


def _given(name: str, values: Sequence[object]) -> str:
    return f"{name.replace('@second', ' (as the second law defines it)')} {' or '.join(map(_word, values))}"


def _word(value: object) -> str:
    from comity.lab.comparing import Span  # noqa: PLC0415 - the solver is slow to come

    if isinstance(value, Span):
        return str(value.first) if value.first == value.last else f"{value.first} to {value.last}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _law(side: Side) -> dict[str, object]:
    return {"agency": side.agency.name, "day": str(side.day), "pack": side.pack.digest}
