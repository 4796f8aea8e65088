"""A witness signs what follows, and says exactly why it does not sign the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from comity.ledger import (
    Checkpoint,
    Cosigned,
    FileMemory,
    FirstWitness,
    Log,
    MalformedError,
    Refusal,
    RefusedError,
    SigningKey,
    WitnessState,
)


@pytest.fixture
def heads(log: Log, kit: Any) -> tuple[Log, Checkpoint, Checkpoint]:
    """A log with a head at 300 and one at 700."""
    log.append(kit.leaves(0, 300))
    first = log.publish()
    log.append(kit.leaves(300, 700))
    return log, first, log.publish()


@pytest.fixture
def ask(kit: Any, log: Log) -> Callable[..., Cosigned | Refusal]:
    """Ask a witness that knows the log and has signed a head, or none."""

    def asked(latest: Checkpoint | None, old: int, proof: Any, head: bytes) -> Cosigned | Refusal:
        state = WitnessState({kit.ORIGIN: log.keys}, {kit.ORIGIN: latest} if latest else {})
        return state.add_checkpoint(old, proof, head, keys=[kit.WITNESSES["bar"]], at=kit.NOW)

    return asked


def test_a_head_that_follows_is_signed_and_remembered(heads: Any, ask: Any, kit: Any) -> None:
    log, first, second = heads
    one = ask(None, 0, (), bytes(first))
    assert isinstance(one, Cosigned)
    two = one.state.add_checkpoint(
        300, log.consistency(300, 700), bytes(second), keys=[kit.WITNESSES["inspector"]], at=kit.NOW
    )
    assert isinstance(two, Cosigned)
    kept = two.state.latest[kit.ORIGIN]
    assert (kept.size, len(kept.signatures)) == (700, 3), "the whole signed head is kept"
    assert kept.verified([kit.WITNESSES["inspector"].verifier])[0].at == kit.NOW
    assert one.state.latest[kit.ORIGIN].size == 300, "the state itself never changes"
    again = two.state.add_checkpoint(700, (), bytes(second), keys=[kit.WITNESSES["bar"]], at=kit.NOW)
    assert isinstance(again, Cosigned), "the same head may be signed again"


def test_every_refusal_has_its_number(heads: Any, ask: Any, kit: Any) -> None:
    log, first, second = heads
    proof = log.consistency(300, 700)
    forged = Checkpoint(kit.ORIGIN, 700, bytes(32))
    forged = forged.signed(kit.sign_checkpoint(key, forged, kit.NOW) for key in kit.LOG_KEYS)
    other = Checkpoint("other.example", 700, second.root, second.signatures)
    unsigned = Checkpoint(kit.ORIGIN, 700, second.root, first.signatures)
    stranger = SigningKey.ed25519(kit.ORIGIN, kit.seed("stranger"))
    strange = Checkpoint(kit.ORIGIN, 700, second.root)
    strange = strange.signed([kit.sign_checkpoint(stranger, strange, kit.NOW)])
    cases = {
        "good": (ask(first, 300, proof, bytes(second)), None, None),
        "not a checkpoint": (ask(first, 300, proof, b"x"), 400, None),
        "unknown log": (ask(first, 300, proof, bytes(other)), 404, None),
        "another text under the signatures": (ask(first, 300, proof, bytes(unsigned)), 403, None),
        "another key": (ask(first, 300, proof, bytes(strange)), 403, None),
        "old above new": (ask(second, 700, (), bytes(first)), 400, None),
        "truncated to an older head": (ask(second, 300, (), bytes(first)), 409, 700),
        "stale old size": (ask(second, 300, proof, bytes(second)), 409, 700),
        "never signed": (ask(None, 300, proof, bytes(second)), 409, 0),
        "fork at the same size": (ask(second, 700, (), bytes(forged)), 409, 700),
        "rewritten": (ask(first, 300, proof, bytes(forged)), 422, None),
        "no proof": (ask(first, 300, (), bytes(second)), 422, None),
        "a proof where none belongs": (ask(None, 0, proof, bytes(second)), 422, None),
        "a proof too long": (ask(first, 300, [bytes(32)] * 64, bytes(second)), 400, None),
    }
    for name, (answer, status, size) in cases.items():
        if status is None:
            assert isinstance(answer, Cosigned), name
        else:
            assert isinstance(answer, Refusal), name
            assert (answer.status, answer.size) == (status, size), (name, answer.reason)


def test_the_logs_own_signer_keeps_the_same_rules(heads: Any, kit: Any, file_memory: FileMemory) -> None:
    log, first, second = heads
    signer = FirstWitness(kit.LOG_KEYS, file_memory)
    plain = [Checkpoint(head.origin, head.size, head.root) for head in (first, second)]
    signer.sign(0, (), plain[0], kit.NOW)
    assert signer.latest() == file_memory.latest()
    for old, proof, head, status in [
        (300, (), plain[1], 422),
        (0, (), plain[1], 409),
        (300, (), Checkpoint(kit.ORIGIN, 300, bytes(32)), 409),
        (300, (), Checkpoint("other.example", 300, first.root), 404),
    ]:
        with pytest.raises(RefusedError) as refused:
            signer.sign(old, proof, head, kit.NOW)
        assert refused.value.status == status
    assert len(signer.sign(300, log.consistency(300, 700), plain[1], kit.NOW)) == 2
    again = FirstWitness(kit.LOG_KEYS, file_memory).latest()
    assert again is not None
    assert again.size == 700
    with pytest.raises(MalformedError, match="do not all have"):
        FirstWitness([*kit.LOG_KEYS, kit.WITNESSES["bar"]], file_memory)


def test_of_two_signers_that_saw_the_same_head_one_wins(heads: Any, file_memory: FileMemory) -> None:
    _, first, second = heads
    won: list[bool] = []
    start = threading.Barrier(8)

    def race() -> None:
        start.wait()
        won.append(file_memory.replace(None, first))

    racers = [threading.Thread(target=race) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(30)
    assert sorted(won) == [False] * 7 + [True]
    assert not file_memory.replace(second, second)
    assert file_memory.latest() == first
