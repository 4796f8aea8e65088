"""Posts a payload over HTTP: one connection, one try, no redirect followed, and a short wait."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from comity.outbox.errors import OutboxError
from comity.outbox.webhooks import check_address

_WAIT = 10.0  # seconds; a receiver takes a payload first and works on it later
_WHOLE = 30.0  # seconds that a whole exchange may take, however slowly the receiver speaks
_READ = 65_536


def post(url: str, body: bytes, headers: dict[str, str], *, local: bool = False, private: bool = False) -> int:
    """Post a payload, and give the status of the reply.

    Raises:
        OutboxError: nothing may be sent to this address.
        OSError: it was not reached.
    """
    check_address(url, local=local, private=private)
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=_WAIT, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=_WAIT)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    cut = threading.Timer(_WHOLE, _cut, [connection])
    try:
        connection.connect()
        cut.start()
        may_be_near = private or parts.scheme == "http"  # which `check_address` lets through for this machine alone
        _must_be_public(connection.sock.getpeername()[0], may_be_near=may_be_near)
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        reply.read(_READ)
        return reply.status
    finally:
        cut.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """End a connection over which a receiver says little, slowly."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _must_be_public(peer: str, *, may_be_near: bool) -> None:
    """A public name can lead into a private network; nothing is sent there."""
    if not may_be_near and not ip_address(peer).is_global:
        raise OutboxError("the receiver's name leads into a private network", help="Give the receiver's public name.")
