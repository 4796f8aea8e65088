"""Persons are found by numbers, by parts of names, and by names that are written otherwise."""

from typing import Any

import pytest


def test_a_person_is_found_by_a_part_of_the_name_the_number_or_a_name_almost_the_same(scene: Any, find: Any) -> None:
    scene.open()
    for sought in ("inven", "ROJAS elena", "B-551", "inventada rojas"):
        assert "1 booking found" in find(sought)
    near = find("Elina Inventado")
    assert "almost the same" in near
    assert "Elena Inventada-Rojas" in near
    assert "Nobody here is called" in find("Zzyzx")


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("Seán O'Inventado", "oinventado"),
        ("Seán O’Inventado", "SEAN OINVENTADO"),
        ("SEAN OINVENTADO", "O'Inventado"),
        ("DANGELO EJEMPLO, MARIA", "maria d’angelo"),
    ],
)
def test_a_name_is_found_whether_or_not_its_apostrophe_is_written(
    scene: Any, find: Any, name: str, sought: str
) -> None:
    scene.open(name, "B-77001")
    scene.open("Olga Inventado", "B-77002")
    text = find(sought)
    assert "Names that are almost the same" in text
    proposed = text.partition("Names that are almost the same")[2]
    assert "B-77001" in proposed
    assert "B-77002" not in proposed


def test_who_looks_for_nothing_is_told_to_write_something(signed_in: Any) -> None:
    text = signed_in("desk").post("/persons/", {"q": "  "}, follow=True).content.decode()
    assert "Write a name or a booking number" in text
