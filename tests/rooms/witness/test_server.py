"""A served witness: what it signs, what it refuses, and that it never forgets, whatever happens to it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger import Checkpoint, KeyType, SigningKey, VerifierKey, sign_checkpoint, write_request
from comity.witness import (
    MAX_REQUEST_BYTES,
    Cosigner,
    Line,
    UnreachableError,
    WitnessListError,
    WitnessMemory,
    WitnessServer,
    head_path,
    read_logs,
)

VECTORS = Path(__file__).parent / "vectors"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def ask(world: Any) -> Iterator[Callable[..., tuple[int, bytes]]]:
    """Send a head to a witness; gives the status and the body."""
    line = Line(world.addresses["bar"])

    def asked(old: int, proof: Any, head: Checkpoint) -> tuple[int, bytes]:
        answer = line.post("add-checkpoint", write_request(old, proof, head))
        return answer.status, answer.body

    yield asked
    line.close()


def forged(kit: Any, size: int, root: bytes = bytes(32)) -> Checkpoint:
    """A head that the log's own keys have signed, of a tree that does not exist."""
    head = Checkpoint(kit("ORIGIN"), size, root)
    return head.signed(sign_checkpoint(key, head, kit("NOW")) for key in kit("LOG_KEYS"))


def test_it_answers_as_litewitness_does(tmp_path: Path, tally: Callable[..., None]) -> None:
    vectors = json.loads((VECTORS / "litewitness.json").read_text("utf-8"))
    log = VerifierKey(vectors["origin"], KeyType.ED25519, bytes.fromhex(vectors["public"]))
    key = SigningKey.ed25519("example.com/witness", bytes(32), type=KeyType.ED25519_COSIGNATURE)
    memory = WitnessMemory(tmp_path / "witness.db")
    server = WitnessServer(Cosigner([key], {log.name: (log,)}, memory, lambda: 1_795_000_000), port=0)
    server.start()
    line = Line(server.address)
    try:
        for exchange in vectors["exchanges"]:
            answer = line.post("add-checkpoint", exchange["request"].encode())
            assert answer.status == exchange["status"], exchange
            body = answer.body.decode()
            assert body == exchange["says"] if answer.status == 409 else exchange["says"] in body
        assert vectors["origin"].encode() in line.get("").body, "the first page names the logs"
    finally:
        line.close()
        server.stop()
        memory.close()
    tally("exchanges of litewitness", len(vectors["exchanges"]))


def test_the_last_head_is_shown_whole(world: Any, kit: Any, ask: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 300))
    line = Line(world.addresses["bar"])
    assert line.get(head_path(log.origin)).status == 404
    assert ask(0, (), log.publish())[0] == 200
    head = Checkpoint.read(line.get(head_path(log.origin)).body)
    line.close()
    assert (head.size, head.root) == (300, log.root(300))
    assert head.verified([kit("witness_key")("bar").verifier])[0].at == kit("NOW")
    assert len(head.verified(log.keys)) == 2


def test_a_size_that_differs_is_told_as_the_specification_says(world: Any, kit: Any, ask: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 300))
    head = log.publish()
    ask(0, (), head)
    host = world.addresses["bar"].removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("POST", "/add-checkpoint", body=write_request(0, (), head))
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type"), answer.read()) == (409, "text/x.tlog.size", b"300\n")
    connection.close()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("POST", "/nothing", {"Content-Length": "0"}, 404),
        ("POST", "/add-checkpoint", {}, 411),
        ("POST", "/add-checkpoint", {"Content-Length": "-1"}, 411),
        ("POST", "/add-checkpoint", {"Content-Length": "12", "Transfer-Encoding": "chunked"}, 411),
        ("POST", "/add-checkpoint", {"Content-Length": str(MAX_REQUEST_BYTES + 1)}, 413),
        ("POST", "/add-checkpoint", {"Content-Length": "9" * 30}, 413),
        ("POST", "/add-checkpoint", {"Content-Length": "0"}, 400),
        ("PUT", "/add-checkpoint", {"Content-Length": "0"}, 501),
    ],
)
def test_what_is_not_in_form_is_refused_unread(
    world: Any, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    host, port = world.addresses["bar"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as caller:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
        caller.sendall("\r\n".join([*lines, "", ""]).encode())
        assert caller.recv(100).split(b" ")[1] == str(status).encode()


@given(body=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f"old 0\n\n{text}".encode()))
def test_no_request_brings_a_witness_down(body: bytes) -> None:
    cosigner = Cosigner([], {"log.example": ()}, None, lambda: 0)  # type: ignore[arg-type]
    assert cosigner.add_checkpoint(body).status in {400, 404}


def test_two_requests_at_once_never_lead_to_a_step_back(world: Any, kit: Any) -> None:
    log = world.log()
    heads = []
    for size in range(10, 210, 10):
        log.append(kit("leaves")(size - 10, size))
        heads.append(log.publish())
    signed: list[int] = []

    def push(head: Checkpoint, old: int) -> None:
        line = Line(world.addresses["city-b"])
        if line.post("add-checkpoint", write_request(old, log.consistency(old, head.size), head)).status == 200:
            signed.append(head.size)
        line.close()

    threads = [threading.Thread(target=push, args=(head, 0)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 1, "all of them said that it had signed nothing yet, and for one that was true"


def test_a_fork_is_refused_and_kept_as_proof(world: Any, kit: Any, ask: Any) -> None:
    log, other = world.log(), world.log("other")
    log.append(kit("leaves")(0, 300))
    other.append(kit("leaves")(0, 400, salt="another "))
    assert ask(0, (), log.publish())[0] == 200
    assert ask(300, other.consistency(300, 400), other.publish())[0] == 422
    assert ask(300, (), forged(kit, 300))[0] == 409
    memory = WitnessMemory(world.folder / "bar.db")
    kept = memory.refused(kit("ORIGIN"))
    memory.close()
    assert len(kept) == 2, "both requests are signed by the log and contradict the head that was signed"


def test_a_clock_that_was_set_back_signs_nothing_older(world: Any, kit: Any, ask: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    head = log.publish()
    assert ask(0, (), head)[0] == 200
    world.clock.now -= 30
    status, body = ask(10, (), head)
    stamp = Checkpoint.read(bytes(head) + body).verified([kit("witness_key")("bar").verifier])[0].at
    assert (status, stamp) == (200, kit("NOW")), "a small correction does not bring an older time"
    world.clock.now -= 7_200
    assert ask(10, (), head)[0] == 503


def test_a_memory_that_fails_signs_nothing(world: Any, kit: Any, ask: Any) -> None:
    log = world.log()
    log.append(kit("leaves")(0, 10))
    head = log.publish()
    with sqlite3.connect(world.folder / "bar.db") as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON witnessed BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    other.close()
    status, body = ask(0, (), head)
    assert (status, "—".encode() in body) == (500, False)


KILLED = """
import os, signal, sys
from pathlib import Path
from comity.ledger import SigningKey, KeyType, VerifierKey
from comity.witness import Cosigner, WitnessMemory, WitnessServer
from comity.witness.memory import Judging
import comity.witness.cosigner as cosigner

folder, moment, key = Path(sys.argv[1]), sys.argv[2], VerifierKey.read(sys.argv[3])
keep = Judging.keep
def die(*words): os.kill(os.getpid(), signal.SIGKILL)
if moment == "between check and store":
    Judging.keep = die
elif moment == "between store and answer":
    cosigner.Reply = die
own = SigningKey.ed25519("bar.example", bytes(32), type=KeyType.ED25519_COSIGNATURE)
memory = WitnessMemory(folder / "killed.db")
server = WitnessServer(Cosigner([own], {key.name: (key,)}, memory, lambda: 1_795_000_000), port=0)
print(server.address, flush=True)
server.run()
"""


@pytest.mark.parametrize("moment", ["between check and store", "between store and answer"])
def test_a_witness_that_is_killed_never_signs_two_branches(world: Any, kit: Any, moment: str) -> None:
    log, other = world.log(), world.log("other")
    log.append(kit("leaves")(0, 50))
    other.append(kit("leaves")(0, 50, salt="another "))
    requests = [write_request(0, (), branch.publish()) for branch in (log, other)]

    def start(how: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", KILLED, str(world.folder), how, str(kit("LOG_KEYS")[0].verifier)]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=surroundings)

    def answers(running: subprocess.Popen[str], bodies: list[bytes]) -> list[int]:
        assert running.stdout is not None
        line, found = Line(running.stdout.readline().strip(), seconds=5), []
        for body in bodies:
            try:
                found.append(line.post("add-checkpoint", body).status)
            except UnreachableError:
                found.append(-1)
        line.close()
        return found

    with start(moment) as killed:
        assert answers(killed, requests[:1]) == [-1], "no line has left"
    assert killed.returncode == -signal.SIGKILL
    with start("never") as again:
        later = [write_request(50, (), branch.publish()) for branch in (other, log)]
        found = answers(again, [requests[1], *later])
        again.kill()
    expected = [200, 200, 409] if moment == "between check and store" else [409, 409, 200]
    assert found == expected, "only ever one branch is signed"


def test_a_list_of_logs_is_read_from_a_policy(kit: Any) -> None:
    key = kit("LOG_KEYS")[0].verifier
    assert read_logs(f"# ours\nlog {key} https://x\nquorum none\n".encode()) == {key.name: (key,)}
    for wrong in ("", "log nonsense\n", f"logs {key}\n", f"log {kit('witness_key')('bar').verifier}\n", "log\n"):
        with pytest.raises(WitnessListError):
            read_logs(wrong.encode())
