"""What pages ask for: found, in order, with a number of queries that does not grow, each by an index."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comity.facts import Ask
from comity.gate import commands
from comity.store import finding, queries
from comity.store.models import Matter, NameWord, Request
from comity.store.names import known
from comity.store.oversight import findings
from contract.desk import COUNSEL, DESK, LEGAL, START, SUPERVISOR, Desk


@pytest.fixture(autouse=True)
def _words_are_looked_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "LONGEST", 0.0)


LISTS: dict[str, Callable[[], Any]] = {
    "today": lambda: [(list(row.asks.all()), row.owed, row.matter.name) for row in queries.today()],
    "watched": lambda: queries.watched(START + timedelta(days=9)),
    "waiting for legal": lambda: [row.matter.name for row in queries.waiting_for_legal()],
    "overrides waiting": lambda: [row.matter.name for row in queries.overrides_waiting()],
    "notices": lambda: [row.matter.name for row in queries.notices_unconfirmed()],
    "counsel": lambda: [(row.name, [list(one.asks.all()) for one in row.requests.all()])
                        for row in queries.of_counsel(COUNSEL.name)],
    "find": lambda: finding.find("invented"),
}  # fmt: skip


def _busy(desk: Desk, number: int) -> list[str]:
    """Some matters in which everything waits that can."""
    handles = []
    for each in range(number):
        due = START + timedelta(hours=each + 1)
        handle = desk.open(name=f"Ana Invented Number{each}", number=f"B-{each}", release_due=due)
        request = desk.receive(handle, Ask.HOLD, Ask.INTERVIEW)
        desk.do(commands.AskReview(handle, request.id, "What now?", Ask.INTERVIEW))
        desk.do(commands.ProposeOverride(handle, request.id, Ask.HOLD, "do", "an order of the court"), SUPERVISOR)
        desk.do(commands.AppointCounsel(handle, COUNSEL.name, "C. Defence"))
        notice = commands.GiveNotice(handle, request.id, "copy_of_request", "person", "es", "ab" * 32, "hand")
        desk.do(notice)
        handles.append(handle)
    return handles


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_many_as_for_one(desk: Desk, name: str) -> None:
    counts = []
    for number in (1, 12):
        _busy(desk, number)
        with CaptureQueriesContext(connection) as seen:
            assert LISTS[name]()
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 6, counts


def test_lists_hold_what_waits_and_the_earliest_is_first(desk: Desk) -> None:
    handles = _busy(desk, 3)
    assert [row.matter_id for row in queries.today()] == handles
    assert {row.matter_id for row in queries.waiting_for_legal()} == set(handles)
    assert {row.matter_id for row in queries.overrides_waiting()} == set(handles)
    assert {row.matter_id for row in queries.notices_unconfirmed()} == set(handles)
    assert {row.handle for row in queries.of_counsel(COUNSEL.name)} == set(handles)
    assert list(queries.of_counsel("nobody")) == []
    notice = next(iter(desk.matter(handles[0]).notices))
    review = next(iter(desk.matter(handles[0]).reviews))
    override = next(iter(desk.matter(handles[0]).overrides))
    desk.do(commands.ConfirmNotice(handles[0], notice, "signed"))
    desk.do(commands.GiveReview(handles[0], review, "do_not", "No authority."), LEGAL)
    desk.do(commands.SettleOverride(handles[0], override, confirm=False, why_not="no order"), LEGAL)
    desk.do(commands.WithdrawCounsel(handles[0], COUNSEL.name))
    for found in (queries.waiting_for_legal(), queries.overrides_waiting(), queries.notices_unconfirmed()):
        assert {row.matter_id for row in found} == set(handles[1:])
    assert handles[0] not in {row.handle for row in queries.of_counsel(COUNSEL.name)}
    assert queries.watched(START - timedelta(days=400)) == []
    assert set(queries.watched(START + timedelta(days=400))) == set(handles)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("elena", {"B-1"}), ("ELENA QUI", {"B-1"}), ("quispe, elena", {"B-1"}), ("rojas", {"B-1"}),
        ("vega tomas", {"B-2"}), ("Tomás", {"B-2"}), ("b-1", {"B-1", "B-10"}), ("B-10", {"B-10"}), ("jun", {"B-10"}),
        ("朴", {"B-10"}), ("quispe vega", set()), ("%", set()), ("_", set()), ("", set()), ("'; --", set()),
        ("2026-0001", {"B-2"}),
    ],
)  # fmt: skip
def test_a_person_is_found_by_number_or_by_the_beginnings_of_words(desk: Desk, sought: str, found: set[str]) -> None:
    for name, number in (("Elena Quispe-Rojas", "B-1"), ("Tomás Vega Invented", "B-2"), ("Jun 朴 Park", "B-10")):
        handle = desk.open(name=name, number=number)
        if number == "B-2":
            desk.receive(handle)
    assert {row.booking_number for row in finding.find(sought).matters} == found


def test_a_whole_number_is_found_however_many_begin_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_MOST_CANDIDATES", 3)
    for number in ("B-19", "B-18", "B-17", "B-16", "B-1", "B-15"):
        desk.open(number=number)
    found = {row.booking_number for row in finding.find("b-1").matters}
    assert "B-1" in found
    assert len(found) < 6, "those that only begin so are bounded"


@pytest.mark.parametrize("sought", ["Elena Kwispe", "Helena Quispe", "Elena Quispes", "Qispe Elena"])
def test_a_name_that_is_almost_alike_is_proposed_and_not_taken(desk: Desk, sought: str) -> None:
    desk.open(name="Elena Quispe Rojas", number="B-1")
    desk.open(name="Bartholomew Sample", number="B-2")
    found = finding.find(sought)
    assert [row.booking_number for row in (*found.matters, *found.near)] == ["B-1"]


def test_those_who_are_held_are_found_first_and_then_the_newest(desk: Desk) -> None:
    for day, number in enumerate(("B-1", "B-2", "B-3")):
        handle = desk.open(name="Ana Invented", number=number, booked_at=START - timedelta(days=9 - day))
        if number == "B-3":
            desk.do(commands.Release(handle), DESK)
    assert [row.booking_number for row in finding.find("ana invented").matters] == ["B-2", "B-1", "B-3"]


@pytest.mark.parametrize("sought", ["ana rare", "rare ana", "an ra inv"])
def test_a_rare_word_beside_a_common_one_finds_whoever_has_both(desk: Desk, sought: str) -> None:
    for number in range(9):
        desk.open(name=f"Ana Invented{'' if number else ' Rare'}", number=f"B-{number}")
    assert [row.booking_number for row in finding.find(sought).matters] == ["B-0"]


def test_whoever_searches_some_minutes_later_does_not_wait_for_the_words_to_be_looked_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = known.known_words()
    monkeypatch.setattr(known, "LONGEST", float("inf"))
    monkeypatch.setattr(known, "KEPT", -1.0)
    assert known.known_words() is before
    for looking in [each for each in threading.enumerate() if each.name == known.NAME]:
        looking.join()
    monkeypatch.setattr(known, "KEPT", float("inf"))
    assert known.known_words() is not before


WORD = st.text("abcé朴", min_size=1, max_size=4)


@given(st.dictionaries(WORD, st.integers(1, 9)), WORD, st.lists(WORD, unique=True))
def test_how_many_words_begin_so_is_what_counting_them_one_by_one_gives(
    counted: dict[str, int], begin: str, some: list[str]
) -> None:
    words = known.Words.of(sorted(counted.items()), at=0.0)
    assert words.beginning(begin) == sum(count for word, count in counted.items() if word.startswith(begin))
    assert words.among(some) == sum(counted.get(word, 0) for word in some)


ANA = Matter(name="Ana", name_key="ana", birth_date=START.date(), source="county")
WORDS = "sqlite_autoindex_store_nameword_1" if connection.vendor == "sqlite" else "store_nameword_pkey"
INDEXED: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "today": (queries.today, "request_open"),
    "legal": (queries.waiting_for_legal, "review_waits"),
    "overrides": (queries.overrides_waiting, "override_waits"),
    "notices": (queries.notices_unconfirmed, "notice_out"),
    "watched": (lambda: Matter.objects.filter(watch_at__lte=START).order_by("watch_at"), "matter_watch"),
    "held": (
        lambda: Matter.objects.filter(in_custody=True, release_due__lte=START).order_by("release_due"),
        "matter_held",
    ),
    "booking": (lambda: Matter.objects.filter(queries.begins("booking_number", "B-1")), "matter_booking"),
    "duties not done": (lambda: findings.unanswered_duties(START), "duty_undone"),
    "word": (lambda: NameWord.objects.filter(queries.begins("id", "ana")), WORDS),
    "of the same name by hand": (lambda: finding.alike_by_hand([ANA]), "matter_by_hand"),
    "let go late": (
        lambda: Matter.objects.filter(released_at__gt=F("release_due"), released_at__gte=START),
        "matter_late",
    ),
    "newest requests": (lambda: Request.objects.order_by("-received_at", "id")[:25], "request_newest"),
}


@pytest.mark.parametrize("name", INDEXED)
def test_each_question_is_answered_from_its_index(desk: Desk, name: str) -> None:
    make, index = INDEXED[name]
    if connection.vendor == "sqlite":
        assert index in make().explain()
    else:  # its planner looks at how many rows there are; the bench asks it over two hundred thousand bookings
        with connection.cursor() as cursor:
            assert index in connection.introspection.get_constraints(cursor, make().model._meta.db_table)
