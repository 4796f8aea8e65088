"""Figures of a report: counted from entries, put into plain values that are sealed whole, and held against the log."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comity.law import LawLibrary
from comity.reports.count import Codes, Counts, codes_in
from comity.reports.counting import Counting, Truths
from comity.reports.entries import Entry
from comity.reports.layout import Figure, Layout

Place = tuple[str, int, int]  # figure, row, column


@dataclass(frozen=True, slots=True)
class Cell:
    """One counted number: the entries that it is the sum of, and those of which nobody knows whether they count."""

    entries: tuple[int, ...]
    unsettled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What the log shows of entries like those of a cell."""

    found: int  # of the entries counted, how many stand in the log with these codes and days
    in_log: int | None  # entries in the log that carry such codes in these days; `None`: not all are public yet
    known: int  # of those, how many belong to a record that can still be read


@dataclass(frozen=True, slots=True)
class Counted:
    """A report as it is counted now."""

    layout: Layout
    begins: date
    ends: date
    cells: Mapping[Place, Cell]
    lists: Mapping[str, Sequence[Entry]] = field(default_factory=dict)

    def value(self, zone: ZoneInfo, filled: Mapping[str, str], covers: int) -> dict[str, object]:
        """Everything that is sealed: the words of the layout with the numbers, and what people have filled in."""
        return {
            "title": self.layout.title,
            "citation": self.layout.citation,
            "owed_to": self.layout.owed_to,
            "notes": list(self.layout.notes),
            "covers": covers,
            "posted": self.layout.is_public,
            "figures": [self._figure(each, zone, filled) for each in self.layout.figures],
        }

    def _figure(self, figure: Figure, zone: ZoneInfo, filled: Mapping[str, str]) -> dict[str, object]:
        told: dict[str, object] = {"id": figure.id, "says": figure.says}
        if figure.fill is not None:
            text = filled.get(figure.id, "").strip()
            return {**told, "fill": {"by": figure.fill.by, "why": figure.fill.why, "text": text}}
        if figure.show:
            rows = [[shown(word, entry, zone) for word in figure.show] for entry in self.lists[figure.id]]
            return {**told, "show": list(figure.show), "list": rows}
        if figure.counting is not None:
            return {**told, **self._number(figure.id, 0, 0)}
        columns = range(len(figure.columns))
        rows_told = [
            {"says": row.says, "cells": [self._number(figure.id, at, across) for across in columns]}
            for at, row in enumerate(figure.rows)
        ]
        return {**told, "columns": [each.says for each in figure.columns], "rows": rows_told}

    def _number(self, figure: str, row: int, column: int) -> dict[str, object]:
        cell = self.cells[figure, row, column]
        return {"count": len(cell.entries), "unsettled": len(cell.unsettled)}


def count_report(layout: Layout, entries: Iterable[Entry], begins: date, ends: date, library: LawLibrary) -> Counted:
    """Count a report from the entries of its days; others are left out."""
    within = [entry for entry in entries if begins <= entry.day <= ends]
    truths = Truths(library, [counting for figure in layout.figures for _, _, counting in figure.cells])
    alike: dict[Hashable, list[Entry]] = {}
    for entry in within:
        alike.setdefault(truths.alike(entry), []).append(entry)
    cells, lists = {}, {}
    for figure in layout.figures:
        for row, column, counting in figure.cells:
            cells[figure.id, row, column] = _cell(counting, alike.values(), truths)
        if figure.show and figure.counting is not None:
            kept = set(cells[figure.id, 0, 0].entries)
            lists[figure.id] = [entry for entry in within if entry.number in kept]
    return Counted(layout, begins, ends, cells, lists)


def _cell(counting: Counting, alike: Iterable[Sequence[Entry]], truths: Truths) -> Cell:
    """The entries that count, and those of which nobody knows; of entries that are alike, one is asked for all."""
    counted, unsettled = list[int](), list[int]()
    for entries in alike:
        verdict = truths.counts(counting, entries[0])
        if verdict is not False:
            (counted if verdict else unsettled).extend(entry.number for entry in entries)
    return Cell(tuple(sorted(counted)), tuple(sorted(unsettled)))


def held_against(
    cell: Cell, counting: Counting, entries: Sequence[Entry], leaf: Callable[[int], bytes | None], counts: Counts | None
) -> Held:
    """Hold a cell against the log: each of its entries is looked up, and the log is asked for others like them."""
    found = sum(_stands(leaf(number), counting) for number in cell.entries)
    like = (counts or {}).items()
    in_log = sum(n for codes, n in like if counting.codes_fit(codes.kind, codes.decision, codes.org))
    known = sum(_public(counting).fits(entry) for entry in entries)
    return Held(found, None if counts is None else in_log, known)


def _public(counting: Counting) -> Counting:
    """What the log itself can tell of a counting."""
    asks = frozenset[str]() if counting.event == "request_received" else counting.asks
    return Counting(counting.event, counting.orgs, asks, counting.yes)


def _stands(leaf: bytes | None, counting: Counting) -> bool:
    codes: Codes | None = codes_in(leaf) if leaf else None
    return codes is not None and counting.codes_fit(codes.kind, codes.decision, codes.org)


def shown(word: str, entry: Entry, zone: ZoneInfo) -> str:
    """What a list shows of an entry under one word; never who the person is."""
    asked = entry.asked
    match word:
        case "received":
            return _moment(asked.received_at, zone)
        case "asked":
            return ", ".join(ask.value for ask in asked.asks)
        case "answers":
            return ", ".join(f"{ask.value}: {'yes' if yes else 'no'}" for ask, yes in asked.answers.items())
        case "grounds":
            return ", ".join(asked.grounds)
        case "came":
            return _moment(entry.came, zone) if entry.came else ""
        case "left_at":
            return _moment(asked.left_at, zone) if asked.left_at else ""
    plain = {"entry": str(entry.number), "day": f"{entry.day}", "month": f"{entry.day:%Y-%m}", "persons": "1"}
    return plain.get(word) or str(getattr(asked, word))


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
