"""Who is told what, in words that name nobody."""

from datetime import timedelta
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import commands, tick
from comity.gate.state import Person
from comity.outbox import MessageKind, SendingOffice, compose, subject_and_body
from contract.desk import COUNSEL, DESK, LEGAL, OTHER_SUPERVISOR, START, SUPERVISOR, SYSTEM, Clock, Desk, charges

K = MessageKind
SHA = "cd" * 32


def _with_counsel(desk: Desk, *users: str, **booking: Any) -> str:
    handle = desk.open(name="Xochitl Quispe-Inventada", charges=charges("PC 459"), **booking)
    for user in users or (COUNSEL.name,):
        desk.do(commands.AppointCounsel(handle, user, "Cleo Defence"))
    return handle


def _told(rows: Any) -> list[tuple[MessageKind, str]]:
    return [(message.kind, message.user) for message in rows.messages]


def test_counsel_is_told_when_an_agency_asks_and_is_answered_and_told(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk)
    request = desk.receive(handle, Ask.HOLD, Ask.NOTIFY_RELEASE).id
    desk.answer(handle, request, Ask.HOLD, False)
    desk.do(commands.Disclose(handle, "the release date", "ICE", request, Ask.NOTIFY_RELEASE))
    desk.do(commands.GiveNotice(handle, request, "counsel_notice", "counsel", "en", SHA, "email"))
    desk.do(commands.Transfer(handle, "ICE", desk.receive(handle, Ask.TRANSFER).id), SUPERVISOR)
    kinds = [kind for kind, user in _told(rows) if user == COUNSEL.name]
    assert kinds == [K.CLIENT_ASKED, K.CLIENT_ANSWERED, K.CLIENT_TOLD, K.CLIENT_LETTER, K.CLIENT_ASKED, K.CLIENT_MOVED]
    assert rows.messages[0].to == "c.defence@defence.example"


def test_counsel_who_comes_later_learns_what_was_asked_before(desk: Desk, rows: Any) -> None:
    handle = desk.open()
    desk.receive(handle)
    assert rows.messages == []
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    assert _told(rows) == [(K.CLIENT_ASKED, COUNSEL.name)]
    desk.do(commands.AppointCounsel(handle, "e.new", "Eve Defence"))
    assert _told(rows)[1:] == [(K.CLIENT_ASKED, "e.new")]


def test_counsel_who_left_or_has_no_address_is_told_nothing(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk, COUNSEL.name, "n.address")
    desk.do(commands.WithdrawCounsel(handle, COUNSEL.name))
    desk.receive(handle)
    assert rows.messages == []


def test_a_move_that_no_agency_asked_for_is_no_alert(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk)
    desk.do(commands.Transfer(handle, "the county hospital"))
    assert rows.messages == []


def test_a_request_that_was_refused_at_the_door_tells_nobody(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk)
    with pytest.raises(Exception, match="not come yet"):
        desk.receive(handle, received_at=START + timedelta(days=1))
    assert rows.messages == []


def test_supervisors_are_told_of_alarms_and_legal_of_questions(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = desk.open(release_due=START + timedelta(hours=2))
    request = desk.receive(handle).id
    desk.do(commands.AskReview(handle, request, "Is Ana a citizen?", Ask.HOLD))
    assert _told(rows) == [(K.REVIEW_ASKED, LEGAL.name)]
    assert "citizen" not in rows.messages[0].body
    clock.later(hours=1)
    tick(desk.gate, [handle])
    alarms = [message for message in rows.messages if message.kind is K.ALARM]
    assert {message.user for message in alarms} == {SUPERVISOR.name, OTHER_SUPERVISOR.name}
    assert any("Release is due Friday, November 20, 11:00 a.m." in message.body for message in alarms)


def test_each_repeat_of_an_alarm_is_a_message_of_its_own(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = desk.open(release_due=START)
    desk.receive(handle)
    before = len(rows.messages)
    for _ in range(3):
        tick(desk.gate, [handle])
        clock.later(minutes=30)
    past = [each for each in rows.messages[before:] if "Release was due" in each.body and each.user == SUPERVISOR.name]
    assert len(past) == 3


def test_legal_is_reminded_of_what_waits_for_legal(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = desk.open()
    desk.do(commands.AskReview(handle, desk.receive(handle).id, "May we?", Ask.HOLD))
    clock.later(hours=4)
    tick(desk.gate, [handle])
    waiting = [each for each in rows.messages if "Legal was asked" in each.body]
    assert {each.user for each in waiting} == {SUPERVISOR.name, OTHER_SUPERVISOR.name, LEGAL.name}


def test_a_second_person_is_called_and_whoever_acted_is_not(desk: Desk, rows: Any) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    desk.do(commands.ProposeOverride(handle, request, Ask.HOLD, "do", "A judge's order."), SUPERVISOR)
    assert _told(rows) == [(K.SECOND_PERSON, OTHER_SUPERVISOR.name), (K.SECOND_PERSON, LEGAL.name)]
    desk.do(commands.OrderErasure(handle, "order 26-0001"), LEGAL)
    assert {user for _, user in _told(rows)[2:]} == {SUPERVISOR.name, OTHER_SUPERVISOR.name}


def test_counsels_own_acts_alert_only_others(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk, COUNSEL.name, "e.new")
    desk.receive(handle)
    desk.do(commands.DisputeFact(handle, "detainer", False), COUNSEL)
    assert _told(rows)[2:] == [(K.REVIEW_ASKED, LEGAL.name)]


def test_what_counsel_has_opened_is_let_go(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk, COUNSEL.name, "e.new")
    desk.receive(handle)
    desk.do(commands.ReadMatter(handle, "person"), DESK)
    assert not any(row.confirmed for row in rows.rows.values())
    desk.do(commands.ReadMatter(handle, "client"), COUNSEL)
    assert {row.waiting.message.user: row.confirmed for row in rows.rows.values()} == {
        COUNSEL.name: True,
        "e.new": False,
    }
    desk.do(commands.WithdrawCounsel(handle, "e.new"))
    assert all(row.confirmed for row in rows.rows.values())


def test_an_alarm_goes_out_although_a_supervisor_has_opened_the_matter(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = desk.open(release_due=START)
    desk.receive(handle)
    tick(desk.gate, [handle])
    desk.do(commands.ReadMatter(handle, "person"), SUPERVISOR)
    assert {row.waiting.message.user for row in rows.rows.values() if not row.confirmed} == {
        SUPERVISOR.name,
        OTHER_SUPERVISOR.name,
    }


def test_nothing_waits_about_a_matter_that_is_erased(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk)
    desk.receive(handle)
    desk.do(commands.OrderErasure(handle, "order 26-0001"), LEGAL)
    desk.do(commands.ApproveErasure(handle), SUPERVISOR)
    assert all(row.confirmed for row in rows.rows.values())


def test_the_same_event_makes_the_same_message(desk: Desk, rows: Any, office: SendingOffice, book: Any) -> None:
    handle = _with_counsel(desk)
    wanted = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), START, "i247a")
    done = desk.do(wanted)
    again = compose(done.events[0], done.matter, office, book)
    assert [message.id for message in again] == [message.id for message in rows.messages]
    rows.enqueue(again, START)
    assert len(rows.messages) == 1


def test_no_message_names_anybody_or_says_what_for(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = _with_counsel(desk, COUNSEL.name, "e.new", release_due=START + timedelta(hours=1))
    request = desk.receive(handle, officer="Officer Invented", words="Hold Quispe.").id
    desk.do(commands.AskReview(handle, request, "Is Quispe-Inventada known?", Ask.HOLD))
    desk.do(commands.ProposeOverride(handle, request, Ask.HOLD, "do", "Because of Xochitl."), SUPERVISOR)
    desk.answer(handle, request, Ask.HOLD, False)
    desk.do(commands.Disclose(handle, "Xochitl leaves", "Officer Invented", request))
    desk.do(commands.MergePersons(handle, Person("p", "Xochitl Quispe-Inventada")), SYSTEM)
    for _ in range(10):
        clock.later(hours=3)
        tick(desk.gate, [handle])
    assert len(rows.messages) > 20
    for message in rows.messages:
        for word in ("Xochitl", "Quispe", "Inventada", "B-1", "459", "Officer", handle):
            assert word not in message.subject + message.body, message


@pytest.mark.parametrize("kind", MessageKind)
def test_every_message_is_written_in_both_languages_and_says_what_to_do(
    kind: MessageKind, office: SendingOffice
) -> None:
    for language, sign_in in (("en", "Sign in"), ("es", "Inicie sesión")):
        subject, body = subject_and_body(kind, language, office, words="Release is due Friday.")
        assert sign_in in body
        assert {office.sign_in, office.telephone, office.name} <= set(
            body.replace(",", "\n").replace(" 555", "555").split("\n")
        )
        assert len(subject) < 70
        assert "{" not in subject + body


def test_somebody_who_reads_spanish_is_written_to_in_spanish(desk: Desk, rows: Any) -> None:
    desk.receive(_with_counsel(desk, "e.new"))
    (message,) = rows.messages
    assert message.language == "es"
    assert message.body.startswith("Una agencia federal preguntó por un cliente suyo. Inicie sesión para leerlo.")


def test_an_agency_that_is_not_federal_is_not_called_so(desk: Desk, rows: Any) -> None:
    handle = _with_counsel(desk, COUNSEL.name, "e.new")
    desk.receive(handle, requester="other_state", purpose="criminal")
    assert [message.subject for message in rows.messages] == [
        "An agency asked about a client of yours",
        "Una agencia preguntó por un cliente suyo",
    ]
