"""Writing one file of a draft in the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.law import LawError
from comity.store.adopting.files import change_draft, kept_files
from comity.store.models import LawDraft
from comity.web.access import allowed
from comity.web.pages.lab.drafts.forms import FileForm
from comity.web.pages.lab.drafts.opened import OpenedFiles, draft_named
from comity.web.pages.requests.opening import UNUSABLE, tell_beside


@allowed("draft_law")
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, draft: str) -> HttpResponseBase:
    """A file of the draft, with what is wrong in it."""
    row = draft_named(draft)
    path = request.GET.get("path", "")
    first = {"path": path, "text": kept_files(row.files).texts.get(path, ""), "seen": row.files}
    form, status = FileForm(request.POST or None, initial=first), 200
    if request.method == "POST":
        if form.is_valid() and _written(request, row, form):
            messages.success(request, _("The draft was changed."))
            there = reverse("draft_file", args=[row.id])
            query = {"path": form.cleaned_data["path"]} if form.cleaned_data["text"].strip() else {}
            there = f"{there}?path={query['path']}" if query else reverse("draft", args=[row.id])
            return HttpResponseRedirect(there)
        status = UNUSABLE
    context = {"draft": row, "path": path, "form": form, "findings": _findings(row, path), "tab": "drafts"}
    return render(request, "comity/lab/draft_file.html", context, status=status)


def _written(request: HttpRequest, row: LawDraft, form: FileForm) -> bool:
    given: dict[str, Any] = form.cleaned_data
    if given["seen"] != row.files:
        form.add_error(None, _("Somebody else has changed this draft meanwhile. Open it again; your text is below."))
        return False
    try:
        files = kept_files(row.files).with_text(given["path"], given["text"])
    except LawError as error:
        tell_beside(form, error)
        return False
    if change_draft(row, files, by=request.actor.name, at=settings.COMITY_CLOCK()):
        return True
    form.add_error(None, _("Somebody else has changed this draft meanwhile. Open it again; your text is below."))
    return False


def _findings(row: LawDraft, path: str) -> list[tuple[str, str, str]]:
    """What is wrong in this file: its line, what it is, and what to do."""
    checks = OpenedFiles(row.files).checked()
    found = [] if checks.fault else checks.document["findings"]
    told = [(*where.partition("/")[2].rpartition(":"), message, advice) for where, message, advice in found]
    return [(line, message, advice) for file, _colon, line, message, advice in told if file == path]
