"""The tables are those that the events give: what differs is found, and all of it can be made again."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.facts import Ask
from comity.gate import commands
from comity.gate.findings.commands import RaiseFinding
from comity.gate.findings.state import Seen
from comity.gate.state import Booking, CourtDate, Person
from comity.gate.state import Matter as MatterState
from comity.gate.visiting.commands import RecordVisit
from comity.store.models import PROJECTIONS, CaseSignOff, Duty, Matter, NameWord, Note, Request, Series
from comity.store.models import Ask as AskRow
from comity.store.rebuild import check, rebuild
from comity.store.rows import folded, name_words
from comity.store.writing.statements import fitted
from comity.store.writing.tables import stored_rows
from contract.desk import COUNSEL, DESK, LEGAL, LIBRARY, OTHER_SUPERVISOR, START, SUPERVISOR, SYSTEM, Desk, charges
from contract.signing import signing


def _lived(desk: Desk) -> str:
    """A matter to which nearly everything has happened: every table has a row of it."""
    handle = desk.open(
        name="Zoë Ünïcode O’Invented", charges=charges("PC 459", "PC 245"), release_due=START + timedelta(hours=8),
        court_dates=(CourtDate(START + timedelta(days=3), "Superior Court", "26-1"),),
    )  # fmt: skip
    request = desk.receive(handle, Ask.HOLD, Ask.NOTIFY_RELEASE, facts={"judicial_warrant": False})
    desk.answer(handle, request.id, Ask.HOLD, False)
    desk.do(commands.AskReview(handle, request.id, "And now?", Ask.NOTIFY_RELEASE))
    desk.do(commands.GiveReview(handle, next(iter(desk.matter(handle).reviews)), "do", "Fine."), LEGAL)
    second = desk.receive(handle, Ask.HOLD)
    desk.do(commands.ProposeOverride(handle, second.id, Ask.HOLD, "do", "an order of the court"), SUPERVISOR)
    desk.do(commands.SettleOverride(handle, next(iter(desk.matter(handle).overrides)), confirm=True), OTHER_SUPERVISOR)
    desk.answer(handle, second.id, Ask.HOLD, True)
    desk.do(commands.StartHold(handle, second.id))
    desk.do(commands.Disclose(handle, "the release time", "ICE", request.id, Ask.NOTIFY_RELEASE))
    desk.do(RecordVisit(handle, "ice_ero", Ask.INTERVIEW, True, "an officer", consent="written", request=request.id))
    desk.do(commands.GiveNotice(handle, request.id, "copy_of_request", "person", "es", "ab" * 32, "hand"))
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "C. Defence"))
    desk.do(commands.ReadMatter(handle, "person"), COUNSEL)
    desk.do(commands.WriteNote(handle, "Called the court."))
    desk.do(commands.RecordCourtDate(handle, CourtDate(START + timedelta(days=9), "By hand")))
    desk.do(commands.RaiseAlarm(handle, "release-past:x", "release_past", "release", "Release was due.", START), SYSTEM)
    seen = Seen("s1", "notes", "note", "n1", START, "told", "to_them", "ice", "r", "they were told", "did_not_know")
    desk.do(RaiseFinding(seen, handle), SYSTEM)
    return handle


def test_after_everything_that_can_happen_the_tables_are_those_of_the_events(desk: Desk) -> None:
    handle = _lived(desk)
    assert list(check(desk.records)) == []
    of_office = {"Report", "LawOrder", "CaseSignOff"}
    assert stored_rows([handle])[handle].keys() == {model.__name__ for model in PROJECTIONS} - of_office


def test_what_was_signed_is_kept_as_it_was_sealed_and_a_changed_row_is_noticed(desk: Desk) -> None:
    desk.do(signing(LIBRARY), LEGAL)
    desk.do(signing(LIBRARY, verdict="wrong", words="The section was amended."), LEGAL)
    assert [(row.verdict, row.words) for row in CaseSignOff.objects.order_by("position")] == [
        ("right", ""),
        ("wrong", "The section was amended."),
    ]
    assert list(check(desk.records)) == []
    first, second = CaseSignOff.objects.order_by("position")
    CaseSignOff.objects.filter(pk=second.pk).update(verdict="right")
    CaseSignOff.objects.filter(pk=first.pk).delete()
    assert {(each.table, each.key, each.says) for each in check(desk.records)} == {
        ("CaseSignOff", first.pk, "missing"),
        ("CaseSignOff", second.pk, "differs in verdict"),
    }
    rebuild(desk.records)
    assert list(check(desk.records)) == []
    assert [row.verdict for row in CaseSignOff.objects.order_by("position")] == ["right", "wrong"]


CHANGES: dict[str, tuple[Callable[[], Any], str]] = {
    "a release moved": (lambda: Matter.objects.update(release_due=START), "differs in release_due"),
    "an answer turned": (lambda: AskRow.objects.filter(answer=False).update(answer=True), "differs in answer"),
    "a citation swapped": (lambda: AskRow.objects.update(citations=["another"]), "differs in citations"),
    "a charge taken away": (lambda: Matter.objects.update(charges="[]"), "differs in charges"),
    "a word of a name taken away": (lambda: NameWord.objects.all()[:1].get().delete(), "missing"),
    "a duty silenced": (lambda: Duty.objects.update(done_at=START), "differs in done_at"),
    "a note put in": (
        lambda: Note.objects.create(id="x", matter_id=Matter.objects.get().handle, text="t", at=START, by="nobody"),
        "not from an event",
    ),
    "a person put in": (
        lambda: Request.objects.filter(number="2026-0001").update(matter_id="f" * 32),
        "of a matter that has no events",
    ),
    "everything gone": (lambda: Matter.objects.all().delete(), "missing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_somebody_changed_in_the_tables_is_found_and_made_right_again(desk: Desk, name: str) -> None:
    handle = _lived(desk)
    before = stored_rows([handle])
    change, says = CHANGES[name]
    change()
    assert says in {found.says for found in check(desk.records)}
    assert rebuild(desk.records) == 1
    assert list(check(desk.records)) == []
    assert stored_rows([handle]) == before


ODD = ("\\N", "\\.", "a\\tb", "two\nlines", "a\ttab", "NULL", "{}", '"', "'; --", "朴 Zoë", "back\\")


def test_many_bookings_at_once_stand_in_the_tables_as_their_events_have_them(desk: Desk) -> None:
    people = [Person(f"p{at}", f"{ODD[at % len(ODD)]} Invented", language="es") for at in range(60)]
    of = [Booking(f"B-{at}", charges=charges(ODD[at % len(ODD)]), booked_at=START) for at in range(60)]
    opened = desk.gate.do_all([commands.OpenMatter(*each) for each in zip(people, of, strict=True)], DESK)
    assert list(check(desk.records)) == []
    assert {row.name for row in Matter.objects.all()} == {each.name for each in people}
    rows = stored_rows([done.matter.handle for done in opened])
    assert {kind for tables in rows.values() for kind in tables} == {"Matter", "NameWord"}


def test_nothing_is_lost_when_all_tables_are_made_again(desk: Desk) -> None:
    handles = [_lived(desk) for _ in range(3)]
    before, numbers = stored_rows(handles), list(Series.objects.values())
    for model in PROJECTIONS:
        model.objects.all().delete()
    told: list[tuple[int, int]] = []
    assert rebuild(desk.records, progress=lambda done, of: told.append((done, of))) == 3
    assert stored_rows(handles) == before
    assert told[-1] == (3, 3)
    assert list(Series.objects.values()) == numbers


def test_the_offices_own_matter_has_no_rows(desk: Desk) -> None:
    desk.records.office()
    assert not Matter.objects.exists()
    assert list(check(desk.records)) == []


def test_what_is_longer_than_a_column_is_cut_in_the_table_and_whole_in_the_event(desk: Desk) -> None:
    handle = desk.open(facility="x" * 150)
    assert len(Matter.objects.get().facility) == 120
    assert desk.matter(handle).booking.facility == "x" * 150
    assert list(check(desk.records)) == []


def test_many_matters_are_compared_in_lots(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.store.rebuild.LOT", 3)
    handles = [desk.open(number=f"B-{n}") for n in range(10)]
    Matter.objects.filter(handle__in=handles[4:6]).update(name="Somebody Else")
    assert {found.key for found in check(desk.records)} == set(handles[4:6])


def test_a_merged_person_is_found_under_the_new_name_alone(desk: Desk) -> None:
    handle = desk.open(name="Ana Old")
    desk.do(commands.MergePersons(handle, Person("p-2", "Ana New", date(1990, 1, 2))), DESK)
    row = Matter.objects.get()
    assert (row.name, row.person_id, sorted(row.name_words.values_list("word", flat=True))) == (
        "Ana New", "p-2", ["ana", "new"],
    )  # fmt: skip
    assert list(check(desk.records)) == []


def test_every_part_of_a_state_has_a_table_or_a_reason() -> None:
    tables = {model.__name__.lower() for model in PROJECTIONS}
    parts = {each.name for each in fields(MatterState) if each.type.startswith(("Mapping", "tuple"))}
    elsewhere = {
        "claims": "facts are read with the state, on the one page that shows them",
        "reports": "they are of the office's own matter, of which there are no rows",
        "orders": "as reports",
    }
    kept = {"requests": "request", "duties": "duty", "court_dates": "courtdate", "counsel": "counsel"}
    assert {kept.get(part, part[:-1]) for part in parts - elsewhere.keys()} <= tables


@given(st.text(max_size=60))
def test_a_folded_name_is_found_by_its_own_words(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert all(word in folded(name) for word in name_words(name))


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_a_fitted_row_fits(text: str, moment: datetime) -> None:
    row = fitted(Note, {"text": text, "by": text * 9, "at": moment})
    assert len(str(row["by"])) <= 150
    assert "\0" not in str(row["text"])
    assert row["at"] == moment
