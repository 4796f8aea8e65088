"""The pages of a paper that came with a request: read it, see it, confirm it, add another."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rapidfuzz import fuzz

from comity.facts import Ask
from comity.gate import GateError, commands
from comity.gate.adding.commands import AddPaper
from comity.gate.state import Paper
from comity.papers import PapersError, Proposal, ProposedFact, Reading
from comity.store.errors import PaperError
from comity.web.access import allowed
from comity.web.pages.requests.acts import state_of
from comity.web.pages.requests.answer import address, answer_page
from comity.web.pages.requests.checking.lines import ConfirmForm
from comity.web.pages.requests.checking.readings import known_reading, make_reading
from comity.web.pages.requests.forms.paper_forms import AddPaperForm
from comity.web.pages.requests.opening import UNUSABLE, Opened, do, open_request, plain, status_of, tell_beside
from comity.web.pages.requests.steps import may_establish
from comity.web.pages.requests.words import ask_words

_ALIKE = 80  # of a hundred, from which on two names count as one person's


@allowed("record_request")
@require_POST
def add_paper(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Add a paper that came later."""
    opened = state_of(request, matter, asked)
    form = AddPaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer_page(request, matter, asked, bound=form, status=UNUSABLE)
    sent = form.cleaned_data["paper"]
    try:
        kept = opened.desk.papers.keep(matter, sent.name, sent.read(), media_type=sent.content_type)
        if all(each.sha256 != kept.sha256 for each in opened.asked.papers):
            do(request, AddPaper(matter, asked, kept))
    except (GateError, PaperError) as error:
        tell_beside(form, error)
        status = status_of(error) if isinstance(error, GateError) else UNUSABLE
        return answer_page(request, matter, asked, bound=form, status=status)
    messages.success(request, _("The paper is with the request now."))
    return HttpResponseRedirect(check_address(matter, asked, kept.sha256))


@allowed("establish_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, matter: str, asked: str, sha256: str) -> HttpResponseBase:
    """Check the paper: read it where it was not read yet, then confirm line by line."""
    opened = _opened(request, matter, asked)
    paper = _paper(opened, sha256)
    if request.POST.get("press") == "read":
        return _read(request, opened, paper)
    reading = _known(opened, paper)
    if reading is None:
        return _page(request, opened, paper, None)
    if request.method != "POST":
        return _page(request, opened, paper, ConfirmForm(reading))
    form = ConfirmForm(reading, request.POST)
    if not form.is_valid():
        return _page(request, opened, paper, form, status=UNUSABLE)
    facts = [fact for proposal in form.proposals() for fact in proposal.facts]
    mine = [fact for fact in facts if may_establish(opened.actor.role, fact.name)]
    try:
        do(request, *(_command(opened, paper, fact) for fact in mine))
    except GateError as error:
        tell_beside(form, error)
        return _page(request, opened, paper, form, status=status_of(error))
    _tell(request, opened, form.proposals(), mine, len(facts) - len(mine))
    return HttpResponseRedirect(address(matter, asked))


def _opened(http: HttpRequest, matter: str, asked: str) -> Opened:
    """The request; where something of it will be shown, that is recorded."""
    if http.method == "POST":
        return state_of(http, matter, asked)
    return open_request(http, matter, asked, "check paper")


def _read(http: HttpRequest, opened: Opened, paper: Paper) -> HttpResponseBase:
    try:
        make_reading(opened.desk, opened.matter.handle, paper.sha256)
    except (PapersError, PaperError) as error:
        return _page(http, opened, paper, None, failed=plain(error), status=UNUSABLE)
    return HttpResponseRedirect(check_address(opened.matter.handle, opened.asked.id, paper.sha256))


def _page(
    http: HttpRequest, opened: Opened, paper: Paper, form: ConfirmForm | None, *, failed: str = "", status: int = 200
) -> HttpResponseBase:
    above = _("Request %(number)s") % {"number": opened.asked.number}
    shown = list(form.papers()) if form else []
    context = {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "paper": paper,
        "form": form,
        "papers": shown,
        "pages": form.reading.pages if form else (),
        "lines": [line for each in shown for line in each.lines],
        "failed": failed,
        "other_names": list(_other_names(opened, form.reading)) if form else [],
        "trail": [(above, address(opened.matter.handle, opened.asked.id)), (_("Check the paper"), "")],
    }
    return render(http, "comity/requests/check_paper.html", context, status=status)


def _other_names(opened: Opened, reading: Reading) -> Iterable[str]:
    """Names on a paper that are hardly the person's."""
    known = opened.matter.person.name
    for paper in reading.papers:
        for field in paper.fields:
            if (
                field.field.value == "name"
                and known
                and fuzz.token_sort_ratio(field.text.lower(), known.lower()) < _ALIKE
            ):
                yield field.text


@allowed("establish_fact")
@require_safe
def page_image(request: HttpRequest, matter: str, asked: str, sha256: str, number: int) -> HttpResponse:
    """A page as it was seen: upright and straight."""
    opened = state_of(request, matter, asked)
    reading = _known(opened, _paper(opened, sha256))
    page = next((page for page in reading.pages if page.number == number), None) if reading else None
    if page is None:
        raise Http404
    response = HttpResponse(page.png, content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _paper(opened: Opened, sha256: str) -> Paper:
    found = next((each for each in opened.asked.papers if each.sha256 == sha256), None)
    if found is None:
        raise Http404
    return found


def _known(opened: Opened, paper: Paper) -> Reading | None:
    try:
        return known_reading(opened.desk, opened.matter.handle, paper.sha256)
    except PaperError as error:
        raise Http404 from error


def _command(opened: Opened, paper: Paper, fact: ProposedFact) -> commands.EstablishFact:
    place, said = "", paper.name
    if fact.place:
        edges = (fact.place.left, fact.place.top, fact.place.right, fact.place.bottom)
        place = f"{paper.sha256}:{fact.place.page}:{','.join(str(min(9999, max(0, round(edge)))) for edge in edges)}"
        said = f"{paper.name}, page {fact.place.page}"
    return commands.EstablishFact(opened.matter.handle, fact.name, fact.value, said, opened.asked.id, place)


def _tell(http: HttpRequest, opened: Opened, proposals: list[Proposal], mine: list[ProposedFact], others: int) -> None:
    if mine:
        words = ngettext(
            "%(n)s fact was recorded from the paper.", "%(n)s facts were recorded from the paper.", len(mine)
        )
        messages.success(http, words % {"n": len(mine)})
    else:
        messages.info(http, _("No fact follows from what you confirmed; nothing was changed."))
    if others:
        messages.warning(http, _("Some of what the paper shows is for legal to state. Ask legal."))
    if any(proposal.cancels for proposal in proposals):
        messages.warning(
            http, _("This paper takes an earlier detainer back. Ask legal which one, before you hold anybody.")
        )
    missing = {ask for proposal in proposals for ask in proposal.asks} - set(opened.asked.asks)
    if missing:
        told = ", ".join(ask_words(ask) for ask in Ask if ask in missing)
        messages.warning(
            http,
            _("The paper also asks for what this request does not have: %(asks)s. Record that as well.")
            % {"asks": told},
        )


def check_address(matter: str, asked: str, sha256: str) -> str:
    """Where a paper is checked."""
    return reverse("check_paper", kwargs={"matter": matter, "asked": asked, "sha256": sha256})
