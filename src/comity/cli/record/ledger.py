"""`comity ledger`: make a log, append to it, have its head signed, publish it, audit it, back it up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from comity.base import ComityError
from comity.cli.record.grants import GRANTS, grants
from comity.cli.record.key_file import new_keys, read_keys, read_retired
from comity.cli.record.lines import MAX_LINE_BYTES, read_lines
from comity.cli.record.opening import (
    Named,
    OpeningError,
    clock_of,
    day_of,
    is_postgres,
    new_store,
    open_policy,
    open_store,
    opened_index,
    opened_log,
    require_new,
)
from comity.cli.record.rotate import ROTATE, rotate
from comity.cli.record.wording import counted
from comity.cli.screen import say
from comity.cli.tools import Tools
from comity.ledger import FileMemory, FirstWitness, Log, LogStore, SqliteStore, StaticFolder, audit, copy_log, refill
from comity.matters import Index
from comity.witness import Collected, collect, without_quorum

FOUND = 3
HOUR = 3_600
HELP = """Keep the log: what was asked and answered, in public codes, so that nothing can be changed afterwards.

\b
The usual order:
  comity ledger init ledger.city-a.example/custody
  comity ledger append events.jsonl
  comity ledger checkpoint --policy policy
  comity ledger export public --policy policy

\b
Exit codes:
  0  done
  3  an alarm: no quorum of witnesses, or the audit found something
  1  refused: the input, the log or its keys cannot be used; nothing was written
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=HELP)
app.command(help=ROTATE, short_help="Make new keys, or retire the old ones.")(rotate)
app.command(help=GRANTS, short_help="Print the rights of each role, for PostgreSQL.")(grants)

Store = Annotated[str, typer.Option(metavar="FILE|ADDRESS", help="The log: a SQLite file, or postgresql://...")]
Keys = Annotated[Path, typer.Option(help="The file with the keys of the log.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="The policy: which witnesses are asked, and how many are needed.")
]


@app.command(
    help="""Make a new log with new keys, and write its public lines for policies beside them.

The keys are written to a file that only its owner may read. Whoever has them can sign for the log; keep them away from
the database, and better on another machine.

\b
Examples:
  comity ledger init ledger.city-a.example/custody
  comity ledger init ledger.city-a.example/custody --store postgresql://log@db/ledger --keys log.key
""",
    short_help="Make a new log with new keys.",
)
def init(
    context: typer.Context,
    origin: Annotated[str, typer.Argument(help="The name of the log, which is never changed.")],
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
) -> None:
    """Make keys and an empty log."""
    require_new(store)
    signing = new_keys(keys, origin, ("ed25519", "mldsa44"))
    try:
        opened = new_store(store)
    except ComityError:
        keys.unlink()  # made a moment ago and never used
        raise
    try:
        Log(opened, FirstWitness(signing, FileMemory(_memory(keys))), clock_of(context.obj))
    finally:
        opened.close()
    lines = "".join(f"log {key.verifier}\n" for key in signing)
    keys.with_suffix(".pub").write_text(lines, "utf-8")
    beside = keys.with_suffix(".pub").name
    say(f"the log `{origin}` is made: its keys are in {keys.name}, its lines for policies in {beside}")


def _memory(keys: Path) -> Path:
    return keys.with_name(f"{keys.name}.head") / "last"


@app.command(
    help="""Append events, one JSON object a line: kind, at, and where they apply decision, basis, org.

All lines are checked first. If one is wrong, it is named and nothing is written; when the command says how many were
appended, a power cut cannot take them back.

\b
Examples:
  comity ledger append events.jsonl
  echo '{"kind":"request","at":"2026-11-22","org":"immigration_authority"}' | comity ledger append -
""",
    short_help="Append events, one JSON object a line.",
)
def append(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of JSON lines, or - for the input.")],
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    policy: PolicyFile = None,
) -> None:
    """Append what the lines say, all or nothing."""
    try:
        if str(file) == "-":
            leaves = read_lines(_lines_of(sys.stdin.buffer))
        else:
            with file.open("rb") as stream:
                leaves = read_lines(_lines_of(stream))
    except OSError as error:
        raise OpeningError(f"`{file}` cannot be read: {error.strerror}", help="Check the name.") from error
    if not leaves:
        say("nothing to append")
        return
    with opened_log(Named(store, keys, policy), context.obj) as log:
        places = log.append(leaves)
    say(f"appended {counted(len(leaves), 'event')}, places {places.start:,} to {places.stop - 1:,}")


def _lines_of(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.readline(MAX_LINE_BYTES + 2), b"")


@app.command(
    help="""Sign the head of the log, and collect the cosignatures of the policy's witnesses.

First the index of tags is brought up to date and its root is logged, so that the head covers it. Without a quorum of
witnesses no receipt is given and nothing is published; the log goes on.

\b
Examples:
  comity ledger checkpoint --policy policy
  comity ledger checkpoint

\b
Exit codes:
  0  signed, and with a policy: a quorum has cosigned
  3  an alarm: no quorum, or a witness has seen another log
  1  refused: nothing was signed
""",
    short_help="Sign the head, and collect cosignatures.",
)
def checkpoint(
    context: typer.Context, store: Store = "ledger.db", keys: Keys = Path("log.key"), policy: PolicyFile = None
) -> None:
    """Sign the head and have it cosigned."""
    tools: Tools = context.obj
    with opened_index(Named(store, keys, policy), tools) as (log, index):
        _publish_index(log, index, tools)
        head = log.publish()
        say(f"signed {counted(head.size, 'entry', 'entries')}, root {head.root.hex()}")
        if policy is None:
            say("no witness was asked: no policy is named, and without a quorum there are no receipts")
            return
        collected = collect(log, head, open_policy(policy))
        lines = () if collected.has_quorum else without_quorum(log, collected, clock_of(tools)())
    _tell(collected, lines)


def _publish_index(log: Log, index: Index, tools: Tools) -> None:
    published = index.published()
    if log.size > (published.leaf_index + 1 if published else 0):
        index.publish(log, day_of(tools))


def _tell(collected: Collected, lines: tuple[str, ...]) -> None:
    if collected.has_quorum:
        names = ", ".join(one.name for one in collected.heard if one.is_done)
        say(f"a quorum has cosigned: {names}")
        for one in collected.heard:
            if not one.is_done:
                say(f"  {one.words}")
    for alarm in collected.alarms:
        say(f"alarm: {alarm}", sys.stderr)
    for line in lines:
        say(f"alarm: {line}", sys.stderr)
    if lines or collected.alarms:
        raise typer.Exit(FOUND)


@app.command(
    help="""Write the receipt of one entry: everything that proves it, in one file that is checked offline.

\b
Examples:
  comity ledger receipt 17 --policy policy --out 17.tlog-proof
""",
    short_help="Write the receipt of one entry.",
)
def receipt(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    place: Annotated[int, typer.Argument(min=0, help="The place of the entry in the log, from 0.")],
    policy: Annotated[Path, typer.Option(help="The policy whose quorum the receipt has to satisfy.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
) -> None:
    """Write a receipt under the newest head with a quorum."""
    with opened_log(Named(store, keys, policy), context.obj, ask_witnesses=False) as log:
        head = log.newest()
        if head is None or head.size <= place:
            raise OpeningError(
                f"no head with a quorum covers entry {place:,} yet", help="Run: comity ledger checkpoint --policy ..."
            )
        out.write_bytes(bytes(log.receipt(place, head)))
    say(f"the receipt of entry {place:,} is in {out.name}")


@app.command(
    help="""Write what is new into a folder that any web server can serve.

Entries are published a day after their head was signed; their hashes at once. Run it again to bring the folder up to
date.

\b
Examples:
  comity ledger export public --policy policy
  comity ledger export public --policy policy --delay 0
""",
    short_help="Publish the log as static files.",
)
def export(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder to publish into.")],
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    policy: PolicyFile = None,
    delay: Annotated[int, typer.Option(min=0, metavar="HOURS", help="After how many hours entries are public.")] = 24,
) -> None:
    """Export tiles, entries and the head."""
    with opened_log(Named(store, keys, policy), context.obj) as log:
        head = log.export(folder, clock_of(context.obj)(), delay=delay * HOUR)
    size = head.size if head else 0
    say(f"published a head of {counted(size, 'entry', 'entries')} in {folder.name}")


@app.command(
    "audit",
    help="""Read every row of the log again, and hold rows, tiles, heads and the index of tags against each other.

It finds what somebody changed in the database. It cannot find a log that was cut or rewritten as a whole and signed
again: that is what witnesses, receipts and `comity monitor` are for.

\b
Examples:
  comity ledger audit
  comity ledger audit --forms

\b
Exit codes:
  0  everything fits
  3  something does not; each finding is printed
""",
    short_help="Read the whole log again and compare.",
)
def audit_log(
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    policy: PolicyFile = None,
    forms: Annotated[bool, typer.Option("--forms", help="Read the form of every entry too.")] = False,
) -> None:
    """Audit the rows of a log without opening it for writing."""
    known = [*(key.verifier for key in read_keys(keys)), *read_retired(keys)]
    known += open_policy(policy).witnesses.values() if policy else ()
    opened = open_store(store)
    try:
        found = audit(opened, known, forms=forms)
    finally:
        opened.close()
    for finding in found.findings:
        say(f"found: {finding}")
    say(
        f"{counted(found.size, 'entry', 'entries')}, {counted(found.tiles, 'tile')}, {counted(found.heads, 'head')}, "
        f"{counted(len(found.findings), 'finding')}"
    )
    raise typer.Exit(0 if found.whole else FOUND)


@app.command(
    help="""Copy the log into a new SQLite file, while it is in use.

From a SQLite file everything in it is copied, the encrypted payloads too. From PostgreSQL only the log is: its
payloads are copied with the tools of PostgreSQL. The keys of matters belong in no backup of the log.

\b
Examples:
  comity ledger backup monday.db
""",
    short_help="Copy the log into a new file.",
)
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it may not be there yet.")],
    store: Store = "ledger.db",
) -> None:
    """Copy the log."""
    require_new(str(file))
    opened = open_store(store)
    try:
        if isinstance(opened, SqliteStore):
            opened.backup(file)
            size = opened.size()
        else:
            size = _copied(opened, SqliteStore(file))
    finally:
        opened.close()
    say(f"copied {counted(size, 'entry', 'entries')} to {file.name}")


def _copied(source: LogStore, target: LogStore) -> int:
    try:
        return copy_log(source, target)
    finally:
        target.close()


@app.command(
    help="""Make a log again from a backup, fetch from the published folder what the backup lacks, and audit it.

With a policy the published head has to have a quorum. The old signer's memory stays with the keys, so that a log that
is shorter than what was signed cannot go on. Afterwards run `comity matter reconcile --replay`: a backup can bring
back the payloads of matters that were erased.

\b
Examples:
  comity ledger restore monday.db --store ledger.db --published public --policy policy
""",
    short_help="Make a log again from a backup.",
)
def restore(
    backup: Annotated[Path, typer.Argument(help="The backup to restore.")],
    store: Store = "ledger.db",
    keys: Keys = Path("log.key"),
    published: Annotated[Path | None, typer.Option(help="The published folder, or a mirror's copy of it.")] = None,
    policy: PolicyFile = None,
) -> None:
    """Restore, refill and audit."""
    known = [*(key.verifier for key in read_keys(keys)), *read_retired(keys)]
    rules = open_policy(policy) if policy else None
    size = _restored(backup, store)
    opened = open_store(store, alone=True)
    try:
        added = 0
        head = StaticFolder(published).checkpoint() if published else None
        if published and head is not None:
            head.verified(known)
            if rules is not None:
                rules.accept(head)
            added = refill(opened, StaticFolder(published), head) if head.size > opened.size() else 0
        found = audit(opened, [*known, *(rules.witnesses.values() if rules else ())])
    finally:
        opened.close()
    say(f"restored {counted(size, 'entry', 'entries')}, fetched {counted(added, 'entry', 'entries')}")
    for finding in found.findings:
        say(f"found: {finding}")
    raise typer.Exit(0 if found.whole else FOUND)


def _restored(backup: Path, store: str) -> int:
    source = open_store(str(backup))
    try:
        if is_postgres(store):
            return _copied(source, new_store(store))
        if not isinstance(source, SqliteStore):
            raise OpeningError("a backup is a SQLite file", help="Name the file that `comity ledger backup` has made.")
        require_new(store)
        source.backup(Path(store))
        return source.size()
    finally:
        source.close()
