"""Asking all witnesses at once: for cosignatures of a head, and at the start for what they have seen.

Rules it keeps:

1. One witness that is silent, slow, wrong or hostile does not keep the others from being heard.
2. A head without a quorum is never passed off as one with it: no quorum, no receipt; the log itself goes on.
3. A witness that has seen another log, or a longer one, is an alarm and not a mere failure.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from time import monotonic
from typing import TypeVar

from comity.base import ComityError
from comity.ledger import Checkpoint, Log, Policy, QuorumError, RollbackError, SignatureLine
from comity.witness.client import ContradictionError, Reported, Voice, cosign, last_head, voices
from comity.witness.errors import UnreachableError
from comity.witness.wire import SECONDS

LOOKED_BACK = 1_000  # heads among which a witness's last line is looked for; else it tells its size itself
QUORUM_PATIENCE = 600  # seconds without a quorum after which somebody has to be told

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Heard:
    """One witness's part: whether it did what was asked, in words, and whether that is an alarm."""

    name: str
    is_done: bool
    words: str
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """A head with the cosignatures that came, what each witness said, and whether they are enough."""

    checkpoint: Checkpoint
    heard: tuple[Heard, ...]
    has_quorum: bool

    @property
    def alarms(self) -> tuple[str, ...]:
        """What has to be told to somebody at once."""
        return tuple(one.words for one in self.heard if one.is_alarm)


def collect(log: Log, checkpoint: Checkpoint, policy: Policy, *, seconds: float = SECONDS) -> Collected:
    """Ask every witness of the policy to sign a head, and keep the head with what came back."""
    asked = voices(policy)
    guesses = _guesses(log, asked)

    def ask(voice: Voice) -> tuple[SignatureLine, ...]:
        return cosign(voice, log, checkpoint, guess=min(guesses[voice], checkpoint.size), seconds=seconds)

    answers = _all_at_once(asked, ask, seconds)
    lines = [line for answer in answers if not isinstance(answer, ComityError) for line in answer]
    cosigned = checkpoint.signed(lines)
    if lines:
        log.keep(cosigned)
    heard = tuple(_heard(voice, answer) for voice, answer in zip(asked, answers, strict=True))
    return Collected(cosigned, (*heard, *_unaddressed(policy, asked)), _has_quorum(policy, cosigned))


def _heard(voice: Voice, answer: tuple[SignatureLine, ...] | ComityError) -> Heard:
    if isinstance(answer, ComityError):
        return Heard(voice.name, False, _why(voice, answer), isinstance(answer, ContradictionError))
    return Heard(voice.name, True, f"the witness `{voice.name}` has cosigned")


def _why(voice: Voice, error: ComityError) -> str:
    named = f"`{voice.name}`" in error.message
    return error.message if named else f"the witness `{voice.name}` cannot be asked: {error.message}"


def _unaddressed(policy: Policy, asked: Sequence[Voice]) -> tuple[Heard, ...]:
    known = {name for voice in asked for name in voice.names}
    return tuple(
        Heard(name, False, f"the witness `{name}` has no address in the policy")
        for name in policy.witnesses
        if name not in known
    )


def _guesses(log: Log, asked: Sequence[Voice]) -> dict[Voice, int]:
    """Where each witness probably stands: at the newest kept head that bears its line."""
    found = dict.fromkeys(asked, 0)
    for head in islice(log.store.heads(newest_first=True), LOOKED_BACK):
        signers = {(line.name, line.key_id) for line in Checkpoint.read(head.note).signatures}
        for voice in asked:
            if not found[voice] and any((key.name, key.id) in signers for key in voice.keys):
                found[voice] = head.size
        if all(found.values()):
            break
    return found


def _has_quorum(policy: Policy, checkpoint: Checkpoint) -> bool:
    try:
        return bool(policy.accept(checkpoint))
    except QuorumError:
        return False


def without_quorum(log: Log, collected: Collected, now: int) -> tuple[str, ...]:
    """What to tell when a head has no quorum: that no receipt is given, since when, and who did not answer."""
    newest = log.newest()
    later = takewhile(lambda head: newest is not None and head.size >= newest.size, log.store.heads(newest_first=True))
    first = min((head.at for head in later if newest is not None and head.size == newest.size), default=None)
    late = first is not None and now - first > QUORUM_PATIENCE
    since = (
        "there was none yet" if first is None else f"the last head with a quorum is {(now - first) // 60:,} minutes old"
    )
    signed = sum(one.is_done for one in collected.heard)
    return (
        f"no quorum: {signed} of {len(collected.heard)} witnesses have cosigned, and {since}",
        "no receipt is given for the newest entries; the log goes on",
        *(one.words for one in collected.heard if not one.is_done),
        *(("this has lasted for more than ten minutes: call the operators of the witnesses",) if late else ()),
    )


def guard(log: Log, policy: Policy, *, seconds: float = SECONDS) -> tuple[Heard, ...]:
    """Ask every witness what it has seen of the log; `log.refusal` stops all writing if it is more, or another log."""
    asked = voices(policy)
    kept = log.store.last_head()
    probe = Checkpoint.read(kept.note) if kept else None
    answers = _all_at_once(
        asked, lambda voice: last_head(voice, log.origin, log.keys, probe=probe, seconds=seconds), seconds
    )
    reports = [answer for answer in answers if isinstance(answer, Reported)]
    log.guard([report.head for report in reports if report.head is not None])
    longest = max((report.size for report in reports), default=0)
    if log.refusal is None and longest > log.size:
        log.refusal = RollbackError(
            f"a witness has seen {longest:,} leaves, and this log has {log.size:,}",
            help="Fetch the missing leaves from the published files or a mirror before anything is written.",
        )
    return tuple(_guarded(voice, answer) for voice, answer in zip(asked, answers, strict=True))


def _guarded(voice: Voice, answer: Reported | ComityError | None) -> Heard:
    if isinstance(answer, ComityError):
        return Heard(voice.name, False, _why(voice, answer))
    seen = f"has seen {answer.size:,} leaves" if answer else "has seen no head of this log"
    return Heard(voice.name, True, f"the witness `{voice.name}` {seen}")


def _all_at_once(
    asked: Sequence[Voice], ask: Callable[[Voice], _Answer], seconds: float
) -> list[_Answer | ComityError]:
    """What each answers, or why it does not; whoever is not done in time counts as silent."""
    answers: dict[int, _Answer | ComityError] = {}

    def one(at: int) -> None:
        try:
            answers[at] = ask(asked[at])
        except ComityError as error:
            answers[at] = error

    threads = [threading.Thread(target=one, args=(at,), daemon=True) for at in range(len(asked))]
    for thread in threads:
        thread.start()
    deadline = monotonic() + 2 * seconds
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))
    return [answers.get(at, _silent(voice)) for at, voice in enumerate(asked)]


def _silent(voice: Voice) -> UnreachableError:
    return UnreachableError(f"the witness `{voice.name}` does not answer in time", help="Ask its operator.")
