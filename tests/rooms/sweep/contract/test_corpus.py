"""How well the shipped phrases read the labelled notes: held-out families were never tuned on."""

import importlib.util
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from comity.sweep import Channel, Reader, Text

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "sweep"
LOWEST = {"seen": (0.99, 0.99), "held_out": (0.97, 0.95)}  # recall, precision


def _text(row: dict[str, str]) -> Text:
    receivers = (row["receiver"],) if row["receiver"] else ()
    at = datetime(2017, 3, 15, 9, 40)
    return Text(Channel(row["channel"]), row["id"], at, row["text"], sender=row["sender"], receivers=receivers)


@pytest.mark.parametrize("part", sorted(LOWEST))
def test_contacts_are_found_and_what_is_found_is_one(
    part: str, reader: Reader, labelled: list[dict[str, str]], tally: Callable[..., None]
) -> None:
    rows = [row for row in labelled if row["part"] == part]
    found = {row["id"] for row in rows if reader.read(_text(row))}
    wanted = {row["id"] for row in rows if row["contact"] == "yes"}
    recall, precision = len(found & wanted) / len(wanted), len(found & wanted) / len(found)
    assert recall >= LOWEST[part][0]
    assert precision >= LOWEST[part][1]
    tally("labelled notes read", len(rows))


def test_the_notes_are_what_their_program_makes(labelled: list[dict[str, str]]) -> None:
    spec = importlib.util.spec_from_file_location("make_sweep_notes", SAMPLES / "make.py")
    assert spec
    assert spec.loader
    make = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = make
    spec.loader.exec_module(make)
    assert make.table() == (SAMPLES / "notes.csv").read_text("utf-8")


def test_there_are_enough_notes_and_half_of_them_show_nothing(labelled: list[dict[str, str]]) -> None:
    assert len(labelled) >= 2_000
    without = sum(row["contact"] == "no" for row in labelled)
    assert 0.45 < without / len(labelled) < 0.55


def test_no_family_is_in_both_parts_and_no_phrasing_either(labelled: list[dict[str, str]]) -> None:
    families = {part: {row["family"] for row in labelled if row["part"] == part} for part in LOWEST}
    assert not families["seen"] & families["held_out"]
    phrasings = {
        part: {
            line for line in (SAMPLES / f"{part}.txt").read_text("utf-8").lower().splitlines() if line[:1] not in "[#"
        }
        for part in LOWEST
    }
    assert sum(map(len, phrasings.values())) > 400
    assert phrasings["seen"] & phrasings["held_out"] == set()
