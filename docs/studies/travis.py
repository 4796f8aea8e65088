"""Travis County's bookings of 2006 to 2011 under its sheriff's policy of 2017, with convictions unknown and said so.

python docs/studies/travis.py FOLDER        prints travis.md; FOLDER holds bookings_2006_2011.parquet and the charges
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pyarrow import parquet

from comity.base import Block
from comity.decide import Case, Outcome, read_case
from comity.facts import Ask
from comity.lab.what_if import told_of
from comity.law import LawLibrary

LAW = Path(__file__).parent / "law"
_NAMED = {  # the jail's words for the crimes that the policy names
    "CAPITAL MURDER": "TX PC 19.03",
    "CAPITAL MURDER OF MULTIPLE PERSONS (FX)": "TX PC 19.03",
    "MURDER": "TX PC 19.02",
    "AGG SEXUAL ASSLT": "TX PC 22.021",
    "AGG SEXUAL ASSLT CHILD": "TX PC 22.021",
}
_NEARLY = ("MURDER", "AGG SEX", "TRAFFICK")  # attempts and the like: whether the policy means them we do not know
_HEAD = """\
# Travis County, 2006 to 2011, under the policy of 2017

{bookings:,} bookings, each with an immigration detainer, that the sheriff's records hold for these years: read where
they lie, never copied into this project, and told only as sums. They are tried under the policy that a later sheriff
had from February to August 2017. That policy is written down here from memory ([law](law/us-tx-travis)), and nobody of
us has its text. So whatever it decides would go to legal; the outcomes below are what it would say if it says what we
remember.

Made by `python docs/studies/travis.py FOLDER`; a test makes it again from the records and compares.

## What is known, and what is not

Known: that there was a detainer, and every charge of the booking. **Not known: convictions, here or elsewhere.
Nor whether a judge signed anything.** A charge that is nearly one of the named crimes (an attempt, a solicitation) is
kept as a charge whose offence is unknown: {nearly} bookings.

| what is supposed of every booking | forbidden | permitted | open |
|---|---:|---:|---:|
"""
_TAIL = """
The first line is what the records support: nearly every hold waits for facts that they lack. The second shows that a
warrant is not the only one of them; the person's convictions are. The third is no finding. It is the count that
somebody gets who takes *not recorded* for *none*: {made_up:,} refusals that nobody can stand behind.
"""


def page(folder: Path) -> str:
    """The whole study, from the folder of the records."""
    charges = _charges(folder)
    bookings = parquet.read_table(folder / "bookings_2006_2011.parquet", columns=["booking_key"])[
        "booking_key"
    ].to_pylist()
    library = LawLibrary([LAW])
    nothing = {"judicial_warrant": False, "court_order": False}
    lines = []
    for words, supposed in (
        ("nothing", {}),
        ("no judge's warrant or order", nothing),
        ("no judge's warrant or order, and no convictions", {**nothing, "convictions": []}),
    ):
        cases = [_case(charges[key], supposed, library) for key in bookings]
        found = [told[Ask.HOLD].outcome for told in told_of(cases)]
        counts = [found.count(outcome) for outcome in (Outcome.FORBIDDEN, Outcome.PERMITTED, Outcome.OPEN)]
        assert sum(counts) == len(bookings)
        lines.append(f"| {words} | " + " | ".join(f"{count:,}" for count in counts) + " |\n")
        last = counts[0]
    nearly = sum(any("offence" not in charge for charge in charges[key]) for key in bookings)
    head = _HEAD.format(bookings=len(bookings), nearly="fewer than ten" if nearly < 10 else f"{nearly:,}")
    return head + "".join(lines) + _TAIL.format(made_up=last)


def _charges(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The charges of each booking, without the detainer itself, which stands among them."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    table = parquet.read_table(folder / "charges_2006_2011.parquet", columns=["booking_key", "charge_literal"])
    for key, words in zip(table["booking_key"].to_pylist(), table["charge_literal"].to_pylist(), strict=True):
        charge = _charge((words or "").strip())
        if charge not in found[key]:
            found[key].append(charge)
    return found


def _charge(words: str) -> dict[str, str]:
    if words in _NAMED:
        return {"offence": _NAMED[words]}
    if any(part in words for part in _NEARLY):
        return {}
    return {"offence": "TX other"}


def _case(charges: list[dict[str, str]], supposed: dict[str, object], library: LawLibrary) -> Case:
    given = {"detainer": True, "arrest_charges": [_block(charge) for charge in charges], **supposed}
    request = {"from": "ice", "asks": ["hold"], "purpose": "civil_immigration"}
    at = datetime(2017, 3, 1, 12, tzinfo=ZoneInfo("America/Chicago"))
    document = {"at": at, "agency": "us-tx-travis/sheriff", "request": _block(request), "facts": _block(given)}
    return read_case(_block(document), library)


def _block(content: dict[str, object] | dict[str, str]) -> Block:
    block = Block(0)
    block.update(content)
    return block


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
