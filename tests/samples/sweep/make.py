"""Makes `notes.csv`, the labelled notes by which the sweep is measured, from two files of phrase families.

python tests/samples/sweep/make.py          # writes it; the same bytes each time

Every person is invented. What the labels mean, how the two parts were written and what they cannot show: README.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
PARTS = ("seen", "held_out")
COLUMNS = ("id", "family", "part", "channel", "sender", "receiver", "text", "contact", "act", "way", "agency", "looks")
EACH = {"yes": 9, "no": 11}  # so many notes of each family, or as many as differ
AGENCIES = {
    "imm": {
        "ICE": "ice", "ICE ": "ice", "I.C.E.": "ice", "ICE agent": "ice", "ICE ERO": "ice_ero", "ERO": "ice_ero",
        "ICE/ERO": "ice_ero", "HSI": "ice_hsi", "CBP": "cbp", "Border Patrol": "cbp", "immigration": "immigration",
        "Immigration": "immigration", "IMMIGRATION": "immigration", "DHS/ICE": "ice",
    },
    "fed": {
        "FBI": "fbi", "US Marshals": "usms", "USMS": "usms", "US Marshal": "usms", "ATF": "other_federal",
        "DEA": "other_federal", "Secret Service": "other_federal",
    },
}  # fmt: skip
SLOTS = {
    "name": (
        *("Sample, Ana", "EXAMPLE, TOMAS", "subj", "I/M Muster", "he", "inmate", "Beispiel, Jun", "the above", "her"),
    ),
    "officer": ("Ofc Placeholder", "Dep. Specimen", "Sgt Mustermann", "#4417", "Agt Fictus", "Ofc Invented"),
    "time": ("0915", "1430 hrs", "2:10 pm", "16:45", "3am", "noon", "0200", "1800"),
    "date": ("3/15", "tomorrow", "Friday", "03-17-2017", "next week", "mon", "10/02/17"),
    "charge": ("DUI", "assault 4", "theft 3rd", "DWLS", "PC 459", "vop"),
    "phone": ("555-0142", "(555) 555-0117", "x4410"),
    "bkg": ("2017-004417", "B-55102", "20170315012"),
}  # fmt: skip
AROUND = {
    "seen": (
        "Property returned.", "Mother notified.", "Called court, no answer.", "Cell check ok.", "No other holds.",
        "Bail 5000.", "Medical cleared.", "Refused meal.", "Waiting on paperwork.", "Atty visit done.",
    ),
    "held_out": (
        "Sister called for visit hours.", "Clothes bag sealed.", "Awaiting bus.", "Nurse advised of meds.",
        "Fed at 0600.", "No warrants.", "Phone call given.", "Sgt informed.", "Moved to D-4.", "Court pkt sent.",
    ),
}  # fmt: skip
SHORT = {
    "notified": "ntfd", "inmate": "I/M", "subject": "subj", "released": "rlsd", "release": "rel", "called": "cld",
    "with": "w/", "received": "recvd", "regarding": "re", "detainer": "det", "immigration": "immig", "custody": "cust",
    "pick up": "p/u", "picked up": "p/u'd", "call back": "c/b", "message": "msg", "advised": "adv", "waiting": "wtg",
    "before": "b4", "spoke": "spk", "about": "abt", "requested": "req'd", "transferred": "xfer'd", "to": "2",
}  # fmt: skip
ADDRESSES = {"us": "booking@harbor.example.gov", "ice": "duty.officer@ice.dhs.gov", "": ""}
_HEAD = re.compile(r"\[(?P<fields>[^\]]+)\]")


@dataclass(frozen=True)
class Family:
    """One idea of a note: its phrasings and the labels they share."""

    id: str
    contact: str
    act: str = ""
    way: str = ""
    channels: tuple[str, ...] = ()
    agency: str = ""
    between: tuple[str, str] = ("", "")
    looks: str = ""
    phrasings: tuple[str, ...] = ()


def families(part: str) -> Iterator[Family]:
    """The families of one file, in its order."""
    for block in re.split(r"\n(?=\[)", (HERE / f"{part}.txt").read_text("utf-8"))[1:]:
        head, *phrasings = block.strip().splitlines()
        found = _HEAD.match(head)
        assert found, head
        fields = [field.strip() for field in found["fields"].split("|")]
        yield _family(fields, tuple(phrasings))


def _family(fields: list[str], phrasings: tuple[str, ...]) -> Family:
    if fields[1] == "no":
        return Family(fields[0], "no", looks=fields[2], channels=tuple(fields[3].split(",")), phrasings=phrasings)
    id_, contact, act, way, channels, agency, between = (*fields, "", "")[:7]
    sender, _, receiver = (each.strip() for each in between.partition(">"))
    return Family(id_, contact, act, way, tuple(channels.split(",")), agency, (sender, receiver), "", phrasings)


def notes(part: str) -> Iterator[dict[str, str]]:
    """The notes of one part, the same every time."""
    chance = Random(f"comity sweep {part}")
    for family in families(part):
        made: set[str] = set()
        for attempt in range(60):
            if len(made) == EACH[family.contact]:
                break
            phrasing = family.phrasings[attempt % len(family.phrasings)]
            body, agency = _filled(phrasing, chance)
            body = _styled(_among(body, family, part, chance), family, chance)
            if body in made:
                continue
            made.add(body)
            yield {
                "id": f"{family.id}-{len(made):02}", "family": family.id, "part": part, "channel": family.channels[0],
                "sender": ADDRESSES[family.between[0]], "receiver": ADDRESSES[family.between[1]], "text": body,
                "contact": family.contact, "act": family.act, "way": family.way, "looks": family.looks,
                "agency": "" if family.contact == "no" else family.agency or agency,
            }  # fmt: skip


def _filled(phrasing: str, chance: Random) -> tuple[str, str]:
    agency = ""
    for kind, surfaces in AGENCIES.items():
        if f"{{{kind}}}" in phrasing:
            surface = chance.choice(list(surfaces))
            phrasing, agency = phrasing.replace(f"{{{kind}}}", surface.strip()), surfaces[surface]
    for slot, values in SLOTS.items():
        phrasing = phrasing.replace(f"{{{slot}}}", chance.choice(values))
    return phrasing.replace(" / ", "\n") if phrasing.startswith("Subject:") else phrasing, agency


def _among(body: str, family: Family, part: str, chance: Random) -> str:
    """The phrasing among other things that a clerk writes down at the same time."""
    if family.channels[0] in {"call", "lookup", "feed"}:
        return f"{body} #{chance.randrange(10_000)}"
    kind = chance.random()
    other = chance.choice(AROUND[part])
    if family.channels[0] != "note" or kind < 0.4:
        return body
    if kind < 0.6:
        return f"{chance.choice(SLOTS['time'])} {body}"
    if kind < 0.8:
        return f"{other} {body}"
    return f"{body if body.endswith('.') else body + '.'} {other}"


def _styled(body: str, family: Family, chance: Random) -> str:
    kind = chance.random()
    if family.channels[0] in {"call", "lookup", "feed"}:
        return body
    if kind < 0.25:
        body = body.upper()
    elif kind < 0.4:
        body = body.lower()
    elif kind < 0.6:
        body = _shortened(body, chance)
    elif kind < 0.75:
        body = _mistyped(body, chance)
    return body.rstrip(".") if chance.random() < 0.3 else body


def _shortened(body: str, chance: Random) -> str:
    for long, short in SHORT.items():
        if chance.random() < 0.7:
            body = re.sub(rf"\b{long}\b", short, body, flags=re.IGNORECASE)
    return body


def _mistyped(body: str, chance: Random) -> str:
    """One letter of one longer word swapped, left out or doubled."""
    words = list(re.finditer(r"[a-z]{6,}", body))
    if not words:
        return body
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    kind = chance.choice(("swap", "drop", "double"))
    if kind == "swap":
        return body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    return body[:at] + body[at + 1 :] if kind == "drop" else body[:at] + body[at] + body[at:]


def table() -> str:
    """All notes as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for part in PARTS:
        writer.writerows(notes(part))
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "notes.csv").write_text(table(), "utf-8")
