"""Made letters: the very bytes are kept under the matter's key before anybody sees them.

INVARIANT: what is recorded as given is what was kept, byte for byte. A letter is never set a second time to be printed
again: fonts, texts and the state of the matter change, and the fingerprint in the record does not. Whoever erases the
matter erases its letters with it. A made letter goes from page to page as a signed token without anything personal.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO

from django.core import signing
from django.http import FileResponse, Http404, HttpResponseBase

from comity.notices import LetterKind, TextLibrary, plain_text, render
from comity.store.desk import Desk
from comity.store.errors import PaperError
from comity.web.pages.custody.letters.proposing import Proposal
from comity.web.pages.custody.letters.writing import letter_for
from comity.web.pages.requests.opening import Opened

SALT = "comity.letter"
KEPT_FOR = timedelta(days=3)  # by then a letter that nobody gave is made anew, with that day's date


@dataclass(frozen=True, slots=True)
class Made:
    """A letter that was made and waits to be given."""

    matter: str
    asked: str
    kind: str
    to: str
    language: str
    sha256: str  # of the PDF
    text: str  # SHA-256 of its words
    duties: tuple[str, ...]
    pages: int
    reviewed: bool
    before: int = 0  # how often it was given before

    def token(self) -> str:
        """The letter as it stands in an address."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)


def make(opened: Opened, chosen: Proposal, *, language: str, large: bool, texts: TextLibrary) -> Made:
    """Set a letter, and keep its bytes and its words.

    Raises:
        NoticesError: it cannot be set; where a sign is missing, `GlyphMissingError` says which.
    """
    written = letter_for(opened, chosen.kind, chosen.to, language=language, large=large)
    sheet = render(written, texts=texts)
    papers, matter = opened.desk.papers, opened.matter.handle
    kept = papers.keep(matter, "letter.pdf", sheet.pdf, media_type="application/pdf")
    words = papers.keep(matter, "letter.txt", plain_text(written, texts=texts).encode(), media_type="text/plain")
    return Made(
        matter=matter,
        asked=opened.asked.id,
        kind=chosen.kind.value,
        to=chosen.to,
        language=sheet.language,
        sha256=kept.sha256,
        text=words.sha256,
        duties=tuple(duty.id for duty in chosen.duties),
        pages=sheet.pages,
        reviewed=sheet.reviewed,
    )


def made_of(token: str, matter: str, asked: str) -> Made | None:
    """The letter of a token; `None` where it has waited too long.

    Raises:
        Http404: it is no token of a letter of this request.
    """
    try:
        form = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.SignatureExpired:
        return None
    except signing.BadSignature as error:
        raise Http404 from error
    made = Made(**{**form, "duties": tuple(form["duties"])})
    if (made.matter, made.asked) != (matter, asked) or made.kind not in {kind.value for kind in LetterKind}:
        raise Http404
    return made


def pdf_response(desk: Desk, matter: str, sha256: str, name: str) -> HttpResponseBase:
    """A kept letter, for the eyes of whoever asked and no cache; shown, so that no shared desk keeps a file of it.

    Raises:
        PaperError: it is not here, or not the one that was kept.
    """
    response = FileResponse(BytesIO(desk.papers.read(matter, sha256)), content_type="application/pdf", filename=name)
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def words_of(desk: Desk, made: Made) -> str:
    """The words of a made letter; empty where they are not kept."""
    if not made.text:
        return ""
    try:
        return desk.papers.read(made.matter, made.text).decode()
    except PaperError:
        return ""
