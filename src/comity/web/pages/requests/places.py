"""Places on papers: as a claim has them, and where the piece of paper is shown from which a fact was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from comity.facts import VOCABULARY
from comity.papers import Place
from comity.tell.facts import value_statement
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.sentences import phrases

MARGIN = 12.0  # around what is cut out, in thousandths of the page's width
_MOST = 9999  # of an edge, as the gate takes it
_PLACE = re.compile(r"(?P<sha256>[0-9a-f]{64}):(?P<spot>\d+:\d+,\d+,\d+,\d+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A fact that counts, and the piece of paper from which it was read."""

    statement: str
    paper: str
    address: str


def pieces(opened: Opened) -> Iterator[Piece]:
    """The facts of a request that have a place on one of its papers, as they were stated last."""
    stated = [claim for claim in opened.matter.claims if not claim.disputed and not claim.withdrawn]
    last = {claim.name: claim for claim in stated if claim.request in ("", opened.asked.id)}
    for name, claim in last.items():
        if name in VOCABULARY and (address := cut_address(opened, claim.place)):
            statement = value_statement(VOCABULARY[name], claim.value, phrases())
            yield Piece(statement[:1].upper() + statement[1:], claim.paper, address)


def cut_address(opened: Opened, place: str) -> str:
    """Where the piece of paper stands from which a claim was read; nothing where it names none of this request."""
    found = _PLACE.fullmatch(place)
    if found is None or all(paper.sha256 != found["sha256"] for paper in opened.asked.papers):
        return ""
    spot = re.sub(r"[:,]", "-", found["spot"])
    return reverse("paper_cut", args=(opened.matter.handle, opened.asked.id, found["sha256"], spot))


def place_words(sha256: str, place: Place) -> str:
    """A place on a paper as a claim has it: fingerprint:page:left,top,right,bottom."""
    edges = (place.left, place.top, place.right, place.bottom)
    return f"{sha256}:{place.page}:{','.join(str(min(_MOST, max(0, round(edge)))) for edge in edges)}"
