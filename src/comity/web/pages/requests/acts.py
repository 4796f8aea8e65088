"""What is done on the Answer page: each view makes one form into commands; a refusal stands beside the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.facts import Ask
from comity.gate import AlreadyDoneError, GateError, NotFoundError, Role, commands
from comity.store.desk import current
from comity.web.access import allowed
from comity.web.pages.requests.answer import address, answer_page
from comity.web.pages.requests.forms.answer_forms import (
    AnswerForm,
    AskLegalForm,
    CloseForm,
    DiscloseForm,
    DutyForm,
    OverrideForm,
    PlainForm,
    ReviewForm,
    SettleForm,
)
from comity.web.pages.requests.opening import UNUSABLE, Opened, do, plain, status_of, tell_beside
from comity.web.pages.requests.steps import Ready, ready_asks


def state_of(http: HttpRequest, matter: str, asked: str) -> Opened:
    """The request as it stands, to act on it; nothing of it is shown.

    Raises:
        Http404: there is none.
    """
    desk = current()
    try:
        state = desk.records.matters([matter])[matter]
        return Opened(desk, http.actor, state, state.requests[asked], desk.clock())
    except (NotFoundError, KeyError) as error:
        raise Http404 from error


def act(http: HttpRequest, matter: str, asked: str, form: Any, *, done: str, at: str = "") -> HttpResponseBase:  # noqa: ANN401
    """Do what a form says; on a refusal the page again, with what was typed and what to do."""
    if not form.is_valid():
        return answer_page(http, matter, asked, bound=form, status=UNUSABLE)
    try:
        do(http, *form.commands(matter, asked))
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        tell_beside(form, error)
        return answer_page(http, matter, asked, bound=form, status=status_of(error))
    messages.success(http, done)
    return HttpResponseRedirect(address(matter, asked, at))


@allowed("answer")
@require_POST
def give_answer(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Record what the agency was answered."""
    opened = state_of(request, matter, asked)
    form = AnswerForm([*ready_asks(opened), *_answered_meanwhile(request, opened)], request.POST)
    if not form.is_valid():
        return answer_page(request, matter, asked, bound=form, status=UNUSABLE)
    try:
        do(request, *form.commands(matter, asked))
    except AlreadyDoneError as error:
        return answer_page(request, matter, asked, bound=_what_is_left(request, opened, error), status=status_of(error))
    except GateError as error:
        tell_beside(form, error)
        return answer_page(request, matter, asked, bound=form, status=status_of(error))
    messages.success(request, _("Your answer is recorded and sealed."))
    return HttpResponseRedirect(address(matter, asked))


def _answered_meanwhile(http: HttpRequest, opened: Opened) -> list[Ready]:
    """The answers sent to asks that somebody else has answered since the page was opened."""
    sent = [value.partition(":") for value in http.POST.getlist("answer-asks")]
    sent += [(ask.value, ":", http.POST.get(f"answer-{ask.value}", "")) for ask in opened.asked.answers]
    known = {ask.value: ask for ask in opened.asked.answers}
    found = {known[ask]: Ready(known[ask], yes == "yes", "") for ask, _, yes in sent if ask in known and yes}
    return list(found.values())


def _what_is_left(http: HttpRequest, opened: Opened, error: AlreadyDoneError) -> forms.Form:
    """The form with the asks that can still be answered, and who was faster."""
    left = ready_asks(opened)
    given = http.POST.copy()
    open_still = {ask.ask.value for ask in left}
    given.setlist("answer-asks", [v for v in given.getlist("answer-asks") if v.partition(":")[0] in open_still])
    form = AnswerForm(left, given)
    form.is_valid()
    form.errors.clear()
    tell_beside(form, error)
    return form


@allowed("ask_legal")
@require_POST
def ask_legal(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Ask legal."""
    done = _("Legal was asked. The answer will stand on this page.")
    return act(request, matter, asked, AskLegalForm(request.POST), done=done)


@allowed("review")
@require_POST
def give_review(request: HttpRequest, matter: str, asked: str, review: str) -> HttpResponseBase:
    """Answer as legal."""
    kept = state_of(request, matter, asked).matter.reviews.get(review)
    if kept is None:
        raise Http404
    form = ReviewForm(review, request.POST, about_ask=kept.ask is not None)
    return act(request, matter, asked, form, done=_("Your answer is recorded. The desk sees it now."))


@allowed("propose_override")
@require_POST
def propose_override(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Want another answer than the law's."""
    asks: tuple[Ask, ...] = state_of(request, matter, asked).asked.asks
    done = _("A second person has to agree now. Until then the law's answer stands.")
    return act(request, matter, asked, OverrideForm(asks, request.POST), done=done)


@allowed("settle_override")
@require_POST
def settle_override(request: HttpRequest, matter: str, asked: str, override: str) -> HttpResponseBase:
    """Agree to an override as a second person, or not."""
    state_of(request, matter, asked)
    return act(request, matter, asked, SettleForm(override, request.POST), done=_("Your decision is recorded."))


@allowed("disclose")
@require_POST
def disclose(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Record that something was told."""
    asks = state_of(request, matter, asked).asked.asks
    return act(request, matter, asked, DiscloseForm(asks, request.POST), done=_("What was told is recorded."))


@allowed("finish_duty")
@require_POST
def finish_duty(request: HttpRequest, matter: str, asked: str, duty: str) -> HttpResponseBase:
    """Record that a duty was done."""
    state_of(request, matter, asked)
    return act(request, matter, asked, DutyForm(duty, request.POST), done=_("Recorded as done."))


@allowed("close")
@require_POST
def close_request(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Close a request about which nothing is left to do."""
    return act(request, matter, asked, CloseForm(request.POST), done=_("The request is closed."))


def _plain(http: HttpRequest, matter: str, asked: str, command: commands.Command, done: str) -> HttpResponseBase:
    form: Any = PlainForm(http.POST)
    form.commands = lambda _matter, _asked: [command]
    return act(http, matter, asked, form, done=done)


@allowed("hold")
@require_POST
def start_hold(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Start the hold."""
    return _plain(request, matter, asked, commands.StartHold(matter, asked), _("The hold runs."))


@allowed("end_hold")
@require_POST
def end_hold(request: HttpRequest, matter: str, asked: str, hold: str) -> HttpResponseBase:
    """End the hold."""
    why = request.POST.get("why", "").strip() or (
        "ended by legal" if request.actor.role is Role.LEGAL else "ended at the desk"
    )
    return _plain(request, matter, asked, commands.EndHold(matter, hold, why), _("The hold has ended."))


@allowed("record_request")
@require_POST
def decide_again(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Apply the law of this moment to what is known now."""
    done = _("The law of this moment was applied.")
    return _plain(request, matter, asked, commands.Decide(matter, asked), done)


@allowed("confirm_alarm")
@require_POST
def confirm_alarm(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Say that one has seen an alarm."""
    try:
        do(request, commands.ConfirmAlarm(matter, request.POST.get("alarm", "")))
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        messages.warning(request, plain(error))
    else:
        messages.success(request, _("You have seen this alarm. It is recorded."))
    return HttpResponseRedirect(reverse("today"))
