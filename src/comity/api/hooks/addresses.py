"""Addresses that are told what happens: listed, added, their secret renewed, ended; each change stands on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path
from ninja.params.functions import Body
from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema
from pydantic import Field as Said

from comity.api.acting import tell
from comity.api.shapes import told
from comity.api.tokens import Token
from comity.gate import Actor, AlreadyDoneError, NotFoundError, commands
from comity.outbox import TOLD, check_address
from comity.store.desk import Desk, current
from comity.store.hooks import add_endpoint, end_endpoint, endpoints_now, find_endpoint, renew_secret
from comity.store.models import WebhookEndpoint

SET_UP = "set_up"
MOST = 50  # addresses; more are a mistake
_KINDS = sorted(kind.value for kind in TOLD)


def _is_told(kind: str) -> str:
    if kind not in _KINDS:
        raise ValueError("nobody is told of such an event")
    return kind


Kind = Annotated[str, AfterValidator(_is_told), WithJsonSchema({"type": "string", "enum": _KINDS})]
Address = Annotated[str, Path(..., pattern="^[0-9a-f]{16}$", description="The id of the address.")]


class WebhookGiven(BaseModel):
    """An address that is to be told what happens."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str = Said(max_length=2_000, pattern="^https?://[!-~]+$", examples=["https://receiver.example/comity"])
    kinds: list[Kind] = Said(default_factory=list, max_length=50, description="Of events; none: all.")


@dataclass(frozen=True, slots=True)
class WebhookTold:
    """An address that is told what happens."""

    id: str
    url: str
    kinds: tuple[str, ...]
    created_at: datetime
    created_by: str
    waiting: int  # payloads that have not arrived yet
    arrived_at: datetime | None  # when the last one did


@dataclass(frozen=True, slots=True)
class WebhookMade:
    """The secret by which a receiver knows that a payload is ours; it is shown this once."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class WebhooksTold:
    """The addresses that are told now."""

    webhooks: tuple[WebhookTold, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """An address that is told nothing any more."""

    id: str


def add_addresses(api: NinjaAPI) -> None:
    """Give an API the addresses at which webhooks are set up."""

    @api.get(
        "/webhooks",
        auth=Token(SET_UP),
        response=told(WebhooksTold),
        tags=["webhooks"],
        operation_id="list_webhooks",
        summary="List webhooks",
    )
    def list_webhooks(request: HttpRequest) -> HttpResponse:
        """The addresses that are told what happens, and how much waits for each."""
        return tell(WebhooksTold(tuple(_told(row) for row in _counted())))

    @api.post(
        "/webhooks",
        auth=Token(SET_UP),
        response=told(WebhookMade),
        tags=["webhooks"],
        operation_id="add_webhook",
        summary="Add a webhook",
    )
    def add_webhook(request: HttpRequest, webhook: Annotated[WebhookGiven, Body(...)]) -> HttpResponse:
        """Tell an address what happens. The secret is shown once, so no answer is kept; the same address comes once."""
        check_address(webhook.url, local=settings.COMITY_DEMO, private=_may_be_private())
        with _changing(request, "webhook added", webhook.url) as (desk, actor):
            known = endpoints_now()
            if len(known) >= MOST or any(row.url == webhook.url for row in known):
                raise AlreadyDoneError("this address is told already, or too many are", help="List the webhooks.")
            row, secret = add_endpoint(webhook.url, webhook.kinds, by=actor.name, at=desk.clock())
        return tell(WebhookMade(row.id, secret))

    _add_changes(api)


def _add_changes(api: NinjaAPI) -> None:
    @api.post(
        "/webhooks/{webhook}/secret",
        auth=Token(SET_UP, media=""),  # nothing is sent
        response=told(WebhookMade),
        tags=["webhooks"],
        operation_id="renew_secret",
        summary="Renew a secret",
    )
    def renew(request: HttpRequest, webhook: Address) -> HttpResponse:
        """Another secret for an address, shown once; for a day the one before signs beside it."""
        row = _found(webhook)
        with _changing(request, "webhook secret renewed", row.url) as (desk, _):
            secret = renew_secret(row, desk.clock())
        return tell(WebhookMade(row.id, secret))

    @api.delete(
        "/webhooks/{webhook}",
        auth=Token(SET_UP),
        response=told(Ended),
        tags=["webhooks"],
        operation_id="end_webhook",
        summary="End a webhook",
    )
    def end_webhook(request: HttpRequest, webhook: Address) -> HttpResponse:
        """Tell an address nothing any more; what waits for it is given up."""
        row = _found(webhook)
        with _changing(request, "webhook ended", row.url) as (desk, _):
            end_endpoint(row.id, desk.clock())
        return tell(Ended(row.id))


def _may_be_private() -> bool:
    return bool(settings.COMITY_WEBHOOK_PRIVATE)


def _found(key: str) -> WebhookEndpoint:
    if (row := find_endpoint(key)) is None:
        raise NotFoundError("there is no such webhook", help="List the webhooks.")
    return row


@contextmanager
def _changing(http: HttpRequest, what: str, url: str) -> Iterator[tuple[Desk, Actor]]:
    """Change something of the desk, and have it recorded who did: both or neither; of an address only its host."""
    desk, actor = current(), cast("Actor", http.auth)
    desk.records.office()  # opened before the transaction, since its key has to be durable first
    with desk.records.transaction():
        yield desk, actor
        desk.gate.do(commands.ChangeSetup(what, (urlsplit(url).hostname or "")[:200]), actor)


def _counted() -> list[WebhookEndpoint]:
    waits = Count("deliveries", filter=Q(deliveries__next_at__isnull=False))
    found = WebhookEndpoint.objects.filter(disabled_at=None)
    return list(found.annotate(waits=waits, last=Max("deliveries__delivered_at"))[:MOST])


def _told(row: WebhookEndpoint) -> WebhookTold:
    return WebhookTold(row.id, row.url, tuple(row.kinds), row.created_at, row.created_by, row.waits, row.last)
