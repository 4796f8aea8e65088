"""Reads mapping files: what a part is made of, checked against what it can be made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Table_
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from comity.base import Block, DocumentError, read_document
from comity.feeds import targets
from comity.feeds.errors import MappingError
from comity.feeds.mapping import SOURCE, UNMAPPED, Cell, Filter, Mapping, Part, Table
from comity.feeds.reading.blocks import entry, flag, names, refuse, text
from comity.feeds.reading.tables import read_tables
from comity.feeds.targets import Target

_MAPPING = (
    *("source", "title", "origin", "zone", "order", "format", "codes", "tables"),
    *("person", "booking", "charges", "court_dates", "convictions", "notes"),
    *("adds_to", "releases", "transfers"),
)
_ADDED = frozenset({"court_dates", "releases", "transfers"})
_OWN = frozenset({"person", "booking", "charges", "convictions", "notes"})
_CELL = ("column", "columns", "between", "codes", "at_time", "latest_of", "text", "value")
_ORDERS = ("any", "sorted")


def shipped_maps() -> Table_[str, Path]:
    """The mapping files that come with comity, by name."""
    folder = Path(str(files("comity.feeds"))) / "maps"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find_mapping(name: str) -> Mapping:
    """A mapping by the name of a shipped one, or by the path of a file.

    Raises:
        MappingError: there is none, or it is not well written.
    """
    shipped = shipped_maps()
    path = shipped.get(name) or Path(name)
    if not path.is_file():
        raise MappingError(
            f"`{name}` is no mapping file", help=f"Name a file, or one that comes along: {', '.join(shipped)}."
        )
    return read_mapping(path)


def read_mapping(source: Path | bytes) -> Mapping:
    """Read a mapping from a file or from its bytes.

    Raises:
        MappingError: it is not well written.
    """
    name = f"{source.name}: " if isinstance(source, Path) else ""
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        return _mapping(content)
    except DocumentError as error:
        where = f" (line {error.line})" if error.line else ""
        raise MappingError(f"{name}{error.message}{where}", help=error.help) from None
    except MappingError as error:
        raise MappingError(f"{name}{error.message}", help=error.help) from None


def _mapping(content: bytes) -> Mapping:
    block = entry(read_document(content), "a mapping", _MAPPING)
    tables = read_tables(_with_codes(block), text(block, "zone", "a mapping", ""))
    order = text(block, "order", "a mapping", "any")
    if order not in _ORDERS:
        refuse(f"`{order}` is no order", f"Orders are: {', '.join(_ORDERS)}.", block, "order")
    convictions = block.get("convictions")
    notes = block.get("notes") or []
    if not isinstance(notes, list):
        refuse("`notes` is not a list", "Write each note as `- {text: …}`.", block, "notes")
    found = Mapping(
        source=_name(block, "source"),
        title=text(block, "title", "a mapping"),
        origin=text(block, "origin", "a mapping", ""),
        tables=tables,
        person=_some("person", block.get("person"), targets.PERSON, tables),
        booking=_some("booking", block.get("booking"), targets.BOOKING, tables),
        charges=_some("charges", block.get("charges"), targets.CHARGE, tables),
        court_dates=_some("court_dates", block.get("court_dates"), targets.COURT_DATE, tables),
        convictions=_some("convictions", convictions, targets.CONVICTION, tables),
        all_convictions=isinstance(convictions, Block) and flag(convictions, "complete", "convictions"),
        notes=tuple(_part("notes", note, targets.NOTE, tables) for note in notes),
        releases=_some("releases", block.get("releases"), targets.RELEASE, tables),
        transfers=_some("transfers", block.get("transfers"), targets.TRANSFER, tables),
        adds_to=_name(block, "adds_to") if "adds_to" in block else "",
        is_sorted=order == "sorted",
        digest=hashlib.blake2b(content, digest_size=16).hexdigest(),
        content=content,
    )
    _whole_or_added(block, found)
    _every_column_is_read(found)
    return found


def _name(block: Block, key: str) -> str:
    name = text(block, key, "a mapping")
    if not SOURCE.fullmatch(name):
        advice = "Write up to 50 small letters, figures and hyphens, such as our-jail."
        refuse(f"`{name[:60]}` is no name of a source", advice, block, key)
    return name


def _whole_or_added(block: Block, mapping: Mapping) -> None:
    """A source has bookings of its own, or adds to another's; what it says of both would be in doubt."""
    if mapping.adds_to:
        if own := sorted(_OWN & block.keys()):
            refuse(f"`{own[0]}` is not for a source that adds to another's bookings", "Leave it out.", block, own[0])
        if not _ADDED & block.keys():
            refuse("nothing is added", f"Write one of {', '.join(sorted(_ADDED))}.", block, "adds_to")
        return
    for name in ("person", "booking"):
        entry(block.get(name), f"`{name}`")
    if added := sorted({"releases", "transfers"} & block.keys()):
        refuse(f"`{added[0]}` goes with `adds_to`", "Use `released_at` of the booking.", block, added[0])


def _with_codes(block: Block) -> Block:
    """The mapping with every name of a table of codes replaced by the table."""
    named = entry(block.get("codes", Block(0)), "`codes`")
    parts = [value for value in block.values() if isinstance(value, Block)]
    parts += [note for note in (block.get("notes") or []) if isinstance(note, Block)]  # type: ignore[attr-defined]
    for cell in [cell for part in parts for cell in part.values() if isinstance(cell, Block)]:
        if isinstance(name := cell.get("codes"), str):
            if name not in named:
                refuse(f"`{name}` is no table of codes", f"Tables are: {', '.join(named)}.", cell, "codes")
            cell["codes"] = named[name]
    return block


def _some(name: str, value: object, fields: Table_[str, Target], tables: Table_[str, Table]) -> Part | None:
    return None if value is None else _part(name, value, fields, tables)


def _part(name: str, value: object, fields: Table_[str, Target], tables: Table_[str, Table]) -> Part:
    more = ("from", "only", "leave_out", *(("complete",) if name == "convictions" else ()))
    block = entry(value, f"`{name}`", (*more, *fields))
    table = _table_of(block, name, tables)
    cells = {
        key: _cell(block[key], target, _cells_table(block[key], table, tables), f"`{key}` of `{name}`")
        for key, target in fields.items()
        if key in block
    }
    for key, target in fields.items():
        if target.needed and key not in cells:
            refuse(f"`{name}` does not say where `{key}` comes from", f"Write `{key}:` and a column.", block)
    if name in {"person", "booking"} and ("only" in block or "leave_out" in block):
        refuse(f"`{name}` cannot leave rows out", "Leave rows out of charges, court dates or notes.", block)
    only, out = (_filter(block.get(key), table, f"`{key}` of `{name}`") for key in ("only", "leave_out"))
    return Part(table.name, MappingProxyType(cells), only, out)


def _table_of(block: Block, name: str, tables: Table_[str, Table]) -> Table:
    chosen = text(block, "from", f"`{name}`", next(iter(tables)))
    if "from" not in block and len(tables) > 1:
        refuse(f"`{name}` does not say from which table", f"Write `from:` and one of {', '.join(tables)}.", block)
    if chosen not in tables:
        refuse(f"`{chosen}` is no table", f"Tables are: {', '.join(tables)}.", block, "from")
    return tables[chosen]


def _cells_table(value: object, table: Table, tables: Table_[str, Table]) -> Table:
    """The table of a cell: that of its part, or the one of which it takes the latest."""
    if not isinstance(value, Block) or "latest_of" not in value:
        return table
    name = text(value, "latest_of", "a moment")
    if name not in tables:
        refuse(f"`{name}` is no table", f"Tables are: {', '.join(tables)}.", value, "latest_of")
    return tables[name]


def _filter(value: object, table: Table, what: str) -> Filter | None:
    if value is None:
        return None
    block = entry(value, what, ("column", "codes"))
    column = text(block, "column", what)
    _known(column, table, what, block)
    return Filter(column, frozenset(names(block.get("codes"), f"`codes` of {what}")))


def _cell(value: object, target: Target, table: Table, what: str) -> Cell:
    if isinstance(value, str):
        cell, block = Cell((value,)), Block(0)
    else:
        block = entry(value, what, _CELL)
        cell = _long_cell(block, target, what)
    for column in cell.read:
        _known(column, table, what, block)
    if len(cell.columns) > 1 and target.kind != "text":
        refuse(f"{what} is made of several columns", f"Name one: it is a {target.kind}.", block)
    if len(cell.columns) == 1 and cell.codes is None:
        _fitting(cell, target, table, what, block)
    return cell


def _long_cell(block: Block, target: Target, what: str) -> Cell:
    said = [key for key in ("column", "columns", "text", "value") if key in block]
    if len(said) != 1:
        refuse(f"{what} says {' and '.join(said) or 'nothing'}", "Write one of column, columns, text, value.", block)
    columns = names(block[said[0]], what) if said[0] in {"column", "columns"} else ()
    if said[0] == "text" and target.kind != "text":
        refuse(f"{what} is a {target.kind}, and no text", "Name a column.", block)
    if "value" in block:
        _meaning(block["value"], target, what, block)
    codes = None
    if "codes" in block:
        listed = entry(block["codes"], f"`codes` of {what}")
        for code, meaning in listed.items():
            _meaning(meaning, target, f"`{code}` of {what}", listed)
        codes = MappingProxyType(dict(listed))
    if codes is not None and len(columns) != 1:
        refuse(f"{what} has codes for no column, or for several", "Write `column:` and its codes.", block)
    between, at_time = text(block, "between", what, " "), text(block, "at_time", what, "")
    latest = text(block, "latest_of", what, "")
    if latest and (target.kind != "moment" or "booking" not in what):
        refuse(f"`latest_of` of {what} has no use", "Use it for a moment of the booking.", block)
    return Cell(columns, between, codes, at_time, text(block, "text", what, ""), block.get("value"), latest)


def _meaning(value: object, target: Target, what: str, block: Block) -> None:
    if value == UNMAPPED:
        if target.needed and not target.may_be_unmapped:
            refuse(f"{what} is unmapped, and cannot be without", "Give it a meaning, or leave such rows out.", block)
        return
    if fault := target.fault(value):
        refuse(f"{what} is `{value}`, which {fault}", f"Write a {target.kind}, or `{UNMAPPED}`.", block)


def _fitting(cell: Cell, target: Target, table: Table, what: str, block: Block) -> None:
    column = table.columns[cell.columns[0]]
    if cell.at_time:
        if target.kind != "moment" or column.kind != "date" or not _is_clock(cell.at_time):
            refuse(f"`at_time` of {what} has no use", 'Write it as "00:00", for a day that fills a moment.', block)
        return
    if column.kind not in target.accepts:
        refuse(
            f"{what} is a {target.kind}, and the column `{column.name}` a {column.kind}",
            f"Declare the column as {' or '.join(target.accepts)}, or give `codes`.",
            block,
        )


def _is_clock(said: str) -> bool:
    hour, colon, minute = said.partition(":")
    return bool(colon) and len(said) == 5 and hour.isdecimal() and minute.isdecimal() and hour < "24" and minute < "60"


def _known(column: str, table: Table, what: str, block: Block) -> None:
    if column not in table.columns:
        refuse(f"{what} names `{column}`, which `{table.name}` does not declare", "Add it to `input_columns`.", block)


def _every_column_is_read(mapping: Mapping) -> None:
    """Nothing is declared that nobody reads: it would be taken for used."""
    read = {(name, column) for name, table in mapping.tables.items() for column in table.booking_key}
    for part in mapping.parts:
        for cell in part.cells.values():
            read |= {(cell.latest_of or part.table, column) for column in cell.read}
        read |= {(part.table, chosen.column) for chosen in (part.only, part.leave_out) if chosen}
    for name, table in mapping.tables.items():
        if idle := [column for column in table.columns if (name, column) not in read]:
            refuse(f"the column `{idle[0]}` of `{name}` is declared and not used", "Move it to `unused_columns`.")
