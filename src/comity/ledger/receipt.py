"""Receipts (c2sp.org/tlog-proof): everything that proves one leaf, in one file that is checked offline."""

from __future__ import annotations

from dataclasses import dataclass

from comity.ledger.checkpoint import Checkpoint, Cosignature
from comity.ledger.errors import MalformedError
from comity.ledger.note import MAX_NOTE_BYTES, read_base64, read_decimal, write_base64
from comity.ledger.policy import Policy
from comity.ledger.tree import HASH_BYTES, check_inclusion, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 63  # the hashes that prove a leaf of the largest tree


@dataclass(frozen=True, slots=True)
class Receipt:
    """A leaf's index, the proof that it is in the tree, and the checkpoint of that tree."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes = b""  # nobody signs it; it proves nothing

    @classmethod
    def read(cls, content: bytes) -> Receipt:
        """Read a receipt; nothing is verified yet.

        Raises:
            MalformedError: it is not exactly a receipt.
        """
        head, separator, checkpoint = content[: 2 * MAX_NOTE_BYTES].partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise _malformed("the receipt does not begin with plain text") from None
        if not separator or lines.pop(0) != HEADER:
            raise _malformed(f"the first line is not `{HEADER}`")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = read_base64(lines.pop(0).removeprefix("extra "))
            if not extra:
                raise _malformed("the extra line is empty")
        if not lines or not lines[0].startswith("index "):
            raise _malformed("there is no index line")
        if len(lines) > MAX_PROOF + 1:
            raise _malformed(f"the proof has more than {MAX_PROOF} hashes")
        proof = tuple(read_base64(line, HASH_BYTES) for line in lines[1:])
        return cls(read_decimal(lines[0].removeprefix("index ")), proof, Checkpoint.read(checkpoint), extra)

    def __bytes__(self) -> bytes:
        lines = [HEADER, *([f"extra {write_base64(self.extra)}"] if self.extra else []), f"index {self.index}"]
        lines += map(write_base64, self.proof)
        return "".join(f"{line}\n" for line in [*lines, ""]).encode() + bytes(self.checkpoint)

    def verify(self, content: bytes, policy: Policy) -> tuple[Cosignature, ...]:
        """Check that a leaf with this content is in a log that enough witnesses have seen.

        The age of the cosignatures does not matter: a receipt stays valid for ever.

        Raises:
            SignatureError: a signature is missing or wrong.
            QuorumError: too few witnesses have cosigned.
            ProofError: the leaf is not in that tree.
        """
        found = policy.accept(self.checkpoint)
        check_inclusion(self.index, self.checkpoint.size, leaf_hash(content), self.proof, self.checkpoint.root)
        return found


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, help="Ask the log for the receipt again; do not correct it by hand.")
