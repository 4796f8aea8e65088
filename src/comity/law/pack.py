"""A pack: the law of one jurisdiction, as dated and cited things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from comity.base import Period
from comity.deadlines import Calendar, Due, Excluded
from comity.facts.asks import Ask
from comity.facts.kinds import AgencyKind
from comity.law.expressions import TRUE, Expression
from comity.law.lists import OffenceList

WARNED = timedelta(weeks=8)  # how long before a horizon ends it is told


class Layer(Enum):
    """Whose law it is. A higher rank does not win by itself; see `Norm.overrides`."""

    FEDERAL = "federal"  # the United States
    STATE = "state"  # a state
    LOCAL = "local"  # a city or a county


class Effect(Enum):
    """What a norm does to an ask."""

    FORBIDS = "forbids"  # the agency may not
    PERMITS = "permits"  # the law of this layer does not stand in the way
    REQUIRES = "requires"  # the agency must


class Basis(Enum):
    """How far the text of a norm has been read by us."""

    READ = "read"  # the legal text itself, at least the part relied on
    READ_PART = "read_part"  # the opening or another part only
    SECONDARY = "secondary"  # a description by someone else
    MEMORY = "memory"  # general knowledge, not verified


class Standing(Enum):
    """How a norm stands before the courts on a day."""

    SETTLED = "settled"  # nothing known against it
    CONTESTED = "contested"  # challenged, not stopped
    ENJOINED = "enjoined"  # a court has stopped it: not applied


class Default(Enum):
    """What a pack says to do while a doubt lasts."""

    REFUSE = "refuse"  # do not, until legal has answered
    ASK = "ask"  # ask legal first


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the pack rests on."""

    key: str
    title: str
    address: str | None
    read: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that may be asked."""

    name: str  # `pack/agency`
    title: str
    kinds: frozenset[AgencyKind]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One cited part of a nested condition."""

    expression: Expression
    cite: str
    says: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When something holds: the graph, the text it was written as, and the cited leaves."""

    expression: Expression = TRUE
    text: str = ""
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingSpan:
    """How a norm stood in a span of days, and why."""

    standing: Standing
    days: Period
    why: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a rule stands and how far it can be trusted: shared by all kinds of rule."""

    ref: str  # `pack/section/id`
    citation: str  # as a lawyer writes it
    says: str  # our paraphrase
    days: Period  # in force
    by: str  # the enacting law
    source: str  # key in `sources.yaml`
    basis: Basis
    file: str
    line: int
    binds: frozenset[str]  # agency names and kinds; `all` for everyone
    doubts: tuple[str, ...] = ()
    standings: tuple[StandingSpan, ...] = ()

    def standing_on(self, day: date) -> StandingSpan | None:
        """The span that covers the day, an injunction before a mere contest; `None` if settled."""
        spans = [one for one in self.standings if one.days.covers(day) and one.standing is not Standing.SETTLED]
        return min(spans, key=lambda span: span.standing is not Standing.ENJOINED, default=None)

    def binds_agency(self, agency: Agency) -> bool:
        """Whether the rule speaks to this agency."""
        words = {agency.name, *(kind.value for kind in agency.kinds), "all"}
        return not self.binds.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class NormException:
    """A named, cited exception: when met, the norm's bar is lifted for these asks."""

    ref: str
    citation: str
    says: str
    when: Condition
    asks: frozenset[Ask]  # empty: every ask of the norm
    basis: Basis  # its norm's, unless it has its own


@dataclass(frozen=True, slots=True)
class Norm:
    """One rule of a law about some asks."""

    at: Provenance
    effect: Effect
    asks: tuple[Ask, ...]
    when: Condition
    unless: tuple[NormException, ...] = ()
    confers: bool = False  # gives the power to do it
    overrides: frozenset[Layer] = frozenset()
    yields_to: frozenset[Layer] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may last at most."""

    at: Provenance
    ask: Ask
    when: Condition
    hours: int | None
    days: int | None
    until: str | None
    excluding: frozenset[Excluded]
    starts: str  # a fact of kind moment
    then: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done because of a request or its answer."""

    at: Provenance
    must: str
    owed_to: str
    trigger: str
    asks: frozenset[Ask]  # empty: any
    when: Condition
    due: Due
    contents: tuple[str, ...]
    languages: tuple[str, ...]
    layout: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of the law, computed from facts."""

    at: Provenance
    name: str
    expression: Expression
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """What belongs to the law but decides no ask and owes no duty."""

    at: Provenance
    concerns: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A known ambiguity, with what to do while it lasts."""

    id: str
    citation: str
    says: str
    default: Default
    between: tuple[str, ...]
    days: Period


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that could not be read. It is never skipped: its asks go to legal."""

    where: str  # file:line
    message: str
    help: str
    asks: frozenset[Ask]  # empty: every ask
    days: Period | None  # unknown: every day
    ref: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a law: one file under `rules/`."""

    name: str
    citation: str
    title: str
    file: str
    norms: tuple[Norm, ...] = ()
    limits: tuple[Limit, ...] = ()
    duties: tuple[Duty, ...] = ()
    definitions: tuple[Definition, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def provenances(self) -> Iterator[Provenance]:
        """Where each rule that can change an answer stands: norms, limits, duties and definitions."""
        yield from (norm.at for norm in self.norms)
        yield from (limit.at for limit in self.limits)
        yield from (duty.at for duty in self.duties)
        yield from (definition.at for definition in self.definitions)


@dataclass(frozen=True, slots=True)
class Pack:
    """The law of one jurisdiction."""

    name: str
    title: str
    layer: Layer
    parent: Pack | None = field(repr=False)
    calendar: Calendar  # its own, or its parent's days on its own clock
    horizon: Period
    as_read: date
    agencies: Mapping[str, Agency]
    sources: Mapping[str, Source]
    sections: tuple[Section, ...]
    lists: Mapping[str, OffenceList]
    doubts: Mapping[str, Doubt]
    faults: tuple[Fault, ...]
    digest: str
    root: Path = field(compare=False)

    @property
    def stack(self) -> tuple[Pack, ...]:
        """This pack and every pack it extends, lowest layer first."""
        return (self, *self.parent.stack) if self.parent else (self,)

    @property
    def known(self) -> Period:
        """The days whose law is written down in every layer: the horizons of the stack, where they overlap."""
        lasts = [pack.horizon.last for pack in self.stack if pack.horizon.last]
        return Period(max(pack.horizon.first for pack in self.stack), min(lasts, default=None))

    def ends_soon(self, day: date) -> date | None:
        """The last of the days whose law is known, once it is at most `WARNED` away or past; else `None`."""
        last = self.known.last
        return last if last is not None and last - day <= WARNED else None

    @property
    def norms(self) -> Iterator[Norm]:
        """Every norm of every section, in order."""
        return (norm for section in self.sections for norm in section.norms)

    @property
    def definitions(self) -> Iterator[Definition]:
        """Every definition of every section, in order."""
        return (definition for section in self.sections for definition in section.definitions)
