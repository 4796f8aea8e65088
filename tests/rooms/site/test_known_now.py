"""What the sweep found about nobody is matched again when somebody becomes known, and only proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desk_for_tests import open_desk

open_desk()

from comity.store.oversight.everything import everything_held  # noqa: E402 - once Django is up
from comity.store.oversight.finding_tags import _of_person, _of_text  # noqa: E402 - once Django is up
from comity.store.rows import name_words  # noqa: E402 - as above
from rooms.site.test_sweeping import found, held, mailed, swept  # noqa: E402 - as above

__all__ = ["held"]
MAIL = "Told ICE that Carla Inventada-Luna (booking B-60001) is in court Friday."


def booked(held: Any, name: str, number: str, *, days: float = 1.0) -> str:
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking, Person

    booking = Booking(number, booked_at=held.turned.now - timedelta(days=days))
    done = held.desk.gate.do(commands.OpenMatter(Person("", name), booking), Actor("d.booth", Role.DESK))
    return str(done.matter.handle)


def test_a_booking_that_comes_in_later_is_proposed_for_what_was_found_about_nobody(held: Any) -> None:
    mailed(held, MAIL)
    swept(held)
    (before,) = found(channel="mail")
    assert (before.is_about_nobody, before.about_id) == (True, "")
    assert swept(held)["notes"].proposed == 0
    carla = booked(held, "Carla Inventada-Luna", "B-60001")
    assert swept(held)["notes"].proposed == 1
    (after,) = found(channel="mail")
    assert (after.about_id, after.is_about_nobody, after.is_open, after.matter_id) == (
        carla,
        True,
        True,
        before.matter_id,
    )
    assert held.desk.records.matters([carla])[carla].findings == {}
    assert everything_held(carla).left_out["Finding"] == "undecided", "what may be hers is not given, and that is said"
    assert swept(held)["notes"].proposed == 0


def test_a_person_whose_name_is_put_right_is_found_as_well(held: Any) -> None:
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Person

    mailed(held, "Told ICE that inmate Carla Luna is in court Friday.")
    swept(held)
    carla = booked(held, "Karla Lunna", "B-60001")
    assert swept(held)["notes"].proposed == 0
    held.desk.gate.do(commands.MergePersons(carla, Person("p-1", "Luna, Carla Invented")), Actor("d.booth", Role.DESK))
    assert swept(held)["notes"].proposed == 1
    (seen,) = found(channel="mail")
    assert held.desk.records.matters([seen.matter_id])[seen.matter_id].findings[seen.seen].about.why == "name"


def test_of_two_who_are_called_so_nobody_is_proposed(held: Any) -> None:
    mailed(held, "Told ICE that inmate Carla Luna is in court Friday.")
    swept(held)
    booked(held, "Carla Luna", "B-60001")
    booked(held, "Luna, Carla", "B-60002")
    assert swept(held)["notes"].proposed == 0
    assert found(channel="mail")[0].about_id == ""


def test_somebody_who_was_not_here_then_is_not_proposed_by_name(held: Any) -> None:
    mailed(held, "Told ICE that inmate Carla Luna is in court Friday.")
    swept(held)
    held.turned.now += timedelta(days=45)
    booked(held, "Carla Luna", "B-60001")
    assert swept(held)["notes"].proposed == 0


def test_what_a_person_has_set_apart_is_not_proposed_again_and_another_may_be(held: Any) -> None:
    from comity.gate import Actor, Role, commands
    from comity.gate.findings.commands import SetFindingApart

    mailed(held, MAIL)
    swept(held)
    carla = booked(held, "Carla Inventada-Luna", "B-60001")
    swept(held)
    (seen,) = found(channel="mail")
    held.desk.gate.do(
        SetFindingApart(seen.matter_id, seen.seen, carla, "The number is a slip."), Actor("s.one", Role.SUPERVISOR)
    )
    held.desk.gate.do(commands.WriteNote(carla, "Asked for a blanket."), Actor("d.booth", Role.DESK))
    assert swept(held)["notes"].proposed == 0
    assert found(channel="mail")[0].about_id == ""


def test_the_work_is_bounded_by_what_bears_the_same_number_or_name(
    held: Any, django_assert_max_num_queries: Any
) -> None:
    from comity.store.oversight.sweep_book import DjangoSweepBook

    mailed(held, *(f"Told ICE that inmate Dora Invented-Q{number} is in court Friday." for number in range(40)), MAIL)
    swept(held)
    tags = DjangoSweepBook(held.desk.records).tags
    assert tags.untagged(100) != []
    swept(held)
    assert tags.untagged(100) == []
    carla = booked(held, "Carla Inventada-Luna", "B-60001")
    with django_assert_max_num_queries(4):
        perhaps = tags.perhaps({carla: ("B-60001", "Carla Inventada-Luna")})
    assert [len(keys) for keys in perhaps.values()] == [1]


def test_no_name_and_no_number_stands_in_the_table_of_tags(held: Any) -> None:
    from comity.store.models import FindingTag

    mailed(held, MAIL)
    swept(held)
    swept(held)
    assert {len(tag) for tag in FindingTag.objects.values_list("tag", flat=True)} == {64}


def test_what_was_found_before_names_were_written_down_is_matched_by_its_own_words(held: Any) -> None:
    from comity.feeds.trails.sweeping import SWEEP
    from comity.gate.findings.commands import RaiseFinding
    from rooms.gate.test_findings import SEEN

    lot = held.desk.records.refusals()  # as lots of many were
    excerpt = "Told ICE that Carla Luna (booking B-60001) is in court"
    held.desk.gate.do(RaiseFinding(replace(SEEN, excerpt=excerpt, at=held.day), lot), SWEEP)
    swept(held)
    carla = booked(held, "Carla Luna", "B-60001")
    assert swept(held)["notes"].proposed == 1
    assert found(seen="s1")[0].about_id == carla


WORDS = st.lists(st.sampled_from(["ana", "Béla", "CARLA", "de", "la", "luna", "o'neil", "Rojas-Gray"]), max_size=9)


@given(WORDS, WORDS)
def test_whoever_has_all_words_of_a_name_is_found_by_it(of_text: list[str], more: list[str]) -> None:
    wanted = name_words(" ".join(of_text))
    person = " ".join([*more, *of_text])
    if set(wanted) <= set(name_words(person)) and len(wanted) > 1:
        assert set(_of_text([" ".join(of_text)])) <= set(_of_person("", person))
    if len(wanted) < 2:
        assert list(_of_text([" ".join(of_text)])) == []


# what a text says of somebody called First Last with a booking number, and days since they were booked
SHAPES = (
    ("Told ICE that booking {number} is in court.", 1.0),
    ("Told ICE that inmate {first} {last} is in court.", 1.0),
    ("Told ICE. {last}, {first} is in court.", 1.0),
    ("Told ICE that inmate {last} is in court.", 1.0),
    ("Told ICE that booking B-00000 is in court, inmate {first} {last}.", 1.0),
    ("Told ICE that booking {number} is in court, inmate Somebody Else.", 1.0),
    ("Told ICE that booking {number}9 is in court.", 1.0),
    ("Told ICE about somebody.", 1.0),
    ("Told ICE that inmate {first} {last} is in court.", 300.0),
)
FIRST = ("Ada", "Bea", "Cleo", "Dora", "Esme", "Flora", "Greta", "Hilde", "Iris")


def test_whoever_would_have_been_found_at_once_is_proposed_when_they_come_later_and_nobody_else(held: Any) -> None:
    def texts(last: str, digit: int) -> list[tuple[str, str, str, float]]:
        return [
            (
                shape.format(first=first, last=last, number=f"B-7{digit}{at}01"),
                f"{first} {last}",
                f"B-7{digit}{at}01",
                days,
            )
            for at, ((shape, days), first) in enumerate(zip(SHAPES, FIRST, strict=True))
        ]

    sooner, later = texts("Inventsooner", 1), texts("Inventlater", 2)
    at_once = [booked(held, name, number, days=days) for _, name, number, days in sooner]
    mailed(held, *(text for text, *_ in [*sooner, *later]))
    swept(held)
    directly = {each.matter_id for each in found(channel="mail") if not each.is_about_nobody}
    afterwards = [booked(held, name, number, days=days) for _, name, number, days in later]
    swept(held)
    proposed = {each.about_id for each in found(channel="mail") if each.about_id}
    assert [handle in proposed for handle in afterwards] == [handle in directly for handle in at_once]
    assert 0 < len(proposed) < len(SHAPES)
    assert proposed <= set(afterwards)


def test_whoever_sweeps_is_told_how_many_wait_for_a_decision(held: Any) -> None:
    from comity.feeds.trails.sweeping import told

    mailed(held, MAIL)
    swept(held)
    booked(held, "Carla Inventada-Luna", "B-60001")
    lines = list(told(list(swept(held).values())))
    assert "  findings about nobody that are now known to be about somebody: 1" in lines
    assert not [line for line in told(list(swept(held).values())) if "now known" in line]
