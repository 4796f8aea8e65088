"""Asking one witness: for its cosignature of a new head, and for the last head that it has signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.ledger import (
    Checkpoint,
    LedgerError,
    Policy,
    SignatureLine,
    VerifierKey,
    read_signature_lines,
    write_request,
)
from comity.ledger.note import read_decimal
from comity.witness.cosigner import head_path
from comity.witness.errors import AnswerError
from comity.witness.wire import SECONDS, Answer, Line

ROUNDS = 3  # a witness may be asked by somebody else between two of our questions


class Proves(Protocol):
    """A log, as far as a witness has to be convinced by it."""

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of one size begins that of another."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A witness of a policy: its names there, its keys, and where it is asked; one address is asked once."""

    names: tuple[str, ...]
    keys: tuple[VerifierKey, ...]
    address: str

    @property
    def name(self) -> str:
        """Its names in the policy."""
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class Reported:
    """What a witness says of a log: how many leaves it has seen, and the whole head where it shows it."""

    size: int
    head: Checkpoint | None


class ContradictionError(AnswerError):
    """A witness has signed a head of this log that does not go with the one it was shown."""


def voices(policy: Policy) -> tuple[Voice, ...]:
    """The witnesses of a policy that have an address, each address once."""
    by_address: dict[str, list[tuple[str, VerifierKey]]] = {}
    for name, key in policy.witnesses.items():
        if address := policy.urls.get(str(key)):
            by_address.setdefault(address.rstrip("/"), []).append((name, key))
    return tuple(
        Voice(tuple(name for name, _ in named), tuple(key for _, key in named), address)
        for address, named in by_address.items()
    )


def cosign(
    voice: Voice, log: Proves, checkpoint: Checkpoint, *, guess: int = 0, seconds: float = SECONDS
) -> tuple[SignatureLine, ...]:
    """The lines by which a witness signs a head, each verified; those of keys that are not in the policy are left out.

    Raises:
        UnreachableError: it does not answer in time.
        ContradictionError: it has seen a longer log, or another one.
        AnswerError: it answers something else.
    """
    line, old = Line(voice.address, seconds=seconds), guess
    try:
        for _ in range(ROUNDS):
            proof = log.consistency(old, checkpoint.size)
            answer = line.post("add-checkpoint", write_request(old, proof, checkpoint))
            if answer.status == 200:
                return _verified(voice, answer, checkpoint)
            seen = _conflict(voice, answer, old, checkpoint)
            old = seen
    finally:
        line.close()
    raise AnswerError(
        f"the witness `{voice.name}` changes its mind", help="Ask again; tell its operator if it goes on."
    )


def _conflict(voice: Voice, answer: Answer, old: int, checkpoint: Checkpoint) -> int:
    """The size from which to go on, if a witness only stands elsewhere than was guessed."""
    if answer.status == 422:
        raise _contradiction(voice, f"another log than this one at {old:,} leaves")
    if answer.status != 409:
        said = answer.body[:100].decode("utf-8", "replace").strip()
        raise AnswerError(
            f"the witness `{voice.name}` answers {answer.status}: {said}", help="Ask its operator to look at it."
        )
    seen = _size(voice, answer.body)
    if seen > checkpoint.size:
        raise _contradiction(voice, f"{seen:,} leaves of this log, and the head has {checkpoint.size:,}")
    if seen == old:
        raise _contradiction(voice, f"another head of {seen:,} leaves")
    return seen


def _contradiction(voice: Voice, what: str) -> ContradictionError:
    return ContradictionError(
        f"the witness `{voice.name}` has seen {what}",
        help="Stop, keep both heads as proof, and compare this log with the witnesses' heads.",
    )


def _size(voice: Voice, body: bytes) -> int:
    try:
        return read_decimal(body.removesuffix(b"\n").decode("ascii"))
    except (LedgerError, UnicodeDecodeError):
        raise _nonsense(voice) from None


def _verified(voice: Voice, answer: Answer, checkpoint: Checkpoint) -> tuple[SignatureLine, ...]:
    known = {(key.name, key.id) for key in voice.keys}
    try:
        lines = read_signature_lines(answer.body.decode("utf-8"))
        own = tuple(line for line in lines if (line.name, line.key_id) in known)
        Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, own, checkpoint.extensions).verified(voice.keys)
    except (LedgerError, UnicodeDecodeError):
        raise _nonsense(voice) from None
    return own


def last_head(
    voice: Voice, origin: str, keys: Sequence[VerifierKey], *, probe: Checkpoint | None = None, seconds: float = SECONDS
) -> Reported | None:
    """What a witness has last signed of a log, or nothing where it knows none.

    A witness that shows no heads is asked with a head of our own (`probe`), to which it answers with its size.

    Raises:
        UnreachableError: it does not answer in time.
        AnswerError: it shows something that the log or the witness has not signed.
    """
    line = Line(voice.address, seconds=seconds)
    try:
        answer = line.get(head_path(origin))
        if answer.status == 200:
            head = _shown(voice, answer.body, origin, keys)
            return Reported(head.size, head)
        if probe is None:
            return None
        answer = line.post("add-checkpoint", write_request(0, (), probe))
        return Reported(_size(voice, answer.body), None) if answer.status == 409 else None
    finally:
        line.close()


def _shown(voice: Voice, body: bytes, origin: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    try:
        head = Checkpoint.read(body)
        head.verified(keys)
        head.verified(voice.keys)
    except LedgerError:
        raise _nonsense(voice) from None
    if head.origin != origin:
        raise _nonsense(voice)
    return head


def _nonsense(voice: Voice) -> AnswerError:
    return AnswerError(
        f"the witness `{voice.name}` answers what it cannot have signed, or nothing that can be read",
        help="Check its address and its key in the policy; then ask its operator.",
    )
