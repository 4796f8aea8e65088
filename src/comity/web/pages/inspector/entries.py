"""One entry: found by its number or by that of a request, shown as it was logged, with the proof that it is there."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.base import ComityError
from comity.store.desk import current
from comity.store.oversight.findings import entries_of_request
from comity.store.oversight.inspection import Entry
from comity.store.oversight.inspection import entry as entry_of
from comity.web.access import allowed
from comity.web.pages.documents.packing import download
from comity.web.pages.inspector.words import event_words
from comity.web.pages.requests.opening import UNUSABLE


class FindForm(forms.Form):
    """What is looked for."""

    sought = forms.CharField(
        label=gettext_lazy("Number of an entry, or of a request"),
        max_length=40,
        help_text=gettext_lazy("For example 18204 or 2026-0012."),
        error_messages={"required": gettext_lazy("Write a number")},
    )


@allowed("read_record")
@require_safe
def find(request: HttpRequest) -> HttpResponseBase:
    """Find an entry."""
    form = FindForm(request.GET if "sought" in request.GET else None)
    found, sought = [], ""
    if form.is_bound and form.is_valid():
        sought = form.cleaned_data["sought"].strip().replace(",", "")
        if sought.isdecimal() and len(sought) < 16 and entry_of(current().records, int(sought)):
            return HttpResponseRedirect(reverse("entry", kwargs={"index": int(sought)}))
        found = [(event_words(each.kind), each) for each in entries_of_request(current().records, sought)]
        if not found:
            form.add_error("sought", _("There is no entry and no request of this number"))
    context = {"form": form, "found": found, "sought": sought}
    status = UNUSABLE if form.errors else 200
    return render(request, "comity/inspector/find.html", context, status=status)


def _entry(index: int) -> Entry:
    found = entry_of(current().records, index)
    if found is None:
        raise Http404
    return found


@allowed("read_record")
@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponseBase:
    """An entry, with its proof checked as the page is made."""
    try:
        found = _entry(index)
    except ComityError as error:
        return render(request, "comity/inspector/entry.html", {"index": index, "error": error}, status=409)
    context: dict[str, Any] = {
        "found": found,
        "index": index,
        "leaf": json.dumps(found.fields, indent=2, ensure_ascii=False),
        "before": index - 1 if index else None,
        "after": index + 1 if index + 1 < found.size else None,
    }
    return render(request, "comity/inspector/entry.html", context)


@allowed("read_record")
@require_safe
def receipt(request: HttpRequest, index: int) -> HttpResponseBase:
    """The receipt of an entry that a witnessed head covers."""
    found = _entry(index)
    if not found.receipt:
        raise Http404
    return download(found.receipt, f"{index}.tlog-proof", "application/octet-stream")


@allowed("read_record")
@require_safe
def leaf(request: HttpRequest, index: int) -> HttpResponseBase:
    """The entry itself, byte by byte as it was logged, to check the receipt with."""
    return download(_entry(index).leaf, f"{index}.json", "application/octet-stream")
