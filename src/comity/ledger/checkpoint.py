"""Checkpoints (c2sp.org/tlog-checkpoint) and cosignatures (c2sp.org/tlog-cosignature)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace

from comity.ledger.errors import MalformedError, SignatureError
from comity.ledger.keys import KeyType, SigningKey, VerifierKey
from comity.ledger.note import Note, SignatureLine, read_base64, read_decimal, write_base64
from comity.ledger.tree import EMPTY_ROOT, HASH_BYTES

MAX_TIME = 2**63 - 1
MAX_ORIGIN_BYTES = 255

_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A signature that has been verified: by which key, and at what POSIX time where the form says one."""

    key: VerifierKey
    at: int | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: origin, number of leaves, root; with the lines that sign it, which `verified` checks."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[SignatureLine, ...] = ()
    extensions: tuple[str, ...] = ()

    @classmethod
    def read(cls, content: bytes) -> Checkpoint:
        """Read a signed checkpoint; nothing is verified yet.

        Raises:
            MalformedError: it is not exactly a checkpoint.
        """
        note = Note.read(content)
        lines = note.text.split("\n")[:-1]
        if len(lines) < 3 or not all(lines) or len(lines[0].encode()) > MAX_ORIGIN_BYTES:
            raise _malformed("a checkpoint has an origin, a size, a root, and no empty line")
        size, root = read_decimal(lines[1]), read_base64(lines[2], HASH_BYTES)
        if size == 0 and root != EMPTY_ROOT:
            raise _malformed("an empty log has another root")
        return cls(lines[0], size, root, note.signatures, tuple(lines[3:]))

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), write_base64(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    def __bytes__(self) -> bytes:
        return bytes(Note(self.text, self.signatures))

    def signed(self, lines: Iterable[SignatureLine]) -> Checkpoint:
        """The checkpoint with more signature lines; none is added twice."""
        return replace(self, signatures=tuple(dict.fromkeys([*self.signatures, *lines])))

    def verified(self, keys: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
        """The signatures by these keys, each checked; lines by other keys are ignored.

        Raises:
            SignatureError: a line of a known key does not verify, or no line is by a known key.
        """
        known = {(key.name, key.id): key for key in keys}
        found = [
            Cosignature(key, _verify(key, line.signature, self))
            for line in self.signatures
            if (key := known.get((line.name, line.key_id)))
        ]
        if not found:
            raise SignatureError(
                f"no known key has signed the checkpoint of `{self.origin[:60]}`",
                help="Check that the policy file is the one of this log.",
            )
        return tuple(found)


def sign_checkpoint(key: SigningKey, checkpoint: Checkpoint, at: int) -> SignatureLine:
    """The line by which a key signs a checkpoint at a POSIX time.

    Raises:
        MalformedError: the key's form cannot sign such a checkpoint.
    """
    verifier = key.verifier
    stamp = b"" if verifier.type is KeyType.ED25519 else struct.pack(">Q", at)
    return SignatureLine(verifier.name, verifier.id, stamp + key.sign(_message(verifier, checkpoint, at)))


def _verify(key: VerifierKey, signature: bytes, checkpoint: Checkpoint) -> int | None:
    if key.type is KeyType.ED25519:
        key.verify(signature, _message(key, checkpoint, 0))
        return None
    at = int.from_bytes(signature[:_TIME_BYTES])
    if len(signature) <= _TIME_BYTES or at > MAX_TIME:
        raise SignatureError(
            f"the cosignature of `{key.name}` has no time", help="Ask the witness for a new cosignature."
        )
    try:
        message = _message(key, checkpoint, at)
    except MalformedError as error:
        raise SignatureError(error.message, help=error.help) from None
    key.verify(signature[_TIME_BYTES:], message)
    return at


def _message(key: VerifierKey, checkpoint: Checkpoint, at: int) -> bytes:
    """The bytes that a key of this type signs."""
    match key.type:
        case KeyType.ED25519:
            return checkpoint.text.encode()
        case KeyType.ED25519_COSIGNATURE:
            return f"cosignature/v1\ntime {at}\n{checkpoint.text}".encode()
        case KeyType.MLDSA44:
            return _subtree_message(key.name.encode(), checkpoint, at)


def _subtree_message(name: bytes, checkpoint: Checkpoint, at: int) -> bytes:
    if checkpoint.extensions:
        # INVARIANT: this form does not sign extension lines, so a checkpoint that has some is not signed by it
        raise _malformed("an ML-DSA-44 signature cannot cover extension lines")
    origin = checkpoint.origin.encode()
    return b"".join([
        b"subtree/v1\n\x00",
        bytes([len(name)]), name,
        struct.pack(">Q", at),
        bytes([len(origin)]), origin,
        struct.pack(">QQ", 0, checkpoint.size),
        checkpoint.root,
    ])  # fmt: skip


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, help="Ask the log for its checkpoint again.")
