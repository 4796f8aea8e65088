"""A decision: the answer to each ask of a case, with everything that a person may ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from comity.decide.case import Case
from comity.decide.outcome import Mark, Outcome, Verdict
from comity.decide.residual import Question, SettlingSet
from comity.facts import Ask, Established
from comity.law import Basis, Doubt, Duty, Effect, Fault, Layer, Limit, NormException
from comity.law.pack import Norm, StandingSpan


class Bearing(Enum):
    """How a norm bore on an ask."""

    APPLIED = "applied"  # its condition held and no exception did
    EXCEPTED = "excepted"  # its condition held, and so did an exception
    DID_NOT_APPLY = "did_not_apply"  # its condition did not hold
    OPEN = "open"  # unknown facts could change how it bears
    STOOD_DOWN = "stood_down"  # it applied, and a norm of another layer overrode it
    ENJOINED = "enjoined"  # a court has stopped it


class Reason(NamedTuple):
    """How one norm bore on one ask, and the facts it looked at."""

    norm: Norm
    layer: Layer
    bearing: Bearing
    exceptions: tuple[NormException, ...]  # those met, or still open
    facts: tuple[tuple[str, object], ...]  # names and values, `None` while unknown; definitions by their name
    standing: StandingSpan | None
    unread: bool  # whether its text, a definition it uses, or an exception met, has not been read by us
    may_apply: bool = True  # while open: whether it can still apply, or only be excepted

    @property
    def effect(self) -> Effect:
        """What the norm does to the ask."""
        return self.norm.effect

    @property
    def basis(self) -> Basis:
        """How far the text of the norm was read."""
        return self.norm.at.basis


class Change(NamedTuple):
    """Known facts that, had they been otherwise, would give another outcome; no smaller change does."""

    facts: tuple[tuple[str, object], ...]  # the name and the other value
    outcome: Outcome


class LimitRun(NamedTuple):
    """A limit that bears on the case, and the moment at which it runs out."""

    limit: Limit
    certain: bool  # whether its condition holds, or is still open
    ends: datetime | None  # `None` while the starting moment is unknown
    binds: bool  # whether it is the earliest that is certain


class DutyOwed(NamedTuple):
    """A duty that the request or its answer brings, and when it falls due."""

    duty: Duty
    certain: bool  # whether its condition holds, or is still open
    due: datetime | None
    words: str  # the due time in words
    missing: str | None  # the moment that is not known yet


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law says about one ask, given the facts known now."""

    ask: Ask
    outcome: Outcome
    verdict: Verdict
    marks: frozenset[Mark]
    settled_by_residual: bool  # every completion agrees, though Kleene's logic alone leaves it open
    layers: tuple[tuple[str, Outcome], ...]  # what each layer's law says by itself
    reasons: tuple[Reason, ...]
    decisive: tuple[Reason, ...]  # those of the reasons that the outcome rests on
    doubts: tuple[Doubt, ...]
    faults: tuple[Fault, ...]
    settling_sets: tuple[SettlingSet, ...]
    questions: tuple[Question, ...]
    matters: frozenset[str]
    nearest: tuple[Change, ...]
    limits: tuple[LimitRun, ...]

    def bearing(self, *bearings: Bearing) -> tuple[Reason, ...]:
        """The reasons of norms that bore in one of these ways."""
        return tuple(reason for reason in self.reasons if reason.bearing in bearings)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answers to a case, under packs fixed by their digests."""

    case: Case
    answers: tuple[Answer, ...]
    duties: tuple[DutyOwed, ...]
    packs: tuple[tuple[str, str, date], ...]  # name, digest, as read on
    facts: tuple[Established, ...]

    def __getitem__(self, ask: Ask) -> Answer:
        return next(answer for answer in self.answers if answer.ask is ask)
