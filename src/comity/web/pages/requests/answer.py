"""The Answer page: what to do, by when, what next; then why, what is open, what it rests on, and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.decide import Outcome, Verdict
from comity.facts import Ask
from comity.gate import Role, ground_for
from comity.gate.state import Answer, AskDecided, Override, Review
from comity.store.errors import PaperError
from comity.tell import order
from comity.web.access import allowed
from comity.web.pages.requests.answer_context import is_offered, offered
from comity.web.pages.requests.history import history
from comity.web.pages.requests.opening import Opened, open_request, tell_what_was_typed
from comity.web.pages.requests.sentences import said, said_in_parts
from comity.web.pages.requests.telling import Branch, Told
from comity.web.pages.requests.words import agency_opening, ask_words, choice_words

SHOWN_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})
FEW = 3  # asks of which one sheet of paper has room for more than one reason each


@dataclass(frozen=True, slots=True)
class AskShown:
    """One ask on the page."""

    number: int
    ask: Ask
    words: str
    law: AskDecided
    verdict: str  # what counts now
    sentence: str
    because: str
    source: str  # law, supervisor, review, override, or empty: not settled
    answer: Answer | None
    override: Override | None  # the one that counts, or waits
    review: Review | None  # legal's answer, where it counts
    reasons: tuple[Branch, ...]
    marks: tuple[Branch, ...]
    limits: tuple[str, ...]
    every_rule: tuple[Branch, ...]

    @property
    def short_reason(self) -> str:
        """The first rule that decided, where the law has decided: it stands beside what to do."""
        settled = self.law.outcome != Outcome.OPEN.value and self.source in {"", "law"}
        return self.reasons[0].text if settled and self.reasons else ""

    @property
    def law_sentence(self) -> str:
        """What the law says, where something else counts."""
        return said(self.law.order)


@dataclass(frozen=True, slots=True)
class Group:
    """The asks that one verdict answers."""

    verdict: str
    asks: tuple[AskShown, ...]

    @property
    def sentence(self) -> str:
        """What to do, ask by ask."""
        return " ".join(ask.sentence for ask in self.asks)


def shown_asks(told: Told) -> list[AskShown]:
    """Every ask of the request, in the order of the paper."""
    return [_shown(told, number, ask) for number, ask in enumerate(told.opened.asked.asks, start=1)]


def _shown(told: Told, number: int, ask: Ask) -> AskShown:
    opened = told.opened
    law = opened.asked.decided[ask]
    ground = ground_for(opened.matter, opened.asked, law)
    verdict = ground.verdict if ground.source else law.verdict
    return AskShown(
        number=number,
        ask=ask,
        words=ask_words(ask),
        law=law,
        verdict=verdict,
        sentence=said(order(ask, Verdict(verdict))),
        because=said_in_parts(law.because) if verdict == law.verdict else "",
        source=ground.source,
        answer=opened.asked.answers.get(ask),
        override=_override(opened, ask),
        review=opened.matter.reviews.get(ground.id) if ground.source == "review" else None,
        reasons=told.reasons(ask),
        marks=told.marks(ask),
        limits=told.limits(ask),
        every_rule=told.every_rule(ask),
    )


def _override(opened: Opened, ask: Ask) -> Override | None:
    """The last override of an ask that anybody still has to look at, or that counts."""
    found = [
        each
        for each in opened.matter.overrides.values()
        if each.request == opened.asked.id and each.ask is ask and each.confirmed is not False
    ]
    return found[-1] if found else None


def groups(asks: Iterable[AskShown]) -> list[Group]:
    """The asks by their verdicts, in the order of the paper."""
    table: dict[str, list[AskShown]] = {}
    for ask in asks:
        table.setdefault(ask.verdict, []).append(ask)
    return [Group(verdict, tuple(found)) for verdict, found in table.items()]


def due_of(opened: Opened, first: Group) -> tuple[datetime | None, str]:
    """The time that matters for the first group, and what it is."""
    hold = opened.matter.hold_of(opened.asked.id)
    if hold and hold.ends:
        return hold.ends, _("The hold ends:")
    if not opened.matter.in_custody or not opened.matter.booking.release_due:
        return None, ""
    refused = any(shown.ask is Ask.HOLD for shown in first.asks) and first.verdict == Verdict.DO_NOT.value
    label = _("Release the person when release is due:") if refused else _("Release is due:")
    return opened.matter.booking.release_due, label


def page_context(opened: Opened, bound: forms.Form | None = None) -> dict[str, Any]:
    """Everything that the Answer page shows."""
    told = Told(opened)
    asks = shown_asks(told)
    grouped = groups(asks)
    due, due_label = due_of(opened, grouped[0])
    return {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "agency": agency_opening(opened.asked.requester),
        "instrument": choice_words("instrument", opened.asked.instrument),
        "purpose": choice_words("purpose", opened.asked.purpose),
        "asks": asks,
        "first": grouped[0],
        "others": grouped[1:],
        "due": due,
        "due_label": due_label,
        "told": told,
        "history": history(opened),
        "now": opened.at,
        "sees_advice": opened.actor.role is not Role.COUNSEL,
        "form": bound,
        **offered(told, bound),
    }


def answer_page(
    http: HttpRequest, matter: str, asked: str, *, bound: forms.Form | None = None, status: int = 200
) -> HttpResponseBase:
    """The page, with a form that was not taken where there is one."""
    opened = open_request(http, matter, asked, "answer")
    context = page_context(opened, bound)
    if bound is not None and not is_offered(bound, context):
        tell_what_was_typed(bound)
    return render(http, "comity/requests/answer.html", context, status=status)


@allowed("read_matter")
@require_safe
def answer(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """The Answer page of a request."""
    return answer_page(request, matter, asked)


@allowed("read_matter")
@require_safe
def answer_sheet(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """The answer on one sheet of paper."""
    opened = open_request(request, matter, asked, "answer sheet")
    told = Told(opened)
    shown = shown_asks(told)
    past = history(opened)
    due, due_label = due_of(opened, groups(shown)[0])
    context = {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "agency": agency_opening(opened.asked.requester),
        "instrument": choice_words("instrument", opened.asked.instrument),
        "groups": groups(shown),
        "asks": shown,
        "due": due,
        "due_label": due_label,
        "told": told,
        "settled": [ask for ask in shown if ask.law.outcome != Outcome.OPEN.value],
        "still_open": [ask for ask in shown if ask.law.outcome == Outcome.OPEN.value],
        "shown_reasons": ":3" if len(shown) <= FEW else ":1",
        "packs": told.packs,
        "now": opened.at,
        "request_number": opened.asked.number,
        "seal": past.seal,
        "seal_code": past.seal_code,
        "back_url": address(matter, asked),
    }
    return render(request, "comity/requests/answer_sheet.html", context)


@allowed("read_matter")
@require_safe
def paper(request: HttpRequest, matter: str, asked: str, sha256: str) -> HttpResponseBase:
    """A document that came with the request."""
    opened = open_request(request, matter, asked, "paper")
    wanted = next((each for each in opened.asked.papers if each.sha256 == sha256), None)
    if wanted is None:
        raise Http404
    try:
        content = opened.desk.papers.read(matter, sha256)
    except PaperError as error:
        raise Http404 from error
    # INVARIANT: no browser is given a document as anything that it could run
    kind = wanted.media_type if wanted.media_type in SHOWN_TYPES else "application/octet-stream"
    apart = kind not in SHOWN_TYPES
    return FileResponse(BytesIO(content), content_type=kind, filename=wanted.name, as_attachment=apart)


def address(matter: str, asked: str, anchor: str = "") -> str:
    """Where the Answer page of a request is."""
    return reverse("answer", kwargs={"matter": matter, "asked": asked}) + (f"#{anchor}" if anchor else "")
