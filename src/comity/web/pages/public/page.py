"""The public page of one year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from comity.law import Pack
from comity.reports import HEADLINES, Table, YearShown, file_name
from comity.store.desk import current
from comity.store.models import Report
from comity.web.access import public
from comity.web.pages.announcing import announced
from comity.web.pages.edition import KEPT_SECONDS, Edition, checkpoint, edition, shown_of
from comity.web.pages.public.words import COLUMNS, FIRST, HEADINGS, months_chart, number_words, row_words
from comity.web.pages.reporting.published import is_posted
from comity.web.pages.reporting.telling import told


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as it is read."""

    head: str
    numbers: tuple[tuple[str, Any], ...]  # each with the name of its column
    url: str = ""  # of the section in words


@dataclass(frozen=True, slots=True)
class TableShown:
    """One table as it is read."""

    name: str
    heading: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, Any], ...]
    file: str


@public
@require_safe
def newest(request: HttpRequest) -> HttpResponseBase:
    """The newest year of which a month is over."""
    found = edition()
    return _page(request, found, shown_of(found, found.years[-1]) if found.years else None)


@public
@require_safe
def of_year(request: HttpRequest, year: int) -> HttpResponseBase:
    """One year."""
    found = edition()
    return _page(request, found, shown_of(found, year))


def _page(request: HttpRequest, found: Edition, shown: YearShown | None) -> HttpResponse:
    day = timezone.localtime(settings.COMITY_CLOCK()).date()
    head = checkpoint()
    context: dict[str, Any] = {
        "edition": found,
        "shown": shown,
        "packs": [(each, each.horizon.covers(day)) for each in _packs()],
        "head": head[0] if head else None,
        "head_text": head[1] if head else "",
        "origin": settings.COMITY_OFFICE.origin,
        "base": request.build_absolute_uri("/"),
        "reports": [told(row) for row in Report.objects.exclude(published_at=None) if is_posted(row)],
        "law_orders": announced(),
        "contact": settings.DEFAULT_FROM_EMAIL,
    }
    if shown:
        tables = {table.name: table for table in shown.tables}
        months = tables["months"]
        context |= {
            "figures": [(number_words(months.totals[name], shown.threshold), COLUMNS[name]) for name in HEADLINES],
            "chart": months_chart(shown, months),
            "tables": [_shown(table, shown) for table in shown.tables],
            "last_month": date_format(date.fromisoformat(f"{shown.months[-1]}-01"), "F"),
        }
    response = render(request, "comity/public/page.html", context)
    # the page has a form of its reader's own (the language), so that nobody keeps it for another
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}" if request.user.is_anonymous else "no-store"
    response.headers["X-Robots-Tag"] = "all"
    return response


def _packs() -> tuple[Pack, ...]:
    return current().library.binding(settings.COMITY_OFFICE.agency).stack


def _section_url(section: str) -> str:
    """Where a section is told in words; nothing where its pack does not bind the office any more."""
    pack, _slash, name = section.partition("/")
    return reverse("public_section", args=[pack, name]) if pack in {each.name for each in _packs()} else ""


def _shown(table: Table, shown: YearShown) -> TableShown:
    rows = tuple(
        Row(
            row_words(table.name, row),
            tuple(
                (str(COLUMNS[each]), number_words(table.cells[row, each], shown.threshold)) for each in table.columns
            ),
            _section_url(row) if table.name == "grounds" and "/" in row else "",
        )
        for row in table.rows
    )
    return TableShown(
        table.name,
        str(HEADINGS[table.name]),
        str(FIRST[table.name]),
        tuple(str(COLUMNS[column]) for column in table.columns),
        rows,
        tuple((str(COLUMNS[column]), number_words(table.totals[column], shown.threshold)) for column in table.columns),
        file_name(table, shown.year),
    )
