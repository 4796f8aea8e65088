"""A filed report: where it stands, its numbers with the entries that each is the sum of, and its next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.gate import GateError, commands
from comity.reports import Cell, Held
from comity.store.desk import current
from comity.web.access import allowed
from comity.web.pages.reporting.counting import Place, filed_report, layout_named
from comity.web.pages.reporting.tally import Number, Tally
from comity.web.pages.reporting.telling import SIGNED_IN, csv_response, pdf_response, told
from comity.web.pages.reporting.turn import again_link, since, tally


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One number of a report beside what the log shows now."""

    figure: str
    says: str
    row: int
    column: int
    sealed: int
    counted: int
    held: Held

    @property
    def is_right(self) -> bool:
        """Whether the number sealed is the sum of entries that stand in the log."""
        return self.sealed == self.counted == self.held.found


@allowed("read_counts")
@require_safe
def report(request: HttpRequest, report: str) -> HttpResponseBase:
    """The report."""
    shown = told(filed_report(report))
    pack, _slash, name = shown.row.layout.partition("/")
    context = {"told": shown, "pack": pack, "name": name, "all_steps": ("sign", "publish")}
    return render(request, "comity/reports/report.html", context)


@allowed("file_report")
@require_POST
def step(request: HttpRequest, report: str) -> HttpResponseBase:
    """Sign or publish it, as it was shown."""
    row = filed_report(report)
    stage, digest = request.POST.get("stage", ""), request.POST.get("digest", "")
    if stage not in ("sign", "publish"):
        raise Http404
    try:
        current().gate.do(commands.FileReport(stage, report=row.id, digest=digest), request.actor)
    except GateError as error:
        messages.error(request, f"{error.message[:1].upper()}{error.message[1:]}. {error.help}")
    else:
        said = _("The report is signed.") if stage == "sign" else _("The report is published.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("report", args=[row.id]))


@allowed("read_record")
@require_safe
def entries(request: HttpRequest, report: str) -> HttpResponseBase:
    """Each number with the sealed entries that it is the sum of."""
    shown = told(filed_report(report))
    layout = layout_named(shown.row.layout)
    found = tally(request, layout, shown.row.begins, shown.row.ends)
    if isinstance(found, HttpResponse):
        return found
    numbers = found.numbers()
    lines = [line for figure in shown.value["figures"] for line in _reconciled(figure, numbers)]
    context: dict[str, Any] = {"told": shown, "lines": lines, "chosen": _chosen(request, found)}
    context |= {"all_right": _all_right(lines), "at": found.at, "since": since(found), "again": again_link(request)}
    return render(request, "comity/reports/entries.html", context)


@allowed("read_counts")
@require_safe
def as_csv(request: HttpRequest, report: str) -> HttpResponseBase:
    """The report as CSV."""
    return csv_response(filed_report(report))


@allowed("read_counts")
@require_safe
def as_pdf(request: HttpRequest, report: str) -> HttpResponseBase:
    """The report on paper."""
    return pdf_response(filed_report(report), request.GET.get("language", SIGNED_IN))


def _reconciled(figure: dict[str, Any], numbers: Mapping[Place, Number]) -> list[Reconciled]:
    """The numbers of a figure as sealed, each beside what is counted now; a layout that has changed gives none."""
    places: list[tuple[int, int, str, int]] = []
    if "count" in figure:
        places = [(0, 0, figure["head"], figure["count"])]
    elif "list" in figure:
        places = [(0, 0, figure["head"], len(figure["list"]))]
    elif "rows" in figure:
        places = [
            (at, across, f"{figure['head']}: {row['says']}, {column}", cell["count"])
            for at, row in enumerate(figure["rows"])
            for across, (column, cell) in enumerate(zip(figure["columns"], row["cells"], strict=True))
        ]
    found = []
    for row_at, column_at, says, sealed in places:
        place = (figure["id"], row_at, column_at)
        if (now := numbers.get(place)) is not None:
            found.append(Reconciled(figure["id"], says, row_at, column_at, sealed, now.counted, now.held))
    return found


def _chosen(request: HttpRequest, found: Tally) -> Cell | None:
    """The entries of the number that was asked for."""
    figure, row, column = (request.GET.get(name, "") for name in ("figure", "row", "column"))
    if not (row.isdecimal() and column.isdecimal()):
        return None
    return found.cell((figure, int(row), int(column)))


def _all_right(lines: list[Reconciled]) -> bool:
    return all(line.is_right for line in lines)
