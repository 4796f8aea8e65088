"""The addresses that are told what happens: added, their secret renewed, ended. A secret is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from comity.store.hooks.sealed import Secrets, new_secret, opened, sealed
from comity.store.models import WebhookDelivery, WebhookEndpoint


def add_endpoint(url: str, kinds: Sequence[str], *, by: str, at: datetime) -> tuple[WebhookEndpoint, str]:
    """A new address, and its secret, which is not shown again; in the transaction that is open."""
    key, secret = secrets.token_hex(8), new_secret()
    row = WebhookEndpoint.objects.create(
        id=key, url=url, secret=sealed(Secrets(secret), key), kinds=sorted(set(kinds)), created_at=at, created_by=by
    )
    return row, secret


def renew_secret(endpoint: WebhookEndpoint, at: datetime) -> str:
    """Another secret for an address, which is not shown again; the one before signs beside it for a day."""
    renewed = opened(endpoint.secret, endpoint.id).renewed(at)
    WebhookEndpoint.objects.filter(id=endpoint.id).update(secret=sealed(renewed, endpoint.id))
    return renewed.newest


def end_endpoint(key: str, at: datetime) -> None:
    """Tell an address nothing any more; what waits for it is given up."""
    WebhookEndpoint.objects.filter(id=key, disabled_at=None).update(disabled_at=at)
    WebhookDelivery.objects.filter(endpoint_id=key, next_at__isnull=False).update(next_at=None, said="ended here")


def find_endpoint(key: str) -> WebhookEndpoint | None:
    """An address that is told now."""
    return WebhookEndpoint.objects.filter(id=key, disabled_at=None).first()


def endpoints_now() -> list[WebhookEndpoint]:
    """The addresses that are told now, the oldest first."""
    return list(WebhookEndpoint.objects.filter(disabled_at=None))
