"""`comity what-if`: what another law, another day or a draft would have said of past cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base import Block, ComityError, read_file
from comity.cli.case_file import CaseFile
from comity.cli.completion import pack_names
from comity.cli.lab.laws import Adopted, Draft, law_at_hand, with_draft
from comity.cli.lab.replay import suppositions
from comity.cli.screen import say, show_json
from comity.cli.tables import Cell, show_grid
from comity.cli.tools import Tools
from comity.law import LawLibrary

if TYPE_CHECKING:
    from comity.lab.what_if import OtherLaw, Past, Told, WhatIf

DIFFER = 3
MOST_TOLD = 10  # norms that made changes
MOST_WRITTEN = 1_000_000  # changes in a file
HELP = """Decide past cases again under another law, and tell who would be answered otherwise, and by which norm.

Cases come from files of one case or a list of cases, from folders of them, from this desk's requests (--desk), or from
a table with a map. Nothing here changes a real answer.

\b
Examples:
  comity what-if cases/ --law us-il/county-jail --on 2026-06-15
  comity what-if --desk --law us-wa --draft drafts/us-wa   a copy of the pack, with what is proposed
  comity what-if past.parquet --map past.yaml --from us-tx --law us-il --csv changes.csv
  comity what-if case.yaml --law us-ny-nyc --on 2018-07-02 --json

\b
Exit codes:
  0  every case is answered alike
  3  some are answered otherwise
  1  refused: a case, a table or a law cannot be read
"""


def what_if_law(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    cases: Annotated[list[Path] | None, typer.Argument(metavar="CASES", help="Files, folders, or a table.")] = None,
    law: Annotated[str, typer.Option(help="The law to try: a pack, or pack/agency.", autocompletion=pack_names)] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The law of this day. None: of each case's own.")
    ] = None,
    draft: Draft = None,
    adopted: Adopted = False,
    desk: Annotated[bool, typer.Option("--desk", help="The requests of this desk, against what was told.")] = False,
    row_map: Annotated[Path | None, typer.Option("--map", help="Of a table: how a row becomes a case.")] = None,
    own: Annotated[str, typer.Option("--from", help="Of a table: the law that stands now.")] = "",
    assume: Annotated[
        list[str] | None, typer.Option(metavar="FACT=VALUE", help="Of a table: suppose a fact of every row.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write each change into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Try the law, and print what would change."""
    tools: Tools = context.obj
    if not law:
        raise ComityError("no law is named to try", help="Give --law with a pack, such as --law us-il.")
    day = on.date() if on else None
    library = law_at_hand(tools, adopted=adopted, on=day)
    tried = _law(with_draft(library, draft), law, day)
    if row_map:
        stands = _law(library, own, None)
        found = _of_table(tools, cases or [], row_map, assume=suppositions(assume or []), laws=(stands, tried))
    else:
        found = _of_cases(tools, _past(tools, cases or [], library, desk=desk), tried)
    if csv:
        _write(csv, found)
    if as_json:
        show_json(_document(found, tried))
    else:
        _show(found, tried, csv)
    raise typer.Exit(DIFFER if found.asks_changed else 0)


def _law(library: LawLibrary, law: str, on: date | None) -> OtherLaw:
    from comity.lab.what_if import OtherLaw  # noqa: PLC0415 - numpy is slow to come

    return OtherLaw(library, law, on)


def _of_cases(tools: Tools, past: Sequence[Past], tried: OtherLaw) -> WhatIf:
    from comity.lab.what_if import what_if  # noqa: PLC0415 - numpy is slow to come

    with tools.progress(tried.agency) as advance:
        return what_if(past, tried, keep=MOST_WRITTEN, progress=advance)


def _of_table(
    tools: Tools, tables: Sequence[Path], row_map: Path, *, assume: dict[str, object], laws: tuple[OtherLaw, OtherLaw]
) -> WhatIf:
    from comity.lab import read_map  # noqa: PLC0415 - numpy is slow to come
    from comity.lab.what_if_table import what_if_table  # noqa: PLC0415

    stands, tried = laws
    if len(tables) != 1 or not stands.agency:
        raise ComityError("a table is tried alone, against the law that stands", help="Give one file, and --from PACK.")
    with tools.progress(tried.agency) as advance:
        return what_if_table(
            tables[0], read_map(row_map), stands, tried, assume=assume, keep=MOST_WRITTEN, progress=advance
        )


def _past(tools: Tools, files: Sequence[Path], library: LawLibrary, *, desk: bool) -> list[Past]:
    if desk == bool(files):
        raise ComityError("no cases are named", help="Give files or folders of cases, or --desk.")
    return _of_desk(tools) if desk else [past for file in files for past in _in_file(file, library)]


def _in_file(path: Path, library: LawLibrary) -> Iterator[Past]:
    from comity.lab.what_if import Past  # noqa: PLC0415 - numpy is slow to come

    if path.is_dir():
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in {".yaml", ".yml", ".json"})
        if not inside:
            raise ComityError(f"`{path}` holds no case files", help="Cases are .yaml or .json files.")
        for file in inside:
            yield from _in_file(file, library)
        return
    if path.suffix.lower() in {".parquet", ".csv"}:
        raise ComityError(
            f"`{path}` is a table", help="Give --map, which says how a row becomes a case, and --from PACK."
        )
    document = read_file(path)
    for number, entry in enumerate(document if isinstance(document, list) else [document], 1):
        if not isinstance(entry, Block):
            raise ComityError(f"`{path}` holds something that is no case", help="See `comity decide --help`.")
        where = f"{path.name}:{number}" if isinstance(document, list) else path.name
        case = CaseFile(where, entry, entry).case(library)
        yield Past(case.name or where, case)


def _of_desk(tools: Tools) -> list[Past]:
    from comity.store.oversight.past import past_requests  # noqa: PLC0415 - Django is slow to come

    desk = tools.desk()
    with tools.progress("requests") as advance:
        found = past_requests(desk.records, desk.library, progress=advance)
    for line in found.unread:
        say(f"left out, its case can no longer be read: {line}")
    return found.read


def _write(path: Path, found: WhatIf) -> None:
    from comity.lab.what_if import as_csv  # noqa: PLC0415 - numpy is slow to come

    try:
        path.write_text(as_csv(found.changed), encoding="utf-8", newline="")
    except OSError as error:
        raise ComityError(f"`{path}` cannot be written: {error.strerror}", help="Name another file.") from None


def _show(found: WhatIf, tried: OtherLaw, csv: Path | None) -> None:
    day = f" as of {tried.on}" if tried.on else ""
    say(f"Under {tried.agency}{day}: {found.asks_changed:,} of {found.asks:,} asks would be answered otherwise,")
    say(f"in {found.cases_changed:,} of {found.cases:,} cases. Nothing here changes a real answer.")
    moved = [(key, number) for key, number in found.verdicts.most_common() if key[1] is not key[2]]
    if moved:
        rows = [_cells(ask.value, one.words, two.words, number) for (ask, one, two), number in moved]
        show_grid("What would be told instead", ["ask", "told", "then", "asks"], rows)
    if found.done_by:
        most = found.done_by.most_common(MOST_TOLD)
        norms = [_cells(ask.value, ref or "no norm", number) for (ask, ref), number in most]
        show_grid("The norms that would do it", ["ask", "norm", "asks"], norms)
    if csv:
        say(f"{csv}: {len(found.changed):,} of {found.asks_changed:,} changes, one a line.")


def _cells(*values: str | int) -> list[Cell]:
    return [Cell(f"{value:,}" if isinstance(value, int) else value) for value in values]


def _document(found: WhatIf, tried: OtherLaw) -> dict[str, object]:
    from comity.lab.what_if import MOST_KEPT  # noqa: PLC0415 - numpy is slow to come

    return {
        "law": tried.agency,
        "on": str(tried.on) if tried.on else None,
        "cases": found.cases,
        "cases_changed": found.cases_changed,
        "asks": found.asks,
        "asks_changed": found.asks_changed,
        "outcomes": [
            {"ask": ask.value, "before": one.value, "after": two.value, "asks": number}
            for (ask, one, two), number in found.outcomes.most_common()
        ],
        "norms": [
            {"ask": ask.value, "norm": ref, "asks": number} for (ask, ref), number in found.done_by.most_common()
        ],
        "changed": [
            {
                "case": each.name,
                "ask": each.ask.value,
                "before": _told(each.before),
                "after": _told(each.after),
                "norm": each.done_by,
            }
            for each in found.changed[:MOST_KEPT]
        ],
    }


def _told(told: Told) -> dict[str, str]:
    return {"outcome": told.outcome.value, "verdict": told.verdict.value, "norm": told.norm}
