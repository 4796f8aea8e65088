"""A witness: what it answers to a log that shows its head (c2sp.org/tlog-witness), and to whoever asks for the last.

The rules are those of `comity.ledger.WitnessState`. Here they are joined to a memory on the disk and to a clock. The
words of the refusals begin as those of litewitness do, so that logs that read them can be pointed at either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from comity.ledger import (
    Checkpoint,
    Cosigned,
    KeyType,
    MalformedError,
    Refusal,
    SigningKey,
    VerifierKey,
    WitnessState,
    read_request,
)
from comity.witness.errors import WitnessListError
from comity.witness.memory import WitnessMemory

MAX_REQUEST_BYTES = 262_144  # 63 hashes and a checkpoint with some sixty post-quantum lines
CLOCK_SLACK = 60  # seconds by which a clock may be corrected backwards
PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"

_LOG_TYPES = frozenset({KeyType.ED25519, KeyType.MLDSA44})
_WORDS = MappingProxyType({
    400: "invalid input",
    403: "invalid signature",
    404: "unknown log",
    409: "conflict",
    422: "bad consistency proof",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back."""

    status: int
    body: bytes
    kind: str = PLAIN


class Cosigner:
    """A witness with its keys, the logs it knows, its memory and its clock."""

    def __init__(
        self,
        keys: Sequence[SigningKey],
        logs: Mapping[str, tuple[VerifierKey, ...]],
        memory: WitnessMemory,
        clock: Callable[[], int],
    ) -> None:
        self.keys = tuple(key.verifier for key in keys)
        self.logs = logs
        self._signing, self._memory, self._clock = tuple(keys), memory, clock
        self._origins = {hashlib.sha256(origin.encode()).hexdigest(): origin for origin in logs}

    def add_checkpoint(self, body: bytes) -> Reply:
        """Sign a log's new head, or say why not; the head is on the disk before the lines are returned."""
        try:
            old_size, proof, note = read_request(body)
            origin = Checkpoint.read(note).origin
        except MalformedError as error:
            return _refused(Refusal(400, error.message))
        if origin not in self.logs:
            return _refused(Refusal(404, "this log is not on the list"))
        now = self._clock()
        with self._memory.judging(origin) as judging:
            if now < judging.at - CLOCK_SLACK:
                return Reply(503, b"the clock of this witness stands before its last cosignature\n")
            at = max(now, judging.at)
            state = WitnessState(self.logs, {origin: judging.latest} if judging.latest else {})
            outcome = state.add_checkpoint(old_size, proof, note, keys=self._signing, at=at)
            if isinstance(outcome, Cosigned):
                judging.keep(outcome.state.latest[origin], at)
            elif _is_misconduct(outcome, old_size):
                judging.keep_refused(body, at)
        # INVARIANT: the commit is over here, and only now may a line leave
        return Reply(200, outcome.body.encode()) if isinstance(outcome, Cosigned) else _refused(outcome)

    def head(self, origin_hash: str) -> Reply:
        """The last head that was signed of the log whose origin has this SHA-256, whole."""
        origin = self._origins.get(origin_hash)
        latest = self._memory.latest(origin) if origin is not None else None
        return Reply(200, bytes(latest)) if latest else Reply(404, b"no head of this log has been signed here\n")

    def listing(self) -> Reply:
        """Which keys sign here, and for which logs."""
        lines = ["witness", *(f"  {key}" for key in self.keys), "logs", *(f"  {origin}" for origin in self.logs)]
        return Reply(200, "".join(f"{line}\n" for line in lines).encode())


def head_path(origin: str) -> str:
    """Where a witness shows the last head of a log, below its address."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


def read_logs(content: bytes) -> Mapping[str, tuple[VerifierKey, ...]]:
    """The logs on a list of `log KEY` lines; a whole policy will do, of which only those lines are read.

    Raises:
        WitnessListError: a line cannot be read, or there is none.
    """
    found: dict[str, tuple[VerifierKey, ...]] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        words = line.split()
        if not words or words[0] in {"witness", "group", "quorum"} or words[0].startswith("#"):
            continue
        key = _log_key(words, number)
        found[key.name] = (*found.get(key.name, ()), key)
    if not found:
        raise WitnessListError("the list names no log", help="Write one line `log KEY` for each key of each log.")
    return MappingProxyType(found)


def _log_key(words: list[str], number: int) -> VerifierKey:
    try:
        key = VerifierKey.read(words[1]) if words[0] == "log" and len(words) in {2, 3} else None
    except MalformedError as error:
        raise WitnessListError(f"line {number} of the list: {error.message}", help=error.help) from None
    if key is None or key.type not in _LOG_TYPES:
        raise WitnessListError(
            f"line {number} of the list names no key of a log",
            help="Write `log KEY`, as `comity ledger init` prints it.",
        )
    return key


def _is_misconduct(refusal: Refusal, old_size: int) -> bool:
    """Whether a signed head contradicts the last one; a log that is only behind is not accused."""
    return refusal.status == 422 or (refusal.status == 409 and refusal.size == old_size)


def _refused(refusal: Refusal) -> Reply:
    if refusal.size is not None:
        return Reply(refusal.status, f"{refusal.size}\n".encode(), SIZE)
    return Reply(refusal.status, f"{_WORDS[refusal.status]}: {refusal.reason}\n".encode())
