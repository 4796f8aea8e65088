"""Reads layouts strictly: a key that is not known is an error, and so is a condition that names what no law defines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

from comity.base import Block, ComityError
from comity.base.documents import read_file
from comity.facts import VOCABULARY, Ask
from comity.law import Agency, Basis, Pack
from comity.law.conditions import parse_condition
from comity.law.expressions import Expression, names_in
from comity.reports.counting import ALSO, Counting
from comity.reports.entries import KINDS
from comity.reports.errors import ReportError
from comity.reports.layout import MONTHS, SHOWN, Figure, Fill, Layout, Line, Period
from comity.reports.threshold import FILE, FOLDER

_KEYS = frozenset(
    {"report", "duty", "title", "citation", "owed_to", "agencies", "period", "from", "basis", "public", "figures"}
    | {"notes"}
)
_COUNTING = frozenset({"event", "org", "ask", "answer", "when", "also"})
_ORGS = frozenset({"immigration_authority", "federal", "state", "local"})


def layouts_of(pack: Pack) -> list[Layout]:
    """The layouts of a pack, in order of name.

    Raises:
        ReportError: one cannot be read.
    """
    paths = sorted((pack.root / FOLDER).glob("*.yaml"))
    return [read_layout(path, pack.name, _names(pack)) for path in paths if path.name != FILE]


def owed_by(pack: Pack, agency: Agency) -> list[Layout]:
    """The reports that an agency of a pack owes under any layer.

    Raises:
        ReportError: a layout cannot be read.
    """
    called = {agency.name.rpartition("/")[2], *(str(getattr(kind, "value", kind)) for kind in agency.kinds)}
    return [each for layer in pack.stack for each in layouts_of(layer) if not called.isdisjoint(each.agencies)]


def read_layout(path: Path, pack: str, names: frozenset[str] | None = None) -> Layout:
    """A layout from its file; `names` are those that its conditions may use, or `None`: any.

    Raises:
        ReportError: it is not written as it should be.
    """
    try:
        return _Reader(path.name, names).layout(read_file(path), pack)
    except ReportError:
        raise
    except (ComityError, KeyError, TypeError, ValueError) as error:
        raise ReportError(
            f"the layout `{path.name}` cannot be read: {error}", help="Write it as the layouts beside it are written."
        ) from error


def _names(pack: Pack) -> frozenset[str]:
    defined = {each.name for layer in pack.stack for each in layer.definitions}
    return frozenset(VOCABULARY.facts) | defined


class _Reader:
    def __init__(self, file: str, names: frozenset[str] | None) -> None:
        self._file, self._names = file, names

    def layout(self, document: object, pack: str) -> Layout:
        block = self._block(document, _KEYS)
        period = self._block(block["period"], frozenset({"every", "begins"}))
        if period["every"] not in MONTHS:
            raise self._fault(f"`{period['every']}` is no period")
        return Layout(
            name=f"{pack}/{self._text(block['report'])}",
            title=self._text(block["title"]),
            citation=self._text(block["citation"]),
            duty=f"{pack}/{block['duty']}" if "duty" in block else "",
            owed_to=self._text(block["owed_to"]),
            agencies=frozenset(map(str, cast("list[object]", block["agencies"]))),
            period=Period(str(period["every"]), int(str(period.get("begins", "01-01")).partition("-")[0])),
            begins=cast("date", block["from"]),
            basis=Basis(str(block["basis"])).value,
            is_public=block["public"] is True,
            figures=tuple(self._figure(each) for each in cast("list[object]", block["figures"])),
            notes=tuple(map(str, cast("list[object]", block.get("notes", [])))),
        )

    def _figure(self, document: object) -> Figure:
        block = self._block(document, frozenset({"id", "says", "count", "rows", "columns", "list", "show", "fill"}))
        figure = Figure(self._text(block["id"]), self._text(block["says"]))
        match sorted(block.keys() - {"id", "says"}):
            case ["count"]:
                return Figure(figure.id, figure.says, self._counting(block["count"], whole=True))
            case ["list", "show"]:
                show = tuple(map(str, cast("list[object]", block["show"])))
                if unknown := set(show) - set(SHOWN):
                    raise self._fault(f"`{min(unknown)}` is nothing that a list shows")
                return Figure(figure.id, figure.says, self._counting(block["list"], whole=True), show=show)
            case ["columns", "rows"]:
                rows, columns = (
                    tuple(map(self._line, cast("list[object]", block[key]))) for key in ("rows", "columns")
                )
                made = Figure(figure.id, figure.says, rows=rows, columns=columns)
                if any(not counting.event for _, _, counting in made.cells):
                    raise self._fault(f"a cell of figure {figure.id} names no event")
                return made
            case ["fill"]:
                fill = self._block(block["fill"], frozenset({"by", "why"}))
                return Figure(figure.id, figure.says, fill=Fill(self._text(fill["by"]), self._text(fill["why"])))
        raise self._fault(f"figure {figure.id} is neither a count, a table, a list nor a place to fill in")

    def _line(self, document: object) -> Line:
        block = self._block(document, frozenset({"says", *_COUNTING}))
        return Line(self._text(block["says"]), self._counting(block))

    def _counting(self, document: object, *, whole: bool = False) -> Counting:
        block = self._block(document, frozenset({"says", *_COUNTING}))
        found = Counting(
            event=str(block.get("event", "")),
            orgs=self._words(block, "org", _ORGS),
            asks=self._words(block, "ask", frozenset(ask.value for ask in Ask)),
            yes=None if "answer" not in block else {"yes": True, "no": False}[str(block["answer"])],
            when=(self._condition(str(block["when"])),) if "when" in block else (),
            also=self._words(block, "also", ALSO),
        )
        if (whole or found.event) and found.event not in KINDS:
            raise self._fault(f"`{found.event}` is no event that is counted")
        return found

    def _words(self, block: Block, key: str, known: frozenset[str]) -> frozenset[str]:
        given = block.get(key, [])
        words = frozenset(map(str, given)) if isinstance(given, list) else frozenset({str(given)})
        if unknown := words - known:
            raise self._fault(f"`{min(unknown)}` is no `{key}`")
        return words

    def _condition(self, text: str) -> Expression:
        found = parse_condition(text)
        if self._names is not None and (unknown := names_in(found) - self._names):
            raise self._fault(f"`{min(unknown)}` is neither a fact nor defined by this law")
        return found

    def _block(self, document: object, keys: frozenset[str]) -> Block:
        if not isinstance(document, Block):
            raise self._fault("an entry with keys is missing")
        if unknown := document.keys() - keys:
            raise self._fault(f"`{min(unknown)}` is no key here")
        return document

    def _text(self, value: object) -> str:
        text = " ".join(str(value).split())
        if not text:
            raise self._fault("a text is empty")
        return text

    def _fault(self, what: str) -> ReportError:
        return ReportError(
            f"the layout `{self._file}` cannot be used: {what}", help="Write it as the layouts beside it are written."
        )
