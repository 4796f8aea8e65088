"""The power is cut under SQLite at any moment: nothing acknowledged is lost; a device that lied is noticed.

A device mapper that drops writes needs rights over the kernel which a bare machine does not give. Here a real writer's
own calls are recorded and played again on a device that is cut off, with each sector there or not as chance wants.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.ledger import FileMemory, FirstWitness, LedgerError, Log, RollbackError, SigningKey, SqliteStore
from rooms.ledger.device import Device, Step, record

COMMITS = 800  # enough that SQLite carries its write-ahead log over into the database at least once
WRITER = """
import os, sys
from pathlib import Path
from comity.ledger import *

store, signer = SqliteStore(Path(sys.argv[1], "log.sqlite")), Path(sys.argv[1], "head")
keys = [SigningKey.ed25519("o.example/log", bytes(32))]
log = Log(store, FirstWitness(keys, FileMemory(signer)), lambda: 1_795_000_000)
for turn in range(int(sys.argv[2])):
    first = log.size
    log.append([Leaf((first + step).to_bytes(8)) for step in range(1 + first % 7)])
    os.write(1, f"has {log.size}\\n".encode())
    if turn % 5 == 0:
        os.write(1, f"signed {log.publish().size}\\n".encode())
os._exit(0)
"""
SHARES = st.sampled_from([0.0, 0.3, 0.7, 1.0])  # of the sectors underway that reach the device
CHANCES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """What one writer did to its folder."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here: apt-get install strace")
    folder = tmp_path_factory.mktemp("power") / "device"
    folder.mkdir()
    steps = record(WRITER, str(folder), str(COMMITS), folder=folder)
    assert any(step.call == "write" and step.path.endswith("log.sqlite") for step in steps[len(steps) // 2 :])
    return steps


def _opened(found: dict[str, bytes], folder: Path, *, memory: Path | None = None) -> Log:
    """The log on what was found, with what its signer remembers: from the same folder, or from nowhere."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in found.items():
        if not path.endswith("-shm"):  # the memory that processes shared died with them
            folder.joinpath(Path(path).name).write_bytes(content)
    keys = [SigningKey.ed25519("o.example/log", bytes(32))]
    return Log(
        SqliteStore(folder / "log.sqlite"),
        FirstWitness(keys, FileMemory(memory or folder / "head")),
        lambda: 1_795_000_000,
    )


def _most(said: list[str], what: str) -> int:
    return max((int(line.split()[1]) for line in said if line.startswith(what)), default=0)


@CHANCES
@given(where=st.floats(0, 1), dice=st.randoms(use_true_random=True), share=SHARES)
def test_a_power_cut_takes_nothing_that_was_acknowledged(
    recorded: list[Step], tmp_path: Path, where: float, dice: Random, share: float
) -> None:
    device = Device()
    device.play(recorded[: round(where * len(recorded))])
    log = _opened(device.cut(dice, share), tmp_path / "found")
    try:
        assert log.refusal is None
        assert log.size >= _most(device.said, "has")
        assert log.store.leaves(0, log.size) == [number.to_bytes(8) for number in range(log.size)]
        assert not log.size or log.audit().whole
        assert log.publish().size == log.size
    finally:
        log.close()


@CHANCES
@given(where=st.floats(0, 1), since=st.floats(0, 1), dice=st.randoms(use_true_random=True), share=SHARES)
def test_a_device_that_lies_about_flushing_never_gets_another_history_signed(
    recorded: list[Step], tmp_path: Path, *, where: float, since: float, dice: Random, share: float
) -> None:
    cut = round(where * len(recorded))
    device = Device()
    device.play(recorded[: round(since * cut)])
    device.play(recorded[round(since * cut) : cut], lies=lambda path: not path.endswith("head"))
    found = device.cut(dice, share)
    try:
        log = _opened(found, tmp_path / "found")
    except LedgerError:
        return  # it is refused, and says so
    try:
        if log.refusal is None and log.audit().whole:
            kept = log.store.leaves(0, log.size)
            assert kept == [number.to_bytes(8) for number in range(log.size)]
            assert log.size >= _most(device.said, "signed"), "whatever a signed head covers is there, or it is noticed"
    finally:
        log.close()


@pytest.mark.parametrize("remembers", [True, False])
def test_what_a_lying_device_lost_is_noticed_by_what_the_signer_remembers(
    recorded: list[Step], tmp_path: Path, tally: Callable[..., Any], remembers: bool
) -> None:
    half = len(recorded) // 2
    device = Device()
    device.play(recorded[:half])
    before = _most(device.said, "has")
    device.play(recorded[half:], lies=lambda path: not path.endswith("head"))
    log = _opened(device.cut(Random(0), 0.0), tmp_path / "found", memory=None if remembers else tmp_path / "none")
    assert log.size < _most(device.said, "signed")
    assert log.size >= before
    if remembers:
        assert isinstance(log.refusal, RollbackError)
        with pytest.raises(RollbackError):
            log.publish()
    else:  # the control: without that memory, and with nobody asked, the loss passes
        assert log.refusal is None
        assert log.publish().size == log.size
    log.close()
    tally("calls of a writer played again on a device", len(recorded))
