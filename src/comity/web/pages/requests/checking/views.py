"""The pages of a paper that came with a request: read it, see it, confirm it, add another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.facts import Ask
from comity.gate import GateError, commands
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.state import Paper
from comity.papers import Proposal, ProposedFact, Reading
from comity.store.errors import PaperError
from comity.web.access import allowed
from comity.web.pages.requests.acts import state_of
from comity.web.pages.requests.answer import address, answer_page
from comity.web.pages.requests.checking.lines import ConfirmForm, lines_context
from comity.web.pages.requests.checking.names import other_name
from comity.web.pages.requests.checking.pictures import paper_of, reading_of
from comity.web.pages.requests.checking.readings import begin_reading, turn_of
from comity.web.pages.requests.checking.standing import ask, looking_again, standing
from comity.web.pages.requests.forms.paper_forms import AddPaperForm
from comity.web.pages.requests.opening import UNUSABLE, Opened, do, open_request, plain, status_of, tell_beside
from comity.web.pages.requests.places import place_words
from comity.web.pages.requests.steps import may_establish
from comity.web.pages.requests.words import ask_words


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
    """Check the paper: have it read where it was not read yet, then confirm line by line."""
    opened = state_of(request, matter, asked)
    paper = paper_of(opened, sha256)
    reading = reading_of(opened, paper)
    if reading is None:
        return _not_read(request, opened, paper)
    if request.method != "POST" or request.POST.get("press") == "read":
        # what is shown of a person is recorded first
        return _page(request, open_request(request, matter, asked, "check paper"), paper, ConfirmForm(reading))
    form = ConfirmForm(reading, request.POST)
    if not form.is_valid():
        return _page(request, opened, paper, form, status=UNUSABLE)
    facts = [fact for proposal in form.proposals() for fact in proposal.facts]
    mine = [fact for fact in facts if may_establish(opened.actor.role, fact.name)]
    try:
        do(request, *(_command(opened, paper, fact) for fact in mine), *_days(opened, paper, form.proposals()))
    except GateError as error:
        tell_beside(form, error)
        return _page(request, opened, paper, form, status=status_of(error))
    _tell(request, opened, form.proposals(), mine, len(facts) - len(mine))
    return HttpResponseRedirect(address(matter, asked))


def _not_read(http: HttpRequest, opened: Opened, paper: Paper) -> HttpResponse:
    """Have it read, or say where the reading stands; nothing of the person is shown."""
    handle = opened.matter.handle
    name, begin = turn_of(handle, paper.sha256), partial(begin_reading, opened.desk, handle, paper.sha256)
    try:
        if http.method == "POST":
            ask(name, begin)
            return HttpResponseRedirect(check_address(handle, opened.asked.id, paper.sha256))
        told = standing(http, name, begin)
    except PaperError as error:
        return _frame(http, opened, paper, {"failed": plain(error)}, status=UNUSABLE)
    advice = _("It is kept. You can open it, and state the facts by hand on the request's page, or ask legal.")
    return looking_again(_frame(http, opened, paper, {**told, "failed_advice": advice}), told)


def _page(http: HttpRequest, opened: Opened, paper: Paper, form: ConfirmForm, *, status: int = 200) -> HttpResponseBase:
    def picture(number: int) -> str:
        return reverse("paper_page", args=(opened.matter.handle, opened.asked.id, paper.sha256, number))

    more = {**lines_context(form, picture), "other_names": list(_other_names(opened, form.reading))}
    return _frame(http, opened, paper, more, status=status)


def _frame(http: HttpRequest, opened: Opened, paper: Paper, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    above = _("Request %(number)s") % {"number": opened.asked.number}
    context = {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "paper": paper,
        "trail": [(above, address(opened.matter.handle, opened.asked.id)), (_("Check the paper"), "")],
        **more,
    }
    return render(http, "comity/requests/check_paper.html", context, status=status)


def _other_names(opened: Opened, reading: Reading) -> Iterable[str]:
    """Names on a paper that are hardly the person's."""
    for paper in reading.papers:
        for field in paper.fields:
            if field.field.value == "name" and (name := other_name(field.text, opened.matter.person.name)):
                yield name


def _command(opened: Opened, paper: Paper, fact: ProposedFact) -> commands.EstablishFact:
    place = place_words(paper.sha256, fact.place) if fact.place else ""
    said = f"{paper.name}, page {fact.place.page}" if fact.place else paper.name
    return commands.EstablishFact(opened.matter.handle, fact.name, fact.value, said, opened.asked.id, place)


def _days(opened: Opened, paper: Paper, proposals: list[Proposal]) -> Iterable[DatePaper]:
    """The days that stand on the papers of a file."""
    for each in proposals:
        if each.day:
            yield DatePaper(opened.matter.handle, opened.asked.id, paper.sha256, each.day, each.pages)


def _tell(http: HttpRequest, opened: Opened, proposals: list[Proposal], mine: list[ProposedFact], others: int) -> None:
    days = [each.day.isoformat() for each in proposals if each.day]
    if mine:
        words = ngettext(
            "%(n)s fact was recorded from the paper.", "%(n)s facts were recorded from the paper.", len(mine)
        )
        messages.success(http, words % {"n": len(mine)})
    elif not days:
        messages.info(http, _("No fact follows from what you confirmed; nothing was changed."))
    if days:
        messages.success(http, _("The paper is dated %(day)s; that is on record.") % {"day": ", ".join(days)})
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
