"""All or nothing of every command: a fault before each statement leaves every table and the ledger as they were.

Matters are put back here while the log goes on, so that it holds tags twice: `test_every_command` runs this in a
program of its own, whose log no other test meets.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from comity.gate import Actor, Role
from comity.matters import reconcile
from comity.store.errors import UnavailableError
from comity.store.rebuild import check
from contract.all_rows import put, rows_of
from contract.county import COUNTY, Adopting
from contract.desk import ACTORS, LIBRARY, START, Clock, Desk
from contract.every_command import COMMANDS, prepare, scene_of
from contract.taps import Countdown, fail, tapped

MANY = 200


class Kept:
    """One desk for all commands: its matter is made once, and put back after each."""

    def __init__(self, opened: Any, scratch: Any) -> None:
        from comity.store.records import DjangoRecords

        clock = Clock()
        self.records = DjangoRecords(opened.records.record, clock, watchers=opened.records.watchers)
        law = Adopting(self.records, scratch, LIBRARY)
        law.keep(COUNTY)
        self.database = self.records.record.payloads.database
        self.desk = Desk(self.records, clock, law=law, drafts=law.drafts)
        self.scene = scene_of(self.desk)
        self.records.office()
        self.records.refusals()
        self.made, self.said = self.rows(), rows_of(self.database)

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table, those of the ledger among them."""
        return {name: self.database.rows(f'SELECT * FROM "{name}"') for name in sorted(self.database.tables())}

    def put_back(self) -> None:
        """The clock and the tables as they were; of the ledger nothing is ever taken out."""
        self.desk.clock.now = START
        now = self.rows()
        other = {name for name in now if now[name] != self.made[name] and not name.startswith(("ledger_", "sqlite_"))}
        put(self.database, {name: self.said[name] for name in other})
        self.made = self.rows()  # the same rows, some in another order


def test_a_fault_before_any_statement_of_any_command_leaves_nothing_of_it(
    durable: Any, tmp_path: Path, tally: Callable[..., None]
) -> None:
    kept = Kept(durable, tmp_path)
    for kind, (able, command) in COMMANDS.items():
        by = ACTORS[Role.SUPERVISOR if Role.SUPERVISOR in able else next(role for role in Role if role in able)]
        prepare(kept.desk, kept.scene, kind, by.role)
        tally("faults before a statement", _failed(kept, command(kept.scene), by))
        kept.put_back()


def _failed(kept: Kept, command: Any, by: Actor) -> int:
    """Fail before each statement of a command, then do it: how often it failed."""
    before, at, tap = kept.rows(), 0, Countdown(0, fail)
    with tapped(tap):
        while not _done(kept.desk, command, by):
            assert kept.rows() == before, f"{command}: a fault before `{tap.seen[at]}` left something"
            at += 1
            assert at < MANY
            tap.at, tap.seen = at, []
    after = kept.rows()
    new = {name: len(after[name]) - len(before[name]) for name in ("ledger_entry", "matter_event")}
    assert new["ledger_entry"] == new["matter_event"] > 0, command
    assert list(check(kept.records)) == [], command
    assert reconcile(kept.records.record).clean, command
    return at


def _done(desk: Desk, command: Any, by: Actor) -> bool:
    try:
        desk.do(command, by)
    except UnavailableError:
        return False
    return True
