"""`comity monitor`: follow somebody's published log, and cry out when it is not what it was."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.record.opening import clock_of, open_policy, read_input
from comity.cli.record.wording import counted
from comity.cli.screen import say
from comity.ledger import Checkpoint, SqliteStore
from comity.witness import Looked, Monitor, PublishedLog

ALARM = 3
HOUR = 3_600
HELP = """Follow a published log: keep a copy, build its tree and its index again, compare, and raise an alarm.

The alarms: a rollback, a fork, a rewritten entry, a wrong root of the index, a stale or held-back head, a missing file,
a head without a quorum. Every head that was ever shown is kept in the copy: two that do not go together are a proof.

\b
Examples:
  comity monitor https://ledger.city-a.example --policy policy --copy city-a.db
  comity monitor public --policy policy --copy city-a.db --whole
  comity monitor public --policy policy --copy city-a.db --head checkpoint-of-counsel
  comity monitor https://ledger.city-a.example --policy policy --copy city-a.db --every 300

\b
Exit codes:
  0  all well
  3  an alarm: what is wrong, and what to do
  1  refused: the log cannot be reached, or the policy or the copy cannot be used
"""

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(help=HELP, short_help="Follow a published log and raise alarms.")
def monitor(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FOLDER|ADDRESS", help="Where the log is published.")],
    policy: Annotated[Path, typer.Option(help="Whom you trust, in tlog-policy form.")],
    copy: Annotated[Path, typer.Option(help="The file with your own copy; it is made at the first look.")],
    head: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint that another reader has kept; give it again for more.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Read everything again, not only what is new.")] = False,
    max_age: Annotated[int, typer.Option(min=1, metavar="HOURS", help="An older head is stale.")] = 24,
    delay: Annotated[int, typer.Option(min=0, metavar="HOURS", help="After how long entries must be public.")] = 24,
    every: Annotated[
        int | None, typer.Option(min=1, metavar="SECONDS", help="Look again and again, until there is an alarm.")
    ] = None,
) -> None:
    """Look at a log, once or until there is an alarm."""
    rules = open_policy(policy)
    others = [Checkpoint.read(read_input(file)) for file in head or []]
    source, kept = PublishedLog(place), SqliteStore(copy)
    try:
        watching = Monitor(source, kept, rules, clock_of(context.obj), max_age=max_age * HOUR, delay=delay * HOUR)
        while True:
            looked = watching.look(whole=whole, others=others)
            _tell(looked)
            if looked.alarms or every is None:
                break
            threading.Event().wait(every)
    except KeyboardInterrupt:
        say("stopped")
        return
    finally:
        source.close()
        kept.close()
    raise typer.Exit(ALARM if looked.alarms else 0)


def _tell(looked: Looked) -> None:
    for alarm in looked.alarms:
        say(f"alarm: {alarm.kind.value}: {alarm.words}", sys.stderr)
        say(f"  help: {alarm.help}", sys.stderr)
    for note in looked.notes:
        say(f"note: {note}")
    size = looked.head.size if looked.head else 0
    verdict = "all well" if not looked.alarms else counted(len(looked.alarms), "alarm")
    shown, read = counted(size, "entry", "entries"), counted(looked.entries, "entry", "entries")
    say(f"{verdict}: a head of {shown}, {read} read, {counted(looked.heads, 'head')} kept")
    sys.stdout.flush()
