"""`comity import`: brings the files of another system in, once or from a watch folder."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from comity.cli.screen import say
from comity.cli.tools import Tools

if TYPE_CHECKING:
    from comity.feeds import Feed, ImportBook, Importer, Report, Taken
    from comity.feeds.importer import OnError

FOUND_SOMETHING = 3
SWEEPS = (100_000, 50, 100)  # values made between two sweeps, and how many of those between larger ones
AGAIN = 15  # seconds between two looks into a watch folder
HELP = """Bring bookings, charges, court dates, releases and notes in from another system.

The map says what each column is and what every code means; a code that it does not name is refused. The same file
twice changes nothing. An import that is cut off is begun again with the same command.

\b
Examples:
  comity import bookings.csv --map comity-csv
  comity import bookings.parquet charges.parquet --map travis-county-tx --dry-run
  comity import bookings.csv --map our-jail.yaml --on-error rollback
  comity import --watch /srv/comity/in --map our-jail.yaml

\b
Exit codes:
  0  everything was brought in
  1  refused: the file, the map or the whole import
  3  the rest was brought in, and some rows were refused
"""


def import_files(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(help="The files, or a folder that holds them.")] = None,
    named: Annotated[
        str, typer.Option("--map", help="A mapping file, or the name of one that comes along.")
    ] = "comity-csv",
    on_error: Annotated[
        str, typer.Option(help="What becomes of the rest when a row cannot be used: keep or rollback.")
    ] = "keep",
    folder: Annotated[
        Path | None, typer.Option("--watch", help="Bring in what comes to rest in this folder, until stopped.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would be brought in.")] = False,
) -> None:
    """Bring files in, or watch a folder."""
    from comity.feeds import Feed, find_mapping  # noqa: PLC0415 - the gate and the reader are slow to come
    from comity.feeds.importer import OnError  # noqa: PLC0415 - same

    if on_error not in set(OnError):
        raise typer.BadParameter("write keep or rollback", param_hint="--on-error")
    if (folder is None) == (not files):
        raise typer.BadParameter("name files, or a folder with --watch")
    tools: Tools = context.obj
    feed = Feed(find_mapping(named))
    importer = importer_of(tools)
    seldom_sweep()
    if folder is not None:
        watch_folder(folder, feed, importer, tools, OnError(on_error))
        return
    with tools.progress(feed.mapping.source) as advance:
        report = importer.run(feed, files or [], on_error=OnError(on_error), dry=dry, progress=advance)
    show_report(report)
    if not report.is_whole:
        raise typer.Exit(FOUND_SOMETHING)


def watch_folder(folder: Path, feed: Feed, importer: Importer, tools: Tools, on_error: OnError) -> None:
    """Look into a folder again and again, until somebody stops it."""
    from comity.feeds import FeedError, take_away, watch  # noqa: PLC0415 - as above

    say(f"Watching {folder}. Stop with Ctrl-C.")
    try:
        while True:
            show_taken(watch(folder, feed, importer, at=tools.clock(), on_error=on_error))
            try:
                take_away(folder, at=tools.clock())
            except FeedError as error:  # the next files are brought in all the same
                say(f"{error.message}. {error.help}")
            time.sleep(AGAIN)
    except KeyboardInterrupt:
        say("Stopped.")


def show_report(report: Report) -> None:
    """Print what an import has done."""
    for line in report.lines():
        say(line)


def show_taken(taken: Iterable[Taken]) -> None:
    """Print a line for each delivery, and where it was moved to."""
    for each in taken:
        report = each.report
        said = f"{report.bookings:,} bookings, {report.refused:,} refused" if report else each.error
        say(f"{each.name}: {said}; moved to {each.moved_to.parent.name}/{each.moved_to.name}")


def seldom_sweep() -> None:
    """Let Python look for circles of values less often: an import makes many values, and no circles.

    As Python has it, looking takes a quarter of the time of an import. It is a setting of the whole process, which here
    does nothing else.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SWEEPS)


def importer_of(tools: Tools) -> Importer:
    """An importer in front of the desk of this machine."""
    from comity.feeds import Importer  # noqa: PLC0415 - as above

    desk = tools.desk()
    return Importer(desk.gate, cast("ImportBook", desk.book))
