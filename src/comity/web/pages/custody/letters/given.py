"""A letter that was given: printed again as it was, given again, and confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.gate import GateError, NotFoundError, commands
from comity.gate.state import Notice
from comity.store.desk import Desk
from comity.store.errors import PaperError
from comity.web.access import allowed
from comity.web.pages.custody.acting import open_person, seen_before
from comity.web.pages.custody.letters.forms import ArrivedForm, arrived_words
from comity.web.pages.custody.letters.making import Made, pdf_response
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.opening import UNUSABLE, do, status_of, tell_beside


@allowed("give_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, matter: str, notice: str) -> HttpResponseBase:
    """One letter that was given, and the form by which its arrival is confirmed."""
    form = ArrivedForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            try:
                do(request, commands.ConfirmNotice(matter, notice, form.told))
            except NotFoundError as error:
                raise Http404 from error
            except GateError as error:
                tell_beside(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("It is recorded that the letter arrived."))
                return HttpResponseRedirect(reverse("notices"))
    opened = open_person(request, matter, "letter")
    kept = opened.matter.notices.get(notice)
    if kept is None:
        raise Http404
    asked = opened.matter.requests[kept.request]
    context = {
        "opened": opened,
        "matter": opened.matter,
        "asked": asked,
        "notice": kept,
        "duties": [opened.matter.duties[key] for key in kept.duties if key in opened.matter.duties],
        "how": arrived_words(kept.confirmed_how),
        "is_kept": _is_kept(opened.desk, matter, kept),
        "form": form,
        "back": address(matter, asked.id),
        "now": opened.at,
    }
    return render(request, "comity/custody/notice.html", context, status=status)


def _is_kept(desk: Desk, matter: str, kept: Notice) -> bool:
    try:
        desk.papers.read(matter, kept.sha256)
    except PaperError:
        return False
    return True


@allowed("give_notice")
@require_safe
def notice_pdf(request: HttpRequest, matter: str, notice: str) -> HttpResponseBase:
    """The same bytes that were given."""
    opened = open_person(request, matter, "letter")
    kept = opened.matter.notices.get(notice)
    if kept is None:
        raise Http404
    number = opened.matter.requests[kept.request].number
    try:
        return pdf_response(opened.desk, matter, kept.sha256, f"letter-{number}-{kept.to}.pdf")
    except PaperError as error:
        raise Http404 from error


@allowed("give_notice")
@require_POST
def give_again(request: HttpRequest, matter: str, notice: str) -> HttpResponseBase:
    """The same letter once more: the page on which it is recorded as given."""
    state = seen_before(matter)
    kept = state.notices.get(notice)
    if kept is None:
        raise Http404
    same = [each for each in state.notices.values() if each.sha256 == kept.sha256 and each.to == kept.to]
    again = Made(
        matter=matter,
        asked=kept.request,
        kind=kept.kind,
        to=kept.to,
        language=kept.language,
        sha256=kept.sha256,
        text="",
        duties=(),
        pages=0,
        reviewed=True,
        before=len(same),
    )
    where = {"matter": matter, "asked": kept.request, "made": again.token()}
    return HttpResponseRedirect(reverse("letter", kwargs=where))
