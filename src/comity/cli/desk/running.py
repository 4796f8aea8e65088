"""The commands at the desk's machine: begin, serve, tick, seal, rebuild."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Annotated

import typer

from comity.cli.screen import say
from comity.cli.tools import Round, Tools

FOUND = 3
PORT = 8000
BEGIN = """Make the home of a desk, or bring its tables to this program's form after an upgrade.

The home is the folder that COMITY_HOME names. What the desk has to know of the office stands there in office.yaml.

\b
Examples:
  comity begin
  COMITY_HOME=/srv/comity comity begin
"""
SERVE = """Serve the pages of the desk, and its API.

\b
Examples:
  comity serve
  comity serve --at 127.0.0.1:8443 --workers 4
"""
TICK = """Let the clock tick: raise what is near or past, send what waits, go on with what was cut off.

Run it every minute, from a timer of the machine or with --every.

\b
Examples:
  comity tick
  comity tick --every 60

\b
Exit codes:
  0  everything was done
  3  something could not be done, and is told
"""
SEAL = """Seal what was recorded: sign its head, have it witnessed, and bring the published folder up to date.

This is the one program that reads the signing key; run it as another user than the pages.

\b
Examples:
  comity seal
  comity seal --every 10

\b
Exit codes:
  0  sealed, or nothing was new
  3  witnesses are missing, or saw something else
"""
REBUILD = """Make every table again from the events, or compare the two.

\b
Examples:
  comity rebuild --check
  comity rebuild

\b
Exit codes:
  0  the tables are as the events have them
  3  rows differ, and are told
"""

Every = Annotated[
    int | None, typer.Option("--every", min=1, max=3600, help="Do it again after so many seconds, until stopped.")
]


def begin(context: typer.Context) -> None:
    """Make or bring up a home."""
    tools: Tools = context.obj
    for line in tools.workplace().begin():
        say(line)


def serve(
    context: typer.Context,
    at: Annotated[str, typer.Option("--at", help="Address and port.")] = f"127.0.0.1:{PORT}",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 2,
) -> None:
    """Serve until stopped."""
    tools: Tools = context.obj
    tools.workplace().serve(at, workers)


def tick(context: typer.Context, every: Every = None) -> None:
    """Tick once, or again and again."""
    _rounds(context.obj, every, lambda tools: tools.workplace().tick())


def seal(context: typer.Context, every: Every = None) -> None:
    """Seal once, or again and again."""
    _rounds(context.obj, every, lambda tools: tools.workplace().seal())


def _rounds(tools: Tools, every: int | None, work: Callable[[Tools], Round]) -> None:
    while True:
        round_ = work(tools)
        for line in round_.lines:
            say(line)
        for fault in round_.faults:
            say(f"alarm: {fault}", sys.stderr)
        if every is None:
            raise typer.Exit(FOUND if round_.faults else 0)
        time.sleep(every)


def rebuild(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only compare, and change nothing.")] = False,
) -> None:
    """Make the tables again, or compare them."""
    tools: Tools = context.obj
    with tools.progress("comparing" if check else "making again") as advance:
        found = list(tools.workplace().rebuild(check=check, advance=advance))
    for line in found:
        say(line)
    if check and found:
        raise typer.Exit(FOUND)
    say("the tables are as the events have them")
