"""Asking over HTTP: bounded answers, bounded time, no redirects, nothing kept in caches on the way."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from comity.witness.errors import AnswerError, UnreachableError, WitnessListError

SECONDS = 10.0
MAX_ANSWER_BYTES = 1_100_000  # a note of the largest size that is read
_PIECE = 65_536
_HEADERS = {"Cache-Control": "no-cache", "User-Agent": "comity", "Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the body."""

    status: int
    body: bytes


class Line:
    """A connection to one address, kept open between questions; not for two threads at once."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self.address = address.rstrip("/")
        self._parts = _split(self.address)
        self._seconds = seconds
        self._open: http.client.HTTPConnection | None = None

    def get(self, path: str, *, limit: int = MAX_ANSWER_BYTES) -> Answer:
        """Ask for what is at a path below the address.

        Raises:
            UnreachableError: nobody answers in time.
            AnswerError: the answer is too long.
        """
        return self._ask("GET", path, None, limit)

    def post(self, path: str, body: bytes, *, limit: int = MAX_ANSWER_BYTES) -> Answer:
        """Send a body to a path below the address.

        Raises:
            UnreachableError: nobody answers in time.
            AnswerError: the answer is too long.
        """
        return self._ask("POST", path, body, limit)

    def _ask(self, method: str, path: str, body: bytes | None, limit: int) -> Answer:
        reused = self._open is not None
        try:
            try:
                return self._asked(method, path, body, limit)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                if not reused:
                    raise
                self.close()  # an idle connection may be closed by the other side at any time
                return self._asked(method, path, body, limit)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise UnreachableError(
                f"`{self.address}` does not answer: {_said(error)}",
                help="Check the address and the network, and ask again.",
            ) from error
        except AnswerError:
            self.close()
            raise

    def _asked(self, method: str, path: str, body: bytes | None, limit: int) -> Answer:
        deadline = monotonic() + self._seconds
        connection = self._connection()
        connection.request(method, f"{self._parts.path}/{path}", body=body, headers=_HEADERS)
        with connection.getresponse() as response:
            content = self._read(response, limit, deadline)
            if response.length:
                raise http.client.IncompleteRead(content, response.length)
            return Answer(response.status, content)

    def _read(self, response: http.client.HTTPResponse, limit: int, deadline: float) -> bytes:
        content = b""
        while piece := response.read1(_PIECE):
            content += piece
            if len(content) > limit:
                raise AnswerError(
                    f"`{self.address}` answers with more than {limit:,} bytes", help="Ask whoever runs it."
                )
            if monotonic() > deadline:
                raise TimeoutError("the answer takes too long")
        return content

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            self._open = kind(self._parts.hostname or "", self._parts.port, timeout=self._seconds)
        return self._open

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
            self._open = None


def is_address(text: str) -> bool:
    """Whether a text is an address on the network, and not a path."""
    return text.startswith(("http://", "https://"))


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, sound = SplitResult("", "", "", "", ""), False
    if not sound or parts.query or parts.fragment or "@" in parts.netloc:
        raise WitnessListError(
            f"`{address[:80]}` is not an address", help="Write it as https://witness.example or http://127.0.0.1:7380."
        )
    return parts


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
