"""Writing the rows of states into the tables, and comparing the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from comity.gate import Change
from comity.gate.state import Matter
from comity.store.models import PROJECTIONS
from comity.store.rows import Row, Rows, rows_of
from comity.store.writing.statements import delete_where, fitted, put_rows

MODELS = {model.__name__: model for model in PROJECTIONS}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as the events have it."""

    table: str
    key: str
    says: str  # missing, not from an event, or the fields that differ


def write_changes(changes: Sequence[Change]) -> None:
    """Bring the tables from the states before to the states after."""
    kept: dict[str, dict[str, Row]] = {}
    gone: dict[str, set[str]] = {}
    for change in changes:
        before, after = rows_of(change.before), rows_of(change.after)
        for table, new in after.items():
            old = before.get(table, {})
            kept.setdefault(table, {}).update((key, row) for key, row in new.items() if old.get(key) != row)
        for table, old in before.items():
            gone.setdefault(table, set()).update(old.keys() - after.get(table, {}).keys())
    for model in PROJECTIONS:
        if lost := gone.get(model.__name__):
            delete_where(model, "pk", lost)
    opening = all(change.opens for change in changes)
    put_rows({model: kept.get(model.__name__, {}) for model in PROJECTIONS}, new=opening)


def write_state(matter: Matter) -> None:
    """Write every row of a state."""
    put_rows({MODELS[table]: rows for table, rows in rows_of(matter).items()})


def delete_rows(handles: Sequence[str]) -> None:
    """Take every row of some matters out of the tables."""
    for model in PROJECTIONS:
        delete_where(model, matter_column(model), handles)


def stored_rows(handles: Sequence[str]) -> Mapping[str, Rows]:
    """The rows of some matters as they stand in the tables, by matter."""
    found: dict[str, dict[str, dict[str, Row]]] = {handle: {} for handle in handles}
    for model in PROJECTIONS:
        key, column = model._meta.pk.attname, matter_column(model)
        for row in model.objects.filter(**{f"{column}__in": list(handles)}).values():
            found[str(row[column])].setdefault(model.__name__, {})[str(row.pop(key))] = row
    return found


def made_rows(matter: Matter) -> Rows:
    """The rows of a state as the tables can hold them."""
    return {
        table: {key: fitted(MODELS[table], row) for key, row in rows.items()} for table, rows in rows_of(matter).items()
    }


def matter_column(model: type[models.Model]) -> str:
    """The column by which the rows of a matter are found."""
    return "handle" if model.__name__ == "Matter" else "matter_id"


def differences(stored: Rows, made: Rows) -> Iterator[Difference]:
    """Where the tables are not as the events have them."""
    for table in sorted(stored.keys() | made.keys()):
        there, wanted = stored.get(table, {}), made.get(table, {})
        for key in sorted(there.keys() | wanted.keys()):
            if key not in there:
                yield Difference(table, key, "missing")
            elif key not in wanted:
                yield Difference(table, key, "not from an event")
            elif there[key] != wanted[key]:
                names = sorted(name for name in wanted[key] if there[key].get(name) != wanted[key][name])
                yield Difference(table, key, f"differs in {', '.join(names)}")
