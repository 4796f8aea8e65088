"""`comity sweep`: reads notes, mail and logs for contacts with outside agencies, at the desk or over files alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.screen import say, show_json, show_progress
from comity.cli.tools import Advance, Tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comity.feeds.trails.sweeping import Swept

FOUND = 3
HELP = """Find contacts with outside agencies in notes, mail, calls and look-ups.

Without a file it reads what is new at this desk: its notes, and what sweep.yaml in its home names. What it finds is
put on record, and a supervisor explains it. With files it needs no desk, prints what it finds, and keeps nothing:
an mbox file, a Maildir, a CSV log with its map, or a text file with one note in each line.

\b
Examples:
  comity sweep
  comity sweep notes.txt
  comity sweep archive.mbox --json
  comity sweep calls.csv --map calls.yaml

\b
Exit codes:
  0  everything was read, and nothing new was found
  1  refused: a file or a map cannot be read
  3  something was found, or could not be read
"""


def sweep(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(help="Files to read without a desk.")] = None,
    named: Annotated[Path | None, typer.Option("--map", help="The map of CSV logs among the files.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Sweep the desk, or read files."""
    tools: Tools = context.obj
    if files:
        from comity.cli.desk.sweep_files import read_files  # noqa: PLC0415 - the gate and the reader are slow to come

        raise typer.Exit(FOUND if read_files(files, named, tools, as_json=as_json) else 0)
    if named is not None:
        raise typer.BadParameter("a map goes with files", param_hint="--map")
    swept = tools.workplace().sweep(advance=_bar)
    _show(swept, as_json=as_json)
    raise typer.Exit(FOUND if any(each.raised or each.refused for each in swept) else 0)


def _bar(source: str) -> Advance:
    """What is told how far a source has come; only a screen shows it."""

    def advance(done: int, of: int) -> None:
        if sys.stderr.isatty():
            show_progress(f"{source[:24]:<24} {done:,}" + (f" of {of:,}" if of else ""))

    return advance


def _show(swept: Sequence[Swept], *, as_json: bool) -> None:
    from comity.feeds.trails.sweeping import told  # noqa: PLC0415 - as above

    if sys.stderr.isatty():
        show_progress("")
    if as_json:
        keys = ("source", "texts", "passed", "contacts", "raised", "refused", "faults")
        show_json([{"channel": each.channel.value, **{key: getattr(each, key) for key in keys}} for each in swept])
        return
    for line in told(swept):
        say(line)
