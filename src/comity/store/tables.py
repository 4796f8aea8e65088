"""Writing the rows of states into the tables, and comparing the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from comity.gate import Change
from comity.store.models import PROJECTIONS
from comity.store.rows import Row, Rows, rows_of

_CHUNK = 500  # rows to a statement


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as the events have it."""

    table: str
    key: str
    says: str  # missing, not from an event, or the fields that differ


def write_changes(changes: Iterable[Change]) -> None:
    """Bring the tables from the states before to the states after."""
    kept: dict[str, dict[str, Row]] = {}
    gone: dict[str, set[str]] = {}
    for change in changes:
        before, after = rows_of(change.before), rows_of(change.after)
        for table in after.keys() | before.keys():
            old, new = before.get(table, {}), after.get(table, {})
            kept.setdefault(table, {}).update((key, row) for key, row in new.items() if old.get(key) != row)
            gone.setdefault(table, set()).update(old.keys() - new.keys())
    for model in reversed(PROJECTIONS):
        if lost := gone.get(model.__name__):
            model.objects.filter(pk__in=lost).delete()
    for model in PROJECTIONS:
        if rows := kept.get(model.__name__):
            put_rows(model, rows)


def put_rows(model: type[models.Model], rows: Mapping[str, Row]) -> None:
    """Write rows, new ones and changed ones alike."""
    key = model._meta.pk.name
    names = [field.attname for field in model._meta.concrete_fields if field.attname != key]
    made = [model(**{key: primary}, **row) for primary, row in rows.items()]
    model.objects.bulk_create(
        made,
        batch_size=_CHUNK,
        update_conflicts=True,
        update_fields=[model._meta.get_field(name).name for name in names],
        unique_fields=[key],
    )


def delete_rows(handles: Sequence[str]) -> None:
    """Take every row of some matters out of the tables."""
    for model in reversed(PROJECTIONS):
        field = "handle__in" if model.__name__ == "Matter" else "matter_id__in"
        model.objects.filter(**{field: list(handles)}).delete()


def stored_rows(handles: Sequence[str]) -> Rows:
    """The rows of some matters as they stand in the tables."""
    found: dict[str, dict[str, Row]] = {}
    for model in PROJECTIONS:
        field = "handle__in" if model.__name__ == "Matter" else "matter_id__in"
        key = model._meta.pk.name
        for row in model.objects.filter(**{field: list(handles)}).values():
            found.setdefault(model.__name__, {})[row.pop(key)] = row
    return found


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
