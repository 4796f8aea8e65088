"""`comity matter`: open a matter, log its events, give counsel the whole list, erase it by order."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.record.opening import (
    Named,
    OpeningError,
    clock_of,
    day_of,
    is_postgres,
    open_database,
    opened_matters,
    read_input,
)
from comity.cli.record.wording import counted
from comity.cli.screen import say
from comity.cli.tools import Tools
from comity.ledger import Audience, Kind
from comity.matters import (
    Chain,
    Codes,
    Disclosure,
    Eraser,
    ErasureStep,
    KeyFiles,
    KeyStore,
    Matters,
    Place,
    Wanted,
    make_bundle,
    reconcile,
    replay,
    rotate,
)

FOUND = 3
HELP = """Keep matters: one key for each person and booking, so that one order can make it unreadable for ever.

What is said of a person lies encrypted beside the log; the log itself holds commitments and tags that say nothing. The
keys of matters lie in a store of their own, wrapped by keys in a folder that belongs in no backup.

\b
The usual order:
  comity matter init
  comity matter open
  comity matter record HANDLE --kind request --counsel letter.txt
  comity matter bundle HANDLE --policy policy --out counsel.json
  comity matter erase HANDLE --order "Superior Court, 17-204" --by "Officer Able" --by "Officer Baker"

\b
Exit codes:
  0  done
  3  something found, or an erasure that waits for the witnesses
  1  refused: nothing was done
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=HELP)

Handle = Annotated[str, typer.Argument(help="The matter, as `comity matter open` names it.")]
Store = Annotated[str, typer.Option(metavar="FILE|ADDRESS", help="The log: a SQLite file, or postgresql://...")]
Keys = Annotated[Path, typer.Option(help="The file with the keys of the log.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="The policy of the log.")]
MatterKeys = Annotated[
    str, typer.Option(metavar="FILE|ADDRESS", help="The store of the matters' keys, apart from the log.")
]
Wrapping = Annotated[Path, typer.Option(help="The folder of the wrapping keys, which belongs in no backup.")]


@app.command(
    help="""Make the store of the matters' keys and the first wrapping key.

\b
Examples:
  comity matter init
  comity matter init --matter-keys postgresql://keys@other/keys --wrapping wrapping
""",
    short_help="Make the store of the matters' keys.",
)
def init(context: typer.Context, matter_keys: MatterKeys = "matters.db", wrapping: Wrapping = Path("wrapping")) -> None:
    """Make an empty key store."""
    if not is_postgres(matter_keys) and Path(matter_keys).exists():
        raise OpeningError(f"there is a file `{matter_keys}` already", help="Name a file that is not there yet.")
    database = open_database(matter_keys)
    try:
        rotate(KeyStore(database, KeyFiles(wrapping)), clock_of(context.obj)())
    finally:
        database.close()
    say(f"the keys of matters are kept in {matter_keys}, wrapped by those in {wrapping.name}")
    say("keep both out of the backups of the log")


@app.command(
    "open",
    help="""Open a matter, log that, and print its handle, which says nothing about anybody.

\b
Examples:
  comity matter open
""",
    short_help="Open a matter and print its handle.",
)
def open_matter(
    context: typer.Context,
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    matter_keys: MatterKeys = "matters.db",
    wrapping: Wrapping = Path("wrapping"),
) -> None:
    """Open a matter."""
    with opened_matters(Named(store, keys), _there(matter_keys), wrapping, context.obj) as matters:
        say(matters.open(day_of(context.obj)))


@app.command(
    help="""Log an event of a matter, with what is said of it encrypted for those who may read it.

\b
Examples:
  comity matter record HANDLE --kind request --org immigration_authority --counsel letter.txt
  comity matter record HANDLE --kind answer --decision do_not --basis us-wa/10.93.160 --at 2026-11-22
""",
    short_help="Log an event of a matter.",
)
def record(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    handle: Handle,
    kind: Annotated[Kind, typer.Option(help="What the event is.")],
    decision: Annotated[str | None, typer.Option(metavar="CODE", help="What was decided.")] = None,
    basis: Annotated[str | None, typer.Option(metavar="CODE", help="The rule it rests on.")] = None,
    org: Annotated[str | None, typer.Option(metavar="CODE", help="The class of the agency that asked.")] = None,
    counsel: Annotated[Path | None, typer.Option(help="A file with what counsel may read.")] = None,
    oversight: Annotated[Path | None, typer.Option(help="A file with what oversight may read.")] = None,
    at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if left out.")] = None,
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    matter_keys: MatterKeys = "matters.db",
    wrapping: Wrapping = Path("wrapping"),
) -> None:
    """Log an event of a matter."""
    said = {Audience.COUNSEL: counsel, Audience.OVERSIGHT: oversight}
    payloads = {audience: read_input(file) for audience, file in said.items() if file is not None}
    codes = Codes(kind, decision, basis, org)
    with opened_matters(Named(store, keys), _there(matter_keys), wrapping, context.obj) as matters:
        event = matters.record(handle, codes, at.date() if at else day_of(context.obj), payloads)
    say(f"logged at place {event.leaf_index:,}" if event.leaf_index is not None else "logged")


@app.command(
    help="""Write the bundle for counsel: every entry of the matter, and the proof that there is no other.

It holds the matter's tag key, with which its entries can be found and nothing can be read, and opens what was said to
counsel. Hand it to nobody else.

\b
Examples:
  comity matter bundle HANDLE --policy policy --out counsel.json
  comity matter bundle HANDLE --policy policy --out counsel.json --closed
""",
    short_help="Write the bundle for counsel.",
)
def bundle(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    handle: Handle,
    policy: PolicyFile,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    closed: Annotated[bool, typer.Option("--closed", help="List the entries without opening what they say.")] = False,
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    matter_keys: MatterKeys = "matters.db",
    wrapping: Wrapping = Path("wrapping"),
) -> None:
    """Write a bundle."""
    with opened_matters(Named(store, keys, policy), _there(matter_keys), wrapping, context.obj) as matters:
        wanted = Wanted(handle, matters.keys.key(handle).tag_key(), {} if closed else _disclosures(matters, handle))
        content = make_bundle([wanted], matters.index, matters.log)
    out.write_bytes(content)
    say(f"the bundle is in {out.name}")


def _disclosures(matters: Matters, handle: str) -> dict[int, list[Disclosure]]:
    """What counsel may read, event by event."""
    found: dict[int, list[Disclosure]] = {}
    for event in matters.payloads.events(handle, Chain.OPEN):
        place: Place = event.place
        if Audience.COUNSEL in matters.payloads.audiences(place):
            found[place.counter] = [matters.disclose(place, Audience.COUNSEL)]
    return found


@app.command(
    help="""Erase a matter by order: two different persons approve, a leaf is logged, then the key is destroyed.

Nothing is destroyed before a quorum of witnesses has seen the erasure leaf: run it, run `comity ledger checkpoint`, and
run it again, with the handle alone. At the end it prints the certificate for the court, once, and forgets the order.

\b
Examples:
  comity matter erase HANDLE --policy policy --order "Superior Court, 17-204" --by "Officer Able" --by "Officer Baker"
  comity matter erase HANDLE --policy policy

\b
Exit codes:
  0  erased; the certificate was printed
  3  on record and logged; it waits for a checkpoint with a quorum
  1  refused: no order, one person only, no such matter
""",
    short_help="Erase a matter by order of a court.",
)
def erase(  # noqa: PLR0913, PLR0917 - the command line calls it by name
    context: typer.Context,
    handle: Handle,
    policy: PolicyFile,
    order: Annotated[str | None, typer.Option(help="The court and the number of its order.")] = None,
    by: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who approves; two different persons.")] = None,
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    matter_keys: MatterKeys = "matters.db",
    wrapping: Wrapping = Path("wrapping"),
) -> None:
    """Begin or go on with an erasure."""
    tools: Tools = context.obj
    with opened_matters(Named(store, keys, policy), _there(matter_keys), wrapping, tools) as matters:
        eraser = Eraser(matters)
        if order is not None or by:
            if not by or len(by) != 2:
                raise OpeningError("two persons must approve an erasure", help="Give --by twice, with two names.")
            eraser.request(handle, order or "", (by[0], by[1]), day_of(tools))
        if eraser.run(handle) is not ErasureStep.SCRUBBED:
            say(
                "the erasure is logged and waits: run `comity ledger checkpoint`, then this again with the handle alone"
            )
            raise typer.Exit(FOUND)
        for line in eraser.certificate(handle).text().splitlines():
            say(line)
        sys.stdout.flush()
        eraser.close(handle)  # only now: a certificate that could not be printed can be asked for again


@app.command(
    "reconcile",
    help="""Compare keys, payloads and log: every key that is gone has its erasure leaf, and the reverse.

Run it every night, and with --replay after every restore, before anything else: a backup can bring back an erased
matter.

\b
Examples:
  comity matter reconcile --policy policy
  comity matter reconcile --policy policy --replay

\b
Exit codes:
  0  everything fits
  3  something does not
""",
    short_help="Compare keys, payloads and log.",
)
def reconcile_matters(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    policy: PolicyFile,
    again: Annotated[bool, typer.Option("--replay", help="Do the log's erasures again first.")] = False,
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    matter_keys: MatterKeys = "matters.db",
    wrapping: Wrapping = Path("wrapping"),
) -> None:
    """Reconcile, and replay where asked."""
    with opened_matters(Named(store, keys, policy), _there(matter_keys), wrapping, context.obj) as matters:
        gone = replay(matters) if again else ()
        found = reconcile(matters)
    if again:
        say(f"erased again: {counted(len(gone), 'matter')}")
    for name in found.__slots__:
        value = getattr(found, name)
        if value:
            say(f"found: {name.replace('_', ' ')}: {value if isinstance(value, int) else ', '.join(map(str, value))}")
    say("everything fits" if found.clean else "something does not fit")
    raise typer.Exit(0 if found.clean else FOUND)


def _there(matter_keys: str) -> str:
    if not is_postgres(matter_keys) and not Path(matter_keys).exists():
        raise OpeningError(f"there are no keys in `{matter_keys}`", help="Run `comity matter init` first.")
    return matter_keys
