"""Keeps a payload for each program that wants to be told, in the gate's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comity.gate import Change, EventKind
from comity.outbox.webhooks import hook_id, payload, wants


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A program that is told what happens, and of which kinds of events; none: of all."""

    id: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewHook:
    """A payload that is to be kept for an endpoint."""

    id: str
    endpoint: str
    matter: str
    body: str


class HookQueue(Protocol):
    """Where payloads are kept, in the caller's transaction."""

    def endpoints(self) -> Sequence[Endpoint]:
        """The programs that are told now."""
        ...

    def enqueue(self, hooks: Sequence[NewHook], at: datetime) -> None:
        """Keep payloads; one whose id is known already is left as it is."""
        ...

    def drop(self, matter: str) -> None:
        """Let go of what waits about a matter."""
        ...


class Hooks:
    """Takes what the gate writes; beside `Outbox`, one of the watchers of the records."""

    def __init__(self, queue: HookQueue) -> None:
        self.queue = queue

    def __call__(self, changes: Sequence[Change]) -> None:
        """Keep a payload of each event for each program that wants it."""
        endpoints = self.queue.endpoints()
        for change in changes:
            if any(event.kind is EventKind.ERASURE_APPROVED for event in change.events):
                self.queue.drop(change.after.handle)
                continue
            for event in change.events:
                hooks = [
                    NewHook(hook_id(event, endpoint.id), endpoint.id, event.handle, body)
                    for endpoint in endpoints
                    if wants(endpoint.kinds, event) and (body := payload(event, change.after)) is not None
                ]
                if hooks:
                    self.queue.enqueue(hooks, event.at)
