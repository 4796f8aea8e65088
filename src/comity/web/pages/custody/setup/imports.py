"""Imports: which files have come in, what was refused, and one that somebody sends by hand."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.base import ComityError
from comity.feeds import Mapping, OnError
from comity.feeds.folder.kept import DONE, REFUSED
from comity.store.models import ImportRun, Upload
from comity.tell import sentence
from comity.web.access import allowed
from comity.web.pages.custody.setup.bringing import brought_in, mappings, masked, told
from comity.web.pages.custody.setup.changing import changing
from comity.web.pages.custody.setup.forms import BringForm, UploadForm
from comity.web.pages.custody.setup.leases import CUT, FAILED, FINISHED, RUNNING, WAITING, alone_with
from comity.web.pages.requests.opening import UNUSABLE

RUNS, UPLOADS = 20, 20


@allowed("import_records")
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """What has come in, and the form by which a file is sent; a sent file is looked at before anything changes."""
    known = mappings()
    form = UploadForm(known, *((request.POST, request.FILES) if request.method == "POST" else ()))
    status = 200
    if form.is_bound:
        status = UNUSABLE
        if form.is_valid():
            upload = _kept(request, form.cleaned_data)
            fault = _looked_at(upload, known[upload.mapping])
            if fault is None:
                return HttpResponseRedirect(reverse("upload", kwargs={"upload": upload.id}))
            upload.delete()
            form.add_error("file", fault)
    context = {
        "form": form,
        "mappings": known,
        "runs": list(ImportRun.objects.all()[:RUNS]),
        "uploads": list(Upload.objects.defer("content")[:UPLOADS]),
        "folder": _folder(settings.COMITY_HOME.watched),
        "own": settings.COMITY_HOME.folder / "maps",
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/custody/imports.html", context, status=status)


def _kept(http: HttpRequest, given: dict[str, Any]) -> Upload:
    content = given["file"].read()
    row: Upload = Upload.objects.create(
        id=secrets.token_hex(8),
        name=str(given["file"].name)[-200:],
        mapping=given["mapping"],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_at=settings.COMITY_CLOCK(),
        uploaded_by=http.actor.name,
        state=WAITING,
        report="{}",
    )
    return row


def _looked_at(upload: Upload, mapping: Mapping) -> str | None:
    """Say of a waiting upload what would change, or what is wrong with it."""
    try:
        report = brought_in(upload, mapping, on_error=OnError.KEEP, dry=True)
    except ComityError as error:
        return _told(error, mapping)
    Upload.objects.filter(id=upload.id).update(report=told(report, mapping))
    return None


def _told(error: ComityError, mapping: Mapping | None) -> str:
    """What went wrong and what to do, without what stands in anybody's cells."""
    if mapping is None:
        return error.help
    return f"{sentence(masked(error.message, mapping))} {masked(error.help, mapping)}"


def _folder(watched: Path) -> dict[str, object]:
    """How the watch folder stands: how many files wait, are done, are refused."""
    if not watched.is_dir():
        return {"path": watched, "is_there": False}
    waiting = [each for each in watched.iterdir() if not each.name.startswith(".") and each.name not in {DONE, REFUSED}]
    return {
        "path": watched,
        "is_there": True,
        "waiting": len(waiting),
        "done": len(list((watched / DONE).glob("*.report.txt"))),
        "refused": len(list((watched / REFUSED).glob("*.report.txt"))),
    }


@allowed("import_records")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, upload: str) -> HttpResponseBase:
    """One upload: what would change, then what did; bringing it in, or leaving it."""
    row = Upload.objects.filter(id=upload).first()
    if row is None:
        raise Http404
    form, status = BringForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        if request.POST.get("press") == "forget":
            Upload.objects.filter(id=upload, state__in=(WAITING, CUT)).delete()
            messages.success(request, _("The file is gone. Nothing was brought in."))
            return HttpResponseRedirect(reverse("imports"))
        if form.is_valid():
            _bring(request, row, OnError(form.cleaned_data["on_error"]))
            return HttpResponseRedirect(reverse("upload", kwargs={"upload": upload}))
        status = UNUSABLE
    report = json.loads(row.report or "{}")
    context = {"upload": row, "report": report, "form": form, "now": settings.COMITY_CLOCK()}
    return render(request, "comity/custody/upload.html", context, status=status)


def _bring(http: HttpRequest, row: Upload, on_error: OnError) -> None:
    """Bring an upload in that waits or was cut off, once: who comes second finds it running or done."""
    with alone_with(row.id) as is_alone:
        waits = Upload.objects.filter(id=row.id, state__in=(WAITING, CUT))
        if is_alone and waits.update(state=RUNNING):
            _bring_alone(http, row, on_error)
        else:
            messages.warning(http, _("Somebody has brought this file in already."))


def _bring_alone(http: HttpRequest, row: Upload, on_error: OnError) -> None:
    mapping = mappings().get(row.mapping)
    state, said = FAILED, json.dumps({"error": _("The mapping is not there any more.")})
    try:
        if mapping is not None:
            with changing(http, "file brought in", f"{row.name}, map {row.mapping}, sha256 {row.sha256}"):
                pass
            state, said = FINISHED, told(brought_in(row, mapping, on_error=on_error, dry=False), mapping)
    except ComityError as error:
        said = json.dumps({"error": _told(error, mapping)})
    except BaseException:
        Upload.objects.filter(id=row.id).update(state=WAITING)  # begun again, it passes over what has come in
        raise
    finished = {"state": state, "report": said, "content": b"", "finished_at": settings.COMITY_CLOCK()}
    Upload.objects.filter(id=row.id).update(**finished)
