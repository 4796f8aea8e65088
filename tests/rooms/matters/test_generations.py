"""Wrapping keys: a week each, destroyed on the 35th day, and with them every backup of an erased key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from comity.ledger.leaf import Audience, Kind
from comity.matters.errors import WrapError
from comity.matters.generations import BACKUP_DAYS, HORIZON_DAYS, ROTATION_DAYS, horizon, overdue, rotate
from comity.matters.keys import Chain
from comity.matters.record import Codes
from comity.matters.wrapping import DAY, KeyFiles

KEY, HANDLE = bytes(range(32)), "00112233445566778899aabbccddeeff"
ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_wrapped_key_opens_in_its_context_and_after_a_restart(folder: Path) -> None:
    files = KeyFiles(folder)
    files.begin(1_000)
    blob = files.wrap(KEY, HANDLE)
    assert KEY not in blob
    assert files.wrap(KEY, HANDLE) != blob
    again = KeyFiles(folder)
    assert again.unwrap(blob, HANDLE) == KEY
    assert again.generations() == files.generations()
    with pytest.raises(WrapError):
        again.unwrap(blob, "f" * 32)
    for spot in range(len(blob)):
        with pytest.raises(WrapError):
            again.unwrap(blob[:spot] + bytes([blob[spot] ^ 1]) + blob[spot + 1 :], HANDLE)
    for short in (b"", blob[:10], blob[:16], blob[:-1]):
        with pytest.raises(WrapError):
            again.unwrap(short, HANDLE)


def test_nothing_is_wrapped_before_a_generation_has_begun(folder: Path) -> None:
    with pytest.raises(WrapError, match="generation 0 is not here"):
        KeyFiles(folder).wrap(KEY, HANDLE)


def test_a_destroyed_generation_is_gone_from_the_disk(folder: Path) -> None:
    files = KeyFiles(folder)
    files.begin(1_000)
    blob = files.wrap(KEY, HANDLE)
    files.destroy(1)
    files.destroy(1)
    assert list(folder.iterdir()) == []
    for found in (files, KeyFiles(folder)):
        with pytest.raises(WrapError, match="generation 1 is not here"):
            found.unwrap(blob, HANDLE)


def test_key_files_are_for_the_service_alone(folder: Path) -> None:
    KeyFiles(folder).begin(1_000)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    path.chmod(0o640)
    with pytest.raises(WrapError, match="others may read"):
        KeyFiles(folder)


@pytest.mark.parametrize("content", [b"", b"comity wrapping key v1\nbegan 1\nkey 00\n", b"\x00" * 200])
def test_a_key_file_that_is_none_is_refused(folder: Path, content: bytes) -> None:
    KeyFiles(folder)
    path = folder / "generation-000001.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(WrapError, match="is not a wrapping key"):
        KeyFiles(folder)


def test_a_beginning_cut_short_leaves_no_half_generation(folder: Path) -> None:
    files = KeyFiles(folder)
    (folder / "generation-000001.part").write_bytes(b"half")
    assert KeyFiles(folder).generations() == ()
    assert files.begin(5).number == 1
    assert [path.name for path in folder.iterdir()] == ["generation-000001.key"]


def test_the_weeks_go_by(city: Any) -> None:
    handles = [city.matters.open(city.day) for _ in range(3)]
    for week in range(1, 9):
        city.days_later(ROTATION_DAYS)
        done = rotate(city.keys, city.now)
        assert done.began is not None
        assert done.rewrapped == len(handles)
        assert {city.keys.row(handle).generation for handle in handles} == {done.began.number}
        assert done.destroyed == ((week - 4,) if week >= 5 else ())
        assert overdue(city.keys, city.now) == ()
        assert rotate(city.keys, city.now + DAY).began is None
        assert all(city.keys.key(handle) for handle in handles)
    assert len(city.wrap.generations()) == 5


def test_a_backup_of_an_erased_key_opens_until_the_horizon_and_not_after(city: Any) -> None:
    """The promise of the certificate: the same blob, kept in a backup, opens before the stated second and not after."""
    city.days_later(3)
    handle = city.matters.open(city.day)
    city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: b"said"})
    secret, backups = city.keys.key(handle).secret, [city.keys.row(handle).wrapped]
    city.days_later(4)
    rotate(city.keys, city.now)
    backups.append(city.keys.row(handle).wrapped)
    city.days_later(1)
    erased_at = city.now
    city.eraser.request(handle, "order 1", ("A", "B"), city.day)
    city.eraser.run(handle)
    city.publish()
    city.eraser.run(handle)
    until = city.eraser.close(handle).horizon
    assert erased_at < until <= erased_at + HORIZON_DAYS * DAY
    while city.now + DAY < until:
        city.days_later(1)
        rotate(city.keys, city.now)
        assert overdue(city.keys, city.now) == ()
    assert city.wrap.unwrap(backups[1], handle) == secret  # the control: a day before, it still opens
    city.now = until
    rotate(city.keys, city.now)
    for blob in backups:
        for keys in (city.wrap, KeyFiles(city.site.folder / "wrapping")):
            with pytest.raises(WrapError):
                keys.unwrap(blob, handle)


def test_backups_are_good_for_28_days(city: Any) -> None:
    handle = city.matters.open(city.day)
    city.days_later(ROTATION_DAYS - 0.5)
    blob = city.keys.row(handle).wrapped
    for _ in range(BACKUP_DAYS):
        city.days_later(1)
        rotate(city.keys, city.now)
        assert city.wrap.unwrap(blob, handle)


def test_a_rotation_cut_short_goes_on_and_destroys_nothing_in_use(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    handles = [city.matters.open(city.day) for _ in range(4)]
    city.days_later(HORIZON_DAYS + 1)
    rewrap, count = city.keys.rewrap, iter(range(100))
    with monkeypatch.context() as patch:
        patch.setattr(city.keys, "rewrap", lambda row: rewrap(row) if next(count) < 2 else 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate(city.keys, city.now)
    assert any("should have been destroyed" in fault for fault in overdue(city.keys, city.now))
    assert all(city.keys.key(handle) for handle in handles)
    done = rotate(city.keys, city.now)
    assert (done.began, done.rewrapped, done.destroyed) == (None, 2, (1,))
    assert overdue(city.keys, city.now) == ()
    assert all(city.keys.key(handle) for handle in handles)


def test_a_key_erased_while_it_is_wrapped_again_stays_erased(city: Any) -> None:
    handle = city.matters.open(city.day)
    row = city.keys.row(handle)
    city.wrap.begin(city.now)
    city.keys.destroy(handle, 0, bytes(32))
    city.keys.rewrap(row)
    assert city.keys.row(handle).wrapped is None


def test_a_week_that_was_missed_is_said(city: Any) -> None:
    city.matters.open(city.day)
    city.days_later(ROTATION_DAYS + 1)
    assert [fault for fault in overdue(city.keys, city.now) if "more than 7 days" in fault]
    rotate(city.keys, city.now)
    assert overdue(city.keys, city.now) == ()
    with pytest.raises(WrapError):
        horizon(city.keys, 99)


def test_events_of_both_chains_survive_a_rotation(city: Any) -> None:
    handle = city.matters.open(city.day)
    event = city.matters.record(handle, ASKED, city.day, {Audience.SEALED: b"said"}, chain=Chain.SEALED)
    city.days_later(ROTATION_DAYS)
    rotate(city.keys, city.now)
    assert city.matters.read(event.place, Audience.SEALED) == b"said"


def test_programs_that_begin_a_generation_at_once_can_all_read_what_each_has_wrapped(folder: Path) -> None:
    for at in range(20):
        place, together = folder / str(at), Barrier(8)
        programs = [KeyFiles(place) for _ in range(8)]

        def first(files: KeyFiles, together: Barrier = together) -> bytes:
            together.wait()
            files.begin(1_000)
            return files.wrap(KEY, HANDLE)

        with ThreadPoolExecutor(8) as pool:
            blobs = list(pool.map(first, programs))
        assert all(KeyFiles(place).unwrap(blob, HANDLE) == KEY for blob in blobs)
        assert not list(place.glob("*.part"))
