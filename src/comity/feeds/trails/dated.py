"""Papers dated after what was done on them: the day that a person confirmed beside the page, against the record's own.

A paper gives no hour: days are compared, on the clock of the place, and what is found says so. That an answer rested on
a paper is known where a fact that the paper shows had been stated before that answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from comity.gate.dating.state import PaperDay, PaperTimes
from comity.gate.state import Answer, Claim, Matter, Request
from comity.sweep import Dated, Trace, TraceKind, dated_afterwards


def paper_traces(matter: Matter, zone: ZoneInfo) -> tuple[Trace, ...]:
    """The papers of a matter that are dated after the request was recorded, or after an answer that rested on them."""
    found = [
        dated
        for times in matter.paper_times.values()
        if (request := matter.requests.get(times.request))
        for day in times.days
        for dated in _of_paper(matter, request, times, day, zone)
    ]
    return dated_afterwards(found)


def _of_paper(matter: Matter, request: Request, times: PaperTimes, day: PaperDay, zone: ZoneInfo) -> Iterator[Dated]:
    name = f"{times.sha256[:16]}:{day.pages[0] if day.pages else 0}"
    came = times.added_at or request.recorded_at

    def held(kind: TraceKind, name: str, moment: datetime) -> Dated:
        on = moment.astimezone(zone).date()
        return Dated(kind, name, matter.booking.number, moment, on, day.day, (request.id,))

    yield held(TraceKind.DATED_AFTER_RECORDING, name, came)
    for ask, answer in request.answers.items():
        if answer.yes and _rested(matter, request, times, day, answer):
            yield held(TraceKind.DATED_AFTER_ANSWER, f"{name}:{ask.value}", answer.at)


def _rested(matter: Matter, request: Request, times: PaperTimes, day: PaperDay, answer: Answer) -> bool:
    """Whether something that the paper shows had been stated when the answer was given."""
    shown = [(each.name, each.value) for each in matter.claims if _is_on(each, times.sha256, day.pages)]
    stated = (
        (each.name, each.value)
        for each in matter.claims
        if each.at <= answer.at and each.request in {"", request.id} and not each.disputed and not each.withdrawn
    )
    return any(each in shown for each in stated)


def _is_on(claim: Claim, sha256: str, pages: tuple[int, ...]) -> bool:
    """Whether a statement rests on a place of a paper."""
    of, _, rest = claim.place.partition(":")
    return of == sha256 and (not pages or int(rest.partition(":")[0]) in pages)
