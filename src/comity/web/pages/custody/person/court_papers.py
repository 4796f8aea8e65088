"""What a court is given when a record was erased or sealed for it: shown, and handed out for the last time."""

from __future__ import annotations

from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from comity.base import ComityError
from comity.store.desk import current
from comity.store.models import Erasure, Sealing
from comity.web.pages.documents.certificates import on_paper
from comity.web.pages.requests.opening import plain


class Orders(Protocol):
    """What keeps the certificates of one kind of order."""

    def certificate(self, handle: str) -> str:
        """The certificate's own words."""

    def hand_out(self, handle: str) -> object:
        """Forget what only the certificate still needs."""


def certificate_page(
    request: HttpRequest, orders: Orders, row: Erasure | Sealing, *, title: str, file: str, listed: str
) -> HttpResponseBase:
    """What the court is told: to look at, and to hand out for the last time; `listed` is the page of all orders."""
    try:
        text = orders.certificate(row.matter_id)
        if request.method == "POST":
            paper = on_paper(text, current(), file)  # before anything is forgotten
            orders.hand_out(row.matter_id)
            return paper
    except ComityError as error:
        return refused(request, error, listed)
    context = {"text": text, "row": row, "title": title, "back": reverse(listed), "now": current().clock()}
    return render(request, "comity/custody/certificate.html", context)


def refused(request: HttpRequest, error: ComityError, listed: str) -> HttpResponse:
    """Why there is no such paper now, told on the page of all orders."""
    messages.warning(request, plain(error))
    return HttpResponseRedirect(reverse(listed))
