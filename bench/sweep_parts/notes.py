"""The labelled notes, and long streams of notes as a jail has them, to be timed on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from comity.sweep import Channel, Text

SAMPLES = Path(__file__).resolve().parents[2] / "tests" / "samples" / "sweep" / "notes.csv"
WRITTEN = datetime(2017, 3, 15, 9, 40)
ORDINARY = (
    "Property returned and signed for.", "Mother called for visiting hours, told Saturday.",
    "Cell check ok, no issues.", "Refused breakfast, offered again at 1100.",
    "Called court, no answer, will try again.", "Medical cleared for GP.",
    "Bail set at 5000, bondsman called.", "Moved to D-4 bunk 12 per classification.", "Attorney visit 45 min, booth 2.",
    "Parole hold lodged, agent notified.", "Complains of tooth pain, nurse advised.", "Released to mother in lobby.",
    "Waiting on paperwork from records.", "Kite answered re commissary balance.", "Picked up by county transport 0830.",
    "Fingerprints redone, first set smudged.", "Told to lower his voice, complied.", "Victim notified of release date.",
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One labelled note."""

    text: Text
    part: str
    family: str
    contact: bool
    act: str
    way: str
    agency: str
    looks: str


def labelled() -> list[Note]:
    """All labelled notes."""
    with SAMPLES.open(encoding="utf-8", newline="") as stream:
        return [_note(row) for row in csv.DictReader(stream)]


def _note(row: dict[str, str]) -> Note:
    receivers = (row["receiver"],) if row["receiver"] else ()
    text = Text(Channel(row["channel"]), row["id"], WRITTEN, row["text"], sender=row["sender"], receivers=receivers)
    contact = row["contact"] == "yes"
    return Note(text, row["part"], row["family"], contact, row["act"], row["way"], row["agency"], row["looks"])


def ordinary(number: int, one_in: int) -> list[Text]:
    """Notes of two or three sentences; one in so many is a labelled note, with or without a contact."""
    chance = Random(2017)
    hard = [note.text for note in labelled()]
    texts = []
    for at in range(number):
        if at % one_in == 0:
            texts.append(chance.choice(hard))
            continue
        body = f"{chance.randrange(2400):04} {' '.join(chance.sample(ORDINARY, chance.choice((2, 3))))}"
        texts.append(Text(Channel.NOTE, str(at), WRITTEN, body.upper() if chance.random() < 0.4 else body))
    return texts


def real(path: Path) -> list[tuple[Text, str]]:
    """Texts of a table with the columns `text` and `rule_label`, which is kept outside of the project."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [(Text(Channel.NOTE, "", WRITTEN, row["text"]), row["rule_label"]) for row in csv.DictReader(stream)]
