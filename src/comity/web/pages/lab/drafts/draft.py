"""A draft: what is wrong with it, how it differs, what it promises, and what it would have said of the past."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.store.adopting.files import remove_draft
from comity.store.models import LawDraft
from comity.web.access import allowed
from comity.web.access.permissions import may
from comity.web.pages.documents.packing import download
from comity.web.pages.lab.drafts.differing import in_brief, in_words
from comity.web.pages.lab.drafts.opened import OpenedFiles, draft_named
from comity.web.pages.lab.laws import own_agency, today
from comity.web.pages.lab.prove import property_shown
from comity.web.pages.lab.running import Found
from comity.web.pages.lab.what_if import told_of_past

DIFFERENCES, PROOFS, WHAT_IF = "differences", "proofs", "what-if"


@allowed("draft_law")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: str) -> HttpResponseBase:
    """The draft; a press removes it."""
    row = draft_named(draft)
    if request.method == "POST":
        remove_draft(row)
        messages.success(request, _("The draft is gone. What was ordered of it stays."))
        return HttpResponseRedirect(reverse("drafts"))
    opened = OpenedFiles(row.files)
    return render(request, "comity/lab/draft.html", _context(request, row, opened))


def _context(request: HttpRequest, row: LawDraft, opened: OpenedFiles) -> dict[str, Any]:
    checks = opened.checked()
    found: dict[str, Any] = {} if checks.fault else checks.document
    shown = request.GET.get("show", "")
    return {
        "draft": row,
        "pack": opened.pack,
        "paths": sorted(opened.files.texts),
        "checks": checks,
        "examples": found.get("examples", 0),
        "findings": [(where, _path(where), *told) for where, *told in found.get("findings", [])],
        "hindrances": found.get("hindrances", []),
        "sound": not checks.fault and not found["findings"] and not found["hindrances"],
        "show": shown if opened.pack else "",
        "tab": "drafts",
        **(_shown(request, opened, shown) if opened.pack else {}),
    }


def _path(where: str) -> str:
    """The file of a finding, within the pack."""
    return where.partition("/")[2].rpartition(":")[0]


def _shown(request: HttpRequest, opened: OpenedFiles, shown: str) -> dict[str, Any]:
    if shown == DIFFERENCES:
        return differences_shown(opened, opened.differences())
    if shown == PROOFS:
        found, pack = opened.proofs(), opened.pack
        proven = [] if found.fault or pack is None else [property_shown(each, pack) for each in found.document]
        return {"found": found, "properties": proven}
    if shown == WHAT_IF and may(request.actor, "replay_past"):
        day = today() + timedelta(days=1)
        return {**told_of_past(own_agency().partition("/")[0], day, **opened.placed), "in_force": True}
    return {}


def differences_shown(opened: OpenedFiles, found: Found, *, ends: bool = False) -> dict[str, Any]:
    """What a template is told of how a draft, or the law that is left when one `ends`, differs from that in force."""
    if found.fault:
        return {"found": found}
    differences, more = in_words(in_brief(found.document, ends=ends), opened.pack, today())
    return {"found": found, "differences": differences, "more": more}


@allowed("draft_law")
@require_safe
def archive(request: HttpRequest, draft: str) -> HttpResponseBase:
    """The draft's files."""
    return archive_of(draft_named(draft).files)


def archive_of(digest: str) -> HttpResponseBase:
    """Files of a pack, to keep."""
    files = OpenedFiles(digest).files
    if not files.texts:
        raise Http404
    return download(files.archive(), f"{files.name}.zip", "application/zip")
