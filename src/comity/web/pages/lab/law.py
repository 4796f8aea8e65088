"""A law in the lab: what is in force on a day, its history, its channels, its properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.lab.proving.properties import Property, properties_of
from comity.law import Channel, LawError, Pack, Section, channels_of
from comity.store.desk import current
from comity.tell import Line, history_lines, rules_of, section_lines, section_name
from comity.web.access import allowed
from comity.web.components.moments import day_text
from comity.web.pages.announcing import layers, news
from comity.web.pages.lab.forms import LawForm, law_at_first
from comity.web.pages.lab.laws import days_words, packs, today
from comity.web.pages.lab.review.finding import wrong_ones
from comity.web.pages.lab.rules import address
from comity.web.pages.public.law import blocks_of
from comity.web.pages.requests.sentences import phrases_of


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section in the list: how much of it is in force on the day."""

    section: Section
    in_force: int
    url: str


@allowed("use_lab")
@require_safe
def law(request: HttpRequest) -> HttpResponseBase:
    """A pack on a day."""
    form = LawForm(request.GET or law_at_first())
    context = {"form": form, "unread": packs()[1], "tab": "law", "law_orders": news(), "layers": layers()}
    if form.is_valid():
        pack, day = current().library.pack(form.cleaned_data["law"]), form.cleaned_data["on"]
        context |= {"pack": pack, "day": day, "day_words": day_text(day), "known": pack.known.covers(day)}
        context |= {"wrong": wrong_ones(pack.name)}
        context |= {"days": days_words(pack), "sections": _sections(pack, day), **_lists(pack)}
    return render(request, "comity/lab/law.html", context)


@allowed("use_lab")
@require_safe
def section(request: HttpRequest, pack: str, section: str) -> HttpResponseBase:
    """One section, as it stood on a day, and its history."""
    found, one = _found(pack, section)
    day = _day(request)
    context = {
        "pack": found,
        "section": one,
        "day": day,
        "day_words": day_text(day),
        "blocks": blocks_of(_told(section_lines(one, found, day, phrases=phrases_of(found)))),
        "history": blocks_of(_told(history_lines(one, found, phrases=phrases_of(found)))),
        "tab": "law",
    }
    return render(request, "comity/lab/section.html", context)


def _sections(pack: Pack, day: date) -> list[SectionShown]:
    return [
        SectionShown(each, sum(rule.at.days.covers(day) for rule in rules_of(each)), address(pack, each, day))
        for each in pack.sections
    ]


def _lists(pack: Pack) -> dict[str, object]:
    """The channels and the properties that a pack lists, or why they cannot be read."""
    channels: tuple[Channel, ...] = ()
    properties: tuple[Property, ...] = ()
    faults = []
    try:
        channels = channels_of(pack)
    except LawError as error:
        faults.append(error.message)
    try:
        properties = properties_of(pack, current().library.vocabulary)
    except LawError as error:
        faults.append(error.message)
    return {"channels": channels, "properties": properties, "faults": faults}


def _found(pack: str, section: str) -> tuple[Pack, Section]:
    try:
        found = current().library.pack(pack)
    except LawError as error:
        raise Http404 from error
    one = next((each for each in found.sections if section_name(each) == section), None)
    if one is None:
        raise Http404
    return found, one


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


def _told(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.role != "title"]
