"""One tick of the desk's clock: alarms that are due, erasures that were cut off, messages that wait."""

from __future__ import annotations

from comity.base import ComityError
from comity.cli.workplace import Round
from comity.gate.tick import tick
from comity.store.desk import Desk
from comity.store.models import Matter


def tick_desk(desk: Desk) -> Round:
    """Do what the moment asks for; what cannot be done is told, and keeps nothing else from being done."""
    lines, faults = [], []
    for part in (_alarms, _erasures):
        try:
            lines += part(desk)
        except ComityError as error:
            faults.append(error.message)
    return Round(tuple(lines), tuple(faults))


def _alarms(desk: Desk) -> list[str]:
    due = list(Matter.objects.filter(watch_at__lte=desk.clock()).order_by("watch_at").values_list("handle", flat=True))
    raised = tick(desk.gate, due).raised
    return [f"raised {raised} alarms"] if raised else []


def _erasures(desk: Desk) -> list[str]:
    erased = desk.erasing.resume(desk.records)
    return [f"erased {len(erased.finished)} matters"] if erased.finished else []
