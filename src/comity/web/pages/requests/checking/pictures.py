"""Pictures of a paper as it was read: whole pages, and the piece from which one fact was read."""

from __future__ import annotations

import re
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image

from comity.gate.state import Paper
from comity.papers import Place, Reading
from comity.store.errors import PaperError
from comity.store.finding import noted
from comity.web.access import allowed
from comity.web.pages.requests.acts import state_of
from comity.web.pages.requests.checking.readings import known_reading
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.places import MARGIN

_LEAST = 400  # thousandths of the page's width
_SPOT = re.compile(r"\d{1,2}(-\d{1,4}){4}")


@allowed("establish_fact")
@require_safe
def page_image(request: HttpRequest, matter: str, asked: str, sha256: str, number: int) -> HttpResponse:
    """A page as it was seen: upright and straight."""
    opened = _seen(request, matter, asked)
    return picture_of(reading_of(opened, paper_of(opened, sha256)), number)


@allowed("establish_fact")
@require_safe
def cut_image(request: HttpRequest, matter: str, asked: str, sha256: str, spot: str) -> HttpResponse:
    """The piece of a page from which a fact was read."""
    opened = _seen(request, matter, asked)
    if not _SPOT.fullmatch(spot):
        raise Http404
    number, left, top, right, bottom = map(int, spot.split("-"))
    wide = max(right, min(left + _LEAST, 1000))  # a box is shown with the words beside it
    cut = Place(number, left, top, wide, bottom).grown(MARGIN)
    return picture_of(reading_of(opened, paper_of(opened, sha256)), number, cut)


def _seen(request: HttpRequest, matter: str, asked: str) -> Opened:
    """The request, once it stands in the record that its person's papers were looked at.

    Raises:
        Http404: there is none, or none any more.
    """
    opened = state_of(request, matter, asked)
    if not noted(opened.desk, [matter], request.actor, "paper"):
        raise Http404
    return opened


def picture_of(reading: Reading | None, number: int, cut: Place | None = None) -> HttpResponse:
    """A page of a reading, or a piece of it."""
    page = next((page for page in reading.pages if page.number == number), None) if reading else None
    if page is None:
        raise Http404
    response = HttpResponse(_cut(page.png, cut) if cut else page.png, content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _cut(png: bytes, cut: Place) -> bytes:
    with Image.open(BytesIO(png), formats=["PNG"]) as page:
        scale, (width, height) = page.width / 1000, page.size
        left, right = (round(min(max(edge * scale, 0), width)) for edge in (cut.left, cut.right))
        top, bottom = (round(min(max(edge * scale, 0), height)) for edge in (cut.top, cut.bottom))
        if right <= left or bottom <= top:
            raise Http404
        kept = BytesIO()
        page.crop((left, top, right, bottom)).save(kept, "PNG", bits=4)
    return kept.getvalue()


def paper_of(opened: Opened, sha256: str) -> Paper:
    """A paper of the request.

    Raises:
        Http404: it has none with this fingerprint.
    """
    found = next((each for each in opened.asked.papers if each.sha256 == sha256), None)
    if found is None:
        raise Http404
    return found


def reading_of(opened: Opened, paper: Paper) -> Reading | None:
    """The reading of a paper, or nothing where it was not read yet.

    Raises:
        Http404: the matter is erased or sealed.
    """
    try:
        return known_reading(opened.desk, opened.matter.handle, paper.sha256)
    except PaperError as error:
        raise Http404 from error
