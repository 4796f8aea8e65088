"""Events stay readable: what was written by the first form of a payload is folded to the same state for ever.

The golden files are written once, by `write_golden` below, and never again: what they hold has been sealed somewhere.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Event, EventKind, GateError, event_bytes, fold, read_event
from comity.gate import commands as c
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.bodies import written
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
from comity.gate.fold import _STEPS
from comity.gate.ordering.commands import OrderLaw, RepealLaw, SettleLaw
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.gate.state import Booking, CourtDate, Person
from comity.gate.visiting.commands import RecordVisit
from contract.county import COUNTY, Adopting
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
    Clock,
    Desk,
    charges,
)
from contract.memory import MemoryRecords
from contract.signing import signing

GOLDEN = Path(__file__).parent / "golden"
HANDLE = "0123456789abcdef0123456789abcdef"
SHA = "cd" * 32


def _day_at_the_desk(desk: Desk, clock: Clock) -> list[Event]:
    """One matter to which everything happens that can."""
    handle = desk.open(release_due=START + timedelta(hours=4), charges=charges("PC 459"), notes=("awaiting a call",))
    desk.do(c.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"), LEGAL)
    desk.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    asks = (Ask.HOLD, Ask.SHARE_COURT_DATE)
    request = desk.receive(handle, *asks, officer="Officer Invented", words="Hold him.", papers=(PAPER,)).id
    desk.do(c.DisputeFact(handle, "proof_of_status_shown", True, "a passport", request), COUNSEL)
    desk.establish(handle, LEGAL, request, proof_of_status_shown=False)
    review = list(desk.do(c.AskReview(handle, request, "May we?", Ask.SHARE_COURT_DATE)).matter.reviews)[-1]
    desk.do(c.GiveReview(handle, review, "do_not", "No section gives the power."), LEGAL)
    for confirm in (False, True):
        wanted = c.ProposeOverride(handle, request, Ask.SHARE_COURT_DATE, "do", "It is public.")
        override = list(desk.do(wanted, SUPERVISOR).matter.overrides)[-1]
        desk.do(c.SettleOverride(handle, override, confirm, "" if confirm else "It is not."), OTHER_SUPERVISOR)
    clock.later(minutes=20)
    desk.answer(handle, request, Ask.HOLD, True)
    desk.answer(handle, request, Ask.SHARE_COURT_DATE, True)
    desk.do(c.Disclose(handle, "the court date", "ICE", request, Ask.SHARE_COURT_DATE))
    hold = next(iter(desk.do(c.StartHold(handle, request)).matter.holds))
    letter = c.GiveNotice(handle, request, "counsel_notice", "counsel", "en", SHA, "email")
    notice = next(iter(desk.do(letter).matter.notices))
    desk.do(c.ConfirmNotice(handle, notice, "opened"), COUNSEL)
    for duty in [key for key, each in desk.matter(handle).duties.items() if each.active and not each.done_at]:
        desk.do(c.FinishDuty(handle, duty, "done"))
    desk.do(c.RecordCourtDate(handle, CourtDate(START + timedelta(days=3), "District Court", "26-0001")))
    desk.do(c.RaiseAlarm(handle, "hold-near:x", "hold_near", hold, "Soon.", START + timedelta(hours=52)), SYSTEM)
    desk.do(c.ConfirmAlarm(handle, "hold-near:x"))
    desk.do(c.WriteNote(handle, "Zoë called — nothing to add."))
    desk.do(c.ReadMatter(handle, "person"), LEGAL)
    desk.do(c.ChangeRecords(handle, booking=Booking("B-1", release_due=START + timedelta(hours=5))), SYSTEM)
    desk.do(c.EndHold(handle, hold, "The agency withdrew."))
    desk.do(c.MergePersons(handle, Person("p-known", "Ana Invented", language="es")))
    other = desk.receive(handle, Ask.TRANSFER).id
    desk.do(c.Transfer(handle, "ICE", other), SUPERVISOR)
    for each in (request, other):
        desk.do(c.CloseRequest(handle, each, "All is said."), SUPERVISOR)
    desk.do(c.CloseMatter(handle, "All is done."))
    desk.do(c.WithdrawCounsel(handle, COUNSEL.name), COUNSEL)
    desk.do(c.OrderErasure(handle, "District Court, order 26-0001"), LEGAL)
    desk.do(c.WithdrawErasure(handle, "It names another person."), LEGAL)
    desk.do(c.OrderErasure(handle, "District Court, order 26-0001"), LEGAL)
    desk.do(c.ApproveErasure(handle), SUPERVISOR)
    return [event for each in (handle, *_others(desk)) for event in desk.records.history(each)]


def _others(desk: Desk) -> tuple[str, ...]:
    """Somebody who is released, the office's own matter, who asked for what is not theirs, and what the sweep found."""
    released = desk.open()
    desk.do(c.Release(released))
    office = desk.do(c.ChangeSetup("address", "1 Invented Street"), SYSTEM).matter.handle
    _file_reports(desk)
    refused = desk.do(c.RecordRefusal("set_up", "p.pier as policy: /set-up/"), SYSTEM).matter.handle
    return released, office, refused, *_find(desk), _seal(desk), _add_paper(desk), _visit(desk), _match(desk)


def _add_paper(desk: Desk) -> str:
    """A paper comes later than its request, and a fact is read at a place on it."""
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD).id
    desk.do(AddPaper(handle, request, PAPER))
    place = f"{PAPER.sha256}:1:100,200,300,220"
    desk.do(c.EstablishFact(handle, "detainer", True, "detainer.pdf, page 1", request, place))
    desk.do(DatePaper(handle, request, PAPER.sha256, date(2026, 11, 19), (1,)))
    return handle


def _visit(desk: Desk) -> str:
    """Officers come without a request and are sent away, and come again and are let in."""
    handle = desk.open()
    coming = RecordVisit(handle, "cbp", Ask.FACILITY_ACCESS, False, "two officers", "the booking area")
    request = next(iter(desk.do(coming).matter.requests))
    seen = {"consent": "written", "form_given": True, "decided_by": "the watch commander"}
    desk.do(RecordVisit(handle, "cbp", Ask.INTERVIEW, True, at=START, request=request, **seen))  # type: ignore[arg-type]
    return handle


def _match(desk: Desk) -> str:
    """What the sweep found is put on record by the desk afterwards."""
    handle = desk.open()
    seen = Seen("s2", "notes", "note", "n2", START, "asked", "from_them", "ice", "r", "they asked", "did_not_know")
    desk.do(RaiseFinding(seen, handle), SYSTEM)
    request = desk.receive(handle, Ask.HOLD)
    desk.do(MatchFinding(handle, "s2", request.recorded_at, "it is on record", (request.id,), request.id), SYSTEM)
    return handle


def write_golden_of_matching(folder: Path, desk: Desk) -> None:
    """Write the payloads of a finding that was recorded later, and the state that they fold to."""
    events = desk.records.history(_match(desk))
    _write(folder, "matched", events)


def _join(desk: Desk) -> list[Event]:
    """A finding about nobody is proposed for one person, set apart, and given to another."""
    seen = Seen("s4", "mail", "mail", "n4", START, "told", "to_them", "ice", "r", "somebody was told", "did_not_know")
    lot = desk.do(RaiseFinding(replace(seen, named=("B-1", "Ana Invented"))), SYSTEM).matter.handle
    desk.do(OpenFinding(lot, "s4"), SUPERVISOR)
    one, other = desk.open(name="Ben Invented"), desk.open()
    desk.do(ProposeFinding(lot, "s4", one, "name"), SYSTEM)
    desk.do(SetFindingApart(lot, "s4", one, "He was not here yet."), SUPERVISOR)
    desk.do(ProposeFinding(lot, "s4", other, "booking"), SYSTEM)
    desk.do(JoinFinding(other, lot, "s4"), SUPERVISOR)
    return [event for each in (lot, other) for event in desk.records.history(each)]


def write_golden_of_joining(folder: Path, desk: Desk) -> None:
    """Write the payloads of a finding that is given to somebody, where it stood and where it stands then."""
    events = _join(desk)
    _write(folder, "joined", events)


def write_golden_of_visits(folder: Path, desk: Desk) -> None:
    """Write the payloads of two visits, and the state that they fold to."""
    events = desk.records.history(_visit(desk))
    _write(folder, "visits", events)


def write_golden_of_papers(folder: Path, desk: Desk) -> None:
    """Write the payloads of a paper that came later, and the state that they fold to."""
    events = desk.records.history(_add_paper(desk))
    _write(folder, "6", events)


def _file_reports(desk: Desk) -> None:
    """A report is drafted, signed, published and corrected."""
    days = {"layout": "us-tx/invented", "begins": date(2025, 1, 1), "ends": date(2025, 12, 31)}
    first = desk.do(c.FileReport("draft", **days, value={"1": 3}), LEGAL).matter.reports
    report = list(first.values())[-1]
    for stage in ("sign", "publish"):
        desk.do(c.FileReport(stage, report=report.id, digest=report.digest), SUPERVISOR)
    desk.do(c.FileReport("draft", **days, value={"1": 4}, corrects=report.id, why="One was left out."), LEGAL)


def write_golden_of_reports(folder: Path, desk: Desk) -> None:
    """Write the payloads of the reports of a desk, and the state that they fold to."""
    _file_reports(desk)
    events = desk.records.history(desk.records.office())
    _write(folder, "2", events)


def write_golden_of_taking_back(folder: Path, desk: Desk) -> None:
    """Write the payloads of an order to erase that is taken back, and of a refusal, and the states they fold to."""
    handle = desk.open()
    desk.do(c.OrderErasure(handle, "District Court, order 26-0001"), LEGAL)
    desk.do(c.WithdrawErasure(handle, "It names another person."), LEGAL)
    refused = desk.do(c.RecordRefusal("set_up", "p.pier as policy: /set-up/"), SYSTEM).matter.handle
    events = [event for each in (handle, refused) for event in desk.records.history(each)]
    _write(folder, "3", events)


def _find(desk: Desk) -> tuple[str, str]:
    """The sweep finds something about somebody, and something about nobody who is known."""
    handle = desk.open()
    words = ("telling", "told", "it told the agency something")
    seen = Seen(
        *("s1", "notes", "note", "n1", START, "told", "to_them", "ice", words[0], words[2], "did_not_know"),
        *("nothing is on record", "Told ICE — in court Friday", 0, 8, (), ""),
    )
    desk.do(RaiseFinding(seen, handle), SYSTEM)
    lot = desk.do(RaiseFinding(seen), SYSTEM).matter.handle
    desk.do(OpenFinding(handle, "s1"), SUPERVISOR)
    desk.do(ExplainFinding(handle, "s1", "no_contact", "It was ice on the road."), SUPERVISOR)
    desk.do(ReopenFinding(handle, "s1", "It was not."), OTHER_SUPERVISOR)
    desk.do(ExplainFinding(handle, "s1", "around", "The clerk says so.", "the day in court"), OTHER_SUPERVISOR)
    return handle, lot


def write_golden_of_findings(folder: Path, desk: Desk) -> None:
    """Write the payloads of a finding that is explained, opened again and explained anew, and of one about nobody."""
    handle, lot = _find(desk)
    events = [event for each in (handle, lot) for event in desk.records.history(each)]
    _write(folder, "4", events)


def _seal(desk: Desk) -> str:
    """A court has somebody's record sealed, opened, and sealed again."""
    handle = desk.open()
    desk.do(OrderSealing(handle, "order 26-0002", "Superior Court", "ab" * 32), LEGAL)
    desk.do(SettleSealing(handle, agreed=False, why="It names another person."), LEGAL)
    desk.do(OrderSealing(handle, "order 26-0003", "Superior Court", "ab" * 32), LEGAL)
    desk.do(SettleSealing(handle, agreed=True), SUPERVISOR)
    for agreed in (False, True):
        desk.do(OrderOpening(handle, "Superior Court, order 26-0004"), SUPERVISOR)
        desk.do(SettleSealing(handle, agreed=agreed, why="" if agreed else "The day is not come."), LEGAL)
    desk.do(OrderSealing(handle, "order 26-0005", "Superior Court", "ab" * 32), LEGAL)
    return handle


def write_golden_of_sealing(folder: Path, desk: Desk) -> None:
    """Write the payloads of a record that was sealed and opened, and the state that they fold to."""
    events = desk.records.history(_seal(desk))
    _write(folder, "5", events)


def _order_law(desk: Desk) -> str:
    """A draft is ordered and taken back, and ordered again and agreed to."""
    files = desk.law.keep(COUNTY)
    why, differences = "The board of supervisors.", [{"ask": "share_court_date"}]
    for agreed in (False, True):
        done = desk.do(OrderLaw(files, date(2026, 12, 1), why, differences), LEGAL)
        order = list(done.matter.orders)[-1]
        desk.do(
            SettleLaw(order, agreed=agreed, files=files, why="" if agreed else "The board put it off."), OTHER_LEGAL
        )
    return desk.records.office()  # type: ignore[no-any-return]


def write_golden_of_orders(folder: Path, desk: Desk) -> None:
    """Write the payloads of orders about a draft of law, and the state that they fold to."""
    events = desk.records.history(_order_law(desk))
    _write(folder, "orders", events)


def _repeal_law(clock: Clock, folder: Path) -> list[Event]:
    """A county's own layer is in force; its end is ordered and taken back, and ordered again and agreed to."""
    clock = Clock(clock.now)
    records = MemoryRecords(clock)
    law = Adopting(records, folder, LIBRARY)
    desk = Desk(records, clock, law=law, drafts=law.drafts)
    office = _order_law(desk)
    clock.later(days=20)
    for agreed in (False, True):
        wanted = RepealLaw(COUNTY.digest, date(2026, 12, 24), "The board.", [{"ask": "share_court_date"}])
        order = list(desk.do(wanted, LEGAL).matter.orders)[-1]
        settled = SettleLaw(order, agreed=agreed, files=COUNTY.digest, why="" if agreed else "The board waits.")
        desk.do(settled, OTHER_LEGAL)
    return list(records.history(office))


def write_golden_of_repeals(folder: Path, clock: Clock, scratch: Path) -> None:
    """Write the payloads of orders that end a law, and the state that they fold to."""
    events = _repeal_law(clock, scratch)
    _write(folder, "repeals", events)


def _sign_cases(desk: Desk) -> str:
    """A case of a pack is signed off, and signed off otherwise."""
    desk.do(signing(LIBRARY), LEGAL)
    desk.do(signing(LIBRARY, verdict="wrong", words="The section was amended."), OTHER_LEGAL)
    return desk.records.office()  # type: ignore[no-any-return]


def write_golden_of_signing(folder: Path, desk: Desk) -> None:
    """Write the payloads of two sign-offs of one case, and the state that they fold to."""
    events = desk.records.history(_sign_cases(desk))
    _write(folder, "signing", events)


def write_golden_of_dates(folder: Path, desk: Desk) -> None:
    """Write the payloads of a paper of which the day was confirmed, and the state that they fold to."""
    _write(folder, "dated", desk.records.history(_add_paper(desk)))


def _write(folder: Path, name: str, events: list[Event]) -> None:
    (folder / f"events-{name}.jsonl").write_bytes(b"".join(event_bytes(event) + b"\n" for event in events))
    (folder / f"states-{name}.json").write_text(json.dumps(_states(events), indent=1, sort_keys=True) + "\n")


def write_golden(folder: Path, texas: Desk, clock: Clock) -> None:
    """Write the payloads of a day at the desk, and the states that they fold to."""
    events = _day_at_the_desk(texas, clock)
    folder.mkdir(exist_ok=True)
    _write(folder, "1", events)


def _states(events: list[Event]) -> list[Any]:
    """The state after each run of events, one run for each matter."""
    states, run = [], list[Event]()
    for event in [*events, None]:
        if run and (event is None or event.kind is EventKind.MATTER_OPENED):
            states.append(json.loads(json.dumps(written(fold(HANDLE, run)), default=dict)))
            run = []
        if event is not None:
            run.append(event)
    return states


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> list[bytes]:
    return [line for path in sorted(GOLDEN.glob("events-*.jsonl")) for line in path.read_bytes().splitlines()]


def test_every_kind_of_event_has_been_written_once(golden: list[bytes]) -> None:
    assert {read_event(HANDLE, payload).kind for payload in golden} == set(EventKind)


def test_old_events_are_read_and_written_alike(golden: list[bytes]) -> None:
    assert [event_bytes(read_event(HANDLE, payload)) for payload in golden] == golden


def test_old_events_fold_to_the_states_of_their_day(golden: list[bytes]) -> None:
    states = [state for path in sorted(GOLDEN.glob("states-*.json")) for state in json.loads(path.read_text())]
    found = _states([read_event(HANDLE, payload) for payload in golden])
    for old, new in zip(states, found, strict=True):
        assert _of_old(new, old) == old


def _of_old(new: Any, old: Any) -> Any:
    """A state without what its day did not know yet."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: _of_old(new.get(key), value) for key, value in old.items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_of_old(*pair) for pair in zip(new, old, strict=True)]
    return new


def test_the_events_of_today_have_the_form_of_the_old_ones(
    golden: list[bytes], records: MemoryRecords, clock: Clock, tmp_path: Path
) -> None:
    law = Adopting(records, tmp_path, LIBRARY)
    desk = Desk(records, clock, law=law, drafts=law.drafts)
    _sign_cases(desk)
    ordered = records.history(_order_law(desk))
    texas = Desk(MemoryRecords(clock), clock, "us-tx/sheriff")
    today = [json.loads(event_bytes(event)) for event in [*ordered, *_join(desk), *_day_at_the_desk(texas, clock)]]
    assert {event["v"] for event in today} == {1}
    old, new = _keys(map(json.loads, golden)), _keys(today)
    assert {kind: keys - new.get(kind, set()) for kind, keys in old.items() if keys - new.get(kind, set())} == {}


def _keys(payloads: Iterable[Any]) -> dict[str, set[str]]:
    """What stands in the bodies of each kind of event."""
    found: dict[str, set[str]] = {}
    for payload in payloads:
        found.setdefault(payload["kind"], set()).update(payload["body"])
    return found


def test_an_event_of_a_newer_form_is_refused_and_not_guessed(golden: list[bytes]) -> None:
    newer = json.dumps({**json.loads(golden[0]), "v": 2}).encode()
    with pytest.raises(GateError, match="form 2"):
        read_event(HANDLE, newer)


def test_every_kind_of_event_changes_a_state_but_those_of_the_office() -> None:
    assert set(EventKind) - set(_STEPS) == {EventKind.SETUP_CHANGED, EventKind.REFUSED}


def test_the_payload_of_an_event_says_nothing_of_its_codes_twice(golden: list[bytes]) -> None:
    assert {tuple(sorted(json.loads(payload))) for payload in golden} == {("at", "body", "by", "kind", "role", "v")}
