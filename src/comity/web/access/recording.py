"""What the record keeps of access itself: who was refused what, and how accounts were changed."""

from __future__ import annotations

from comity.gate import commands
from comity.gate.actors import Actor, Role
from comity.store import desk

THE_DESK = Actor("comity", Role.SYSTEM)  # who acts when it is the machine's administrator, or a refusal


def record_refusal(actor: Actor | None, permission: str, path: str) -> None:
    """Keep that somebody asked for what is not theirs."""
    who = f"{actor.name} as {actor.role.value}" if actor else "somebody without a role"
    desk.current().gate.do(commands.RecordRefusal(permission, f"{who}: {path}"), THE_DESK)


def record_change(by: Actor | None, what: str, value: str) -> None:
    """Keep that an account was made, changed or ended, and by whom."""
    desk.current().gate.do(commands.ChangeSetup(what, value), by or THE_DESK)
