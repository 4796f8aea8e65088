"""Sealing: what was logged since the last head is put under a new one, witnessed, and shown.

The sealer alone holds the log's key. It follows what other processes write, and nothing waits for it but receipts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from comity.ledger import Checkpoint, Log, Policy, QuorumError
from comity.witness.collect import collect, without_quorum

QUIET_SECONDS = 3_600  # a head is signed this often even when there is nothing new, so that silence shows


class TagIndex(Protocol):
    """The index of tags, as far as sealing needs it; `comity.matters.Index` is one."""

    def is_behind(self, log: Log) -> bool:
        """Whether the log has leaves, besides the index's own, that the published state does not cover."""
        ...

    def bring_up(self, log: Log, at: datetime) -> None:
        """Take those in, and append the leaf that names the new root."""
        ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one round of sealing came to."""

    checkpoint: Checkpoint | None  # None where there was nothing new, and the last head is not old
    has_quorum: bool
    is_shown: bool  # whether the published folder stands at a witnessed head
    alarms: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What to tell."""
        if self.checkpoint is None:
            return "nothing new to seal"
        witnessed = "witnessed" if self.has_quorum else "without a quorum of witnesses"
        return f"sealed {self.checkpoint.size:,} entries, {witnessed}"


class Sealer:
    """Seals one log, a round at a time."""

    def __init__(
        self,
        log: Log,
        index: TagIndex,
        clock: Callable[[], datetime],
        *,
        policy: Policy | None = None,
        folder: Path | None = None,
    ) -> None:
        self.log, self._index, self._clock, self._policy, self._folder = log, index, clock, policy, folder

    def seal(self) -> Sealed:
        """One round: index, head, cosignatures, published folder.

        Raises:
            LedgerError: the log is damaged, forked or rolled back; nothing was signed.
        """
        now = self._clock()
        self.log.catch_up()
        if self._index.is_behind(self.log):
            self._index.bring_up(self.log, now)
        elif not self._is_due(int(now.timestamp())):
            return Sealed(None, has_quorum=True, is_shown=self._show(now))
        head = self.log.publish()
        if self._policy is None:
            return Sealed(head, has_quorum=False, is_shown=self._show(now))
        collected = collect(self.log, head, self._policy)
        alarms = collected.alarms
        if not collected.has_quorum:
            alarms += without_quorum(self.log, collected, int(now.timestamp()))
        return Sealed(collected.checkpoint, collected.has_quorum, self._show(now), alarms)

    def _is_due(self, now: int) -> bool:
        last = self.log.store.last_head()
        waits = self._policy is not None and last is not None and not self._is_witnessed(last.size)
        return last is None or waits or now - last.at >= QUIET_SECONDS

    def _is_witnessed(self, size: int) -> bool:
        newest = self.log.newest()
        return newest is not None and newest.size >= size

    def _show(self, now: datetime) -> bool:
        if self._folder is None:
            return False
        try:
            return self.log.export(self._folder, int(now.timestamp())) is not None
        except QuorumError:
            return False
