"""What cannot be kept or read again is refused at the door, before any rule is asked."""

from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.facts import Ask
from comity.gate import Actor, CommandError, GateError, Role, commands
from comity.gate.checking import MAX_LONG, check
from comity.gate.findings.commands import ExplainFinding, MatchFinding, OpenFinding, RaiseFinding, ReopenFinding
from comity.gate.findings.state import Seen
from comity.gate.ordering.commands import OrderLaw, SettleLaw
from comity.gate.signing.commands import SignCase
from comity.gate.state import Booking, CourtDate, Paper, Person
from comity.gate.visiting.commands import RecordVisit
from contract.desk import DESK, PAPER, START, Desk

PERSON = Person("", "Ana Invented")
REQUEST = commands.ReceiveRequest(
    "m", "ice_ero", (Ask.HOLD,), START, "i247a", "", "An Officer", "the words", (PAPER,), {"detainer": True}
)
EXAMPLES: list[Any] = [
    commands.OpenMatter(PERSON, Booking("B-1", "main", START, notes=("note",), court_dates=(CourtDate(START, "c"),))),
    commands.ChangeRecords("m", PERSON, Booking("B-1")),
    REQUEST,
    commands.EstablishFact("m", "detainer", True, "paper", "r"),
    commands.DisputeFact("m", "detainer", False, "paper", "r"),
    commands.Decide("m", "r"),
    commands.AskReview("m", "r", "question"),
    commands.GiveReview("m", "v", "do", "opinion"),
    commands.ProposeOverride("m", "r", Ask.HOLD, "do", "reason"),
    commands.SettleOverride("m", "o", confirm=False, why_not="why"),
    commands.AnswerAsk("m", "r", Ask.HOLD, yes=False, told="told", words="words"),
    commands.Disclose("m", "what", "to", "r", Ask.HOLD, START),
    commands.GiveNotice("m", "r", "kind", "person", "es", "ab" * 32, "hand", ("duty",)),
    commands.ConfirmNotice("m", "n", "how"),
    commands.FinishDuty("m", "d", "how"),
    commands.EndHold("m", "h", "why"),
    commands.Transfer("m", "to", "r", START),
    commands.RecordCourtDate("m", CourtDate(START, "court", "docket")),
    commands.WriteNote("m", "text"),
    RecordVisit("m", "ice", Ask.INTERVIEW, True, "officer", "saw", START, "written", True, "decided", "r"),
    commands.AppointCounsel("m", "user", "name"),
    commands.RaiseAlarm("m", "a", "kind", "about", "words", START),
    commands.ReadMatter("m", "page"),
    commands.CloseRequest("m", "r", "why"),
    commands.MergePersons("m", PERSON),
    commands.OrderErasure("m", "order"),
    commands.ChangeSetup("what", "value"),
    commands.WithdrawErasure("m", "why"),
    commands.RecordRefusal("what", "value"),
    commands.FileReport("sign", "report", "digest"),
    SignCase("us-ca", "digest", {}, "digest", "right", "why"),
    OrderLaw("files", date(2026, 12, 1), "why"),
    SettleLaw("order", agreed=False, files="files", why="why"),
    RaiseFinding(
        Seen("i", "s", "note", "t", START, "told", "to_them", "ice", "r", "says", "knew", "why", "words"), "m"
    ),
    OpenFinding("m", "f"),
    MatchFinding("m", "f", START, "why", ("r",), "r"),
    ExplainFinding("m", "f", "around", "why", "told"),
    ReopenFinding("m", "f", "why"),
]


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Every place in a command at which there is a text."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from _texts(part, (*path, place))
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name), (*path, each.name))


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, tuple):
        return tuple(_put(part, path[1:], new) if place == path[0] else part for place, part in enumerate(value))
    changed = {each.name: getattr(value, each.name) for each in fields(value)}
    return type(value)(**{**changed, path[0]: _put(changed[path[0]], path[1:], new)})


PLACES = [(example, path) for example in EXAMPLES for path in _texts(example)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: type(each).__name__)
def test_what_is_well_formed_passes(example: Any) -> None:
    check(example, DESK)


@pytest.mark.parametrize(("example", "path"), PLACES, ids=lambda each: getattr(type(each), "__name__", "x"))
@pytest.mark.parametrize("text", ["x" * (MAX_LONG + 1), "null\x00", "half a pair \ud83d", "bell\x07", "\x9b31m"])
def test_no_text_is_endless_or_cannot_be_written_down(example: Any, path: tuple[Any, ...], text: str) -> None:
    with pytest.raises(CommandError):
        check(_put(example, path, text), DESK)


@pytest.mark.parametrize("moment", [datetime(2026, 11, 20), START.replace(year=1700), START.replace(year=2300)])
def test_every_moment_has_a_zone_and_a_year_of_somebodys_life(desk: Desk, moment: datetime) -> None:
    handle = desk.open()
    for command in (
        commands.Release(handle, moment),
        commands.Disclose(handle, "what", "to", at=moment),
        commands.RecordCourtDate(handle, CourtDate(moment)),
        commands.ChangeRecords(handle, booking=Booking("B-1", release_due=moment)),
        RecordVisit(handle, "ice", Ask.INTERVIEW, True, at=moment),
    ):
        with pytest.raises(CommandError):
            desk.do(command)
    with pytest.raises(CommandError):
        desk.receive(handle, received_at=moment)


def test_no_list_is_endless(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(CommandError, match="more than 500"):
        desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", notes=("note",) * 501)))
    with pytest.raises(CommandError, match="more than 500"):
        desk.receive(handle, papers=(Paper("p", "ab" * 32, 1),) * 501)


@pytest.mark.parametrize("name", ["", "  ", "x" * 300, "null\x00"])
def test_whoever_acts_has_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(CommandError):
        desk.do(commands.WriteNote(desk.open(), "x"), Actor(name, Role.DESK))


@pytest.mark.parametrize(
    "wrong",
    [
        {"requester": "nobody"},
        {"requester": ""},
        {"instrument": "carrier pigeon"},
        {"instrument": ""},
        {"purpose": "mischief"},
        {"received_at": START + timedelta(minutes=1)},
        {"received_at": START - timedelta(days=3_700)},
    ],
)
def test_a_request_that_is_not_one_is_refused_and_nothing_happens(desk: Desk, wrong: dict[str, Any]) -> None:
    handle = desk.open()
    before = desk.matter(handle)
    with pytest.raises(CommandError):
        desk.receive(handle, **wrong)
    assert desk.matter(handle) == before


def test_a_request_asks_for_something_and_for_nothing_twice(desk: Desk) -> None:
    handle = desk.open()
    for asks in ((), (Ask.HOLD, Ask.HOLD)):
        with pytest.raises(CommandError, match="asks for nothing"):
            desk.do(commands.ReceiveRequest(handle, "ice_ero", asks, START, "i247a"))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(b"x"),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=9), part, max_size=3),
    max_leaves=9,
)


@settings(max_examples=40)
@given(name=st.sampled_from(["detainer", "purpose", "release_due", "convictions", "x"]) | st.text(), value=PLAIN)
def test_any_value_of_a_fact_is_stated_or_refused_and_never_breaks_anything(name: str, value: object) -> None:
    desk = _desk()
    handle = desk.open()
    desk.receive(handle)
    for command in (commands.EstablishFact(handle, name, value), commands.DisputeFact(handle, name, value)):
        with suppress(GateError):
            desk.do(command)
        assert desk.matter(handle) == desk.records.tables[handle]


def _desk() -> Desk:
    from contract.desk import Clock
    from contract.memory import MemoryRecords

    clock = Clock()
    return Desk(MemoryRecords(clock), clock)
