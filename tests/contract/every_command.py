"""Every command there is, who may give it, and a matter in which each can be given."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from comity.facts import Ask
from comity.gate import Role, commands
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.findings.commands import (
    ExplainFinding,
    JoinFinding,
    MatchFinding,
    OpenFinding,
    ProposeFinding,
    RaiseFinding,
    ReopenFinding,
    SetFindingApart,
)
from comity.gate.findings.state import Seen
from comity.gate.ordering.commands import ApplyNewLaw, OrderLaw, RepealLaw, SettleLaw
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.gate.signing.commands import SignCase
from comity.gate.state import Booking, CourtDate, Person
from comity.gate.visiting.commands import RecordVisit
from contract.county import COUNTY
from contract.desk import (
    COUNSEL,
    LEGAL,
    LIBRARY,
    OTHER_LEGAL,
    OTHER_SUPERVISOR,
    PAPER,
    START,
    SUPERVISOR,
    SYSTEM,
    Desk,
)
from contract.signing import signing

D, L, S, C = Role.DESK, Role.LEGAL, Role.SUPERVISOR, Role.COUNSEL
N, A, Y = Role.INSPECTOR, Role.ADMINISTRATOR, Role.SYSTEM
SHA = "cd" * 32
COURT = "ab" * 32  # a public key
LAST_YEAR = date(2025, 1, 1)
TOMORROW = date(2026, 11, 21)
NEXT_MONTH = date(2026, 12, 1)
SEEN = Seen(
    "s1", "notes", "note", "n1", START, "waiting_for", "from_them", "ice", "r", "somebody waits", "did_not_know"
)


@dataclass
class Scene:
    """A matter in which there is one of everything."""

    matter: str
    request: str
    answered: str
    duty: str
    review: str
    override: str
    notice: str
    hold: str
    lot: str  # of a finding about nobody
    ordered: str = ""  # a law, by somebody of legal


def scene_of(desk: Desk) -> Scene:
    """One of everything, in one matter."""
    handle = desk.open(release_due=START + timedelta(hours=8))
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    desk.establish(handle, physical_custody=True)
    request = desk.receive(handle, Ask.HOLD, Ask.INTERVIEW, Ask.ASSIST).id
    answered = desk.receive(handle, Ask.HOLD).id
    review = desk.do(commands.AskReview(handle, request, "Is this read rightly?", Ask.INTERVIEW)).matter.reviews
    wanted = commands.ProposeOverride(handle, answered, Ask.HOLD, "do", "A judge telephoned.")
    override = desk.do(wanted, OTHER_SUPERVISOR).matter.overrides
    extra = desk.receive(handle, Ask.HOLD).id
    _hold_by_override(desk, handle, extra)
    letter = commands.GiveNotice(handle, request, "counsel_notice", "counsel", "en", SHA, "email")
    notice = desk.do(letter).matter.notices
    desk.do(commands.RaiseAlarm(handle, "alarm", "release_near", "release", "Release is due."), SYSTEM)
    desk.do(RaiseFinding(SEEN, handle), SYSTEM)
    matter = desk.matter(handle)
    duty = next(key for key, each in matter.duties.items() if each.request == request and each.active)
    hold = next(iter(desk.do(commands.StartHold(handle, extra)).matter.holds))
    lot = desk.do(RaiseFinding(replace(SEEN, id="s3")), SYSTEM).matter.handle
    return Scene(handle, request, answered, duty, *(next(iter(each)) for each in (review, override, notice)), hold, lot)


def _hold_by_override(desk: Desk, handle: str, request: str) -> None:
    wanted = commands.ProposeOverride(handle, request, Ask.HOLD, "do", "A judge's order.")
    override = list(desk.do(wanted, SUPERVISOR).matter.overrides)[-1]
    desk.do(commands.SettleOverride(handle, override, confirm=True), LEGAL)
    desk.answer(handle, request, Ask.HOLD, True)


COMMANDS: dict[type, tuple[set[Role], Callable[[Scene], Any]]] = {
    commands.OpenMatter: ({D, S, Y}, lambda s: commands.OpenMatter(Person("", "Ben Invented"), Booking("B-2"))),
    commands.ChangeRecords: ({D, S, Y}, lambda s: commands.ChangeRecords(s.matter, booking=Booking("B-1a"))),
    commands.ReceiveRequest: (
        {D, L, S, Y},
        lambda s: commands.ReceiveRequest(s.matter, "ice_ero", (Ask.HOLD,), START, "i247a"),
    ),
    commands.EstablishFact: ({D, L, S, Y}, lambda s: commands.EstablishFact(s.matter, "detainer", True)),
    commands.DisputeFact: ({C, D, L, S}, lambda s: commands.DisputeFact(s.matter, "detainer", False)),
    commands.Decide: ({D, L, S, Y}, lambda s: commands.Decide(s.matter, s.request)),
    commands.AskReview: ({D, S, Y}, lambda s: commands.AskReview(s.matter, s.request, "May we?", Ask.ASSIST)),
    commands.GiveReview: ({L}, lambda s: commands.GiveReview(s.matter, s.review, "do_not", "The section says so.")),
    commands.ProposeOverride: (
        {L, S},
        lambda s: commands.ProposeOverride(s.matter, s.request, Ask.ASSIST, "do_not", "Not today."),
    ),
    commands.SettleOverride: ({L, S}, lambda s: commands.SettleOverride(s.matter, s.override, confirm=True)),
    commands.AnswerAsk: ({D, S}, lambda s: commands.AnswerAsk(s.matter, s.request, Ask.HOLD, yes=False)),
    commands.Disclose: ({D, L, S, Y}, lambda s: commands.Disclose(s.matter, "release date", "ICE", s.request)),
    commands.GiveNotice: (
        {D, L, S, Y},
        lambda s: commands.GiveNotice(s.matter, s.request, "request_copy", "person", "es", SHA, "hand"),
    ),
    commands.ConfirmNotice: ({C, D, L, S, Y}, lambda s: commands.ConfirmNotice(s.matter, s.notice, "read it")),
    commands.FinishDuty: ({D, L, S}, lambda s: commands.FinishDuty(s.matter, s.duty, "handed over")),
    commands.StartHold: ({D, S}, lambda s: commands.StartHold(s.matter, s.answered)),
    commands.EndHold: ({D, L, S}, lambda s: commands.EndHold(s.matter, s.hold, "The order was withdrawn.")),
    commands.Release: ({D, S, Y}, lambda s: commands.Release(s.matter)),
    commands.Transfer: ({D, S, Y}, lambda s: commands.Transfer(s.matter, "the county hospital")),
    commands.RecordCourtDate: ({D, L, S, Y}, lambda s: commands.RecordCourtDate(s.matter, CourtDate(START))),
    commands.WriteNote: ({D, L, S}, lambda s: commands.WriteNote(s.matter, "A note.")),
    RecordVisit: ({D, L, S, Y}, lambda s: RecordVisit(s.matter, "ice_ero", Ask.INTERVIEW, True, request=s.request)),
    commands.AppointCounsel: ({D, L, S, Y}, lambda s: commands.AppointCounsel(s.matter, "e.new", "Eve Defence")),
    commands.WithdrawCounsel: ({C, D, L, S, Y}, lambda s: commands.WithdrawCounsel(s.matter, COUNSEL.name)),
    commands.RaiseAlarm: ({Y}, lambda s: commands.RaiseAlarm(s.matter, "x", "release_near", "release", "Soon.")),
    commands.Watch: ({Y}, lambda s: commands.Watch(s.matter)),
    commands.ConfirmAlarm: ({D, L, S}, lambda s: commands.ConfirmAlarm(s.matter, "alarm")),
    commands.ReadMatter: ({C, D, L, N, S, Y}, lambda s: commands.ReadMatter(s.matter, "person")),
    commands.CloseRequest: ({D, S}, lambda s: commands.CloseRequest(s.matter, s.request, "Withdrawn by the agency.")),
    commands.CloseMatter: ({D, S, Y}, lambda s: commands.CloseMatter(s.matter, "Opened by mistake.")),
    commands.MergePersons: ({D, S, Y}, lambda s: commands.MergePersons(s.matter, Person("p2", "Ana Invented"))),
    commands.OrderErasure: ({L, S}, lambda s: commands.OrderErasure(s.matter, "Superior Court, order 26-0001")),
    commands.WithdrawErasure: ({L, S}, lambda s: commands.WithdrawErasure(s.matter, "It names another person.")),
    commands.ApproveErasure: ({L, S}, lambda s: commands.ApproveErasure(s.matter)),
    OrderSealing: ({L, S}, lambda s: OrderSealing(s.matter, "order 26-0002", "Superior Court", COURT)),
    OrderOpening: ({L, S}, lambda s: OrderOpening(s.matter, "Superior Court, order 26-0003")),
    SettleSealing: ({L, S}, lambda s: SettleSealing(s.matter, agreed=True)),
    commands.ChangeSetup: ({A, S, Y}, lambda s: commands.ChangeSetup("address", "1 Invented Street")),
    commands.RecordRefusal: ({Y}, lambda s: commands.RecordRefusal("set_up", "p.pier as policy: /set-up/")),
    DatePaper: ({D, L, S}, lambda s: DatePaper(s.matter, s.request, PAPER.sha256, NEXT_MONTH)),
    AddPaper: ({D, L, S, Y}, lambda s: AddPaper(s.matter, s.request, PAPER)),
    RaiseFinding: ({Y}, lambda s: RaiseFinding(replace(SEEN, id="s2"), s.matter)),
    MatchFinding: ({Y}, lambda s: MatchFinding(s.matter, "s1", START, "it is on record")),
    OpenFinding: ({N, S}, lambda s: OpenFinding(s.matter, "s1")),
    ExplainFinding: ({S}, lambda s: ExplainFinding(s.matter, "s1", "no_contact", "It was ice on the road.")),
    ReopenFinding: ({S}, lambda s: ReopenFinding(s.matter, "s1", "It was not.")),
    ProposeFinding: ({Y}, lambda s: ProposeFinding(s.lot, "s3", s.matter, "booking")),
    JoinFinding: ({S}, lambda s: JoinFinding(s.matter, s.lot, "s3")),
    SetFindingApart: ({S}, lambda s: SetFindingApart(s.lot, "s3", s.matter, "It is about her sister.")),
    OrderLaw: ({L}, lambda s: OrderLaw(COUNTY.digest, NEXT_MONTH, "The board, 17 November 2026.")),
    RepealLaw: ({L}, lambda s: RepealLaw(COUNTY.digest, NEXT_MONTH, "The board, 1 March 2027.")),
    ApplyNewLaw: ({Y}, lambda s: ApplyNewLaw(s.matter)),
    SettleLaw: ({L}, lambda s: SettleLaw(s.ordered, agreed=True, files=COUNTY.digest)),
    SignCase: ({L}, lambda s: signing(LIBRARY)),
    commands.FileReport: (
        {L, S},
        lambda s: commands.FileReport("draft", layout="us-ca/7284-6-c2", begins=LAST_YEAR, ends=LAST_YEAR, value={}),
    ),
}  # fmt: skip


# What the state of the scene, and not the role, keeps from being done.
STANDS_AGAINST = {commands.CloseRequest}


def prepare(desk: Desk, scene: Scene, kind: type, role: Role) -> None:
    """Do what comes before a command."""
    if kind in BEFORE:
        BEFORE[kind](desk, scene, role)


def _ordered_erasure(desk: Desk, scene: Scene, role: Role) -> None:
    other = SUPERVISOR if role is L else LEGAL
    desk.do(commands.OrderErasure(scene.matter, "Superior Court, order 26-0001"), other)


def _ordered_sealing(desk: Desk, scene: Scene, role: Role) -> None:
    desk.do(OrderSealing(scene.matter, "order 26-0002", "Superior Court", COURT), SUPERVISOR if role is L else LEGAL)


def _sealed(desk: Desk, scene: Scene, role: Role) -> None:
    _ordered_sealing(desk, scene, role)
    desk.do(SettleSealing(scene.matter, agreed=True), LEGAL if role is L else SUPERVISOR)


def _ordered_law(desk: Desk, scene: Scene, _role: Role) -> None:
    scene.ordered = next(iter(desk.do(OrderLaw(COUNTY.digest, TOMORROW, "The board."), OTHER_LEGAL).matter.orders))


def _law_in_force(desk: Desk, scene: Scene, role: Role) -> None:
    desk.receive(scene.matter, Ask.SHARE_COURT_DATE)  # of which the county's law says something else
    _ordered_law(desk, scene, role)
    desk.do(SettleLaw(scene.ordered, agreed=True, files=COUNTY.digest), LEGAL)
    desk.clock.later(days=2)


def _added_paper(desk: Desk, scene: Scene, _role: Role) -> None:
    desk.do(AddPaper(scene.matter, scene.request, PAPER))


def _explained(desk: Desk, scene: Scene, _role: Role) -> None:
    desk.do(ExplainFinding(scene.matter, "s1", "no_contact", "It was ice on the road."), SUPERVISOR)


def _said_yes(desk: Desk, scene: Scene, _role: Role) -> None:
    desk.do(commands.SettleOverride(scene.matter, scene.override, confirm=True), LEGAL)
    desk.answer(scene.matter, scene.answered, Ask.HOLD, True)


def _closed_requests(desk: Desk, scene: Scene, _role: Role) -> None:
    desk.do(commands.EndHold(scene.matter, scene.hold, "The order was withdrawn."))
    for each in desk.matter(scene.matter).open_requests:
        desk.do(commands.CloseRequest(scene.matter, each.id, "Withdrawn by the agency."), SUPERVISOR)


def _two_days_on(desk: Desk, _scene: Scene, _role: Role) -> None:
    desk.clock.later(days=2)


BEFORE: dict[type, Callable[[Desk, Scene, Role], None]] = {
    commands.ApproveErasure: _ordered_erasure,
    commands.WithdrawErasure: _ordered_erasure,
    SettleSealing: _ordered_sealing,
    OrderOpening: _sealed,
    SettleLaw: _ordered_law,
    RepealLaw: _law_in_force,
    ApplyNewLaw: _law_in_force,
    DatePaper: _added_paper,
    ReopenFinding: _explained,
    commands.StartHold: _said_yes,
    commands.CloseMatter: _closed_requests,
    commands.Watch: _two_days_on,
}
