"""What data shows without words: moments that fit together too well, each to be explained by a person.

Every function is pure: rows in, traces out, in the order of their moments. A trace is no proof of anything; it says
which rows it rests on. Moments are compared as they are given: all with a zone, or all without.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from comity.facts import Ask
from comity.sweep.contacts import Contact
from comity.sweep.matching import Known, KnownKind

GRACE = timedelta(hours=2)  # a release may take so long after its moment
AFTER_A_CALL = timedelta(hours=12)  # a change so soon after a contact is worth a look
BEFORE_AN_ARREST = timedelta(days=14)


class TraceKind(StrEnum):
    """What kind of trace it is."""

    LATE_RELEASE = "late_release"  # released after the moment for it, while a request was open
    MOVED_RELEASE = "moved_release"  # the release was put off soon after a contact
    LOOKED_UP_BEFORE_ARREST = "looked_up_before_arrest"  # an outside account looked at the record shortly before
    DISCLOSED_WITHOUT_DECISION = "disclosed_without_decision"  # information left, and nothing allowed it
    ANSWERED_BEFORE_SEALED = "answered_before_sealed"  # the answer was out before it was in the record
    DATED_AFTER_ANSWER = "dated_after_answer"  # the day on a paper is after the answer that rested on it
    DATED_AFTER_RECORDING = "dated_after_recording"  # or after the paper was recorded here


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that the rows show; `rests_on` are the ids of the rows that show it."""

    kind: TraceKind
    booking: str
    at: datetime
    says: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """When a person of one booking was to be let go, and was; None while that is not known or has not happened."""

    booking: str
    release_due: datetime | None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of the moment of release in the booking system."""

    id: str
    booking: str
    at: datetime
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class LookUp:
    """Somebody of an outside agency looked at the record of a booking or a person."""

    id: str
    booking: str
    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrest:
    """The person of a booking was taken, by whomever."""

    id: str
    booking: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Information that left about a booking; `decision` is the answer that allowed it, empty where there is none."""

    id: str
    booking: str
    at: datetime
    decision: str


@dataclass(frozen=True, slots=True)
class Answered:
    """When an answer to a request went out, and when its entry was sealed; None while it is not."""

    id: str
    booking: str
    at: datetime
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A paper and the day on it, and the moment against which it is held, with its day on the clock of the place."""

    kind: TraceKind
    id: str
    booking: str
    at: datetime
    on: date
    day: date
    rests_on: tuple[str, ...] = ()


def late_releases(
    stays: Iterable[Stay], known: Iterable[Known], now: datetime, grace: timedelta = GRACE
) -> tuple[Trace, ...]:
    """Stays that went on past the moment of release while a request of an outside agency was open.

    `known` is what the gate has on record of the person of these stays. A stay is no trace where the gate has
    answered yes to a hold before the release: that is on record, and its end is watched by the gate.
    """
    records = tuple(known)
    held = [one for one in records if one.kind is KnownKind.ANSWERED_YES and Ask.HOLD in one.asks]
    found = []
    for stay in stays:
        end = stay.released_at or now
        if stay.release_due is None or end <= stay.release_due + grace or any(one.at <= end for one in held):
            continue
        due = stay.release_due
        if still := [one.id for one in records if _open(one, due, end)]:
            says = f"kept {_hours(end - due)} past the moment of release while a request was open"
            found.append(Trace(TraceKind.LATE_RELEASE, stay.booking, due, says, tuple(still)))
    return _in_order(found)


def moved_releases(
    moves: Iterable[Moved], contacts: Iterable[Contact], within: timedelta = AFTER_A_CALL
) -> tuple[Trace, ...]:
    """Releases that were put off within some hours after a contact about the same person."""
    told = tuple(contacts)
    found = []
    for move in moves:
        before = [one.text for one in told if timedelta(0) <= move.at - one.at <= within]
        if move.after > move.before and before:
            says = f"the release was put off by {_hours(move.after - move.before)} after a contact"
            found.append(Trace(TraceKind.MOVED_RELEASE, move.booking, move.at, says, (move.id, *before)))
    return _in_order(found)


def looked_up_before_arrest(
    look_ups: Iterable[LookUp], arrests: Iterable[Arrest], within: timedelta = BEFORE_AN_ARREST
) -> tuple[Trace, ...]:
    """Look-ups by outside accounts within some days before the person of the same booking was taken."""
    seen = tuple(look_ups)
    found = [
        Trace(
            TraceKind.LOOKED_UP_BEFORE_ARREST,
            arrest.booking,
            one.at,
            f"an outside account looked at the record {_hours(arrest.at - one.at)} before the arrest",
            (one.id, arrest.id),
        )
        for arrest in arrests
        for one in seen
        if one.booking == arrest.booking and timedelta(0) <= arrest.at - one.at <= within
    ]
    return _in_order(found)


def disclosed_without_decision(left: Iterable[Left]) -> tuple[Trace, ...]:
    """Information that left with no decision that allowed it."""
    says = "information left the agency, and no decision on record allowed it"
    return _in_order(
        Trace(TraceKind.DISCLOSED_WITHOUT_DECISION, one.booking, one.at, says, (one.id,))
        for one in left
        if not one.decision
    )


def answered_before_sealed(answers: Iterable[Answered]) -> tuple[Trace, ...]:
    """Answers that were out before their entry stood in the ledger, or whose entry is not there at all."""
    found = []
    for one in answers:
        if one.sealed_at is None or one.at < one.sealed_at:
            late = f"{_hours(one.sealed_at - one.at)} before it was sealed" if one.sealed_at else "and is not sealed"
            says = f"the answer went out {late}"
            found.append(Trace(TraceKind.ANSWERED_BEFORE_SEALED, one.booking, one.at, says, (one.id,)))
    return _in_order(found)


def dated_afterwards(papers: Iterable[Dated]) -> tuple[Trace, ...]:
    """Papers whose day is after that of the moment against which they are held; of the same day, nothing is known."""
    return _in_order(
        Trace(
            one.kind,
            one.booking,
            one.at,
            f"a paper is dated {_days(one.day - one.on)} after {_AFTER[one.kind]} (by day, for it gives no hour)",
            (one.id, *one.rests_on),
        )
        for one in papers
        if one.day > one.on
    )


_AFTER = {
    TraceKind.DATED_AFTER_ANSWER: "an answer that rested on what it shows",
    TraceKind.DATED_AFTER_RECORDING: "it was recorded",
}


def _days(span: timedelta) -> str:
    return "1 day" if span.days == 1 else f"{span.days} days"


def _open(one: Known, start: datetime, end: datetime) -> bool:
    return one.kind is KnownKind.REQUEST and one.at <= end and (one.until is None or one.until >= start)


def _in_order(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    return tuple(sorted(traces, key=lambda trace: (trace.at, trace.booking, trace.rests_on)))


def _hours(span: timedelta) -> str:
    """A span as somebody says it: minutes below two hours, hours below two days, then days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
