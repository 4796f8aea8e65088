"""Keys that a program remembers, and when it may not."""

from typing import Any

import psycopg
import pytest

from comity.ledger.leaf import Audience
from comity.matters import (
    KeyFiles,
    KeyUnavailableError,
    MatterKey,
    MattersError,
    NewEvent,
    State,
    StoreFailureError,
    WrapError,
    new_matter_name,
    rotate,
)
from rooms.matters.desks import ASKED, DAY, opened, said

pytestmark = pytest.mark.parametrize("new_site", ["sqlite", "postgres"], indirect=True)


def test_an_erased_matter_is_not_readable_in_a_program_that_knew_its_key(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    gone, kept = opened(desk, 2)
    assert said(desk, None, gone) == [b"opened"], "the key is remembered now"
    city.eraser.request(gone, "Superior Court, order 17-204", ("Officer Able", "Officer Baker"), city.day)
    city.eraser.run(gone)
    with pytest.raises(MattersError, match="no further event"), desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(gone, ASKED, DAY)])
    city.publish()
    assert city.eraser.run(gone).name == "SCRUBBED"
    assert list(desk.matters.histories(None, [gone, kept])) == [kept]
    assert desk.keys._opened._keys.keys() == {kept}, "and it is forgotten"
    with pytest.raises(KeyUnavailableError, match="erased"):
        desk.keys.key(gone)
    with pytest.raises(KeyUnavailableError), desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(gone, ASKED, DAY)])


def test_a_key_row_that_vanishes_takes_the_remembered_key_with_it(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    assert said(desk, None, handle) == [b"opened"]
    desk.keys.database.run("DELETE FROM matter_key")
    assert desk.matters.histories(None, [handle]) == {}
    assert not desk.keys._opened._keys


def test_keys_are_unwrapped_once_and_not_after_their_generation_is_gone(
    turns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    unwrapped = list[str]()
    kept = KeyFiles.unwrap
    monkeypatch.setattr(KeyFiles, "unwrap", lambda self, blob, name: unwrapped.append(name) or kept(self, blob, name))
    for _ in range(3):
        assert said(desk, None, handle) == [b"opened"]
    assert len(unwrapped) <= 1
    old = desk.keys.row(handle)
    city.days_later(8)
    assert rotate(city.keys, city.now).began is not None, "another program begins a generation"
    assert said(desk, None, handle) == [b"opened"], "whose file this one has not read before"
    city.days_later(40)
    assert rotate(city.keys, city.now).destroyed
    desk.keys.database.run("UPDATE matter_key SET wrapped = ?", old.wrapped)
    with pytest.raises(WrapError, match="is not here"):
        desk.matters.histories(None, [handle])


def test_the_memory_of_keys_is_bounded(turns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, new_desk = turns
    monkeypatch.setattr("comity.matters.key_store.MAX_OPENED", 5)
    desk = new_desk()
    handles = opened(desk, 9)
    assert len(desk.matters.histories(None, handles)) == 9
    assert len(desk.keys._opened._keys) == 5


def test_many_keys_are_added_all_or_none(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    names = [new_matter_name() for _ in range(700)]
    desk.keys.add_many((name, MatterKey.new()) for name in names)
    assert {row.handle for row in desk.keys.all_rows()} == set(names)
    with pytest.raises(StoreFailureError):
        desk.keys.add_many((name, MatterKey.new()) for name in [new_matter_name(), names[0]])
    assert len(list(desk.keys.all_rows())) == 700
    assert all(row.state is State.LIVE for row in desk.keys.all_rows())


def test_a_database_that_went_away_is_found_again(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    for address in (city.site.ledger, city.site.keys) if city.site.is_postgres else ():  # a file does not go away
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    for _ in range(6):
        try:
            said(desk, None, handle)
            assert desk.appender.size
            break
        except Exception:  # noqa: BLE001 - each connection is found broken once
            continue
    assert said(desk, None, handle) == [b"opened"]
    desk.connection = desk.connect()
    desk._parts.append(desk.connection)
    with desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, ASKED, DAY, {Audience.COUNSEL: b"after"})])
    assert said(desk, None, handle) == [b"opened", b"after"]
