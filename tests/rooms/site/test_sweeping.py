"""The sweep of a desk: what is new is read once, its person is found, and what the gate did not know is raised."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desk_for_tests import OFFICE
from rooms.feeds.trails.conftest import LOG_HEADER, LOG_MAP, letter

SOURCES = """\
sources:
- {name: archive, kind: mbox, path: archive.mbox}
- {name: telephone, kind: log, files: "calls*.csv", map: calls.yaml}
addresses: {ice: [555-017-7000]}
"""


@pytest.fixture
def held(opened: Any, db: None, settings: Any, tmp_path: Path) -> Any:
    """Two invented people, about one of whom an agency has asked; and a home with an archive and a telephone log."""
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking, Person

    settings.COMITY_HOME = dataclasses.replace(settings.COMITY_HOME, folder=tmp_path)
    turned = SimpleNamespace(now=opened.clock())
    settings.COMITY_CLOCK = lambda: turned.now
    desk, now = Actor("d.booth", Role.DESK), turned.now

    def open_(name: str, number: str, *notes: str) -> str:
        booking = Booking(number, booked_at=now - timedelta(days=1), notes=notes)
        return str(opened.gate.do(commands.OpenMatter(Person("", name), booking), desk).matter.handle)

    ana = open_("Ana Inventada-Rojas", "B-55102", "Awaiting a call from ICE", "ice pack for left knee")
    ben = open_("Ben Invented-Gray", "B-55103")
    opened.gate.do(commands.WriteNote(ben, "Notified ICE of his court date Friday."), desk)
    asks = (Ask.HOLD, Ask.NOTIFY_RELEASE)
    command = commands.ReceiveRequest(ana, "ice_ero", asks, now - timedelta(hours=3), "i247a", "civil_immigration")
    opened.gate.do(command, desk)
    (tmp_path / "sweep.yaml").write_text(SOURCES)
    (tmp_path / "calls.yaml").write_text(LOG_MAP)
    (tmp_path / "calls.csv").write_text(LOG_HEADER)
    (tmp_path / "archive.mbox").write_bytes(b"")
    return SimpleNamespace(desk=opened, ana=ana, ben=ben, home=tmp_path, turned=turned, day=now)


def mailed(held: Any, *bodies: str) -> None:
    date = (held.day - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    with (held.home / "archive.mbox").open("ab") as stream:
        for body in bodies:
            made = letter(body, Date=date, Message_ID="", Subject="")
            stream.write(b"From clerk Fri Nov 20 09:40:00 2026\n" + bytes(made) + b"\n\n")


def swept(held: Any) -> dict[str, Any]:
    from comity.site.rounds.sweeping import sweep_desk

    return {each.source: each for each in sweep_desk(held.desk)}


def found(**wanted: Any) -> list[Any]:
    from comity.store.models import Finding

    return list(Finding.objects.filter(**wanted).order_by("at", "id"))


def test_notes_are_read_once_and_what_the_gate_knew_is_told_apart(held: Any) -> None:
    first = swept(held)["notes"]
    assert (first.texts, first.contacts, first.raised) == (3, 2, 2)
    of_ana, of_ben = found(matter_id=held.ana), found(matter_id=held.ben)
    assert [(each.act, each.knowledge, each.is_open) for each in of_ana] == [("waiting_for", "knew", False)]
    assert [(each.act, each.knowledge, each.is_open) for each in of_ben] == [("told", "did_not_know", True)]
    assert of_ana[0].request_id
    again = swept(held)["notes"]
    assert (again.texts, again.raised) == (0, 0)
    assert len(found()) == 2


def test_mail_is_read_once_however_the_file_grows_and_its_person_is_found(held: Any) -> None:
    mailed(held, "Told ICE that Ben Invented-Gray (booking B-55103) is in court Friday.", "Lunch at noon.")
    first = swept(held)["archive"]
    assert (first.texts, first.passed, first.raised, first.refused) == (2, 0, 1, 0)
    (seen,) = found(channel="mail")
    assert (seen.matter_id, seen.is_about_nobody) == (held.ben, False)
    mailed(held, "Called ICE about somebody, no name yet.")
    second = swept(held)["archive"]
    assert (second.texts, second.passed, second.raised) == (1, 0, 1)
    assert (swept(held)["archive"].texts, swept(held)["archive"].passed) == (0, 0)


def test_mail_of_which_the_beginning_is_another_now_is_looked_at_whole_and_nothing_is_raised_twice(held: Any) -> None:
    mailed(held, "Called ICE about somebody, no name yet.", "Lunch at noon.")
    swept(held)
    archive = held.home / "archive.mbox"
    archive.write_bytes(archive.read_bytes().replace(b"Lunch", b"Brunch"))
    again = swept(held)["archive"]
    assert (again.texts, again.passed, again.raised) == (1, 1, 0)


def test_a_text_that_is_left_for_another_time_is_read_then_and_those_before_it_are_not(held: Any) -> None:
    from comity.feeds.trails.pieces import Piece, Since, Taken, TrailError
    from comity.feeds.trails.sweeping import Sweep
    from comity.store.oversight.sweep_book import DjangoSweepBook
    from comity.sweep import Channel, Text, rules_for, shipped_phrases

    goes_away, begun = [True], list[str]()

    def read(number: int) -> Taken:
        if number == 2 and goes_away[0]:
            raise TrailError("the server went away", help="Wait.", is_passing=True)
        return Taken(Text(Channel.MAIL, f"t{number}", held.day, "Lunch at noon."))

    class Numbers:
        name, channel = "numbers", Channel.MAIL

        def size(self) -> int:
            return 4

        def pieces(self, since: Since) -> Any:
            begun.append(since.mark)
            for number in range(int(since.mark or 0) + 1, 5):
                yield Piece(str(number), f"text {number}", lambda n=number: read(n), lambda n=number: str(n))  # type: ignore[misc]

    sweep = Sweep(held.desk.gate, DjangoSweepBook(held.desk.records), rules_for(shipped_phrases()), batch=1)  # type: ignore[arg-type]
    first = sweep.trail(Numbers())
    assert (first.texts, first.refused) == (3, 1)
    goes_away[0] = False
    second = sweep.trail(Numbers())
    assert (second.texts, second.passed) == (1, 2)
    assert sweep.trail(Numbers()).texts == 0
    assert begun == ["", "1", "4"]


def test_what_names_nobody_is_kept_by_the_office(held: Any) -> None:
    mailed(held, "Called ICE about somebody in intake, will call again tomorrow.")
    swept(held)
    seen = found(channel="mail")
    assert seen
    assert {each.is_about_nobody for each in seen} == {True}
    assert held.desk.records.matters([seen[0].matter_id])[seen[0].matter_id].is_of_office


def test_a_call_with_an_agencys_own_number_needs_no_words(held: Any) -> None:
    moment = (held.day - timedelta(hours=2)).isoformat(timespec="seconds")
    (held.home / "calls.csv").write_text(
        LOG_HEADER + f"{moment},555-010-0100,(555) 017-7000,B-55103,,40\n" + "soon,555-010-0100,555-020-0200,,,40\n"
    )
    telephone = swept(held)["telephone"]
    assert (telephone.texts, telephone.raised, telephone.refused) == (1, 1, 1)
    assert telephone.faults[0].startswith("calls.csv, line 3: `Started` says `soon`")
    (seen,) = found(channel="call")
    assert (seen.matter_id, seen.way, seen.agency) == (held.ben, "to_them", "ice")


def test_what_was_read_is_counted_by_channel(held: Any) -> None:
    from comity.store.oversight.sweep_book import read_since

    mailed(held, "Lunch at noon.", "Lunch at one.")
    swept(held)
    assert read_since(held.day.date()) == {"note": 3, "mail": 2}
    assert read_since(held.day.date() + timedelta(days=1)) == {}


def test_the_words_are_in_no_table_and_go_with_the_matter(durable: None, held: Any) -> None:
    from django.db import connection

    from comity.gate import Actor, NotFoundError, Role, commands
    from comity.store.models import Swept, SweptMatter

    swept(held)
    (name,) = [each.seen for each in found(matter_id=held.ben)]
    assert "court date" in held.desk.records.matters([held.ben])[held.ben].findings[name].seen.excerpt
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM store_finding")
        assert not [row for row in cursor.fetchall() if any("court date" in str(cell) for cell in row)]
    held.desk.gate.do(commands.OrderErasure(held.ben, "Superior Court 26-1"), Actor("l.one", Role.LEGAL))
    held.desk.gate.do(commands.ApproveErasure(held.ben), Actor("s.two", Role.SUPERVISOR))
    assert found(matter_id=held.ben) == []
    assert not Swept.objects.filter(matter_id=held.ben).exists()
    assert not SweptMatter.objects.filter(matter_id=held.ben).exists()
    with pytest.raises(NotFoundError):
        held.desk.records.matters([held.ben])
    swept(held)
    assert found(matter_id=held.ben) == []


def test_the_clock_sweeps_where_it_is_told_to_and_not_every_minute(held: Any) -> None:
    from comity.site.rounds.sweeping import is_due
    from comity.site.ticking import tick_desk

    assert "raised 2 findings" in tick_desk(held.desk).lines
    assert not is_due(held.desk)
    held.turned.now += timedelta(minutes=16)
    assert is_due(held.desk)
    (held.home / "sweep.yaml").unlink()
    assert not is_due(held.desk)


def test_a_fault_of_one_source_is_told_and_keeps_no_other_from_being_read(held: Any) -> None:
    from comity.site.ticking import tick_desk

    (held.home / "archive.mbox").unlink()
    faults = tick_desk(held.desk).faults
    assert [fault for fault in faults if "1 texts could not be read" in fault and "archive" in fault]
    assert len(found()) == 2


def test_what_cannot_be_read_now_is_read_another_time_and_what_never_can_is_told_once(held: Any) -> None:
    import mailbox

    (held.home / "sweep.yaml").write_text("sources: [{name: box, kind: maildir, path: box}]\n")
    box = mailbox.Maildir(held.home / "box")
    box.add(bytes(letter("Told ICE about B-55103.", Subject="")))
    box.add(b"Subject: many\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500)
    away = held.home / "away"
    kept = next(file for file in (held.home / "box" / "new").iterdir() if b"Told" in file.read_bytes())
    kept.rename(away)
    kept.symlink_to(held.home / "nowhere")
    first = swept(held)["box"]
    assert (first.texts, first.refused) == (0, 2)
    kept.unlink()
    away.rename(kept)
    second = swept(held)["box"]
    assert (second.texts, second.passed, second.refused, second.raised) == (1, 1, 0, 1)


def test_phrases_of_the_office_are_read_beside_those_of_every_place(held: Any) -> None:
    (held.home / "phrases.yaml").write_text(
        "phrases: harbor\ntitle: Harbor's own words\nagencies: {ice: the harbor desk}\n"
    )
    mailed(held, "Told the harbor desk that B-55103 leaves at noon.")
    swept(held)
    assert [each.agency for each in found(channel="mail")] == ["ice"]


# --- what data shows without words


def traces(held: Any) -> dict[str, Any]:
    swept(held)
    return {each.act: each for each in found(channel="trace")}


def test_a_release_past_its_moment_while_a_request_is_open_is_a_trace(held: Any) -> None:
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking

    due = held.day - timedelta(hours=5)
    booking = Booking("B-55102", booked_at=held.day - timedelta(days=1), release_due=due)
    held.desk.gate.do(commands.ChangeRecords(held.ana, booking=booking), Actor("feed", Role.SYSTEM))
    trace = traces(held)["late_release"]
    assert (trace.matter_id, trace.agency, trace.knowledge, trace.is_open) == (held.ana, "ice_ero", "knew_part", True)
    assert trace.request_id
    assert len(found(channel="trace")) == len(traces(held)) == 1


def test_a_release_that_is_put_off_after_a_contact_is_a_trace(held: Any) -> None:
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking

    feed, at = Actor("feed", Role.SYSTEM), held.day

    def due(hours: int) -> None:
        booking = Booking("B-55103", booked_at=at - timedelta(days=1), release_due=at + timedelta(hours=hours))
        held.desk.gate.do(commands.ChangeRecords(held.ben, booking=booking), feed)

    due(4)
    assert traces(held) == {}
    held.turned.now += timedelta(hours=2)
    due(9)
    trace = traces(held)["moved_release"]
    assert trace.matter_id == held.ben
    said = held.desk.records.matters([held.ben])[held.ben].findings[trace.seen].seen.says
    assert said == "the release was put off by 5 hours after a contact"


def test_what_left_without_a_decision_is_a_trace_unless_a_finding_was_explained_by_it(held: Any) -> None:
    from comity.gate import Actor, Role, commands
    from comity.gate.findings.commands import ExplainFinding

    supervisor = Actor("s.overall", Role.SUPERVISOR)
    swept(held)
    (told,) = found(matter_id=held.ben)
    held.desk.gate.do(ExplainFinding(held.ben, told.seen, "around", "She says so.", "the day in court"), supervisor)
    assert traces(held) == {}
    held.desk.gate.do(commands.Disclose(held.ana, "the release time", "ICE"), supervisor)
    assert traces(held)["disclosed_without_decision"].matter_id == held.ana


def test_a_look_up_by_an_outside_account_before_the_booking_is_a_trace(held: Any) -> None:
    look_ups = LOG_MAP.replace("channel: call", "channel: lookup").replace("booking: Booking", "person: Booking")
    (held.home / "calls.yaml").write_text(look_ups)
    moment = (held.day - timedelta(days=3)).isoformat(timespec="seconds")
    (held.home / "calls.csv").write_text(
        LOG_HEADER + f"{moment},agent@ice.dhs.gov,,Ben Invented-Gray,record viewed,1\n"
    )
    trace = traces(held)["looked_up_before_arrest"]
    assert trace.matter_id == held.ben
    assert [each.channel for each in found(matter_id=held.ben, channel="lookup")] == ["lookup"]


# --- cut off in the middle


@pytest.fixture
def home(tmp_path: Path) -> Any:
    """A desk in a home of its own, with an archive of many mails of which each tenth is a contact."""
    (tmp_path / "office.yaml").write_text(OFFICE)
    (tmp_path / "sweep.yaml").write_text("sources: [{name: archive, kind: mbox, path: archive.mbox}]\n")
    with (tmp_path / "archive.mbox").open("wb") as stream:
        for number in range(1_000):
            body = f"Told ICE about number {number}." if number % 10 == 0 else f"Lunch {number}."
            made = letter(body)
            made.replace_header("Message-ID", f"<{number}@harbor.example>")
            stream.write(b"From clerk Fri Nov 20 09:40:00 2026\n" + bytes(made) + b"\n\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    surroundings = {**kept, "COMITY_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "comity"]
    subprocess.run([*command, "begin"], env=surroundings, check=True, capture_output=True)
    return SimpleNamespace(command=command, surroundings=surroundings, folder=tmp_path)


def test_a_sweep_that_is_killed_goes_on_where_it_was_and_raises_nothing_twice(home: Any, tally: Any) -> None:
    import sqlite3

    def count(query: str) -> int:
        with sqlite3.connect(f"file:{home.folder / 'desk.db'}?mode=ro", uri=True) as database:
            return int(database.execute(query).fetchone()[0])

    read = "SELECT coalesce(sum(texts), 0) FROM store_sweepcount"
    process = subprocess.Popen([*home.command, "sweep"], env=home.surroundings, stdout=subprocess.DEVNULL)
    while count(read) == 0 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = count(read)
    assert 0 < before < 1_000
    assert before % 200 == 0
    done = subprocess.run([*home.command, "sweep"], env=home.surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"archive: {1_000 - before:,} read, 0 read before" in done.stdout
    assert count(read) == 1_000
    assert count("SELECT count(*) FROM store_finding") == count("SELECT count(DISTINCT seen) FROM store_finding") == 100
    again = subprocess.run([*home.command, "sweep"], env=home.surroundings, capture_output=True, text=True, check=False)
    assert (again.returncode, "archive: 0 read, 0 read before" in again.stdout) == (0, True)
    tally("sweeps killed")


def test_a_request_that_is_recorded_after_its_contact_was_found_is_known_later_and_never_as_known(held: Any) -> None:
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    mailed(held, "ICE asked us to hold Ben Invented-Gray (booking B-55103).")
    swept(held)
    assert [each.knowledge for each in found(channel="mail", act="asked")] == ["did_not_know"]
    held.turned.now += timedelta(hours=26)
    at = held.turned.now - timedelta(hours=27)
    asked = commands.ReceiveRequest(held.ben, "ice_ero", (Ask.HOLD,), at, "email", "civil_immigration")
    held.desk.gate.do(asked, Actor("d.booth", Role.DESK))
    assert swept(held)["notes"].raised == 0
    (seen,) = found(channel="mail", act="asked")
    assert (seen.knowledge, seen.is_open) == ("knew_later", True)
    assert seen.request_id
    assert swept(held)["notes"].texts == 0


def test_what_was_told_before_it_was_answered_is_shown_as_acted_on_before_the_answer(held: Any) -> None:
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands
    from comity.sweep import TraceKind

    desk, legal = Actor("d.booth", Role.DESK), Actor("l.clause", Role.LEGAL)
    supervisor, second = Actor("s.over", Role.SUPERVISOR), Actor("t.over", Role.SUPERVISOR)
    at = held.turned.now - timedelta(hours=2)
    asked = commands.ReceiveRequest(held.ben, "ice_ero", (Ask.SHARE_COURT_DATE,), at, "email", "civil_immigration")
    request = list(held.desk.gate.do(asked, desk).matter.requests)[-1]
    wanted = commands.ProposeOverride(held.ben, request, Ask.SHARE_COURT_DATE, "do", "A judge has said so.")
    override = list(held.desk.gate.do(wanted, supervisor).matter.overrides)[-1]
    held.desk.gate.do(commands.SettleOverride(held.ben, override, confirm=True), second)
    held.desk.gate.do(commands.AnswerAsk(held.ben, request, Ask.SHARE_COURT_DATE, True), desk)
    before = held.turned.now - timedelta(minutes=50)
    told = commands.Disclose(held.ben, "the court date", "ice_ero", request, Ask.SHARE_COURT_DATE, before)
    held.desk.gate.do(told, legal)
    swept(held)
    kinds = [each.act for each in found(channel="trace", matter_id=held.ben)]
    assert kinds == [TraceKind.ANSWERED_BEFORE_SEALED.value]
    swept(held)
    assert len(found(channel="trace", matter_id=held.ben)) == 1
