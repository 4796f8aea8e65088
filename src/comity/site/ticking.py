"""One tick of the desk's clock: alarms that are due, erasures that were cut off, messages that wait."""

from __future__ import annotations

from comity.api.hooks import tell_hooks
from comity.base import ComityError
from comity.cli.desk.workplace import Round
from comity.gate.tick import tick
from comity.outbox import deliver
from comity.site.mail import send, sending_office, waiting_messages
from comity.store.desk import Desk
from comity.store.models import Matter


def tick_desk(desk: Desk) -> Round:
    """Do what the moment asks for; what cannot be done is told, and keeps nothing else from being done."""
    lines, faults = [], []
    for part in (_alarms, _mail, _hooks, _erasures):
        try:
            lines += part(desk)
        except ComityError as error:
            faults.append(error.message)
    return Round(tuple(lines), tuple(faults))


def _alarms(desk: Desk) -> list[str]:
    due = list(Matter.objects.filter(watch_at__lte=desk.clock()).order_by("watch_at").values_list("handle", flat=True))
    raised = tick(desk.gate, due).raised
    return [f"raised {raised} alarms"] if raised else []


def _mail(desk: Desk) -> list[str]:
    office = sending_office()
    delivered = deliver(waiting_messages(desk.records), send, desk.clock(), domain=office.domain)
    if delivered.failed:
        _, why = delivered.failed[0]
        raise ComityError(
            f"{len(delivered.failed)} messages did not leave; the first: {why}",
            help="They wait and are tried again; look at the mail server.",
        )
    return [f"sent {len(delivered.sent)} messages"] if delivered.sent else []


def _hooks(desk: Desk) -> list[str]:
    arrived = tell_hooks(desk)
    return [f"told other programs {arrived} times"] if arrived else []


def _erasures(desk: Desk) -> list[str]:
    erased = desk.erasing.resume(desk.records)
    return [f"erased {len(erased.finished)} matters"] if erased.finished else []
