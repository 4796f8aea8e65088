"""What becomes of a booking that comes in, comes again, changes, ends, or cannot be used."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.feeds import Feed, Importer, ImportStoppedError, OnError
from comity.gate import Actor, Role, commands

DESK, SUPERVISOR = Actor("d.booth", Role.DESK), Actor("s.overall", Role.SUPERVISOR)
LEGAL = Actor("l.clause", Role.LEGAL)
Write = Callable[..., Path]
Held = Callable[[str], Any]


def counts(report: Any) -> tuple[int, int, int, int]:
    """New, changed, as they were, refused."""
    return report.opened, report.changed, report.unchanged, report.refused


def test_a_booking_that_is_new_opens_a_matter_with_everything_that_was_said(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    file = write(
        {"grade": "F", "court": "2026-12-01T09:30", "note": "Property kept."},
        {"offence": "PC 484", "grade": "M", "court": "2026-12-01T09:30"},
    )
    assert counts(importer.run(feed, [file])) == (1, 0, 0, 0)
    matter = held("B-1")
    assert matter.person.name == "Amber Invented"
    assert [(each.offence, each.grade) for each in matter.booking.charges] == [
        ("PC 459", "felony"),
        ("PC 484", "misdemeanor"),
    ]
    assert [each.at for each in matter.booking.court_dates] == [datetime(2026, 12, 1, 17, 30, tzinfo=UTC)]
    assert matter.booking.notes == ("Property kept.",)
    assert (matter.booking.source, matter.in_custody) == ("harbor", True)


def test_the_same_file_again_changes_nothing(importer: Importer, feed: Feed, write: Write, held: Held) -> None:
    file = write(*({"number": f"B-{at}", "person": f"P-{at}"} for at in range(8)))
    assert counts(importer.run(feed, [file])) == (8, 0, 0, 0)
    assert counts(importer.run(feed, [file])) == (0, 0, 8, 0)
    assert held("B-3").events == 1


def test_bookings_come_in_an_order_that_only_the_desk_knows_and_so_lie_together(
    importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    keys = [f"B-{at:03}" for at in range(40)]
    importer.run(feed, [write(*({"number": key, "person": key} for key in keys))])
    entries = desk.book.entries("harbor", keys)
    first = {key: desk.book.beginning("harbor", key) for key in keys}
    assert {key: entry.matter[:4] for key, entry in entries.items()} == first
    places = {key: desk.records.history(entry.matter)[0][1] for key, entry in entries.items()}
    assert sorted(keys, key=first.__getitem__) == sorted(keys, key=places.__getitem__) != keys
    assert [desk.book.beginning("elsewhere", key) for key in keys] != list(first.values())


def test_what_is_open_is_decided_again_when_charges_change(
    importer: Importer, feed: Feed, write: Write, held: Held, desk: Any
) -> None:
    importer.run(feed, [write({})])
    asked = commands.ReceiveRequest(held("B-1").handle, "ice", (Ask.HOLD,), desk.gate.clock(), "i247a")
    desk.gate.do(asked, DESK)
    (before,) = held("B-1").requests.values()
    importer.run(feed, [write({"offence": "PC 211", "grade": "F"})])
    (after,) = held("B-1").requests.values()
    assert before.case["facts"]["arrest_charges"]["value"] == [{"offence": "PC 459"}]
    assert after.case["facts"]["arrest_charges"]["value"] == [{"offence": "PC 211", "grade": "felony"}]


def test_a_release_that_the_source_reports_ends_custody(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    importer.run(feed, [write({})])
    assert counts(importer.run(feed, [write({"released": "2026-11-20T07:00"})])) == (0, 1, 0, 0)
    assert not held("B-1").in_custody


def test_a_release_that_was_entered_in_error_is_taken_back(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    importer.run(feed, [write({"released": "2026-11-20T07:00"})])
    importer.run(feed, [write({})])
    assert held("B-1").in_custody


def test_a_person_who_is_booked_again_has_a_second_matter_and_one_identity(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    importer.run(feed, [write({"released": "2026-11-19T20:00"})])
    importer.run(feed, [write({"released": "2026-11-19T20:00"}, {"number": "B-2", "booked": "2026-11-20T08:00"})])
    assert held("B-1").handle != held("B-2").handle
    assert held("B-1").person.id == held("B-2").person.id != ""


def test_two_persons_of_one_name_stay_two(importer: Importer, feed: Feed, write: Write, held: Held) -> None:
    importer.run(feed, [write({}, {"number": "B-2", "person": "P-2"})])
    assert held("B-1").person.id != held("B-2").person.id


def test_a_booking_whose_person_is_known_by_another_key_now_is_merged(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    importer.run(feed, [write({}, {"number": "B-2", "person": "P-2"})])
    report = importer.run(feed, [write({}, {"number": "B-2", "person": "P-1"})])
    assert (report.merged, report.changed) == (1, 1)
    assert held("B-2").person.id == held("B-1").person.id


def test_a_key_that_a_person_had_before_merges_every_matter_of_that_person(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    importer.run(feed, [write({}, {"number": "B-2", "person": "P-2"}, {"number": "B-3", "person": "P-2"})])
    later = write({"number": "B-4", "person": "P-1", "was": "P-2"})
    report = importer.run(feed, [later])
    assert (report.opened, report.merged) == (1, 2)
    assert len({held(f"B-{at}").person.id for at in (1, 2, 3, 4)}) == 1
    importer.run(feed, [write({"number": "B-5", "person": "P-2"})])
    assert held("B-5").person.id == held("B-1").person.id


@pytest.mark.usefixtures("durable")
def test_what_the_gate_refuses_is_refused_alone(importer: Importer, feed: Feed, write: Write, held: Held) -> None:
    rows = [{"number": f"B-{at}", "person": f"P-{at}"} for at in range(9)]
    rows[4]["released"] = "2027-01-01T00:00"  # a moment to come
    report = importer.run(feed, [write(*rows)])
    assert counts(report) == (8, 0, 0, 1)
    (refusal,) = report.refusals
    assert refusal.lines == (6,)
    assert "a moment to come" in refusal.message
    assert held("B-8").in_custody


def test_the_rest_is_kept_where_a_row_is_malformed(importer: Importer, feed: Feed, write: Write, held: Held) -> None:
    file = write({}, {"number": "B-2", "born": "31/12/1980"}, {"number": "B-3"})
    report = importer.run(feed, [file], on_error=OnError.KEEP)
    assert counts(report) == (2, 0, 0, 1)
    assert [each.where for each in report.refusals] == ["line 3"]


def test_nothing_is_kept_where_all_was_to_be_rolled_back(
    importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    from comity.store.models import Matter

    file = write(*({"number": f"B-{at}"} for at in range(8)), {"number": "B-9", "grade": "X"})
    with pytest.raises(ImportStoppedError, match=r"nothing was brought in: line 10: .*`X`"):
        importer.run(feed, [file], on_error=OnError.ROLLBACK)
    assert Matter.objects.count() == 0
    assert not desk.book.entries("harbor", ["B-1"])


@pytest.mark.usefixtures("durable")
def test_nothing_is_kept_where_the_gate_refuses_one_booking_of_an_import_that_is_all_or_nothing(
    importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    from comity.store.models import Matter

    rows = [{"number": f"B-{at}", "person": f"P-{at}"} for at in range(9)]
    rows[7]["released"] = "2027-01-01T00:00"  # a moment to come
    with pytest.raises(ImportStoppedError, match=r"nothing was brought in: line 9: .* a moment to come"):
        importer.run(feed, [write(*rows)], on_error=OnError.ROLLBACK)
    assert Matter.objects.count() == 0
    assert not desk.book.entries("harbor", [row["number"] for row in rows])


def test_rolling_back_brings_everything_in_where_nothing_is_wrong(
    importer: Importer, feed: Feed, write: Write, held: Held
) -> None:
    file = write(*({"number": f"B-{at}"} for at in range(8)))
    assert counts(importer.run(feed, [file], on_error=OnError.ROLLBACK)) == (8, 0, 0, 0)
    assert held("B-7").in_custody


def test_a_booking_of_which_one_row_is_refused_is_not_brought_in_by_halves(
    importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    from comity.store.models import Matter

    report = importer.run(feed, [write({}, {"offence": "PC 211", "grade": "X"})])
    assert counts(report) == (0, 0, 0, 1)
    assert Matter.objects.count() == 0


def test_a_code_that_was_refused_is_brought_in_once_the_map_names_it(
    importer: Importer, feed: Feed, small: str, write: Write, held: Held
) -> None:
    from comity.feeds import read_mapping

    file = write({"grade": "X"}, {"number": "B-2"})
    report = importer.run(feed, [file])
    assert report.unmapped == {("grade", "X"): 1}
    better = Feed(read_mapping(small.replace("F: felony", "F: felony, X: felony").encode()))
    assert counts(importer.run(better, [file])) == (1, 1, 0, 0)
    assert held("B-1").booking.charges[0].grade == "felony"
    assert held("B-2").events == 1  # looked at again under the new map, and found as it was


def test_looking_first_changes_nothing(importer: Importer, feed: Feed, write: Write, desk: Any) -> None:
    from comity.store.models import Matter

    importer.run(feed, [write({})])
    file = write({"offence": "PC 211"}, {"number": "B-2"}, {"number": "B-3", "grade": "X"})
    report = importer.run(feed, [file], dry=True)
    assert counts(report) == (1, 1, 0, 1)
    assert Matter.objects.count() == 1
    assert "would be new: 1" in "\n".join(report.lines())


def test_an_import_is_recorded_in_the_offices_own_matter_once(
    importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    file = write({})
    for _ in range(3):
        importer.run(feed, [file])
    said = [event for event, _ in desk.records.history(desk.records.office()) if event.body.get("what")]
    assert [event.body["what"] for event in said] == ["import harbor"]
    assert "1 new, 0 changed, 0 refused" in str(said[0].body["value"])
    assert said[0].by == Actor("feed:harbor", Role.SYSTEM)


@pytest.mark.usefixtures("durable")
def test_a_booking_whose_matter_was_erased_is_left_alone_for_good(
    importer: Importer, feed: Feed, write: Write, held: Held, desk: Any
) -> None:
    from comity.store.models import Matter

    importer.run(feed, [write({}, {"number": "B-2", "person": "P-2"})])
    handle = held("B-1").handle
    desk.gate.do(commands.OrderErasure(handle, "Superior Court, order 7"), LEGAL)
    desk.gate.do(commands.ApproveErasure(handle), SUPERVISOR)
    for charge in ("PC 459", "PC 211"):
        report = importer.run(feed, [write({"offence": charge}, {"number": "B-2", "person": "P-2"})])
        assert (report.left_alone, report.opened, report.refused) == (1, 0, 0)
    assert list(Matter.objects.values_list("booking_number", flat=True)) == ["B-2"]


def test_a_name_that_was_corrected_keeps_its_person(importer: Importer, feed: Feed, write: Write, held: Held) -> None:
    importer.run(feed, [write({})])
    before = held("B-1").person
    importer.run(feed, [write({"name": "Amber Reinvented"})])
    after = held("B-1").person
    assert (after.name, after.id) == ("Amber Reinvented", before.id)


def test_progress_is_told_from_the_first_row_to_the_last(importer: Importer, feed: Feed, write: Write) -> None:
    told: list[tuple[int, int]] = []
    file = write(*({"number": f"B-{at}"} for at in range(8)))
    importer.run(feed, [file], progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == [3, 6, 8]
    assert {of for _, of in told} == {9}  # lines: the header is one


def test_the_sample_of_the_next_day_lets_everybody_go(
    importer: Importer, template: Feed, samples: Path, desk: Any
) -> None:
    from comity.store.models import Matter

    importer.run(template, [samples / "bookings.csv"])
    assert Matter.objects.filter(in_custody=True).count() == 27
    report = importer.run(template, [samples / "bookings_next_day.csv"])
    assert counts(report) == (0, 27, 13, 0)
    assert Matter.objects.filter(in_custody=True).count() == 0
