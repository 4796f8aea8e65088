"""What is known of a matter: the sum of its events, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from comity.facts import Ask
from comity.gate.dating.state import Times
from comity.gate.findings.state import OF_FINDING, Finding
from comity.gate.ordering.state import Orders
from comity.gate.sealing.state import Erasing, Sealing
from comity.gate.signing.state import SignOffs
from comity.gate.visiting.state import Visit


@dataclass(frozen=True, slots=True)
class Person:
    """Who a matter is about."""

    id: str
    name: str
    birth_date: date | None = None
    language: str = "en"  # BCP 47, for letters; in a command, empty: as it is known


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of a booking."""

    offence: str  # the section or code as booked
    title: str = ""
    grade: str = ""  # felony, misdemeanor, violation, or empty while unmapped
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class CourtDate:
    """One day in court."""

    at: datetime
    court: str = ""
    docket: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """What the booking system says, as last brought in."""

    number: str
    facility: str = ""
    booked_at: datetime | None = None
    arrest_date: date | None = None
    charges: tuple[Charge, ...] = ()
    court_dates: tuple[CourtDate, ...] = ()
    convictions: object = None  # as in a case document: a list, or {known: [...], complete: false}, or None: unknown
    release_due: datetime | None = None
    released_at: datetime | None = None
    source: str = ""  # the feed it came from, or empty when entered by hand
    notes: tuple[str, ...] = ()
    same_as: str = ""  # the matter that has this booking now, where two had been opened for one


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one fact, for one request or (`request` empty) for the whole matter."""

    name: str
    value: object  # as in a case document
    by: str
    role: str
    paper: str  # from what
    at: datetime
    request: str = ""
    disputed: bool = False  # stated, and not confirmed by anybody who can
    said_by: str = ""  # who says so, where it is another than whoever entered it
    why: str = ""
    place: str = ""  # on the paper: fingerprint:page:left,top,right,bottom
    withdrawn: bool = False  # whoever stated this takes back what they disputed of it before

    def takes_back(self, other: Claim) -> bool:
        """Whether this is the withdrawal of another statement."""
        mine = (self.name, self.by, self.request) == (other.name, other.by, other.request)
        return self.withdrawn and other.disputed and mine


@dataclass(frozen=True, slots=True)
class AskDecided:
    """What the law said of one ask when it was last applied."""

    ask: Ask
    outcome: str
    verdict: str
    order: str  # the sentence that the clerk reads
    because: str
    marks: tuple[str, ...]
    citations: tuple[str, ...]
    ref: str  # the deciding norm, for the public code
    questions: tuple[str, ...]  # facts that would settle it, best first
    limit_ends: datetime | None = None
    limit_citation: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that a request brings; `active` once what triggers it has happened."""

    id: str
    request: str
    ref: str
    citation: str
    says: str
    owed_to: str
    trigger: str
    due: datetime | None
    due_words: str
    certain: bool
    languages: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()  # those that it hangs on; none: any of the request
    active: bool = False
    done_at: datetime | None = None
    done_by: str = ""
    since: datetime | None = None  # when it came to be owed; what the law sets no hours for is counted from there


@dataclass(frozen=True, slots=True)
class Review:
    """A question to legal, and what legal said."""

    id: str
    request: str
    ask: Ask | None
    question: str
    asked_at: datetime
    asked_by: str
    outcome: str = ""  # what the law said of the ask when legal answered
    verdict: str = ""
    opinion: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """Another answer than the law's, wanted by one and agreed to or not by another."""

    id: str
    request: str
    ask: Ask
    verdict: str
    reason: str
    proposed_at: datetime
    proposed_by: str
    against: str = ""  # the outcome that it overrides
    settled_at: datetime | None = None
    settled_by: str = ""
    confirmed: bool | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agency answered to one ask."""

    ask: Ask
    yes: bool
    at: datetime
    by: str
    ground: str  # law, supervisor, review or override
    ground_id: str  # the review or override
    citations: tuple[str, ...]
    told: str  # how the requester was told
    words: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that came with a request; the file lies encrypted beside the record, its hash is sealed."""

    name: str
    sha256: str
    size: int
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What an outside agency sent, in one go, and what became of it."""

    id: str
    number: str
    requester: str  # a choice of the fact `requester`
    officer: str
    purpose: str
    instrument: str
    asks: tuple[Ask, ...]
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    words: str = ""
    papers: tuple[Paper, ...] = ()
    case: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))  # as last decided
    decided_at: datetime | None = None
    packs: tuple[tuple[str, str], ...] = ()  # name and digest
    decided: Mapping[Ask, AskDecided] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[Ask, Answer] = field(default_factory=lambda: MappingProxyType({}))
    closed_at: datetime | None = None

    @property
    def unanswered(self) -> tuple[Ask, ...]:
        """The asks that nobody has answered."""
        return tuple(ask for ask in self.asks if ask not in self.answers)


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter, and whether it is known to have arrived."""

    id: str
    request: str
    kind: str  # of comity.notices.LetterKind
    to: str  # person, counsel, agency, court
    language: str
    sha256: str
    channel: str  # hand, mail, email, fax, portal
    given_at: datetime
    given_by: str
    duties: tuple[str, ...] = ()
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_how: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A time for which the person is kept past release."""

    id: str
    request: str
    started_at: datetime
    ends: datetime | None
    citation: str
    ended_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Information that left the agency; without a ground it is an incident."""

    id: str
    request: str
    ask: str
    what: str
    to: str
    at: datetime
    by: str
    ground: str  # answer, review, override, or empty: nothing allowed it


@dataclass(frozen=True, slots=True)
class Note:
    """A note by staff."""

    id: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """A lawyer's access to the matter."""

    user: str
    name: str
    appointed_at: datetime
    appointed_by: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A moment that is near or past, raised again until somebody confirms it."""

    id: str
    kind: str
    about: str  # the id of a request, duty, hold or notice
    due: datetime | None
    words: str
    raised_at: datetime
    times: int
    confirmed_at: datetime | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody looked at the person's record."""

    by: str
    role: str
    page: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A report that a law orders, as it was drafted; only signing, publishing and corrections are added to it."""

    id: str
    layout: str  # `pack/layout`
    begins: date
    ends: date  # the last day
    value: object  # the figures
    digest: str  # of the figures
    drafted_at: datetime
    drafted_by: str
    corrects: str = ""
    why: str = ""
    signed_at: datetime | None = None
    signed_by: str = ""
    signed_as: str = ""  # the role
    published_at: datetime | None = None
    published_by: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One person in one booking, and everything that happened about requests."""

    handle: str
    agency: str = ""
    opened_at: datetime | None = None
    person: Person = Person("", "")
    booking: Booking = Booking("")
    requests: Mapping[str, Request] = field(default_factory=lambda: MappingProxyType({}))
    claims: tuple[Claim, ...] = ()
    duties: Mapping[str, Duty] = field(default_factory=lambda: MappingProxyType({}))
    reviews: Mapping[str, Review] = field(default_factory=lambda: MappingProxyType({}))
    overrides: Mapping[str, Override] = field(default_factory=lambda: MappingProxyType({}))
    notices: Mapping[str, Notice] = field(default_factory=lambda: MappingProxyType({}))
    holds: Mapping[str, Hold] = field(default_factory=lambda: MappingProxyType({}))
    disclosures: tuple[Disclosure, ...] = ()
    visits: tuple[Visit, ...] = ()
    court_dates: tuple[CourtDate, ...] = ()  # entered by hand, beside those of the booking system
    notes: tuple[Note, ...] = ()
    counsel: tuple[Counsel, ...] = ()
    alarms: Mapping[str, Alarm] = field(default_factory=lambda: MappingProxyType({}))
    readings: tuple[Reading, ...] = ()
    released_at: datetime | None = None
    transferred_at: datetime | None = None
    transferred_to: str = ""
    closed_at: datetime | None = None
    erasing: Erasing | None = None
    sealing: Sealing | None = None
    reports: Mapping[str, FiledReport] = field(default_factory=lambda: MappingProxyType({}))  # of the office's own
    orders: Orders = field(default_factory=lambda: MappingProxyType({}))  # of law: of the office's own
    signoffs: SignOffs = field(default_factory=lambda: MappingProxyType({}))  # of cases: there as well
    paper_times: Times = field(default_factory=lambda: MappingProxyType({}))
    findings: Mapping[str, Finding] = field(default_factory=lambda: MappingProxyType({}))
    is_given: bool = False  # its one finding stands with the person whom it is about: its key goes
    events: int = 0

    @property
    def is_of_finding(self) -> bool:
        """Whether this is of one finding about nobody who is known, and of nothing else."""
        return self.is_of_office and self.person.id == OF_FINDING

    @property
    def is_of_office(self) -> bool:
        """Whether this is the office's own matter, in which changes of the desk itself are recorded."""
        return self.events > 0 and not self.agency

    @property
    def in_custody(self) -> bool:
        """Whether the person is held, as far as is known here."""
        return not (self.released_at or self.booking.released_at or self.transferred_at or self.booking.same_as)

    @property
    def release_due(self) -> datetime | None:
        """When release is due: as somebody last established it, or as the booking system says."""
        stated = [claim.value for claim in self.claims if claim.name == "release_due" and not claim.disputed]
        said = [str(value) for value in stated if value not in (None, "unknown")]
        return datetime.fromisoformat(said[-1]) if said else self.booking.release_due

    @property
    def open_requests(self) -> tuple[Request, ...]:
        """The requests about which something is left to do."""
        return tuple(request for request in self.requests.values() if request.closed_at is None)

    def is_counsel(self, user: str) -> bool:
        """Whether a lawyer is appointed in the matter now."""
        return any(each.user == user and each.withdrawn_at is None for each in self.counsel)

    def hold_of(self, request: str) -> Hold | None:
        """The running hold of a request."""
        return next((hold for hold in self.holds.values() if hold.request == request and hold.ended_at is None), None)
