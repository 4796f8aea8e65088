"""One statement for each table that writes rows, new ones and changed ones alike, on SQLite and on PostgreSQL.

Django would build an object, check it and build the statement again for every few hundred rows; an import brings
thousands a second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import psycopg
from django.apps import apps
from django.db import connection, models
from psycopg.types.json import Jsonb

from comity.store.rows import Row

Adapter = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the name of its field in a row, and how its values are written."""

    name: str
    write: Adapter | None  # None: as they are


@dataclass(frozen=True, slots=True)
class Upsert:
    """How the rows of one table are written."""

    statement: str
    columns: tuple[Column, ...]  # the key first

    def values(self, key: str, row: Row) -> tuple[object, ...]:
        """The values of one row, in the order of the columns."""
        told = [row[each.name] if each.write is None else each.write(row[each.name]) for each in self.columns[1:]]
        return (key, *told)


def put_rows(model: type[models.Model], rows: Mapping[str, Row]) -> None:
    """Write rows, new ones and changed ones alike."""
    upsert = upsert_of(model._meta.label, connection.vendor)
    values = [upsert.values(key, row) for key, row in rows.items()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(upsert.statement, values)
        return
    # all rows in one statement, which the server plans once for the whole connection; Django would do so each time
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as raw:
        raw.execute(upsert.statement.encode(), [list(column) for column in zip(*values, strict=True)], prepare=True)


def fitted(model: type[models.Model], row: Row) -> Row:
    """A row as its table can hold it: what is longer than a column is cut; the whole stands in the event."""
    longest = _longest(model._meta.label)
    return {name: _cut(value, longest.get(name, 0)) if type(value) is str else value for name, value in row.items()}


@cache
def upsert_of(label: str, vendor: str) -> Upsert:
    """The statement for one table, by its model's label."""
    model = apps.get_model(label)
    key = model._meta.pk
    fields = [key, *(field for field in model._meta.concrete_fields if field is not key)]
    names = [f'"{field.column}"' for field in fields]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) {_given(fields, vendor)} '
        f"ON CONFLICT ({names[0]}) DO UPDATE SET {changed}"
    )
    return Upsert(statement, tuple(_column(field, vendor) for field in fields))


def _given(fields: Sequence[models.Field], vendor: str) -> str:
    if vendor == "sqlite":
        return f"VALUES ({', '.join(['%s'] * len(fields))})"
    kinds = [str(field.db_type(connection)).partition("(")[0].partition(" COLLATE")[0] for field in fields]
    return f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"  # noqa: S608 - our names


def _column(field: models.Field, vendor: str) -> Column:
    return Column(field.attname, _adapter(field, vendor, _length(field)))


def _adapter(field: models.Field, vendor: str, longest: int) -> Adapter | None:
    is_sqlite = vendor == "sqlite"
    match field:
        case models.DateTimeField():
            return _moment_text if is_sqlite else None
        case models.DateField():
            return _day_text if is_sqlite else None
        case models.JSONField():
            return json.dumps if is_sqlite else Jsonb
        case models.CharField() | models.TextField() | models.ForeignKey():
            return lambda value: _cut(str(value), longest)
    return None


def _moment_text(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if isinstance(value, datetime) else value


def _day_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _length(field: models.Field) -> int:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return int(getattr(target, "max_length", None) or 0)


@cache
def _longest(label: str) -> Mapping[str, int]:
    return {field.attname: _length(field) for field in apps.get_model(label)._meta.concrete_fields}


def _cut(text: str, longest: int) -> str:
    # PostgreSQL has no place for the sign of number zero
    plain = text.replace("\0", "") if "\0" in text else text
    return plain[:longest] if longest and len(plain) > longest else plain


def delete_where(model: type[models.Model], column: str, values: Iterable[str]) -> None:
    """Delete rows by one of their columns."""
    model.objects.filter(**{f"{column}__in": list(values)})._raw_delete(connection.alias)
