"""Witnessing (c2sp.org/tlog-witness): what is checked before a head is signed, by the log's signer and by witnesses.

Rules, in the order in which they are applied:

1. A request that is not exactly in form is refused (400).
2. A log that is not on the list is refused (404).
3. A checkpoint without a valid signature of that log is refused (403).
4. An old size above the new one is refused (400).
5. An old size that is not the last one signed is refused (409, with that size); so is another root at the same size.
6. A proof that does not connect the last head with the new one is refused (422).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.errors import MalformedError, ProofError, RefusedError, SignatureError
from comity.ledger.keys import SigningKey, VerifierKey
from comity.ledger.note import SignatureLine, read_base64, read_decimal, write_base64
from comity.ledger.tree import EMPTY_ROOT, HASH_BYTES, check_consistency

MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a head is not signed: the HTTP status, words, and on a conflict the size last signed."""

    status: int
    reason: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A head that may be signed: the state to keep *before* the lines leave, the head, the lines."""

    state: WitnessState
    checkpoint: Checkpoint
    lines: tuple[SignatureLine, ...]

    @property
    def body(self) -> str:
        """The body of the answer."""
        return "".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class WitnessState:
    """Which logs a witness knows, by origin, and the last head that it signed of each; never changed, only followed."""

    logs: Mapping[str, tuple[VerifierKey, ...]]
    latest: Mapping[str, Checkpoint] = field(default_factory=lambda: MappingProxyType({}))

    def add_checkpoint(
        self, old_size: int, proof: Sequence[bytes], note: bytes, *, keys: Sequence[SigningKey], at: int
    ) -> Cosigned | Refusal:
        """Sign a log's new head, or say why not."""
        try:
            checkpoint = Checkpoint.read(note)
        except MalformedError as error:
            return Refusal(400, error.message)
        trusted = self.logs.get(checkpoint.origin)
        if trusted is None:
            return Refusal(404, "this log is not known here")
        try:
            checkpoint.verified(trusted)
        except SignatureError as error:
            return Refusal(403, error.message)
        if refusal := judge(self.latest.get(checkpoint.origin), old_size, proof, checkpoint):
            return refusal
        lines = tuple(sign_checkpoint(key, checkpoint, at) for key in keys)
        # the whole signed head is kept: two of one size are proof of misconduct
        latest = MappingProxyType({**self.latest, checkpoint.origin: checkpoint.signed(lines)})
        return Cosigned(WitnessState(self.logs, latest), checkpoint, lines)


def judge(latest: Checkpoint | None, old_size: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> Refusal | None:
    """Why a head does not follow the last one, if it does not (rules 4 to 6)."""
    known_size, known_root = (latest.size, latest.root) if latest else (0, EMPTY_ROOT)
    if old_size > checkpoint.size or len(proof) > MAX_PROOF:
        return Refusal(400, "the old size is larger than the new one, or the proof is too long")
    if old_size != known_size:
        return Refusal(409, "the old size is not the one last signed", known_size)
    if old_size == checkpoint.size and checkpoint.root != known_root:
        return Refusal(409, "another head of the same size has been signed", known_size)
    try:
        check_consistency(old_size, checkpoint.size, proof, known_root, checkpoint.root)
    except ProofError as error:
        return Refusal(422, error.message)
    return None


def write_request(old_size: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> bytes:
    """The body of an add-checkpoint request."""
    lines = [f"old {old_size}", *map(write_base64, proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + bytes(checkpoint)


def read_request(body: bytes) -> tuple[int, tuple[bytes, ...], bytes]:
    """The old size, the proof and the checkpoint of an add-checkpoint request.

    Raises:
        MalformedError: it is not exactly in form; the answer is 400.
    """
    head, separator, note = body.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if not separator or not lines[0].startswith("old ") or len(lines) > MAX_PROOF + 1:
        raise MalformedError(
            "this is not an old size, at most 63 hashes, an empty line and a checkpoint",
            help="Send a request in the form of c2sp.org/tlog-witness.",
        )
    proof = tuple(read_base64(line, HASH_BYTES) for line in lines[1:])
    return read_decimal(lines[0].removeprefix("old ")), proof, note


class Signer(Protocol):
    """Whoever signs a log's heads, with a memory of its own; `FirstWitness` is one."""

    @property
    def origin(self) -> str:
        """The log's name, which is never changed."""
        ...

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys of the log."""
        ...

    def latest(self) -> Checkpoint | None:
        """The last head that was signed."""
        ...

    def sign(self, old_size: int, proof: Sequence[bytes], checkpoint: Checkpoint, at: int) -> tuple[SignatureLine, ...]:
        """Sign a head that a proof connects with the last one, or refuse."""
        ...


class SignerMemory(Protocol):
    """Where a signer keeps the last head that it signed; apart from the log's database, and with its own rights."""

    def latest(self) -> Checkpoint | None:
        """The last head that was signed."""
        ...

    def replace(self, old: Checkpoint | None, new: Checkpoint) -> bool:
        """Keep a new head durably if the last one is still the old one; says whether it did."""
        ...


class FirstWitness:
    """A log's own signer: the same rules as a witness, its own memory, and every key of the log."""

    def __init__(self, keys: Sequence[SigningKey], memory: SignerMemory) -> None:
        names = {key.verifier.name for key in keys}
        if len(names) != 1:
            raise MalformedError(
                "the keys of a log do not all have its origin as name", help="Make them with the same name."
            )
        self.origin = names.pop()
        self.keys = tuple(key.verifier for key in keys)
        self._signing = tuple(keys)
        self._memory = memory

    def latest(self) -> Checkpoint | None:
        """The last head that was signed."""
        return self._memory.latest()

    def sign(self, old_size: int, proof: Sequence[bytes], checkpoint: Checkpoint, at: int) -> tuple[SignatureLine, ...]:
        """Sign a head that a proof connects with the last one; it is remembered before the lines leave.

        Raises:
            RefusedError: it does not follow the last head.
        """
        latest = self._memory.latest()
        if checkpoint.origin != self.origin:
            raise _refused(Refusal(404, "this log is not known here"))
        if refusal := judge(latest, old_size, proof, checkpoint):
            raise _refused(refusal)
        lines = tuple(sign_checkpoint(key, checkpoint, at) for key in self._signing)
        if not self._memory.replace(latest, checkpoint.signed(lines)):
            raise _refused(Refusal(409, "another head has been signed meanwhile"))
        return lines


def _refused(refusal: Refusal) -> RefusedError:
    return RefusedError(
        f"the signer refuses: {refusal.reason}",
        help="Stop writing, audit the log, and compare it with the witnesses' heads.",
        status=refusal.status,
    )


class FileMemory:
    """Keeps a signer's last head in one file, replaced atomically under a lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def latest(self) -> Checkpoint | None:
        """The last head that was signed."""
        try:
            return Checkpoint.read(self._path.read_bytes())
        except FileNotFoundError:
            return None

    def replace(self, old: Checkpoint | None, new: Checkpoint) -> bool:
        """Keep a new head durably if the last one is still the old one; says whether it did."""
        with self._locked():
            if self.latest() != old:
                return False
            draft = self._path.with_name(f"{self._path.name}.{hashlib.sha256(bytes(new)).hexdigest()[:8]}")
            with draft.open("wb") as stream:
                stream.write(bytes(new))
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder itself, and flush it at the end: a replaced name has to reach the disk too."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
