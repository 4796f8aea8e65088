"""Reads a record again, leaf by leaf, in a program of its own: `python -m comity.store.oversight.auditing`.

What to read comes as JSON on the standard input, so that no address with a password is seen among the programs of the
machine; what was found goes as JSON to the standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from comity.base import ComityError
from comity.ledger import Appender, LogStore, Policy, PostgresStore, SqliteStore, audit
from comity.matters import Database, Index, PostgresDatabase, SqliteDatabase

MOST = 20  # findings that are told


def read_again(address: str, policy: Policy | None, origin: str) -> dict[str, object]:
    """What an audit of the log and of its index finds."""
    store, beside = _opened(address)
    try:
        keys = [*policy.log_keys(origin), *policy.witnesses.values()] if policy else []
        found = audit(store, keys, forms=True) if keys else None
        findings = list(found.findings) if found else ["no policy says whose signatures count"]
        try:
            Index(beside).audit(Appender(store))
        except ComityError as error:
            findings.append(error.message)
        return {"size": found.size if found else store.size(), "findings": findings[:MOST], "count": len(findings)}
    finally:
        beside.close()
        store.close()


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
        found = {"size": 0, "findings": [error.message], "count": 1}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
