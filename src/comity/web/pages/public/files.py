"""Files for programs: the tables, their description, the catalogue, and the published log itself."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.reports import catalog as catalog_of
from comity.reports import csv_text, file_name, table_package
from comity.web.access import public
from comity.web.pages.edition import SHARED, edition, published, shown_of

_RECOUNT = Path(__file__).with_name("recount.txt")
# the names that a published log has; nothing else of the folder is served
_LOG = re.compile(r"checkpoint|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,8}[0-9]{3}(?:\.p/[0-9]{1,3})?")
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NEWEST = {"Cache-Control": "public, max-age=60"}
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "all"}  # a checker in anybody's page may read them


@public
@require_safe
def table(request: HttpRequest, year: int, table: str) -> HttpResponseBase:
    """One table as CSV."""
    shown = shown_of(edition(), year)
    for each in shown.tables:
        if each.name == table:
            named = f'attachment; filename="{file_name(each, year)}"'
            return HttpResponse(
                csv_text(each),
                content_type="text/csv; charset=utf-8",
                headers={**SHARED, **_OPEN, "Content-Disposition": named},
            )
    raise Http404


@public
@require_safe
def beside(request: HttpRequest, year: int, same: int, table: str) -> HttpResponseBase:
    """The same table, where the description of the year has it: beside itself."""
    if same != year:
        raise Http404
    return table_of(request, year, table)


table_of = table


@public
@require_safe
def columns(request: HttpRequest, year: int) -> HttpResponseBase:
    """What the tables of a year hold, as a Frictionless data package."""
    found, office = edition(), settings.COMITY_OFFICE
    document = table_package(shown_of(found, year), office=office.name, covers=found.size, origin=office.origin)
    return _json(document)


@public
@require_safe
def catalog(request: HttpRequest) -> HttpResponseBase:
    """The years as data sets of a DCAT-US catalogue."""
    found = edition()
    document = catalog_of(
        [shown_of(found, year) for year in found.years],
        office=settings.COMITY_OFFICE.name,
        email=settings.DEFAULT_FROM_EMAIL,
        base=request.build_absolute_uri(reverse("public")),
        modified=found.until.isoformat(),
    )
    return _json(document)


@public
@require_safe
def policy(request: HttpRequest) -> HttpResponseBase:
    """Whose signatures make a head of the log good: what a reader checks it with."""
    path: Path = settings.COMITY_HOME.policy
    if not path.is_file():
        raise Http404
    return _text(path.read_bytes(), _NEWEST)


@public
@require_safe
def recount(request: HttpRequest) -> HttpResponseBase:
    """A program of plain Python that counts the published log again and compares."""
    return _text(_RECOUNT.read_bytes(), SHARED)


@public
@require_safe
def ledger(request: HttpRequest, where: str) -> HttpResponseBase:
    """A file of the published log: tiles and bundles never change, the checkpoint does."""
    content = published().read(where) if _LOG.fullmatch(where) else None
    if content is None:
        raise Http404
    if where == "checkpoint":
        return _text(content, _NEWEST)
    return HttpResponse(content, content_type="application/octet-stream", headers={**_FOR_EVER, **_OPEN})


def _json(document: object) -> JsonResponse:
    options = {"indent": 2, "ensure_ascii": False}
    return JsonResponse(document, json_dumps_params=options, headers={**SHARED, **_OPEN})


def _text(content: bytes, kept: dict[str, str]) -> HttpResponse:
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={**kept, **_OPEN})
