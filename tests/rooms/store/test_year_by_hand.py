"""A year of the invented county, counted by the reports and by hand: from the states of its matters, one by one."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Event, EventKind, Gate, fold
from comity.gate.state import Matter
from comity.law import LawLibrary
from comity.reports import count_report, counted, layouts_of, year_shown
from comity.site.demo.county import stays
from comity.site.demo.year import Year
from comity.store.reporting.entries import of_matter
from contract.memory import MemoryRecords

UNTIL = datetime(2026, 12, 31, 23, tzinfo=UTC)
BEGINS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
ICE = {"ice", "ice_ero", "ice_hsi"}
IMMIGRATION = {*ICE, "cbp", "uscis", "dhs_other"}
PEOPLE = 110


class Told:
    """A year as it was told: events with their numbers, states, and public leaves."""

    def __init__(self) -> None:
        moment = [UNTIL]
        self.library = LawLibrary()
        self.records = MemoryRecords(lambda: moment[0])
        names = iter(range(10**9))
        gate = Gate(
            self.records,
            self.library,
            lambda: moment[0],
            agency="us-ca/sheriff",
            new_id=lambda: f"id{next(names):08d}",
            erase=None,
        )
        for _ in Year(gate, lambda at: moment.__setitem__(0, at), UNTIL).tell(stays(UNTIL, people=PEOPLE)):
            pass

    def histories(self) -> dict[str, list[tuple[Event, int]]]:
        number = iter(range(10**9))
        return {
            handle: [(event, next(number)) for event in self.records.history(handle)] for handle in self.records.events
        }

    def states(self) -> list[Matter]:
        return [fold(handle, self.records.history(handle)) for handle in self.records.events]

    def entries(self) -> list[Any]:
        return [entry for handle, each in self.histories().items() for entry in of_matter(handle, each)]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


def _by_hand(told: Told) -> dict[tuple[str, str], int]:
    """What a person finds who goes through the files: each request of ICE, each answer, each hand-over."""
    found: Counter[tuple[str, str]] = Counter()
    for matter in told.states():
        for request in matter.requests.values():
            for ask in request.asks:
                if request.requester in ICE:
                    found["asked", ask.value] += BEGINS <= request.recorded_at.date() <= ENDS
                    answer = request.answers.get(ask)
                    if answer and BEGINS <= answer.at.date() <= ENDS:
                        found["yes" if answer.yes else "no", ask.value] += 1
    return found


def test_the_forum_report_is_what_a_hand_count_gives(told: Told, tally: Callable[..., None]) -> None:
    layout = next(each for each in layouts_of(told.library.pack("us-ca")) if each.name.endswith("truth-forum"))
    made = count_report(layout, told.entries(), BEGINS, ENDS, told.library)
    figure = next(each for each in layout.figures if each.id == "asked")
    hand = _by_hand(told)
    for at, row in enumerate(figure.rows):
        (ask,) = row.counting.asks
        for across, word in enumerate(("asked", "yes", "no")):
            cell = made.cells["asked", at, across]
            assert (len(cell.entries), cell.unsettled) == (hand[word, ask], ()), (word, ask)
            tally("numbers counted by hand")
    assert sum(hand.values()) > 150


def test_the_forum_report_has_the_day_of_each_access_that_a_hand_count_finds(told: Told) -> None:
    layout = next(each for each in layouts_of(told.library.pack("us-ca")) if each.name.endswith("truth-forum"))
    made = count_report(layout, told.entries(), BEGINS, ENDS, told.library)
    hand: dict[str, list[date]] = {"dates-hold": [], "dates-transfer": [], "dates-notice": [], "dates-interview": []}
    for matter in told.states():
        ours = {name: request for name, request in matter.requests.items() if request.requester in ICE}
        hand["dates-hold"] += [hold.started_at.date() for hold in matter.holds.values() if hold.request in ours]
        hand["dates-notice"] += [
            each.at.date() for each in matter.disclosures if each.request in ours and each.ask == "notify_release"
        ]
        came = [each for each in matter.visits if each.request in ours and each.ask == "interview" and each.let_in]
        hand["dates-interview"] += [each.at.date() for each in came]
    for history in told.histories().values():
        state = fold(history[0][0].handle, [event for event, _ in history])
        for event, _ in history:
            if event.kind is EventKind.TRANSFERRED and (request := state.requests.get(str(event.body["request"]))):
                hand["dates-transfer"] += [event.at.date()] if request.requester in ICE else []
    for name, days in hand.items():
        assert sorted(entry.day for entry in made.lists[name]) == sorted(d for d in days if BEGINS <= d <= ENDS), name
    assert sum(map(len, hand.values())) > 3


def test_the_transfer_report_lists_each_hand_over_once(told: Told) -> None:
    layout = next(each for each in layouts_of(told.library.pack("us-ca")) if each.name.endswith("7284-6-c2"))
    made = count_report(layout, told.entries(), BEGINS, ENDS, told.library)
    by_hand = [
        event
        for history in told.histories().values()
        for event, _ in history
        if event.kind is EventKind.TRANSFERRED and event.body["request"] and BEGINS <= event.at.date() <= ENDS
    ]
    states = {handle: fold(handle, told.records.history(handle)) for handle in told.records.events}
    ours = [
        each for each in by_hand if states[each.handle].requests[str(each.body["request"])].requester in IMMIGRATION
    ]
    assert len(made.cells["1", 0, 0].entries) == len(ours) == len(made.lists["1-ground"])


def test_the_public_numbers_are_what_a_hand_count_gives(told: Told) -> None:
    shown = year_shown(counted(leaf.content for leaf in told.records.leaves), 2026, threshold=2)
    received, answers = Counter[str](), Counter[tuple[str, bool]]()
    for matter in told.states():
        for request in matter.requests.values():
            if request.requester.startswith("other_s"):
                continue
            received[f"{request.recorded_at:%Y-%m}"] += 1
            for ask, answer in request.answers.items():
                if answer.at.year == 2026:
                    answers[ask.value, answer.yes] += 1
    tables = {table.name: table for table in shown.tables}
    for month in shown.months:
        assert tables["months"].cells[month, "received"] in (received[month], None)
    for ask in Ask:
        assert tables["asks"].cells[ask.value, "declined"] in (answers[ask.value, False], None)
        assert tables["asks"].cells[ask.value, "agreed"] in (answers[ask.value, True], None)
    assert tables["asks"].totals["declined"] == sum(n for (_, yes), n in answers.items() if not yes)


def test_a_year_is_told_with_yes_and_no_or_it_would_prove_little(told: Told) -> None:
    hand = _by_hand(told)
    assert sum(n for (word, _), n in hand.items() if word == "yes") > 3
