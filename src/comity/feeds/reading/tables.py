"""The tables of a mapping: which files, written how, with which columns."""

from __future__ import annotations

from collections.abc import Mapping as Table_
from types import MappingProxyType
from zoneinfo import ZoneInfo

from comity.base import Block
from comity.feeds.mapping import COLUMN_KINDS, ENCODINGS, FORMATS, ISO, Column, Format, Table
from comity.feeds.reading.blocks import entry, flag, names, refuse, text, whole

_FORMAT = ("kind", "delimiter", "encoding", "header", "root", "lines")
_TABLE = ("file", "format", "path", "booking_key", "input_columns", "unused_columns")
_COLUMN = ("type", "format", "zone", "yes", "no", "longest")
_OF_KIND = {"date": ("format", "zone"), "moment": ("format", "zone"), "yes_no": ("yes", "no"), "text": ("longest",)}


def read_tables(block: Block, zone: str) -> Table_[str, Table]:
    """The tables of a mapping, by name.

    Raises:
        MappingError: one of them is not well written.
    """
    shared = read_format(block["format"]) if "format" in block else None
    tables = entry(block.get("tables"), "`tables`")
    found = {name: _table(name, value, shared, zone) for name, value in tables.items()}
    if not found:
        refuse("`tables` names no table", "Write at least one table with its columns.", block, "tables")
    if len({table.format.kind == "niem-json" for table in found.values()}) > 1:
        refuse("NIEM JSON and other files are mixed", "Write two mappings, one for each.", block, "tables")
    return MappingProxyType(found)


def read_format(value: object) -> Format:
    """How files are written.

    Raises:
        MappingError: it is not known.
    """
    block = entry(value, "`format`", _FORMAT)
    kind, encoding = text(block, "kind", "`format`"), text(block, "encoding", "`format`", "utf-8").lower()
    delimiter = text(block, "delimiter", "`format`", ",")
    if kind not in FORMATS:
        refuse(f"`{kind}` is no format", f"Formats are: {', '.join(FORMATS)}.", block, "kind")
    if encoding not in ENCODINGS:
        refuse(f"`{encoding}` is no encoding", f"Encodings are: {', '.join(ENCODINGS)}.", block, "encoding")
    if len(delimiter) != 1 or delimiter in '"\r\n':
        refuse("`delimiter` is not one character", 'Write "," or ";" or "|" or "\\t".', block, "delimiter")
    header = block.get("header", True)
    columns = () if header is True else names(header, "`header`")
    root = text(block, "root", "`format`", "")
    if (kind == "niem-json") != bool(root):
        refuse("`root` goes with niem-json, and with nothing else", "Write where the bookings are.", block, "root")
    return Format(kind, delimiter, encoding, columns, root, flag(block, "lines", "`format`"))


def _table(name: str, value: object, shared: Format | None, zone: str) -> Table:
    what = f"the table `{name}`"
    block = entry(value, what, _TABLE)
    form = read_format(block["format"]) if "format" in block else shared
    if form is None:
        refuse(f"{what} has no `format`", "Write `format` for the table or for the whole mapping.", block)
    columns = entry(block.get("input_columns"), f"`input_columns` of {what}")
    found = {column: _column(column, kind, columns, zone) for column, kind in columns.items()}
    unused = _unused(block.get("unused_columns"), what)
    if both := sorted(found.keys() & unused.keys()):
        refuse(f"`{both[0]}` of {what} is read and not read", "Name it once.", block)
    key = names(block.get("booking_key"), f"`booking_key` of {what}")
    if lost := [column for column in key if column not in found]:
        refuse(f"`{lost[0]}` is no column of {what}", "Declare it under `input_columns`.", block, "booking_key")
    file, path = text(block, "file", what, "*"), text(block, "path", what, "")
    return Table(name, file, form, MappingProxyType(found), MappingProxyType(unused), key, path)


def _unused(value: object, what: str) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, Block):
        return {name: text(value, name, f"`unused_columns` of {what}") for name in value}
    return dict.fromkeys(names(value, f"`unused_columns` of {what}"), "")


def _column(name: str, value: object, among: Block, zone: str) -> Column:
    what = f"the column `{name}`"
    block = value if isinstance(value, Block) else Block(among.lines.get(name, 0))
    if not isinstance(value, Block):
        block["type"] = value
    entry(block, what, _COLUMN)
    kind = text(block, "type", what)
    if kind not in COLUMN_KINDS:
        refuse(f"`{kind}` is no type of column", f"Types are: {', '.join(COLUMN_KINDS)}.", among, name)
    for key in block:
        if key != "type" and key not in _OF_KIND.get(kind, ()):
            refuse(f"`{key}` says nothing of {what}, a {kind}", "Leave it out.", among, name)
    column = Column(
        name,
        kind,
        _form(text(block, "format", what, ISO), among, name),
        text(block, "zone", what, zone),
        names(block.get("yes", "true"), f"`yes` of {what}"),
        names(block.get("no", "false"), f"`no` of {what}"),
        whole(block, "longest", what, 2_000),
    )
    if kind in {"date", "moment"}:
        _known_zone(column, among)
    if kind == "yes_no" and {word.casefold() for word in column.yes} & {word.casefold() for word in column.no}:
        refuse(f"a word of {what} means yes and no", "Write it once.", among, name)
    return column


def _form(form: str, among: Block, name: str) -> str:
    if form != ISO and ("%Y" not in form or "%y" in form):
        refuse(
            f"the format `{form}` has no year of four figures",
            "Write %Y: with two figures nobody knows the century of a birth date.",
            among,
            name,
        )
    return form


def _known_zone(column: Column, among: Block) -> None:
    if not column.zone:
        refuse(f"no zone is known for `{column.name}`", "Write `zone:` for the mapping.", among, column.name)
    try:
        ZoneInfo(column.zone)
    except (KeyError, ValueError, OSError):
        refuse(f"`{column.zone}` is no zone", "Write it as America/Los_Angeles.", among, column.name)
