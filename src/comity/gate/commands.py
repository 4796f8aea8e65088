"""Commands: what somebody asks the gate to do, one for each act. A command that names a matter names it by `matter`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from comity.facts import Ask
from comity.gate.adding.commands import OfAdded
from comity.gate.findings.commands import OfFindings
from comity.gate.ordering.commands import ApplyNewLaw, OfOrders
from comity.gate.sealing.commands import OfSealing
from comity.gate.signing.commands import SignCase
from comity.gate.state import Booking, CourtDate, Paper, Person
from comity.gate.visiting.commands import RecordVisit


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Open a matter: a person was booked, or somebody asks about one."""

    person: Person
    booking: Booking
    agency: str = ""  # empty: the office's own


@dataclass(frozen=True, slots=True)
class ChangeRecords:
    """Take over what the booking system says now; nothing happens where it says what it said."""

    matter: str
    person: Person | None = None
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """Record what an outside agency asks, and decide it at once."""

    matter: str
    requester: str  # a choice of the fact `requester`
    asks: tuple[Ask, ...]
    received_at: datetime
    instrument: str
    purpose: str = ""  # empty: not known
    officer: str = ""
    words: str = ""
    papers: tuple[Paper, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)  # read from the paper, as in a case document
    places: Mapping[str, str] = field(default_factory=dict)  # of facts: where on the paper each was read


@dataclass(frozen=True, slots=True)
class EstablishFact:
    """State a fact that one's role can state; what is open is decided again."""

    matter: str
    name: str
    value: object  # as in a case document
    paper: str = ""
    request: str = ""  # empty: for the whole matter
    place: str = ""  # on the paper: fingerprint:page:left,top,right,bottom


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """State a fact without being able to confirm it: it counts as unknown, is shown, and legal is asked.

    Or, with `withdrawn` and no value, take back what one has stated so.
    """

    matter: str
    name: str
    value: object
    paper: str = ""
    request: str = ""
    said_by: str = ""  # who says so, where it is not whoever enters it
    why: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Decide:
    """Apply the law of this moment to what is known now."""

    matter: str
    request: str


@dataclass(frozen=True, slots=True)
class AskReview:
    """Ask legal."""

    matter: str
    request: str
    question: str
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class GiveReview:
    """Answer as legal: a verdict (`do`, `do_not`, `may`) and why."""

    matter: str
    review: str
    verdict: str
    opinion: str


@dataclass(frozen=True, slots=True)
class ProposeOverride:
    """Want another answer than the law's: with a reason, and only a second person makes it count."""

    matter: str
    request: str
    ask: Ask
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class SettleOverride:
    """Agree to an override, as a second person, or not."""

    matter: str
    override: str
    confirm: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class AnswerAsk:
    """Answer one ask: yes or no, and how the requester was told."""

    matter: str
    request: str
    ask: Ask
    yes: bool
    told: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Disclose:
    """Record that information left; without an answer that allows it, as an incident."""

    matter: str
    what: str
    to: str
    request: str = ""
    ask: Ask | None = None
    at: datetime | None = None  # None: now


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """Record that a letter went out or was handed over."""

    matter: str
    request: str
    kind: str
    to: str
    language: str
    sha256: str
    channel: str
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmNotice:
    """Record that a letter arrived."""

    matter: str
    notice: str
    how: str


@dataclass(frozen=True, slots=True)
class FinishDuty:
    """Record that a duty was discharged."""

    matter: str
    duty: str
    how: str


@dataclass(frozen=True, slots=True)
class StartHold:
    """Keep the person past release, because an ask to hold was answered with yes."""

    matter: str
    request: str


@dataclass(frozen=True, slots=True)
class EndHold:
    """End a hold, and say why."""

    matter: str
    hold: str
    why: str


@dataclass(frozen=True, slots=True)
class Release:
    """Record that the person was let go; running holds end."""

    matter: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Record that the person was handed over; to an outside agency only after an answer of yes."""

    matter: str
    to: str
    request: str = ""  # empty: to another facility, on no agency's request
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordCourtDate:
    """Enter a day in court by hand."""

    matter: str
    court_date: CourtDate


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write a note; it is no place for contacts with outside agencies."""

    matter: str
    text: str


@dataclass(frozen=True, slots=True)
class AppointCounsel:
    """Give a lawyer access to the matter."""

    matter: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class WithdrawCounsel:
    """End a lawyer's access."""

    matter: str
    user: str


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Raise or repeat an alarm; only the clock does."""

    matter: str
    alarm: str  # stable: the same moment has the same alarm
    kind: str
    about: str
    words: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Look at a matter whose moment has come, and raise what is near or past; only the clock does."""

    matter: str


@dataclass(frozen=True, slots=True)
class ConfirmAlarm:
    """Say that one has seen an alarm; it is not raised again."""

    matter: str
    alarm: str


@dataclass(frozen=True, slots=True)
class ReadMatter:
    """Record that somebody looked at the person's record."""

    matter: str
    page: str


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Close a request about which nothing is left to do."""

    matter: str
    request: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class CloseMatter:
    """Close a matter about which nothing is left to do."""

    matter: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class MergePersons:
    """Say that a matter is about a person already known by another record."""

    matter: str
    person: Person


@dataclass(frozen=True, slots=True)
class OrderErasure:
    """Enter an order to erase the matter."""

    matter: str
    order: str


@dataclass(frozen=True, slots=True)
class WithdrawErasure:
    """Take an order to erase back, before a second person has agreed to it, and say why."""

    matter: str
    why: str


@dataclass(frozen=True, slots=True)
class ApproveErasure:
    """Agree to an order to erase, as a second person; the matter is then erased for good."""

    matter: str


@dataclass(frozen=True, slots=True)
class ChangeSetup:
    """Record a change of the desk itself: a person, a role, a token, an import, an address."""

    what: str
    value: str
    matter: ClassVar[str] = ""  # the office's own


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """Record that somebody asked for what is not their role's."""

    what: str  # the permission
    value: str  # who asked, in which role, and where
    matter: ClassVar[str] = ""  # the lot of refusals that is written now


@dataclass(frozen=True, slots=True)
class FileReport:
    """Draft a report that a law orders, sign a draft, or publish what is signed; nothing of it is ever changed."""

    stage: str  # draft, sign, publish
    report: str = ""  # what is signed or published
    digest: str = ""  # of the figures that were seen when it is signed or published
    layout: str = ""  # of a draft: `pack/layout`
    begins: date | None = None
    ends: date | None = None  # the last day
    value: object = None  # the figures, as plain values
    corrects: str = ""  # the report that this one corrects, and why it was wrong
    why: str = ""
    matter: ClassVar[str] = ""  # the office's own


OfPapers = ReceiveRequest | OfAdded
OfKeeping = WriteNote | AppointCounsel | WithdrawCounsel | ReadMatter | CloseRequest | CloseMatter | MergePersons
OfOffice = ChangeSetup | FileReport | RecordRefusal | OfOrders | SignCase
OfNotices = GiveNotice | ConfirmNotice | FinishDuty
OfCourts = OrderErasure | WithdrawErasure | ApproveErasure | OfSealing
OfCustody = StartHold | EndHold | Release | Transfer | RecordCourtDate | RecordVisit
OfAlarms = RaiseAlarm | Watch | ConfirmAlarm | ApplyNewLaw
OfReview = AskReview | GiveReview | ProposeOverride | SettleOverride

Command = (
    OpenMatter
    | ChangeRecords
    | OfPapers
    | EstablishFact
    | DisputeFact
    | Decide
    | OfReview
    | AnswerAsk
    | Disclose
    | OfNotices
    | OfCustody
    | OfKeeping
    | OfAlarms
    | OfCourts
    | OfOffice
    | OfFindings
)
