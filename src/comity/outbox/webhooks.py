"""Webhooks out, as Standard Webhooks has them: what happened, by kind and number, signed; nothing about a person."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from standardwebhooks import Webhook

from comity.gate import Event, EventKind, event_bytes
from comity.gate.state import Matter
from comity.outbox.errors import OutboxError

# As Standard Webhooks advises: at once, and then more and more rarely for about three days.
RETRIES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
GONE = 410  # the receiver wants nothing more
_GOOD = range(200, 300)
_SECRET_BYTES = 32
_MAX_URL = 2_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

Post = Callable[[str, bytes, dict[str, str]], int]  # to an address, a body with headers; the status of the reply
WebhookAlarm = Callable[["WaitingHook", str], None]  # an address does not answer, and nothing more is tried

# INVARIANT: no kind here has a payload that says more than that it happened; readings and notes are told to nobody
TOLD = frozenset(EventKind) - {
    EventKind.READ,
    EventKind.NOTED,
    EventKind.SETUP_CHANGED,
    EventKind.REFUSED,
    EventKind.REPORT_FILED,
    EventKind.CASE_SIGNED,
    EventKind.ERASURE_ORDERED,
    EventKind.ERASURE_WITHDRAWN,
    EventKind.ERASURE_APPROVED,
    EventKind.PERSONS_MERGED,
}


@dataclass(frozen=True, slots=True)
class WaitingHook:
    """A payload that waits for an address, and how often it was tried."""

    id: str
    url: str
    secret: str  # or several with a space between: while one is renewed, both sign
    body: str
    tried: int = 0


class WebhookRows(Protocol):
    """Where payloads wait; each call is its own transaction."""

    def due(self, at: datetime) -> Sequence[WaitingHook]:
        """Those to be tried now; nobody else is given them meanwhile."""
        ...

    def arrived(self, id: str, at: datetime, said: str) -> None:
        """A payload was taken."""
        ...

    def failed(self, id: str, at: datetime, again_at: datetime | None, said: str) -> None:
        """A payload was not taken; it is tried again at a moment, or given up."""
        ...

    def disable(self, id: str, at: datetime, said: str) -> None:
        """The address of a payload wants nothing more; whatever waits for it is given up."""
        ...


def payload(event: Event, matter: Matter) -> str | None:
    """What an event is to a receiver: its kind, its ids and its public code; nothing where nobody is told of it."""
    if event.kind not in TOLD:
        return None
    request = _request_of(event)
    known = matter.requests.get(request)
    told = {
        "matter": event.handle,
        "request": request,
        "number": known.number if known else "",
        "code": event.codes.decision or "",
    }
    form = {
        "type": event.kind.value,
        "timestamp": event.at.isoformat(timespec="seconds"),
        "data": {key: value for key, value in told.items() if value},
    }
    return _ENCODER.encode(form)


def _request_of(event: Event) -> str:
    if event.kind is EventKind.REQUEST_RECEIVED:
        return str(event.body["id"])
    inner = event.body.get("hold") or event.body.get("disclosure") or event.body.get("visit")
    return str((inner if isinstance(inner, dict) else event.body).get("request") or "")


def hook_id(event: Event, endpoint: str) -> str:
    """The name of a payload at an endpoint: the same event has the same one there, however often it is sent."""
    digest = hashlib.sha256(event_bytes(event) + b"\0" + event.handle.encode() + b"\0" + endpoint.encode())
    return f"msg_{digest.hexdigest()[:32]}"


def wants(kinds: Collection[str], event: Event) -> bool:
    """Whether an endpoint that chose some kinds of events, or none for all, is told of an event."""
    return event.kind in TOLD and (not kinds or event.kind.value in kinds)


def new_secret() -> str:
    """A secret by which a receiver knows that a payload is ours."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed(hook: WaitingHook, at: datetime) -> dict[str, str]:
    """The headers of a payload that leaves at a moment."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "comity",
        "webhook-id": hook.id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(each).sign(hook.id, moment, hook.body) for each in hook.secret.split()),
    }


def check_address(url: str, *, local: bool = False, private: bool = False) -> None:
    """Refuse an address to which nothing may be sent.

    `local` lets this machine's own through, for a test; `private` those of the office's own network.

    Raises:
        OutboxError: it is not `https`, holds a password, or is a number of a private network.
    """
    try:
        parts = urlsplit(url)
        host, port_is_one = parts.hostname or "", parts.port is None or parts.port > 0
    except ValueError:
        raise OutboxError("this is no address", help="Write it as https://receiver.example/comity.") from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _MAX_URL
    if not host or not plain or not port_is_one or parts.username or parts.password or parts.fragment:
        raise OutboxError(f"`{url[:80]}` is no address", help="Write it as https://receiver.example/comity.")
    if local and parts.scheme == "http" and host in {"localhost", "127.0.0.1"}:
        return
    if parts.scheme != "https":
        raise OutboxError("the address is not `https`", help="Payloads are sent encrypted, or not at all.")
    if not private and _is_private(host):
        raise OutboxError(f"`{host}` is an address inside a network", help="Give the receiver's public name.")


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host.rstrip(".").endswith((".localhost", ".local", ".internal")) or "." not in host.strip(".")


def deliver_hooks(rows: WebhookRows, post: Post, at: datetime, *, alarm: WebhookAlarm | None = None) -> int:
    """Try everything that is due, each by itself, and say how much arrived.

    What is not taken is tried again for about three days; then it is given up, and somebody is told.
    """
    arrived = 0
    for hook in rows.due(at):
        try:
            status, said = post(hook.url, hook.body.encode(), signed(hook, at)), ""
        except Exception as error:  # noqa: BLE001 - whatever a receiver does, the next one is told
            status, said = 0, f"{type(error).__name__}: {error}"[:200]
        if status in _GOOD:
            rows.arrived(hook.id, at, str(status))
            arrived += 1
        else:
            said = said or f"the reply was {status}"
            if not _is_tried_again(rows, hook, at, said, gone=status == GONE) and alarm is not None:
                alarm(hook, said)
    return arrived


def _is_tried_again(rows: WebhookRows, hook: WaitingHook, at: datetime, said: str, *, gone: bool) -> bool:
    """Note that a payload was not taken, and say whether it is tried again."""
    if gone:
        rows.disable(hook.id, at, said)
        return False
    again = at + RETRIES[hook.tried] if hook.tried < len(RETRIES) else None
    rows.failed(hook.id, at, again, said)
    return again is not None
