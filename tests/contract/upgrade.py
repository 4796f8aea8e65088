"""A desk as an older program left it, written down; and that desk brought up to this program, as an upgrade does.

    python -m contract.upgrade keep FILE    a desk that has lived, as its rows, in the schema of this program
    python -m contract.upgrade bring FILE   those rows in the schema they were written in, then every later migration

Both work on the home and the database that the surroundings name; the second prints what it found.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

APART = ("matter_key", "matter_erasure")  # the keys, in a database of their own


def main(words: list[str]) -> None:
    """Keep or bring."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    {"keep": keep, "bring": bring}[words[1]](Path(words[2]))


def keep(place: Path) -> None:
    """Let a desk live, and write its rows down."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    _live()
    from comity.store.desk import current

    beside, apart = (_rows_of(_database(current(), name)) for name in ("beside", "apart"))
    wrapping = {path.name: path.read_text() for path in _home().wrapping.iterdir()}
    rows = {name: found for name, found in beside.items() if name.startswith(("store_", "matter_", "ledger_"))}
    said = {"beside": rows, "apart": {name: apart[name] for name in APART}, "wrapping": wrapping}
    place.write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")


def bring(place: Path) -> None:
    """Put the rows where they were, bring them up, and say what became of them."""
    from django.core.management import call_command
    from django.db import connection

    said = json.loads(place.read_text())
    _home().wrapping.mkdir(mode=0o700)
    for name, text in said["wrapping"].items():
        (_home().wrapping / name).touch(0o600)
        (_home().wrapping / name).write_text(text)
    call_command("migrate", "store", place.stem, verbosity=0, skip_checks=True)  # a file is named by its schema
    from comity.store.desk import current

    desk = current()
    for where in ("beside", "apart"):
        _put(_database(desk, where), said[where])
    call_command("migrate", verbosity=0, skip_checks=True)
    from comity.matters import reconcile
    from comity.store.rebuild import check

    there = _database(desk, "beside").tables()
    counts = {name: len(_rows(_database(desk, "beside"), name)) for name in said["beside"] if name in there}
    before = {name: len(found["rows"]) for name, found in said["beside"].items()}
    found = [f"{each.table} {each.key}: {each.says}" for each in check(desk.records)]
    handle = _rows(_database(desk, "beside"), "store_matter")[0][0]
    sys.stdout.write(json.dumps({
        "database": connection.vendor,
        "differences": found,
        "lost": sorted(name for name in counts if counts[name] != before[name]),
        "gone": sorted(before.keys() - counts.keys()),
        "rows": sum(counts.values()),
        "person": desk.records.matters([handle])[handle].person.name,
        "paper": _paper(desk),
        "words": _words(desk),
        "given": _given(desk, handle),
        "differences afterwards": [str(each) for each in check(desk.records)],
        "fits": reconcile(desk.records.record).clean,
    }))  # fmt: skip


def _live() -> None:
    from comity.facts import Ask
    from comity.gate import commands
    from comity.gate.bringing.book import Entry, Run
    from comity.gate.findings.commands import RaiseFinding
    from comity.gate.findings.state import Seen
    from comity.store.desk import current
    from comity.store.idempotency import Asked, Reply, once
    from contract.desk import CALIFORNIA, COUNSEL, DESK, START, SYSTEM, Desk, charges

    opened = current()
    desk = Desk(opened.records)
    handle = desk.open(name="Elena Kept", charges=charges("PC 459"))
    paper = opened.papers.keep(handle, "i247a.pdf", b"a paper of long ago")
    request = desk.receive(handle, Ask.HOLD, Ask.INTERVIEW, papers=(paper,), facts=CALIFORNIA)
    desk.answer(handle, request.id, Ask.HOLD, False)
    desk.do(commands.AskReview(handle, request.id, "And the interview?", Ask.INTERVIEW))
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "C. Defence"))
    desk.do(commands.WriteNote(handle, "Called the court."))
    desk.do(commands.ReadMatter(handle, "person"), DESK)
    desk.open(name="Ben Kept", number="B-2")
    for number, words in enumerate(("Told ICE that Elena Kept is in court", "Called ICE about somebody")):
        seen = Seen(
            f"s{number}",
            "mail",
            "mail",
            f"<{number}>",
            START,
            "told",
            "to_them",
            "ice",
            "telling",
            "told",
            "did_not_know",
        )
        desk.do(RaiseFinding(replace(seen, excerpt=words, end=8)), SYSTEM)
    opened.book.enter("county", [Entry("B-1", handle, "p-1", "ab")])
    opened.book.enter_persons("county", {"p": "p-1"})
    opened.book.keep_run(Run("county", "cd", 2, 2, 0, finished=True))
    once(opened.records, Asked("program", "key", "ef"), START, lambda: Reply(200, "{}", handle))


def _paper(desk: Any) -> str:
    matters = desk.records.matters([str(row[0]) for row in _rows(_database(desk, "beside"), "store_matter")])
    papers = [
        (handle, paper) for handle, one in matters.items() for each in one.requests.values() for paper in each.papers
    ]
    return str(desk.papers.read(papers[0][0], papers[0][1].sha256), "utf-8")


def _words(desk: Any) -> list[str]:
    """What was found about nobody, as it can be read now."""
    from comity.store.models import Finding

    rows = Finding.objects.filter(is_about_nobody=True).order_by("seen")
    return [desk.records.matters([row.matter_id])[row.matter_id].findings[row.seen].seen.excerpt for row in rows]


def _given(desk: Any, handle: str) -> list[str]:
    """The first of it is given to a person: their words, whether these stay in a lot, and what nobody has said of."""
    from comity.gate.findings.commands import JoinFinding
    from comity.store.models import Finding
    from contract.desk import SUPERVISOR

    row = Finding.objects.filter(is_about_nobody=True).order_by("seen").first()
    if row is None:
        return []
    found = desk.gate.do(JoinFinding(handle, row.matter_id, row.seen), SUPERVISOR).matter.findings[row.seen]
    return [found.seen.excerpt, str(found.joined.in_lot), *_words(desk)]


def _home() -> Any:
    from django.conf import settings

    return settings.COMITY_HOME


def _database(desk: Any, which: str) -> Any:
    record = desk.records.record
    return record.payloads.database if which == "beside" else record.keys.database


def _rows_of(database: Any) -> dict[str, Any]:
    return {
        name: {
            "columns": _columns(database, name),
            "rows": [[_said(cell) for cell in row] for row in _rows(database, name)],
        }
        for name in sorted(database.tables())
    }


def _columns(database: Any, table: str) -> list[str]:
    return [str(row[0]) for row in database.rows(f"SELECT name FROM pragma_table_info('{table}')")]


def _rows(database: Any, table: str) -> list[Any]:
    return list(database.rows(f'SELECT * FROM "{table}"'))


def _said(cell: Any) -> Any:
    return {"bytes": cell.hex()} if isinstance(cell, bytes) else cell


def _put(database: Any, tables: dict[str, Any]) -> None:
    kinds = {name: _kinds(database, name) for name in tables}
    with database.transaction():
        for name, table in tables.items():
            columns, marks = ", ".join(f'"{each}"' for each in table["columns"]), ", ".join("?" * len(table["columns"]))
            rows = [[_cell(cell, kinds[name].get(column)) for column, cell in zip(table["columns"], row, strict=True)]
                    for row in table["rows"]]  # fmt: skip
            database.run_many(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)


def _kinds(database: Any, table: str) -> dict[str, str]:
    """PostgreSQL has truth values of their own; SQLite writes them as numbers."""
    if not hasattr(database, "_address"):
        return {}
    query = "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = ?"
    return dict(database.rows(query, table))


def _cell(cell: Any, kind: str | None) -> Any:
    if isinstance(cell, dict):
        return bytes.fromhex(cell["bytes"])
    return bool(cell) if kind == "boolean" and cell is not None else _in_zone(cell, kind)


def _in_zone(cell: Any, kind: str | None) -> Any:
    return f"{cell}+00" if kind == "timestamp with time zone" and cell is not None else cell


if __name__ == "__main__":
    main(sys.argv)
