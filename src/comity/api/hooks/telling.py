"""Joins the outbox, which signs and posts payloads, to the rows in which they wait."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings

from comity.gate import Actor, Role, commands
from comity.outbox import Endpoint, Hooks, Post, WaitingHook, deliver_hooks, post
from comity.store.desk import Desk
from comity.store.hooks import DjangoHooks
from comity.store.models import WebhookDelivery
from comity.store.records import DjangoRecords

_CLOCK = Actor("clock", Role.SYSTEM)


def hooks_of(records: DjangoRecords) -> DjangoHooks[Endpoint, WaitingHook]:
    """Where the payloads of a desk wait."""
    return DjangoHooks(records, told=Endpoint, wait=_waiting)


def _waiting(row: WebhookDelivery, secrets: tuple[str, ...]) -> WaitingHook:
    return WaitingHook(row.id, row.endpoint.url, " ".join(secrets), row.body, row.tries)


def watch_for_hooks(records: DjangoRecords) -> None:
    """Keep a payload of whatever the gate writes for each program that wants it, in the same transaction."""
    records.watchers.append(Hooks(hooks_of(records)))


def tell_hooks(desk: Desk, *, send: Post | None = None) -> int:
    """Tell every program what waits for it, and say how much arrived; what nobody takes any more is put on record."""
    at: datetime = desk.clock()
    rows = hooks_of(desk.records)
    local, private = settings.COMITY_DEMO, settings.COMITY_WEBHOOK_PRIVATE
    send = send or partial(post, local=local, private=private)

    def given_up(hook: WaitingHook, said: str) -> None:
        desk.gate.do(commands.ChangeSetup("webhook given up", f"{hook.id}: {said}"), _CLOCK)

    arrived = deliver_hooks(rows, send, at, alarm=given_up)
    rows.forget_old(at)
    return arrived
