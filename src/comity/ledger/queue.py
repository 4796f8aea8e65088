"""Group commit: many callers share one transaction, and nobody waits for more to come.

Whoever comes first writes for all who wait, then hands over to the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

MAX_BATCH = 1_000  # leaves that share a commit, unless one caller brings more


class _Request:
    """Some leaves that wait for a commit."""

    __slots__ = ("contents", "fault", "first", "turn")

    def __init__(self, contents: list[bytes]) -> None:
        self.contents = contents
        self.first: int | None = None
        self.fault: BaseException | None = None
        self.turn: threading.Event | None = None  # for those who do not lead


class CommitQueue:
    """The callers of one log who wait for a commit; `commit` writes contents durably and says the first index."""

    def __init__(self, commit: Callable[[list[bytes]], int]) -> None:
        self._commit = commit
        self._door = threading.Lock()
        self._waiting: deque[_Request] = deque()

    def append(self, contents: list[bytes]) -> range:
        """Write contents in one commit with those of others, and return their indexes.

        Raises:
            LedgerError: whatever the commit has said; nothing of this was logged.
        """
        request = _Request(contents)
        with self._door:
            if self._waiting:
                request.turn = threading.Event()
            self._waiting.append(request)
        if request.turn is not None:
            request.turn.wait()
        if request.first is None and request.fault is None:
            self._lead()
        if request.fault is not None:
            raise request.fault
        assert request.first is not None
        return range(request.first, request.first + len(contents))

    def _lead(self) -> None:
        batch = self._batch()
        fault, first = None, 0
        try:
            first = self._commit(_contents(batch))
        except BaseException as error:  # noqa: BLE001 - everybody who waits has to hear of it
            fault = error
        with self._door:
            for request in batch:
                self._waiting.popleft()
                request.first, request.fault = (None, fault) if fault else (first, None)
                first += len(request.contents)
            following = [*batch[1:], self._waiting[0]] if self._waiting else batch[1:]
        for request in following:
            if request.turn is not None:
                request.turn.set()

    def _batch(self) -> list[_Request]:
        with self._door:
            if len(self._waiting) == 1:
                return [self._waiting[0]]
            batch, count = [self._waiting[0]], len(self._waiting[0].contents)
            for request in list(self._waiting)[1:]:
                count += len(request.contents)
                if count > MAX_BATCH:
                    break
                batch.append(request)
        return batch


def _contents(batch: list[_Request]) -> list[bytes]:
    if len(batch) == 1:
        return batch[0].contents
    return [content for request in batch for content in request.contents]
