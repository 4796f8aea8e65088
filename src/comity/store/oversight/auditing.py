"""Reads a record again, leaf by leaf, in a program of its own: `python -m comity.store.oversight.auditing`.

What to read comes as JSON on the standard input, so that no address with a password is seen among the programs of the
machine; what was found goes as JSON to the standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from comity.base import ComityError
from comity.ledger import Appender, Checkpoint, LogStore, Policy, PostgresStore, SqliteStore, audit
from comity.matters import Database, Index, PostgresDatabase, SqliteDatabase

MOST = 20  # findings that are told
_STRANGE = "has a line of an unknown key"  # as the audit of a log says it


def read_again(address: str, policy: Policy | None, origin: str) -> dict[str, object]:
    """What an audit of the log and of its index finds."""
    store, beside = _opened(address)
    try:
        keys = [*policy.log_keys(origin), *policy.witnesses.values()] if policy else []
        found = audit(store, keys, forms=True)
        strange = [finding for finding in found.findings if finding.endswith(_STRANGE)]
        findings = [finding for finding in found.findings if not finding.endswith(_STRANGE)]
        findings += [] if policy else ["no policy says whose signatures count"]
        findings += _unsigned(store, policy, origin) if policy and strange else []
        try:
            Index(beside).audit(Appender(store))
        except ComityError as error:
            findings.append(error.message)
        return {"size": found.size, "findings": findings[:MOST], "strange": len(strange)}
    finally:
        beside.close()
        store.close()


def _unsigned(store: LogStore, policy: Policy, origin: str) -> list[str]:
    """The heads that no key of the log has signed: a line of a witness that has left the policy stands beside it."""
    found = []
    for head in store.heads():
        try:
            Checkpoint.read(head.note).verified(policy.log_keys(origin))
        except ComityError:
            found.append(f"the head at {head.size:,} is signed by no key of the log that the policy names")
    return found


def _opened(address: str) -> tuple[LogStore, Database]:
    if address.startswith(("postgresql://", "postgres://")) or "=" in address:
        return PostgresStore(address, sequencer=False), PostgresDatabase(address)
    return SqliteStore(Path(address)), SqliteDatabase(Path(address))


def main() -> int:
    """Read what is asked, and say what was found."""
    asked = json.load(sys.stdin)
    policy = Policy.read(asked["policy"].encode("latin-1")) if asked["policy"] else None
    try:
        found = read_again(asked["address"], policy, asked["origin"])
    except ComityError as error:
        found = {"size": 0, "findings": [error.message], "strange": 0}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
