"""The duties and limits that a case brings, with the moments at which they fall due or run out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from comity.deadlines import Calendar, DueTime, DueTimeError, earliest, limit_end
from comity.decide.case import Case, local_time
from comity.decide.compile import Truth
from comity.decide.decision import DutyOwed, LimitRun
from comity.decide.outcome import Outcome
from comity.facts import VOCABULARY, Ask, Kind
from comity.law import Duty, Limit, Provenance

_IF_YES = frozenset({"answered_yes", "held", "disclosed", "transferred", "interview", "access"})
_NOT_OF_A_REQUEST = frozenset({"always", "violated"})


def known_moments(case: Case) -> dict[str, datetime]:
    """The moments of the case that are known, on the clock of the place."""
    found = {}
    for name, established in case.facts.items():
        value = established.value
        if established.fact.kind is Kind.MOMENT and isinstance(value, datetime):
            found[name] = local_time(value, case.pack.calendar.zone)
    return found


def limit_runs(case: Case, ask: Ask, limits: Sequence[tuple[Limit, Truth]]) -> tuple[LimitRun, ...]:
    """The limits on an ask that hold or may hold; the earliest certain one binds."""
    starts = known_moments(case)
    bearing = [(limit, truth is True) for limit, truth in limits if limit.ask is ask and truth is not False]
    ends = {index: end for index, (limit, _) in enumerate(bearing) if (end := _end(limit, case, starts))}
    first = earliest({str(index): end for index, end in ends.items() if bearing[index][1]})
    return tuple(
        LimitRun(limit, certain, ends.get(index), first is not None and first[0] == str(index))
        for index, (limit, certain) in enumerate(bearing)
    )


def _end(limit: Limit, case: Case, starts: Mapping[str, datetime]) -> datetime | None:
    start = starts.get(limit.starts)
    if start is None:
        return None
    try:
        return limit_end(
            start,
            calendar=_calendar(limit.at, case),
            hours=limit.hours,
            days=limit.days,
            until=limit.until,
            excluding=limit.excluding,
        )
    except DueTimeError:
        return None


def _calendar(at: Provenance, case: Case) -> Calendar:
    """The holidays of the law that counts, on the clock of the place."""
    name = at.ref.partition("/")[0]
    law = next(pack.calendar for pack in case.pack.stack if pack.name == name)
    place = case.pack.calendar
    return place if law is place else Calendar(law.name, place.zone, law.holidays)


def duties_owed(
    case: Case, duties: Sequence[tuple[Duty, Truth]], outcomes: Mapping[Ask, Outcome]
) -> tuple[DutyOwed, ...]:
    """The duties that the request or its answer brings; those that no possible answer brings are left out."""
    starts = known_moments(case)
    return tuple(
        _owed(duty, truth is True, case, starts)
        for duty, truth in duties
        if truth is not False and _arises(duty, outcomes)
    )


def _arises(duty: Duty, outcomes: Mapping[Ask, Outcome]) -> bool:
    if duty.trigger in _NOT_OF_A_REQUEST:
        return False
    concerned = {outcome for ask, outcome in outcomes.items() if not duty.asks or ask in duty.asks}
    if duty.trigger in _IF_YES:
        return bool(concerned - {Outcome.FORBIDDEN})
    if duty.trigger == "refused":
        return bool(concerned - {Outcome.REQUIRED})
    return bool(concerned)


def _owed(duty: Duty, certain: bool, case: Case, starts: Mapping[str, datetime]) -> DutyOwed:
    says = {name: fact.says for name, fact in VOCABULARY.facts.items() if fact.kind is Kind.MOMENT}
    try:
        due = duty.due.moment(starts, on=case.at, calendar=_calendar(duty.at, case), says=says)
    except DueTimeError as error:
        due = DueTime(None, f"{error.message}: ask legal")
    return DutyOwed(duty, certain, due.at, due.words, due.unknown)
