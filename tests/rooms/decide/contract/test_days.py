"""A norm is in force from its first day to its last, for those it binds, and on no other day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from naive_law import words
from shipped_law import LIBRARY, PACKS, layer_of, naive_law

from comity.decide import Evaluator, evaluator_for
from comity.law import Pack


@pytest.mark.parametrize("name", PACKS)
def test_each_norm_of_a_pack_is_in_force_exactly_on_its_days(name: str, tally: Callable[..., None]) -> None:
    pack = LIBRARY.pack(name)
    checked = 0
    for agency in pack.agencies.values():
        for day in sorted(days_of_change(pack)):
            expected = {rule.ref: rule.enjoined for rule in naive_law(agency, pack, day).rules}
            assert in_force(evaluator_for(agency, pack, day)) == expected, (agency.name, day)
            checked += 1
    tally("days of law checked", checked)


def in_force(evaluator: Evaluator) -> dict[str, bool]:
    """The norms that an evaluator knows, and whether a court has stopped each."""
    norms = [norm for law in evaluator.rules.laws.values() for norm in law.norms]
    return {norm.norm.at.ref: norm.enjoined for norm in norms}


def days_of_change(pack: Pack) -> set[date]:
    """The day before, the day of, and the day after every beginning and end in a pack's files."""
    written = [day for entry in _entries(pack) for day in _days(entry)]
    return {day + timedelta(days=step) for day in written for step in (-1, 0, 1)}


def _entries(pack: Pack) -> list[dict[str, Any]]:
    layers = [layer_of(layer.name) for layer in pack.stack]
    norms = [norm for layer in layers for norm in layer.entries("norms")]
    return norms + [span for norm in norms for span in norm.get("standing", [])]


def _days(entry: dict[str, Any]) -> list[date]:
    return [date.fromisoformat(entry[key]) for key in ("from", "to") if key in entry]


def test_the_packs_have_days_on_which_the_law_changed() -> None:
    assert sum(len(days_of_change(LIBRARY.pack(name))) for name in PACKS) > 300
    assert all(
        words(layer_of(name).head["agencies"][agency]["kinds"])
        for name in PACKS
        for agency in layer_of(name).head["agencies"]
    )
