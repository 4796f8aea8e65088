"""Papers: put in before the request that names them, each encrypted under its matter's key, and read again."""

from __future__ import annotations

import hashlib
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, NinjaAPI, Path, UploadedFile

from comity.api.acting import done_once
from comity.api.fields import SHA256
from comity.api.problems import ProblemError
from comity.api.reading import PAGE, READ
from comity.api.shapes import told
from comity.api.tokens import Token
from comity.api.verbs import Handle, Key
from comity.gate import Actor, NotFoundError, commands
from comity.gate.checking import MAX_PAPER
from comity.gate.state import Matter, Paper
from comity.store.desk import Desk, current
from comity.store.idempotency import Reply

MULTIPART = "multipart/form-data"
_AROUND = 100_000  # the form around a paper
# What a paper can be, by its first bytes; what is said of it by whoever sends it counts for nothing.
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
Fingerprint = Annotated[
    str, Path(..., pattern=SHA256, description="The fingerprint of the paper.", examples=["ab" * 32])
]


def add_papers(api: NinjaAPI) -> None:
    """Give an API the addresses of papers."""

    @api.post(
        "/matters/{matter}/papers",
        auth=Token("record_request", media=MULTIPART, most=MAX_PAPER + _AROUND),
        response=told(Paper),
        tags=["requests"],
        operation_id="put_paper",
        summary="Put in a paper",
    )
    def put_paper(
        request: HttpRequest, matter: Handle, key: Key, paper: Annotated[UploadedFile, File(...)]
    ) -> HttpResponse:
        """Keep a PDF, PNG, JPEG or TIFF of up to 25 MB; what comes back goes into `papers` of the request."""
        content, name = paper.read(), str(paper.name or "")
        kind = _kind_of(content)

        def keep(desk: Desk, actor: Actor) -> Reply:
            desk.records.matters([matter])  # one that is not here, or is erased, takes no paper
            kept = desk.papers.keep(matter, name, content, media_type=kind)
            return Reply(200, told(Paper).model_validate(kept).model_dump_json(), matter)

        return done_once(request, hashlib.sha256(content).digest() + name.encode(errors="replace"), keep)

    @api.get(
        "/matters/{matter}/papers/{sha256}",
        auth=Token(READ),
        tags=["requests"],
        operation_id="read_paper",
        summary="Read a paper",
        openapi_extra={"responses": {200: {"description": "The paper.", "content": _CONTENT}}},
    )
    def read_paper(request: HttpRequest, matter: Handle, sha256: Fingerprint) -> HttpResponse:
        """A paper of a request, as it came; the reading is recorded first."""
        desk = current()
        state = desk.gate.do(commands.ReadMatter(matter, PAGE), request.auth).matter
        paper = _paper_of(state, sha256)
        return _as_it_came(desk.papers.read(matter, sha256), paper)


def _kind_of(content: bytes) -> str:
    """What a paper is; of one without content nothing is said."""
    kind = next((kind for begins, kind in _KINDS if content.startswith(begins)), "")
    if content and not kind:
        raise ProblemError("not-usable", "this is no PDF, PNG, JPEG or TIFF", "Scan the paper again as a PDF.")
    return kind


def _paper_of(matter: Matter, sha256: str) -> Paper:
    papers = (paper for each in matter.requests.values() for paper in each.papers if paper.sha256 == sha256)
    if (paper := next(papers, None)) is None:
        raise NotFoundError("there is no such paper in this matter", help="Read the matter again.")
    return paper


def _as_it_came(content: bytes, paper: Paper) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = "attachment"
    response.headers["X-Media-Type"] = paper.media_type or "application/octet-stream"
    return response


_CONTENT = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
