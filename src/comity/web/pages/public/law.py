"""The law in force in words, for everybody: a pack's sections, and one section in full."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.law import LawError, Pack
from comity.store.desk import current
from comity.tell import Line, section_lines, section_name
from comity.web.access import public
from comity.web.pages.announcing import layers
from comity.web.pages.edition import KEPT_SECONDS
from comity.web.pages.requests.sentences import phrases_of


@public
@require_safe
def pack(request: HttpRequest, pack: str) -> HttpResponseBase:
    """The sections of a pack."""
    found = _pack(pack)
    sections = [(section_name(section), section) for section in found.sections]
    own = [each for each in layers() if each.pack == found.name]
    return _page(request, "comity/public/law.html", {"pack": found, "sections": sections, "layers": own})


@public
@require_safe
def section(request: HttpRequest, pack: str, section: str) -> HttpResponseBase:
    """A section as it stands today."""
    found = _pack(pack)
    one = next((each for each in found.sections if section_name(each) == section), None)
    if one is None:
        raise Http404
    lines = [each for each in section_lines(one, found, _today(), phrases=phrases_of(found)) if each.role != "title"]
    return _page(request, "comity/public/section.html", {"pack": found, "section": one, "blocks": blocks_of(lines)})


def blocks_of(lines: list[Line]) -> list[list[Line]]:
    """The lines, parted where they are blank."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _pack(name: str) -> Pack:
    """A pack that binds the office.

    Raises:
        Http404: it does not, or is not there.
    """
    try:
        stack = current().library.binding(settings.COMITY_OFFICE.agency).stack
    except LawError as error:
        raise Http404 from error
    for each in stack:
        if each.name == name:
            return each
    raise Http404


def _today() -> date:
    return timezone.localtime(settings.COMITY_CLOCK()).date()


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, {**context, "day": _today()})
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}" if request.user.is_anonymous else "no-store"
    response.headers["X-Robots-Tag"] = "all"
    return response
