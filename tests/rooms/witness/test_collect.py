"""Collecting cosignatures: no witness stops the others, none is believed unsigned, and no quorum is invented."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comity.ledger import Checkpoint, QuorumError, RollbackError, sign_checkpoint
from comity.witness import collect, guard, without_quorum


@pytest.fixture
def liar() -> Iterator[Callable[..., str]]:
    """A server that answers whatever the test wants, at whatever pace."""
    open_sockets: list[socket.socket] = []

    def served(answer: bytes, *, pace: float = 0.0) -> str:
        door = socket.create_server(("127.0.0.1", 0))
        open_sockets.append(door)

        def talk() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                threading.Thread(target=speak, args=(caller,), daemon=True).start()

        def speak(caller: socket.socket) -> None:
            with caller:
                try:
                    caller.recv(65_536)
                    if not pace:
                        caller.sendall(answer)
                        return
                    for at in range(len(answer)):
                        caller.sendall(answer[at : at + 1])
                        time.sleep(pace)
                except OSError:
                    return

        threading.Thread(target=talk, daemon=True).start()
        return f"http://127.0.0.1:{door.getsockname()[1]}"

    yield served
    for door in open_sockets:
        door.close()


def http(status: int, body: bytes, kind: str = "text/plain") -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def test_three_witnesses_give_a_quorum_a_receipt_and_a_published_head(world: Any, kit: Any, tmp_path: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 700))
    collected = collect(log, log.publish(), world.policy)
    assert collected.has_quorum
    assert [one.is_done for one in collected.heard] == [True] * 3
    receipt = log.receipt(17, log.newest())
    assert receipt.extra == log.leaf(17).content, "the receipt carries the entry"
    assert len(receipt.verify(log.leaf(17).content, world.policy)) == 5
    log.append(kit("leaves")(700, 900))
    again = collect(log, log.publish(), world.policy)
    assert again.has_quorum, "witnesses that have signed before are asked from where they stand"
    assert log.export(tmp_path / "public", world.clock()).size == 900


def test_one_dead_witness_does_not_stop_the_others(world: Any, kit: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    world.servers["city-b"].stop()
    collected = collect(log, log.publish(), world.policy, seconds=8.0)
    assert collected.has_quorum
    assert [one.name for one in collected.heard if not one.is_done] == ["city-b"]


def test_without_a_quorum_there_is_no_receipt_and_the_log_goes_on(world: Any, kit: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    world.servers["inspector"].stop()
    collected = collect(log, log.publish(), world.policy, seconds=8.0)
    assert not collected.has_quorum
    assert log.newest() is None
    with pytest.raises(QuorumError):
        log.receipt(3, collected.checkpoint)
    told = without_quorum(log, collected, world.clock())
    assert told[0] == "no quorum: 2 of 3 witnesses have cosigned, and there was none yet"
    assert any("inspector" in line for line in told)
    assert log.append(kit("leaves")(10, 20)) == range(10, 20)


def test_a_lasting_lack_of_a_quorum_calls_somebody(world: Any, kit: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    collect(log, log.publish(), world.policy)
    log.append(kit("leaves")(10, 20))
    world.servers["inspector"].stop()
    world.clock.now += 300
    early = without_quorum(log, collect(log, log.publish(), world.policy, seconds=8.0), world.clock())
    world.clock.now += 400
    late = without_quorum(log, collect(log, log.publish(), world.policy, seconds=8.0), world.clock())
    assert "11 minutes old" in late[0]
    assert [any("call the operators" in line for line in told) for told in (early, late)] == [False, True]


@pytest.mark.parametrize(
    "answer",
    [
        http(200, b""),
        http(200, b"x" * 100),
        http(200, "— bar.example AAAAAAAA\n".encode()),
        http(200, b"x" * 2_000_000),
        http(409, b"one hundred\n"),
        http(409, b"-1\n"),
        http(500, b"no"),
        http(301, b"elsewhere"),
        b"not http at all",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"",
    ],
    ids=["empty", "noise", "short", "long", "words", "minus", "500", "301", "no-http", "cut", "nothing"],
)
def test_a_witness_that_talks_nonsense_is_only_left_out(
    world: Any, kit: Any, liar: Callable[..., str], answer: bytes
) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    world.addresses["bar"] = liar(answer)
    collected = collect(log, log.publish(), world.policy, seconds=8.0)
    assert collected.has_quorum, "the inspector and city-b are enough"
    assert [one.name for one in collected.heard if not one.is_done] == ["bar"]
    assert collected.alarms == ()


def test_a_witness_that_drips_is_not_waited_for(world: Any, kit: Any, liar: Callable[..., str]) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    world.addresses["bar"] = liar(http(200, b"x" * 10_000), pace=0.1)
    begun = time.monotonic()
    collected = collect(log, log.publish(), world.policy, seconds=1.5)
    assert time.monotonic() - begun < 10, "a thousand seconds would be needed to hear it out"
    assert collected.has_quorum


def test_a_cosignature_of_another_head_is_not_taken(world: Any, kit: Any, liar: Callable[..., str]) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    other = Checkpoint(kit("ORIGIN"), 10, bytes(32))
    line = str(sign_checkpoint(kit("witness_key")("bar"), other, kit("NOW")))
    world.addresses["bar"] = liar(http(200, line.encode()))
    collected = collect(log, log.publish(), world.policy, seconds=8.0)
    assert [one.name for one in collected.heard if not one.is_done] == ["bar"]
    assert "bar.example" not in {found.name for found in collected.checkpoint.signatures}


def test_a_witness_that_has_seen_another_log_is_an_alarm(world: Any, kit: Any) -> None:
    log, other = world.log(), world.log("other")
    log.append(kit("leaves")(0, 300))
    other.append(kit("leaves")(0, 200, salt="another "))
    collect(other, other.publish(), world.policy)
    collected = collect(log, log.publish(), world.policy)
    assert not collected.has_quorum
    assert len(collected.alarms) == 3
    assert "another log than this one at 200 leaves" in collected.alarms[0]


def test_the_guard_refuses_a_log_that_is_shorter_than_what_was_seen(world: Any, kit: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 300))
    collect(log, log.publish(), world.policy)
    restored = world.log("restored")
    restored.append(kit("leaves")(0, 200))
    heard = guard(restored, world.policy)
    assert isinstance(restored.refusal, RollbackError)
    assert [one.words for one in heard if one.name == "bar"] == ["the witness `bar` has seen 300 leaves"]
    with pytest.raises(RollbackError):
        restored.append(kit("leaves")(200, 201))
    guard(log, world.policy)
    assert log.refusal is None


def test_the_guard_believes_a_size_of_a_witness_that_shows_no_heads(
    world: Any, kit: Any, liar: Callable[..., str]
) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 300))
    log.publish()
    for name in kit("NAMES"):
        world.addresses[name] = liar(http(409, b"500\n"))
    guard(log, world.policy, seconds=8.0)
    assert isinstance(log.refusal, RollbackError), "litewitness shows no heads, and tells its size"
