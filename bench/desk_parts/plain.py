"""The same rows as a plain Django program would write them: models, no events, no encryption, no ledger.

The law is applied by the same function, so that what differs is how the record is kept.
"""

from __future__ import annotations

import json
from typing import Any

from comity.gate import Actor, Role, commands
from comity.gate.act import Act, Surroundings
from comity.gate.state import Matter
from comity.gate.verbs import VERBS
from comity.store import models
from comity.store.desk import Desk
from comity.store.writing.tables import MODELS, made_rows
from django.db import transaction

from desk_parts.county import END, bookings, receive

LOT = 500


def plain_bookings(desk: Desk, count: int, seed: int) -> dict[str, list[Any]]:
    """The rows of some bookings, as objects that are ready to be written."""
    objects: dict[str, list[Any]] = {}
    for number, command in enumerate(bookings(count, seed=seed)):
        state = _after(desk, Matter(f"{seed:08x}{number:024x}"), command)
        for table, rows in made_rows(state).items():
            model = MODELS[table]
            key = model._meta.pk.attname  # noqa: SLF001 - Django's own way to look into a model
            objects.setdefault(table, []).extend(model(**{key: name}, **row) for name, row in rows.items())
    return objects


def write_bookings(objects: dict[str, list[Any]]) -> None:
    """Write them, in one transaction."""
    with transaction.atomic():
        for table, rows in objects.items():
            MODELS[table].objects.bulk_create(rows, batch_size=LOT)


def take_back(objects: dict[str, list[Any]]) -> None:
    """Take such rows out of the tables again: a county that is kept has no row without an event."""
    with transaction.atomic():
        for table, rows in objects.items():
            for first in range(0, len(rows), LOT):
                MODELS[table].objects.filter(pk__in=[row.pk for row in rows[first : first + LOT]]).delete()


def write_request(desk: Desk, handle: str, name: str) -> None:
    """Read a matter, decide a request by the same law, and write its rows, in one transaction."""
    with transaction.atomic():
        row = models.Matter.objects.select_for_update().get(handle=handle)
        assert json.loads(row.charges)
        state = _after(desk, Matter(handle, row.agency, END), receive(handle, END), name)
        for table, rows in made_rows(state).items():
            model = MODELS[table]
            key = model._meta.pk.attname  # noqa: SLF001 - the same
            if table in {"Request", "Ask", "Duty"}:
                model.objects.bulk_create([model(**{key: each}, **fields) for each, fields in rows.items()])
        row.watch_at = END
        row.save(update_fields=["watch_at"])


def _after(desk: Desk, matter: Matter, command: commands.Command, name: str = "plain") -> Matter:
    """The state after a command, worked out and not written."""
    by = Actor("plain", Role.SYSTEM)
    law, agency = desk.law, desk.office.agency
    around = Surroundings(END, by, desk.library, law.shipped, agency, lambda: name, lambda series: 1, law.drafts)
    act = Act(matter, around)
    VERBS[type(command)](act, command)
    return act.matter
