"""`comity ledger rotate`: new keys follow the old ones, both say so in the log, and the old ones retire later.

The order is such that it can end anywhere and be run again: new keys on the disk, then the entries that both have
signed, then the key file with both, then the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from comity.base import ComityError
from comity.cli.record.key_file import KeyLine, new_keys, read_lines, replace_lines
from comity.cli.record.opening import Named, day_of, opened_log, read_input
from comity.cli.record.wording import counted
from comity.cli.screen import say
from comity.cli.tools import Tools
from comity.ledger import Kind, Leaf, Log, Policy, SigningKey, VerifierKey, record_leaf, rotation_leaf

OVERLAP_DAYS = 30
ROTATE = f"""Make new keys for the log; they sign beside the old ones, until the old ones retire.

Entries of the log say which key follows which, signed by both. Give the new lines to all who read before the old keys
retire: whoever has only the old lines believes no head after that. If a key is stolen, this is not enough: stop at the
last head with a quorum, and begin a new log.

\b
Examples:
  comity ledger rotate --policy policy     today; the policy with the new lines is written beside it
  comity ledger rotate --retire            {OVERLAP_DAYS} days later
"""


class RotationError(ComityError):
    """A rotation that cannot begin or end now."""


def rotate(
    context: typer.Context,
    store: Annotated[str, typer.Option(metavar="FILE|ADDRESS", help="The log: a SQLite file, or postgresql://...")] = (
        "ledger.db"
    ),
    keys: Annotated[Path, typer.Option(help="The file with the keys of the log.")] = Path("log.key"),
    policy: Annotated[
        Path | None, typer.Option(help="The policy of the log; the one with the new lines is written beside it.")
    ] = None,
    retire: Annotated[bool, typer.Option("--retire", help="End a rotation: the old keys sign no more.")] = False,
) -> None:
    """Begin or end a rotation."""
    tools: Tools = context.obj
    lines = read_lines(keys)
    if retire:
        _retire(keys, lines, day_of(tools))
        return
    if any(line.leaving for line in lines):
        raise RotationError(
            "a rotation is under way", help="End it with `comity ledger rotate --retire` before you begin another."
        )
    _begin(Named(store, keys, policy), lines, tools)


def _begin(named: Named, lines: Sequence[KeyLine], tools: Tools) -> None:
    day, draft = day_of(tools), named.keys.with_name(f"{named.keys.name}.next")
    old = [line for line in lines if not line.retired]
    if not draft.exists():
        new_keys(draft, old[0].name, tuple(line.kind for line in old))
    new = read_lines(draft)
    added = [line.signing().verifier for line in new]
    told = _with_lines(read_input(named.policy), added) if named.policy else None
    with opened_log(named, tools) as log:
        pairs = [(one.signing(), other.signing()) for one, other in zip(old, new, strict=True)]
        leaves = _leaves(log, pairs, told, day)
        places = log.append(leaves)
    leaving = [replace(line, leaving=day) for line in old]
    replace_lines(named.keys, [*new, *leaving, *(line for line in lines if line.retired)])
    draft.unlink()
    _write_public(named.keys, [*added, *(line.signing().verifier for line in old)])
    say(f"new keys follow the old ones: {counted(len(places), 'entry', 'entries')} from place {places.start:,} say so")
    say(f"both sign now; end it on {day + timedelta(OVERLAP_DAYS)} or later with: comity ledger rotate --retire")
    say(f"give the new lines in {named.keys.with_suffix('.pub').name} to every witness and reader before that day")
    if named.policy and told is not None:
        beside = named.policy.with_name(f"{named.policy.name}.new")
        beside.write_bytes(told)
        say(f"the policy with the new lines is in {beside.name}")


def _leaves(log: Log, pairs: Sequence[tuple[SigningKey, SigningKey]], policy: bytes | None, day: date) -> list[Leaf]:
    """What is still to be said in the log: a rotation that was cut short may have said it already."""
    said = {(fields.get("old"), fields.get("new")) for fields in _records(log, Kind.KEY)}
    leaves = [
        rotation_leaf(log.origin, old, new, day)
        for old, new in pairs
        if (str(old.verifier), str(new.verifier)) not in said
    ]
    if policy is not None and policy.decode() not in {fields.get("policy") for fields in _records(log, Kind.POLICY)}:
        leaves.append(record_leaf(Kind.POLICY, day, policy=policy.decode()))
    return leaves


def _records(log: Log, kind: Kind) -> Iterator[dict[str, object]]:
    mark = f'"kind":"{kind}"'.encode()
    rows = chain.from_iterable(log.store.leaves(first, first + 1_000) for first in range(0, log.size, 1_000))
    return (dict(Leaf(content).fields()) for content in rows if mark in content)


def _with_lines(policy: bytes, keys: Sequence[VerifierKey]) -> bytes:
    """The policy with lines for further keys of the log; they stand first, where nothing can depend on their order."""
    known = {str(key) for key in Policy.read(policy).logs}
    lines = "".join(f"log {key}\n" for key in keys if str(key) not in known)
    told = lines.encode() + policy
    Policy.read(told)
    return told


def _retire(keys: Path, lines: Sequence[KeyLine], today: date) -> None:
    began = max((line.leaving for line in lines if line.leaving), default=None)
    if began is None:
        raise RotationError("no rotation is under way", help="Begin one with `comity ledger rotate`.")
    if today < began + timedelta(OVERLAP_DAYS):
        raise RotationError(
            f"the old keys sign until {began + timedelta(OVERLAP_DAYS)}",
            help="Wait, so that every witness and reader has the new lines.",
        )
    left = [KeyLine(retired=line.signing().verifier) if line.leaving else line for line in lines]
    replace_lines(keys, left)
    _write_public(keys, [line.signing().verifier for line in left if not line.retired])
    say("the old keys sign no more; their public part is kept for reading what they have signed")


def _write_public(keys: Path, verifiers: Sequence[VerifierKey]) -> None:
    keys.with_suffix(".pub").write_text("".join(f"log {key}\n" for key in verifiers), "utf-8")
