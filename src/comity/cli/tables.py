"""Prints a table: with lines and colour on a screen, plain and never cut short elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comity.cli.screen import is_coloured, printable, say, screen_width

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: its text, and a colour that only repeats what the text says."""

    text: str
    colour: str = ""


def show_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, whole: Sequence[str] = ()) -> None:
    """Print rows under their titles: folded on a screen; elsewhere one line a row, for other programs to read.

    `whole` names the columns whose words stay on one line.
    """
    if not sys.stdout.isatty():
        _show_plain(head, rows)
        return
    from rich.table import Table  # noqa: PLC0415 - most commands print no table, and rich is slow to come
    from rich.text import Text  # noqa: PLC0415

    table = Table()
    for name in head:
        table.add_column(name, no_wrap=name in whole)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    show_rich_table(table)


def show_grid(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: bool = False) -> None:
    """Print a titled grid of cells; `numbers` sets every column but the first to the right."""
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=printable(title), title_justify="left", title_style="bold")
    for place, name in enumerate(head):
        table.add_column(printable(name), justify="right" if numbers and place else "left")
    for row in rows:
        table.add_row(*(Text(printable(cell.text), style=cell.colour) for cell in row))
    show_rich_table(table)


def show_rich_table(table: Table) -> None:
    """Print a table made with rich, folded to the width; lines and colour only on a screen."""
    from rich import box  # noqa: PLC0415 - as above
    from rich.console import Console  # noqa: PLC0415

    coloured = is_coloured(sys.stdout)
    table.box = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    table.pad_edge = False
    table.collapse_padding = True
    for column in table.columns:
        column.overflow = "fold"
    console = Console(
        width=screen_width(sys.stdout),
        color_system="standard" if coloured else None,
        force_terminal=coloured,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().rstrip("\n").split("\n"):
        say(line.rstrip(), colour=coloured)


def _show_plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        say("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
