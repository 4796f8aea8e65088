"""Posts a payload over HTTP: one connection, one try, no redirect followed, and a short wait."""

from __future__ import annotations

import http.client
import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit

from comity.outbox.errors import OutboxError
from comity.outbox.webhooks import check_address

_WAIT = 10.0  # seconds; a receiver takes a payload first and works on it later
_READ = 65_536


def post(url: str, body: bytes, headers: dict[str, str], *, local: bool = False) -> int:
    """Post a payload, and give the status of the reply.

    Raises:
        OutboxError: nothing may be sent to this address.
        OSError: it was not reached.
    """
    check_address(url, local=local)
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=_WAIT, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=_WAIT)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        _must_be_public(connection.sock.getpeername()[0], local=local)
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        reply.read(_READ)
        return reply.status
    finally:
        connection.close()


def _must_be_public(peer: str, *, local: bool) -> None:
    """A public name can lead into a private network; nothing is sent there."""
    if not local and not ip_address(peer).is_global:
        raise OutboxError("the receiver's name leads into a private network", help="Give the receiver's public name.")
