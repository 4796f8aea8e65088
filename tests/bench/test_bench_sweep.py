"""The bench of the sweep counts rightly, times whole notes, and its results hold every table."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture(scope="module")
def parts() -> Iterator[dict[str, ModuleType]]:
    sys.path.insert(0, str(BENCH))
    try:
        yield {name: importlib.import_module(f"sweep_parts.{name}") for name in ("counting", "notes")}
    finally:
        sys.path.remove(str(BENCH))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(parts: dict[str, ModuleType], hits: int, of: int, low: float, high: float) -> None:
    assert parts["counting"].wilson(hits, of) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_recall_and_precision_are_counted_from_what_was_wanted_and_found(parts: dict[str, ModuleType]) -> None:
    wanted, found = [True, True, True, False, False], [True, True, False, True, False]
    recall, precision, missed, false = parts["counting"].recall_and_precision(wanted, found)
    assert (recall[:5], precision[:5], missed, false) == ("0.667", "0.667", 1, 1)


def test_the_stream_that_is_timed_has_one_labelled_note_in_so_many(parts: dict[str, ModuleType]) -> None:
    stream = parts["notes"].ordinary(500, 10)
    labelled = {note.text.id for note in parts["notes"].labelled()}
    assert len(stream) == 500
    assert sum(text.id in labelled for text in stream) == 50


def test_the_results_hold_every_table_and_say_what_they_do_not_show() -> None:
    results = (BENCH / "RESULTS-SWEEP.md").read_text("utf-8")
    for heading in ("Goals", "1. Contacts found", "2. By kind", "3. By channel", "4. What only looks", "5. Speed"):
        assert f"## {heading}" in results
    assert "## What this does not show" in results
    assert results.count("\n| comity: the rules |") == 3
