"""The paper of a request that is being written down: read and checked before anything is recorded.

What is confirmed only begins the steps; whoever records the request sees it there once more, and can change it.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import Role
from comity.papers import PapersError, Proposal, Reading, read_again
from comity.web.access import allowed
from comity.web.pages.requests.checking.lines import ConfirmForm, lines_context
from comity.web.pages.requests.checking.pictures import picture_of
from comity.web.pages.requests.checking.readings import turns
from comity.web.pages.requests.checking.standing import ask, looking_again, standing
from comity.web.pages.requests.opening import UNUSABLE
from comity.web.pages.requests.places import place_words
from comity.web.pages.requests.recording import draft as drafts
from comity.web.pages.requests.recording.draft import Draft, Shown, Waiting
from comity.web.pages.requests.recording.forms import PAPER_FACTS, UNKNOWN
from comity.web.pages.requests.steps import may_establish


def take(draft: Draft, content: bytes, name: str, media_type: str) -> None:
    """Let a paper wait with a draft, in the place of an earlier one, and have it read."""
    drafts.drop_paper(draft.paper)
    draft.paper = drafts.put_paper(content, name, media_type, settings.COMITY_CLOCK())
    draft.shown = Shown()
    turns().begin(draft.paper.file, content, draft.paper.seal)


@allowed("record_request")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Check the paper, line by line; then the steps begin with what was confirmed."""
    kept, waiting = _found(request, draft)
    reading = reading_of(waiting)
    if reading is None:
        return _not_read(request, kept, waiting)
    form = ConfirmForm(reading, request.POST if request.method == "POST" else None)
    if request.method != "POST" or request.POST.get("press") == "read":
        return _page(request, kept, waiting, ConfirmForm(reading))
    if not form.is_valid():
        return _page(request, kept, waiting, form, status=UNUSABLE)
    begin_with(kept, waiting, form.proposals(), request.actor.role)
    drafts.keep(request.session, kept)
    return HttpResponseRedirect(reverse("record_who", args=(kept.id,)))


@allowed("record_request")
@require_safe
def page_image(request: HttpRequest, draft: str, number: int) -> HttpResponse:
    """A page of the paper as it was seen."""
    _kept, waiting = _found(request, draft)
    return picture_of(reading_of(waiting), number)


def reading_of(paper: Waiting) -> Reading | None:
    """The reading of a paper that waits, where it is ready."""
    sealed = turns().result(paper.file)
    content = paper.unseal(sealed) if sealed else None
    try:
        return read_again(content) if content else None
    except PapersError:
        return None


def _found(http: HttpRequest, name: str) -> tuple[Draft, Waiting]:
    kept = drafts.find(http.session, name)
    if kept is None or kept.paper is None:
        raise Http404
    return kept, kept.paper


def _begin(paper: Waiting) -> None:
    content = drafts.take_paper(paper)
    if content is None:
        raise Http404
    turns().begin(paper.file, content, paper.seal)


def _not_read(http: HttpRequest, kept: Draft, paper: Waiting) -> HttpResponse:
    begin = partial(_begin, paper)
    if http.method == "POST":
        ask(paper.file, begin)
        return HttpResponseRedirect(http.path)
    told = standing(http, paper.file, begin)
    advice = _("It waits with this draft all the same. Go on, and answer what you can see on it.")
    return looking_again(_render(http, kept, {**told, "failed_advice": advice}), told)


def _page(http: HttpRequest, kept: Draft, paper: Waiting, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    def picture(number: int) -> str:
        return reverse("record_paper_page", args=(kept.id, number))

    return _render(http, kept, lines_context(form, picture), status=status)


def _render(http: HttpRequest, kept: Draft, more: dict[str, object], *, status: int = 200) -> HttpResponse:
    context = {"draft": kept, "paper": kept.paper, **more}
    return render(http, "comity/requests/record_paper.html", context, status=status)


def begin_with(draft: Draft, paper: Waiting, proposals: list[Proposal], role: Role) -> None:
    """Let the steps begin with what follows from confirmed lines; what was typed before stays."""
    facts = [fact for proposal in proposals for fact in proposal.facts if may_establish(role, fact.name)]
    asks = dict.fromkeys(ask.value for proposal in proposals for ask in proposal.asks)
    draft.shown = shown = Shown(
        {fact.name: (fact.value, place_words(paper.sha256, fact.place) if fact.place else "") for fact in facts[::-1]},
        list(asks),
        {name: _first(proposals, name) for name in ("requester", "instrument", "officer")},
        _first(proposals, "name"),
        _first(proposals, "dated"),
        [(each.day.isoformat(), list(each.pages)) for each in proposals if each.day],
        any(proposal.cancels for proposal in proposals),
    )
    if draft.who:
        _fill(draft.who, {name: [value] for name, value in shown.who.items()})
    if draft.what:
        draft.what["asks"] = list(dict.fromkeys([*draft.what.get("asks", []), *shown.asks]))
        _fill(draft.what, {name: [word] for name, word in answers_of(shown).items()})
    if not draft.whom.get("sought", [""])[0] and shown.name:
        draft.whom = {**draft.whom, "sought": [shown.name]}


def answers_of(shown: Shown) -> dict[str, str]:
    """What the paper shows, as the second step asks it."""
    return {name: "yes" if value else "no" for name, (value, _place) in shown.facts.items() if name in PAPER_FACTS}


def _first(proposals: list[Proposal], name: str) -> str:
    return next((value for proposal in proposals if (value := str(getattr(proposal, name)))), "")


def _fill(typed: dict[str, list[str]], found: dict[str, list[str]]) -> None:
    for name, value in found.items():
        if typed.get(name, [""]) in ([""], [UNKNOWN]) and value != [""]:
            typed[name] = value
