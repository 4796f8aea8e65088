"""The witness over HTTP: three paths, small requests, short patience, many callers but not too many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import ClassVar

from comity.base import ComityError
from comity.witness.cosigner import MAX_REQUEST_BYTES, Cosigner, Reply
from comity.witness.errors import WitnessListError

LOOPBACK = "127.0.0.1"
PORT = 7380
PATIENCE = 10.0  # seconds for a whole request, and for the next one on the same connection
MAX_CALLERS = 128

Tell = Callable[[str], None]


class WitnessServer:
    """Serves one witness on one address until it is told to stop."""

    def __init__(self, cosigner: Cosigner, *, host: str = LOOPBACK, port: int = PORT, tell: Tell | None = None) -> None:
        try:
            self._server = _Server((host, port), _Conversation)
        except OSError as error:
            raise WitnessListError(
                f"`{host}:{port}` cannot be listened on: {error.strerror or error}", help="Choose a free port."
            ) from error
        self._server.cosigner = cosigner
        self._server.tell = tell or _say_nothing
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where the witness can be asked."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def run(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever(poll_interval=0.2)

    def start(self) -> None:
        """Serve beside whatever else is done."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Serve no longer."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def _say_nothing(words: str) -> None:
    """Keep silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    cosigner: Cosigner
    tell: Tell

    def verify_request(self, request: object, client_address: object) -> bool:
        """Turn callers away while too many are being served."""
        return threading.active_count() < MAX_CALLERS

    def _note_fault(self, request: object, client_address: object) -> None:
        """A caller who hangs up is no news."""

    handle_error = _note_fault


class _Conversation(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "comity-witness", ""
    timeout: ClassVar[float] = PATIENCE

    def do_GET(self) -> None:
        """Show the list, or the last head of a log."""
        cosigner, path = self.server.cosigner, self.path.strip("/")
        parts = path.split("/")
        if not path:
            self._answer(cosigner.listing)
        elif len(parts) == 2 and parts[1] == "checkpoint":
            self._answer(lambda: cosigner.head(parts[0]))
        else:
            self._answer(lambda: Reply(404, b"there is nothing here\n"))

    def do_POST(self) -> None:
        """Judge a head."""
        if self.path.strip("/") != "add-checkpoint":
            self.close_connection = True
            self._answer(lambda: Reply(404, b"there is nothing here\n"))
            return
        body, fault = self._body()
        if fault is not None:
            self.close_connection = True
            self._answer(lambda: fault)
        else:
            self._answer(lambda: self.server.cosigner.add_checkpoint(body))

    def _body(self) -> tuple[bytes, Reply | None]:
        stated = self.headers.get("Content-Length", "")
        if not stated.isascii() or not stated.isdigit() or "Transfer-Encoding" in self.headers:
            return b"", Reply(411, b"the length of the request is not stated\n")
        if len(stated) > 9 or int(stated) > MAX_REQUEST_BYTES:
            return b"", Reply(413, f"a request has at most {MAX_REQUEST_BYTES} bytes\n".encode())
        content, deadline = b"", monotonic() + PATIENCE
        while len(content) < int(stated):
            piece = self.rfile.read1(int(stated) - len(content))
            if not piece or monotonic() > deadline:
                return b"", Reply(408, b"the request did not arrive whole\n")
            content += piece
        return content, None

    def _answer(self, ask: Callable[[], Reply]) -> None:
        try:
            reply = ask()
        except ComityError as error:
            self.server.tell(f"{error.message}; {error.help}")
            reply = Reply(500, b"the witness cannot keep a head, and signs none\n")
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *words: object) -> None:
        """Keep no record of who asked."""
