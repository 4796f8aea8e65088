"""The pages of the three steps, and the look at all of it before it is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.base import ComityError
from comity.facts import VOCABULARY, Ask
from comity.gate import Actor, GateError
from comity.store.models import Matter
from comity.tell.facts import value_words
from comity.web.access import allowed
from comity.web.components import day_text
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.checking.names import other_name
from comity.web.pages.requests.opening import CONFLICT, UNUSABLE, plain, status_of
from comity.web.pages.requests.recording import draft as drafts
from comity.web.pages.requests.recording.draft import Draft, Shown
from comity.web.pages.requests.recording.forms import (
    DETAINERS,
    LANGUAGES,
    NEW,
    PAPER_FACTS,
    UNKNOWN,
    FindForm,
    PersonForm,
    WhatForm,
    WhoForm,
    WhomForm,
)
from comity.web.pages.requests.recording.paper import answers_of, take
from comity.web.pages.requests.recording.people import booking_words, bookings_like
from comity.web.pages.requests.recording.sealing import cleaned, record
from comity.web.pages.requests.sentences import phrases, said
from comity.web.pages.requests.words import ask_words, choice_words

ORDER = ("who", "what", "whom", "check")


def _labels() -> list[str]:
    return [_("Who asks"), _("What they ask"), _("About whom"), _("Check and record")]


@allowed("record_request")
@require_safe
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin to write down a request."""
    draft = drafts.begin()
    drafts.keep(request.session, draft)
    return _go(draft, "who")


@allowed("record_request")
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Step 1: who asks, on what form, when it came."""
    kept = drafts.find(request.session, draft)
    if kept is None or kept.recorded:
        return _gone(request, kept)
    if request.method != "POST":
        form = WhoForm(MultiValueDict(kept.who)) if kept.who else WhoForm(initial=_start(kept))
        return _show(request, kept, "who", form)
    form = WhoForm(request.POST, request.FILES)
    taken, typed = form.is_valid(), _typed(request, form)
    if form.cleaned_data.get("paper"):
        return _check_first(request, kept, form, typed)
    if not taken and request.POST.get("press") == "read":
        form.tell_of_paper()
    kept.who = typed
    drafts.keep(request.session, kept)
    return _go(kept, _after(request, "what")) if taken else _show(request, kept, "who", form, UNUSABLE)


def _check_first(http: HttpRequest, kept: Draft, form: WhoForm, typed: dict[str, list[str]]) -> HttpResponseBase:
    """The paper first; what was typed beside it stands there when it was checked."""
    sent = form.cleaned_data["paper"]
    take(kept, sent.read(), sent.name, sent.content_type)
    kept.begun = typed
    drafts.keep(http.session, kept)
    return _go(kept, "paper")


def _start(kept: Draft) -> dict[str, object]:
    """What the first step begins with: the hour, what was typed before the paper was checked, and what that showed."""
    now = settings.COMITY_CLOCK().replace(second=0, microsecond=0)
    typed = {name: values[-1] for name, values in kept.begun.items() if values and values[-1]}
    return {"received_at": now, **{name: value for name, value in kept.shown.who.items() if value}, **typed}


@allowed("record_request")
@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Step 2: what they ask, and what the paper shows."""
    kept = drafts.find(request.session, draft)
    if kept is None or kept.recorded:
        return _gone(request, kept)
    if not kept.who:
        return _go(kept, "who")
    if request.method != "POST":
        is_detainer = bool(set(kept.who.get("instrument", [])) & DETAINERS)
        start = {"detainer": "yes" if is_detainer else UNKNOWN, "asks": kept.shown.asks, **answers_of(kept.shown)}
        form = WhatForm(MultiValueDict(kept.what)) if kept.what else WhatForm(initial=start)
        return _show(request, kept, "what", form)
    form = WhatForm(request.POST, request.FILES)
    kept.what = _typed(request, form)
    taken = form.is_valid()
    _take_paper(request, kept, form)
    drafts.keep(request.session, kept)
    return _go(kept, _after(request, "whom")) if taken else _show(request, kept, "what", form, UNUSABLE)


def _take_paper(http: HttpRequest, kept: Draft, form: WhatForm) -> None:
    """Let a paper wait that can be taken, whatever else is wrong: nobody chooses a file twice."""
    paper = form.cleaned_data.get("paper")
    if paper or http.POST.get("without_paper"):
        drafts.drop_paper(kept.paper)
        kept.paper, kept.shown = None, Shown()
    if paper:
        kept.paper = drafts.put_paper(paper.read(), paper.name, paper.content_type, settings.COMITY_CLOCK())


@allowed("record_request")
@require_http_methods(["GET", "HEAD", "POST"])
def whom(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Step 3: about whom; find the booking, or enter the person by hand."""
    kept = drafts.find(request.session, draft)
    if kept is None or kept.recorded:
        return _gone(request, kept)
    if not kept.what:
        return _go(kept, "what" if kept.who else "who")
    if request.method == "POST":
        kept.whom = {**kept.whom, **_posted(request, ("sought", "matter", *PersonForm.base_fields))}
        drafts.keep(request.session, kept)
    press = request.POST.get("press", "")
    shown = _whom_shown(kept, press, request.actor)
    chosen = shown["form"]
    if press in {"choose", "by_hand"} and chosen is not None and chosen.is_valid():
        if press == "by_hand" or chosen.cleaned_data["matter"] != NEW:
            kept.whom["matter"] = [NEW if press == "by_hand" else chosen.cleaned_data["matter"]]
            drafts.keep(request.session, kept)
            return _go(kept, "check")
        shown["person_form"], shown["form"] = PersonForm(initial=_started(kept)), None
    failed = shown["form"] is not None and bool(shown["form"].errors)
    return _render(request, kept, "whom", shown, UNUSABLE if failed else 200)


def _started(kept: Draft) -> dict[str, str]:
    """What was looked for, as the beginning of a name: nobody types it twice."""
    sought = kept.whom.get("sought", [""])[0]
    return {"language": "en", **({"name": sought} if sought and not any(map(str.isdigit, sought)) else {})}


def _whom_shown(kept: Draft, press: str, by: Actor) -> dict[str, Any]:
    """The forms of the third step: what was looked for and found, and the person by hand."""
    typed, now = MultiValueDict(kept.whom), settings.COMITY_CLOCK()
    sought = kept.whom.get("sought", [""])[0].strip()
    find = FindForm(typed) if sought or press == "find" else FindForm()
    like = bookings_like(sought, by) if sought else []
    found = [(each, booking_words(each, now, is_near=near)) for each, near in like]
    choose = WhomForm(found, typed if press == "choose" else None, initial={"matter": kept.whom.get("matter", [""])[0]})
    by_hand = kept.whom.get("matter") == [NEW] and "name" in kept.whom
    person = PersonForm(typed) if press == "by_hand" or by_hand else None
    form: forms.Form | None = {"find": find, "choose": choose, "by_hand": person}.get(press)
    empty = bool(sought) and not found
    if person is None and empty:
        person = PersonForm(initial=_started(kept))
    return {
        "find_form": find,
        "choose_form": choose if found else None,
        "person_form": person,
        "nobody": empty,
        "form": form,
    }


@allowed("record_request")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: str) -> HttpResponseBase:
    """The look at all of it; then it is recorded, and the answer stands there."""
    kept = drafts.find(request.session, draft)
    if kept is None or kept.recorded:
        return _gone(request, kept)
    form = forms.Form(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            return HttpResponseRedirect(address(*record(request, kept)))
        except ComityError as error:
            form.is_valid()
            form.add_error(None, plain(error))
            status = status_of(error) if isinstance(error, GateError) else CONFLICT
    try:
        shown = _everything(kept)
    except ComityError:
        return _go(kept, next((step for step in ORDER[:3] if not getattr(kept, step)), "who"))
    return _render(request, kept, "check", {**shown, "form": form if form.errors else None}, status)


def _everything(kept: Draft) -> dict[str, Any]:
    """All that was typed, in the words of the page."""
    asked, given = cleaned(WhoForm, kept.who), cleaned(WhatForm, kept.what)
    chosen = kept.whom.get("matter", [""])[0]
    person = cleaned(PersonForm, kept.whom) if chosen == NEW else None
    found = None if person else Matter.objects.filter(handle=chosen).first()
    name = person["name"] if person else found.name if found else ""
    answers = {"yes": _("Yes"), "no": _("No"), UNKNOWN: _("I can't tell")}
    return {
        "asked": asked,
        "requester": choice_words("requester", asked["requester"]),
        "instrument": choice_words("instrument", asked["instrument"]),
        "purpose": choice_words("purpose", given["purpose"]),
        "asks": [ask_words(ask) for ask in Ask if ask.value in given["asks"]],
        "facts": [(said(VOCABULARY[name].question), answers[given[name]]) for name in PAPER_FACTS],
        "person": person,
        "born": day_text(person["birth_date"]) if person and person["birth_date"] else "",
        "speaks": dict(LANGUAGES)[person["language"]] if person else "",
        "found": found,
        "found_words": booking_words(found, settings.COMITY_CLOCK()) if found else "",
        "nobody": person is None and found is None,
        "read": [
            (said(VOCABULARY[name].question), value_words(VOCABULARY[name], value, phrases()))
            for name, (value, _place) in kept.shown.facts.items()
            if name not in PAPER_FACTS
        ],
        "name": name,
        "other_name": other_name(kept.shown.name, name),
    }


def _show(http: HttpRequest, kept: Draft, step: str, form: forms.Form, status: int = 200) -> HttpResponseBase:
    return _render(http, kept, step, {"form": form}, status)


def _render(http: HttpRequest, kept: Draft, step: str, shown: dict[str, Any], status: int) -> HttpResponseBase:
    context = {
        "draft": kept,
        "labels": _labels(),
        "current": ORDER.index(step) + 1,
        "back": _address(kept, ORDER[ORDER.index(step) - 1]) if step != "who" else reverse("today"),
        "checking": http.GET.get("then") == "check",
        **shown,
    }
    return render(http, f"comity/requests/record_{step}.html", context, status=status)


def _typed(http: HttpRequest, form: forms.Form) -> dict[str, list[str]]:
    return _posted(http, tuple(form.fields))


def _posted(http: HttpRequest, names: tuple[str, ...]) -> dict[str, list[str]]:
    return {name: http.POST.getlist(name) for name in names if name in http.POST}


def _after(http: HttpRequest, step: str) -> str:
    """The next step; back to the look at all of it for whoever came from there."""
    return "check" if http.GET.get("then") == "check" else step


def _go(kept: Draft, step: str) -> HttpResponseBase:
    return HttpResponseRedirect(_address(kept, step))


def _address(kept: Draft, step: str) -> str:
    return reverse(f"record_{step}", kwargs={"draft": kept.id})


def _gone(http: HttpRequest, kept: Draft | None) -> HttpResponseBase:
    """Where a draft leads that is recorded already, or that is not there."""
    if kept and kept.recorded:
        return HttpResponseRedirect(address(*kept.recorded))
    messages.warning(http, _("This draft is not here any more. Begin again; nothing was recorded."))
    return HttpResponseRedirect(reverse("record_request"))
