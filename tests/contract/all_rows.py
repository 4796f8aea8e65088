"""All rows of a database as plain values: read, put back, compared."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

Tables = dict[str, dict[str, Any]]  # of each table its columns and its rows


def rows_of(database: Any, tables: Collection[str] | None = None) -> Tables:
    """Every row of some tables, or of all; SQLite and PostgreSQL say the same."""
    wanted = database.tables() if tables is None else tables
    return {name: _table(database, name) for name in sorted(wanted)}


def _table(database: Any, name: str) -> dict[str, Any]:
    columns = columns_of(database, name)
    named = ", ".join(f'"{column}"' for column in columns)
    rows = database.rows(f'SELECT {named} FROM "{name}"')
    return {"columns": columns, "rows": sorted(([_said(cell) for cell in row] for row in rows), key=repr)}


def columns_of(database: Any, table: str) -> list[str]:
    """The names of a table's columns."""
    if not is_postgresql(database):
        return [str(row[0]) for row in database.rows(f"SELECT name FROM pragma_table_info('{table}')")]
    return list(_kinds(database, table))


def is_postgresql(database: Any) -> bool:
    """Which of the two it is."""
    return hasattr(database, "_address")


def _said(cell: Any) -> Any:
    """A cell as SQLite has it; bytes by their figures."""
    match cell:
        case bytes() | memoryview():
            return {"bytes": bytes(cell).hex()}
        case bool():
            return int(cell)
        case datetime():
            return str(cell.astimezone(UTC).replace(tzinfo=None))
        case date():
            return cell.isoformat()
        case IPv4Address() | IPv6Address():
            return str(cell)
        case dict() | list():
            return json.dumps(cell)
    return cell


def put(database: Any, tables: Mapping[str, Any]) -> None:
    """Put rows into the tables of a database, in place of what a new desk has there."""
    kinds = {name: _kinds(database, name) if is_postgresql(database) else {} for name in tables}
    with database.transaction():
        for name, table in tables.items():
            columns, marks = ", ".join(f'"{each}"' for each in table["columns"]), ", ".join("?" * len(table["columns"]))
            rows = [[_cell(cell, kinds[name].get(column)) for column, cell in zip(table["columns"], row, strict=True)]
                    for row in table["rows"]]  # fmt: skip
            if not name.startswith("ledger_"):  # of which nothing is ever deleted
                database.run(f'DELETE FROM "{name}"')
            database.run_many(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)
            _count_on(database, name, kinds[name])


def _kinds(database: Any, table: str) -> dict[str, str]:
    """PostgreSQL has truth values of their own; SQLite writes them as numbers."""
    query = (
        "SELECT column_name::text, data_type::text FROM information_schema.columns "
        "WHERE table_name = ? ORDER BY ordinal_position"
    )
    return dict(database.rows(query, table))


def _count_on(database: Any, table: str, kinds: Mapping[str, str]) -> None:
    """PostgreSQL counts rows apart from them."""
    if kinds.get("id") in {"bigint", "integer"}:
        database.rows(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(id)) FROM \"{table}\"")


def _cell(cell: Any, kind: str | None) -> Any:
    if isinstance(cell, dict):
        return bytes.fromhex(cell["bytes"])
    if cell is None:
        return None
    return bool(cell) if kind == "boolean" else f"{cell}+00" if kind == "timestamp with time zone" else cell
