"""Files are rewritten once for all erasures that are due; for what no court has ordered erased, once a day."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from comity.gate.findings.commands import JoinFinding
from comity.ledger import Audience
from comity.matters import ErasureStep, KeyUnavailableError, State, reconcile
from comity.store.models import Erasure
from contract.desk import SUPERVISOR, Clock
from rooms.store.test_erasing import City
from rooms.store.test_found_words import found, go_on

REWRITTEN = ("matter_event", "store_matter", "pg_catalog.pg_statistic")


@pytest.fixture
def city(opened: Any, durable: None, clock: Clock, tmp_path: Path) -> City:
    return City(opened, clock, tmp_path)


class Rewrites:
    """How often the files were rewritten since: of a file of SQLite's each time counts, of PostgreSQL's whether."""

    def __init__(self, city: City) -> None:
        self._keys, self._desk = city.matters.keys.database, city.matters.payloads.database
        self._before = self._marks()

    def _marks(self) -> tuple[int, list[int]]:
        if connection.vendor == "sqlite":
            return _version(self._keys), [_version(self._desk)]
        nodes = [self._desk.rows("SELECT pg_relation_filenode(?)", table)[0][0] for table in REWRITTEN]
        return _version(self._keys), nodes

    def counted(self) -> tuple[int, int]:
        """Of the keys' file and of the desk's, since the last time that this was asked."""
        (keys_before, desk_before), self._before = self._before, self._marks()
        keys, desk = self._before
        changed = [now - then for then, now in zip(desk_before, desk, strict=True)]
        if connection.vendor == "postgresql":
            changed = [int(each != 0) for each in changed]  # each time gives another name
        (times,) = set(changed)  # the record's tables, the desk's, and what PostgreSQL keeps of them: all or none
        return keys - keys_before, times


def _version(database: Any) -> int:
    """A number to which every VACUUM of SQLite's adds one."""
    version: int = database.rows("PRAGMA schema_version")[0][0]
    return version


def given(city: City, handle: str, name: str) -> str:
    """A finding about nobody that a supervisor has given to a person; where it stood."""
    lot = found(city, name)
    city.desk.do(JoinFinding(handle, lot, name), SUPERVISOR)
    return lot


def test_of_many_erasures_that_are_due_at_once_each_file_is_rewritten_once(city: City) -> None:
    handles, person = [city.vanishing() for _ in range(3)], city.desk.open(name="Ana Staying")
    lots = [given(city, person, name) for name in ("s1", "s2")]
    for number, handle in enumerate(handles):
        city.erase(handle, f"Superior Court, order 26-{number}")
    rewrites = Rewrites(city)
    assert set(city.erasing.resume(city.records).waiting) == {*handles, *lots}
    assert rewrites.counted() == (0, 0)
    city.seal()
    done = city.erasing.resume(city.records)
    assert (set(done.finished), set(done.given)) == (set(handles), set(lots))
    assert rewrites.counted() == (1, 1)
    for number, handle in enumerate(handles):
        assert f"order 26-{number}" in city.erasing.certificate(handle)
    assert reconcile(city.matters).clean


def test_a_finding_that_was_given_is_unreadable_at_once_and_its_rows_are_rewritten_the_next_day(city: City) -> None:
    person = city.desk.open(name="Ana Staying")
    one = given(city, person, "s1")
    place = city.matters.histories(None, [one])[one][1][0].place
    city.desk.clock.later(hours=1)
    other = given(city, person, "s2")
    rewrites = Rewrites(city)
    city.erasing.resume(city.records)
    go_on(city)
    assert rewrites.counted() == (1, 0)  # the keys' small file, so that no key is left in it
    for lot in (one, other):
        assert city.matters.keys.row(lot).state is State.ERASED
        assert city.matters.keys.erasure(lot).step is ErasureStep.DELETED
        assert lot not in city.matters.payloads.known()
    with pytest.raises(KeyUnavailableError):
        city.matters.read(place, Audience.OVERSIGHT)
    assert reconcile(city.matters).clean
    go_on(city)
    assert rewrites.counted() == (0, 0)
    city.desk.clock.later(days=1)
    last = given(city, person, "s3")
    assert set(city.erasing.resume(city.records).given) == {one, other}
    assert rewrites.counted() == (1, 1)
    go_on(city)
    assert rewrites.counted() == (1, 0)
    city.desk.clock.later(hours=20)
    assert city.erasing.resume(city.records).given == (last,)
    assert rewrites.counted() == (1, 1)
    assert not any(city.matters.keys.erasure(lot) for lot in (one, other, last))
    assert not Erasure.objects.exists()
    go_on(city)
    assert rewrites.counted() == (0, 0)


def test_what_waits_for_the_next_day_goes_with_an_erasure_that_a_court_has_ordered(city: City) -> None:
    handle, person = city.vanishing(), city.desk.open(name="Ana Staying")
    lot = given(city, person, "s1")
    city.erasing.resume(city.records)
    go_on(city)
    city.erase(handle)
    rewrites = Rewrites(city)
    city.seal()
    done = city.erasing.resume(city.records)
    assert (done.finished, done.given) == ((handle,), (lot,))
    assert rewrites.counted() == (1, 1)


def test_what_was_given_is_forgotten_by_the_next_tick_where_one_was_cut_off_before(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = given(city, city.desk.open(name="Ana Staying"), "s1")
    city.erasing.resume(city.records)
    city.seal()
    city.desk.clock.later(days=1)

    def cut(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(city.erasing, "_forget_given", cut)
        with pytest.raises(KeyboardInterrupt):
            city.erasing.resume(city.records)
    assert Erasure.objects.get(matter_id=lot).finished_at
    assert city.matters.keys.erasure(lot)
    city.erasing.resume(city.records)
    assert city.matters.keys.erasure(lot) is None
    assert not Erasure.objects.exists()


def test_whoever_agrees_to_an_erasure_waits_for_no_file(city: City) -> None:
    handle = city.vanishing()
    rewrites = Rewrites(city)
    city.erase(handle)
    assert city.matters.keys.erasure(handle).step is ErasureStep.LOGGED
    assert rewrites.counted() == (0, 0)
