"""Making all tables again from the events, and comparing the two, some hundred matters at a time.

Each lot is one transaction in which nobody else writes to its matters, so that both run beside the desk's daily work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, models

from comity.store.models import PROJECTIONS
from comity.store.records import DjangoRecords
from comity.store.writing.tables import (
    Difference,
    delete_rows,
    differences,
    made_rows,
    matter_column,
    stored_rows,
    write_state,
)

LOT = 200  # matters in one transaction

Progress = Callable[[int, int], None]


def check(records: DjangoRecords, *, progress: Progress = lambda done, of: None) -> Iterator[Difference]:
    """Where the tables are not as the events have them."""
    for handles in _lots(records, progress):
        with records.transaction():
            made = {handle: made_rows(matter) for handle, matter in records.states(handles).items()}
            stored = stored_rows(handles)
        for handle in handles:
            yield from differences(stored[handle], made.get(handle, {}))
    for model in PROJECTIONS:
        for handle in _strangers(model):
            yield Difference(model.__name__, handle, "of a matter that has no events")


def rebuild(records: DjangoRecords, *, progress: Progress = lambda done, of: None) -> int:
    """Make all tables again from the events; says of how many matters."""
    count = 0
    for handles in _lots(records, progress):
        with records.transaction():
            states = records.states(handles)
            delete_rows(handles)
            for matter in states.values():
                write_state(matter)
        count += len(states)
    for model in PROJECTIONS:
        with records.transaction():
            model.objects.filter(**{f"{matter_column(model)}__in": _strangers(model)}).delete()
    return count


def _lots(records: DjangoRecords, progress: Progress) -> Iterator[Sequence[str]]:
    """Every matter that ever had an event, in lots."""
    records.wake()
    total = int(_rows("SELECT count(*) FROM matter_book")[0])
    last, done = "", 0
    while handles := _rows("SELECT handle FROM matter_book WHERE handle > %s ORDER BY handle LIMIT %s", last, LOT):
        yield [str(handle) for handle in handles]
        last, done = str(handles[-1]), done + len(handles)
        progress(done, total)


def _rows(query: str, *values: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]


def _strangers(model: type[models.Model]) -> list[str]:
    """Matters of which a table has rows, and of which there was never an event."""
    column = matter_column(model)
    query = (
        f'SELECT DISTINCT "{column}" FROM "{model._meta.db_table}" AS told WHERE NOT EXISTS '  # noqa: S608 - our names
        f'(SELECT 1 FROM matter_book WHERE matter_book.handle = told."{column}") ORDER BY 1'
    )
    return [str(handle) for handle in _rows(query)]
