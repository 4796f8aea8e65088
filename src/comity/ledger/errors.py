"""What can be wrong with a log, a proof, a signature or a leaf."""

from __future__ import annotations

from comity.base import ComityError


class LedgerError(ComityError):
    """Something about the ledger is wrong or cannot be done."""


class MalformedError(LedgerError):
    """Bytes that are not exactly in the form they claim; they are refused, never repaired."""


class LeafError(MalformedError):
    """A leaf that holds something else than the public codes, or is not canonical."""


class PolicyError(MalformedError):
    """A policy file that cannot be followed."""


class ProofError(LedgerError):
    """A proof that does not connect what it claims to connect."""


class SignatureError(LedgerError):
    """A signature of a known key that does not verify, or no signature by a known key at all."""


class QuorumError(LedgerError):
    """A checkpoint that too few of the policy's witnesses have cosigned, or not lately enough."""


class StoreError(LedgerError):
    """The database did not do what it was asked."""


class SequencerError(StoreError):
    """Another writer holds the log, or has written since this one looked."""


class DamageError(LedgerError):
    """Stored rows, tiles, heads or memory that do not agree with each other; nothing is signed."""


class RollbackError(LedgerError):
    """Somebody outside has seen a longer log than this one; nothing is written or signed."""


class ForkError(LedgerError):
    """Somebody outside has seen another log of the same origin; nothing is written or signed."""


class ClockError(LedgerError):
    """The clock stands before the time of the last signed head."""


class RefusedError(LedgerError):
    """The signer or a witness would not sign; `status` is the answer of tlog-witness."""

    def __init__(self, message: str, *, help: str, status: int) -> None:
        super().__init__(message, help=help)
        self.status = status
