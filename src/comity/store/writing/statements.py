"""Statements that write rows, new ones and changed ones alike, on SQLite and on PostgreSQL.

Django would build an object, check it and build the statement again for every few hundred rows; an import brings
thousands a second. SQLite gets a statement for each table; PostgreSQL one for all tables, to which the rows come as
JSON: so it has the same types whichever values are missing, and the server plans it once for the whole connection. Many
rows of new matters are copied in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial

import psycopg
from django.apps import apps
from django.db import connection, models
from psycopg.rows import TupleRow

from comity.store.rows import Row

MANY = 50  # rows that are copied in sooner than by a statement
Adapter = Callable[[object], object]
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, that of its field in a row, and how its values are written."""

    name: str
    field: str
    write: Adapter | None  # None: as they are


@dataclass(frozen=True, slots=True)
class Upsert:
    """How the rows of one table are written."""

    statement: str
    copying: str  # how new rows are copied in, on PostgreSQL
    columns: tuple[Column, ...]  # the key first

    def values(self, key: str, row: Row) -> tuple[object, ...]:
        """The values of one row, in the order of the columns."""
        told = [row[each.field] if each.write is None else each.write(row[each.field]) for each in self.columns[1:]]
        return (key, *told)


def put_rows(tables: Mapping[type[models.Model], Mapping[str, Row]], *, new: bool = False) -> None:
    """Write rows of some tables, new ones and changed ones alike; with `new`, none of their keys is there yet."""
    told = {model._meta.label: rows for model, rows in tables.items() if rows}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for label, rows in told.items():
                upsert = upsert_of(label, "sqlite")
                in_order = sorted(rows)  # neighbours lie on one page
                cursor.executemany(upsert.statement, [upsert.values(key, rows[key]) for key in in_order])
    elif told:
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as raw:
            many = [label for label, rows in told.items() if new and len(rows) >= MANY and _is_plain(label)]
            for label in many:
                _copy(raw, label, told.pop(label))
            if told:
                raw.execute(_together(tuple(told)), [_text(label, rows) for label, rows in told.items()], prepare=True)


def _copy(raw: psycopg.Cursor[TupleRow], label: str, rows: Mapping[str, Row]) -> None:
    """Rows that are new into their table, as PostgreSQL takes many of them soonest."""
    upsert = upsert_of(label, "postgresql")
    with raw.copy(upsert.copying.encode()) as into:
        for key, row in rows.items():
            into.write_row(upsert.values(key, row))


@cache
def _is_plain(label: str) -> bool:
    """Whether a table has no column of JSON, whose values are not written alike in both ways."""
    return not any(isinstance(field, models.JSONField) for field in apps.get_model(label)._meta.concrete_fields)


def _text(label: str, rows: Mapping[str, Row]) -> str:
    """The rows of one table as JSON."""
    upsert = upsert_of(label, "postgresql")
    names = [column.name for column in upsert.columns]
    return _json([dict(zip(names, upsert.values(key, row), strict=True)) for key, row in rows.items()])


@cache
def _together(labels: tuple[str, ...]) -> bytes:
    """One statement that writes the rows of several tables, on PostgreSQL."""
    *others, last = [upsert_of(label, "postgresql").statement for label in labels]
    parts = ", ".join(f"part{number} AS ({statement})" for number, statement in enumerate(others))
    return (f"WITH {parts} {last}" if others else last).encode()


def fitted(model: type[models.Model], row: Row) -> Row:
    """A row as its table can hold it: what is longer than a column is cut; the whole stands in the event."""
    longest = _longest(model._meta.label)
    return {name: _cut(longest.get(name, 0), value) if type(value) is str else value for name, value in row.items()}


@cache
def upsert_of(label: str, vendor: str) -> Upsert:
    """The statement for one table, by its model's label."""
    model = apps.get_model(label)
    key = model._meta.pk
    fields = [key, *(field for field in model._meta.concrete_fields if field is not key)]
    names = [f'"{field.column}"' for field in fields]
    listed, table = ", ".join(names), f'"{model._meta.db_table}"'
    changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    given = (
        f"VALUES ({', '.join(['%s'] * len(fields))})"
        if vendor == "sqlite"
        else f"SELECT {listed} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 - our names
    )
    statement = f"INSERT INTO {table} ({listed}) {given} ON CONFLICT ({names[0]}) DO UPDATE SET {changed}"
    copying = f"COPY {table} ({listed}) FROM STDIN"
    return Upsert(statement, copying, tuple(_column(field, vendor) for field in fields))


def _column(field: models.Field, vendor: str) -> Column:
    return Column(field.column, field.attname, _adapter(field, vendor, _length(field)))


def _adapter(field: models.Field, vendor: str, longest: int) -> Adapter | None:
    is_sqlite = vendor == "sqlite"
    match field:
        case models.DateTimeField():
            return _moment_text if is_sqlite else _iso
        case models.DateField():
            return _iso
        case models.JSONField():
            return json.dumps if is_sqlite else None
        case models.CharField() | models.TextField() | models.ForeignKey():
            return partial(_cut, longest)
    return None


def _moment_text(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ")[:-6]  # without its +00:00


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _length(field: models.Field) -> int:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return int(getattr(target, "max_length", None) or 0)


@cache
def _longest(label: str) -> Mapping[str, int]:
    return {field.attname: _length(field) for field in apps.get_model(label)._meta.concrete_fields}


def _cut(longest: int, value: object) -> str:
    text = str(value)
    # PostgreSQL has no place for the sign of number zero
    plain = text.replace("\0", "") if "\0" in text else text
    return plain[:longest] if longest and len(plain) > longest else plain


def delete_where(model: type[models.Model], column: str, values: Iterable[str]) -> None:
    """Delete rows by one of their columns."""
    model.objects.filter(**{f"{column}__in": list(values)})._raw_delete(connection.alias)
