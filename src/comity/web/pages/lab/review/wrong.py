"""The cases that somebody of legal has called wrong, as whoever must not rely on them reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.base import ComityError
from comity.gate.signing.seen import decided
from comity.gate.signing.sheet_text import short
from comity.store.desk import current
from comity.store.models import CaseSignOff
from comity.tell import Telling
from comity.tell.page import fact_lines
from comity.web.access import allowed
from comity.web.pages.lab.review.finding import wrong_ones
from comity.web.pages.requests.sentences import spoken
from comity.web.pages.requests.telling import tree
from comity.web.pages.requests.words import ask_list


@allowed("read_signoffs")
@require_safe
def called_wrong(request: HttpRequest) -> HttpResponseBase:
    """The cases that nobody has signed as right since."""
    rows = [{"row": each, "code": short(each.key), **_told(each)} for each in wrong_ones()]
    return render(request, "comity/lab/called_wrong.html", {"rows": rows})


def _told(row: CaseSignOff) -> Mapping[str, Any]:
    """The case in words; as it was signed, where the law at hand cannot read it any more."""
    library = current().library
    try:
        pack, decision = library.pack(row.pack), decided(json.loads(row.value), library)
    except ComityError:
        return {"case": row.value}
    telling = Telling.of(decision, library.vocabulary, spoken())
    return {
        "pack": pack,
        "agency": telling.phrases.said(decision.case.agency.title),
        "asks": ask_list(answer.ask for answer in decision.answers),
        "facts": tree(fact_lines(telling)),
    }
