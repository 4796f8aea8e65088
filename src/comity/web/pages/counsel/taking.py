"""Download everything: what was recorded, the papers, the letters, and the proof that there is nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.store.errors import PaperError
from comity.web.access import allowed
from comity.web.components import moment_text
from comity.web.pages.counsel.certificate import Certificate, certificate
from comity.web.pages.counsel.clients import own_papers
from comity.web.pages.counsel.document import client_document
from comity.web.pages.counsel.opening import Client, open_client
from comity.web.pages.documents.packing import Packed, download, packed, safe_name
from comity.web.pages.documents.setting import DocumentError, set_document


@allowed("read_client")
@require_safe
def everything(request: HttpRequest, matter: str) -> HttpResponseBase:
    """One file with everything."""
    client = open_client(request, matter, "everything")
    found = certificate(client)
    try:
        document = set_document(client_document(client, found))
    except DocumentError as error:
        return render(request, "comity/counsel/not_set.html", {"error": error, "matter": client.matter}, status=409)
    files = [("everything.pdf", document), *_papers(client), *_proof(found), ("README.txt", _readme(client, found))]
    name = f"everything-{safe_name(client.matter.booking.number or 'client')}.zip"
    return download(packed(files, client.at), name, "application/zip")


def _papers(client: Client) -> Iterator[Packed]:
    """The papers that came with requests, what counsel gave, and the letters as they were printed."""
    matter = client.matter
    wanted = [
        (f"papers/{safe_name(request.number)}/{safe_name(paper.name)}", paper.sha256)
        for request in matter.requests.values()
        for paper in request.papers
    ]
    wanted += [(f"papers/from counsel/{safe_name(paper.name)}", paper.sha256) for paper in own_papers(client)]
    wanted += [
        (f"letters/{safe_name(each.kind)}-{safe_name(each.language)}.pdf", each.sha256)
        for each in matter.notices.values()
    ]
    for name, sha256 in wanted:
        try:
            yield name, client.desk.papers.read(matter.handle, sha256)
        except PaperError:
            continue  # a letter made elsewhere: its hash alone was recorded


def _proof(found: Certificate) -> Iterator[Packed]:
    if found.bundle:
        yield "bundle.json", found.bundle.content


def _readme(client: Client, found: Certificate) -> bytes:
    lines = [
        _("Everything about %(name)s, %(number)s")
        % {"name": client.matter.person.name, "number": client.matter.booking.number},
        f"{client.desk.office.name}, {moment_text(client.at)}",
        "",
        _("everything.pdf: requests, answers, reasons, letters and times, to read."),
        _("papers, letters: the documents themselves; everything.pdf names the SHA-256 of each paper."),
        *([_("bundle.json: the proof.")] if found.bundle else []),
        "",
        *(part for part in (found.sentence, found.why, found.unopened, found.newer) if part),
        "",
        *_how_to_check(found),
        _("What this does not say:"),
        *(f"- {limit}" for limit in found.limits),
    ]
    return ("\r\n".join(cast("list[str]", lines)) + "\r\n").encode()


def _how_to_check(found: Certificate) -> Iterator[str]:
    """How to check it without any network."""
    if not found.bundle:
        return
    yield _("Check it without any network:")
    yield _("1. Get the policy, the list of those whose signatures count, from the inspector and not from us.")
    if found.policy:
        yield _("   Its SHA-256 should be: %(digest)s") % {"digest": found.policy}
    yield "2. comity verify bundle bundle.json --policy policy.txt"
    yield _("   or with one file of Python: %(command)s") % {
        "command": "python verify.py bundle --policy policy.txt bundle.json"
    }
    yield _("   or open the verifier's page in a browser and give it both files.")
    yield _("3. Its first line says “verified”. After a day it says “verified, but stale”: true, and of that day.")
    yield ""
