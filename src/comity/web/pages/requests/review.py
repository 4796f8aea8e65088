"""Review: what waits for legal or for a second person: questions, overrides, and facts that only legal can state."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.facts import VOCABULARY, Role
from comity.store.models import Ask, Override, Request, Review
from comity.store.queries import overrides_waiting, waiting_for_legal
from comity.store.rows import RequestState
from comity.web.access import allowed
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.sentences import language_of, said
from comity.web.pages.requests.words import ask_words

SHOWN, LOOKED_AT = 50, 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, and where it is answered."""

    name: str
    number: str
    text: str
    about: str
    at: object
    by: str
    url: str
    is_own: bool = False
    language: str = "en"


@allowed("read_reviews")
@require_safe
def reviews(request: HttpRequest) -> HttpResponseBase:
    """The page of what waits."""
    actor = request.actor
    questions, overrides = list(waiting_for_legal()[:SHOWN]), list(overrides_waiting()[:SHOWN])
    numbers = _numbers([*questions, *overrides])
    context = {
        "questions": [_question(each, numbers) for each in questions],
        "overrides": [_override(each, numbers, actor.name) for each in overrides],
        "facts": facts_for_legal(),
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/requests/reviews.html", context)


def _numbers(rows: list[Review | Override]) -> dict[str, str]:
    """The numbers of requests, by their names; a question about a whole matter stands with its last request."""
    named = {str(row.request_id) for row in rows}
    handles = {row.matter_id for row in rows if str(row.request_id) == ""}
    found = Request.objects.filter(id__in=named - {""}).values_list("id", "number")
    last = Request.objects.filter(matter__in=handles).order_by("recorded_at").values_list("matter_id", "id", "number")
    numbers = dict(found)
    for handle, name, number in last:
        numbers |= {f"last:{handle}": name, name: number}
    return numbers


def _question(each: Review, numbers: dict[str, str]) -> Waiting:
    asked = str(each.request_id) or numbers.get(f"last:{each.matter_id}", "")
    return Waiting(
        name=each.matter.name,
        number=numbers.get(asked, ""),
        text=said(each.question),
        about=ask_words(each.ask) if each.ask else "",
        at=each.asked_at,
        by=each.asked_by,
        url=address(each.matter_id, asked, f"review-{each.id}") if asked else reverse("today"),
    )


def _override(each: Override, numbers: dict[str, str], reader: str) -> Waiting:
    return Waiting(
        name=each.matter.name,
        number=numbers.get(each.request_id, ""),
        text=each.verdict,
        about=ask_words(each.ask),
        at=each.proposed_at,
        by=each.proposed_by,
        url=address(each.matter_id, each.request_id, f"override-{each.id}"),
        is_own=reader.casefold() == each.proposed_by.casefold(),
    )


def facts_for_legal() -> list[Waiting]:
    """The requests whose next fact only legal can state, the earliest moment first."""
    rows = (
        Ask.objects.filter(request__closed_at=None, answer=None, verdict="facts_missing")
        .filter(request__state__in=(RequestState.FACTS.value, RequestState.WITH_LEGAL.value))
        .select_related("request", "matter")
        .order_by(F("request__needs_by").asc(nulls_last=True), "id")[:LOOKED_AT]
    )
    found: dict[tuple[str, str], Waiting] = {}
    for row in rows:
        name = next((name for name in row.questions if _only_legal(name)), "")
        if name and (row.request_id, name) not in found:
            found[row.request_id, name] = Waiting(
                name=row.matter.name,
                number=row.request.number,
                text=said(VOCABULARY[name].question),
                about=ask_words(row.ask),
                at=row.matter.release_due if row.matter.in_custody else None,
                by="",
                url=address(row.matter_id, row.request_id, "open"),
                language=language_of(VOCABULARY[name].question),
            )
    return list(found.values())[:SHOWN]


def _only_legal(name: str) -> bool:
    return name in VOCABULARY and VOCABULARY[name].established_by == (Role.LEGAL,)
