"""How fast reports are counted: a million public leaves, kept counts, a page, and each report that a law orders.

.venv/bin/python bench/reports.py            # prints, and writes RESULTS-REPORTS.md
"""

from __future__ import annotations

import gc
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from comity.law import LawLibrary
from comity.ledger import (
    Audience,
    FileMemory,
    FirstWitness,
    Kind,
    Log,
    SigningKey,
    SqliteStore,
    StaticFolder,
    event_leaf,
)
from comity.reports import Codes, count_report, counted, published_entries, year_shown

from report_layouts import EVENTS_OF_A_REQUEST, entries_of, owed_layouts

MILLION = 1_000_000
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
RESULTS = Path(__file__).with_name("RESULTS-REPORTS.md")
_FORMS = (
    (Kind.REQUEST, None, None, "immigration_authority"),
    (Kind.ANSWER, "hold/no", "us-ca/gov-7284-6/a1b", "immigration_authority"),
    (Kind.ANSWER, "notify_release/no", "us-ca/gov-7284-6/a1c", "immigration_authority"),
    (Kind.ANSWER, "transfer/yes", "supervisor", "federal"),
    (Kind.CUSTODY, "transfer/with_ground", None, "federal"),
    (Kind.CUSTODY, None, None, None),
    (Kind.DECISION, None, None, None),
    (Kind.NOTICE, None, None, None),
    (Kind.READING, None, None, None),
)


def leaves(number: int) -> list[bytes]:
    """Entries as a desk writes them, over five years; the same every time."""
    chance = Random(2017)
    first, found = date(2022, 1, 1), []
    for at in range(number):
        kind, decision, basis, org = chance.choice(_FORMS)
        day = first + timedelta(days=at * 1_826 // number)
        found.append(
            event_leaf(
                kind,
                day,
                tags=[at.to_bytes(32)],
                commitments={Audience.COUNSEL: at.to_bytes(32)},
                decision=decision,
                basis=basis,
                org=org,
            ).content
        )
    return found


def timed(what: Callable[[], object], times: int = 3) -> float:
    """The best of several runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        what()
        best = min(best, time.perf_counter() - begun)
    return best


def by_json(entries: list[bytes]) -> Counter[Codes]:
    """What the counting is compared with: every leaf read as JSON."""
    keys = ("at", "basis", "decision", "kind", "org")
    return Counter(Codes(*(read.get(key, "") for key in keys)) for read in map(json.loads, entries))


def from_folder(entries: list[bytes]) -> tuple[float, int]:
    """Reading and counting the same entries from a published folder, as a stranger would."""
    with TemporaryDirectory() as place:
        signer = FirstWitness([SigningKey.ed25519("bench.example/log", bytes(32))], FileMemory(Path(place, "head")))
        log = Log(SqliteStore(Path(place, "log.sqlite")), signer, clock=lambda: 1_790_000_000)
        with log.transaction() as transaction:
            for at in range(0, len(entries), 10_000):
                log.append_in(transaction, [_leaf(each) for each in entries[at : at + 10_000]])
        log.publish()
        log.export(Path(place, "published"), 1_790_000_000, delay=0)
        folder = StaticFolder(Path(place, "published"))
        seconds = timed(lambda: counted(published_entries(folder)), 1)
        log.close()
    return seconds, len(entries)


def _leaf(content: bytes) -> object:
    from comity.ledger import Leaf

    return Leaf(content)


def ordered(number: int) -> list[str]:
    """A line for each report that a law orders, of so many entries in one year."""
    library, lines = LawLibrary(), list[str]()
    for layout, agency in owed_layouts(library):
        found = entries_of(agency, number)
        gc.collect()
        seconds = timed(lambda: count_report(layout, found, YEAR[0], YEAR[1], library), 1)  # noqa: B023 - done at once
        places = sum(len(figure.cells) for figure in layout.figures)
        lines.append(f"| {layout.name} | {layout.citation} | {places} | {seconds:.2f} |")
        sys.stderr.write(lines[-1] + "\n")
    return lines


def main() -> None:
    """Measure, print and write down."""
    entries = leaves(MILLION)
    counting = timed(lambda: counted(entries))
    reading = timed(lambda: by_json(entries), 1)
    counts = counted(entries)
    assert counts == by_json(entries), "the two ways of counting do not agree"
    page = timed(lambda: year_shown(counts, 2024))
    folder, size = from_folder(entries[:200_000])
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    where = f"`python bench/reports.py` on {machine}; best of three, but where one run is said. One process."
    whole = f"reading {size:,} entries from the bundles of a published folder and counting them; one run"
    lines = [
        "# How fast reports are counted",
        "",
        where,
        "",
        "| What | Seconds |",
        "|---|---|",
        f"| counting {MILLION:,} public leaves in memory (goal: below 5) | {counting:.2f} |",
        f"| the same with every leaf read as JSON, to compare; one run | {reading:.2f} |",
        f"| {whole} | {folder:.2f} |",
        f"| the tables of a year, small counts hidden, from {len(counts):,} kept counts | {page:.3f} |",
        "",
        "Both ways of counting give the same numbers; the program checks that. A page reads kept counts, not the log.",
        "",
        "## Reports that a law orders",
        "",
        f"{MILLION:,} entries of one year, of {MILLION // EVENTS_OF_A_REQUEST:,} requests, from the entries in memory;",
        "goal: below 5 seconds; one run each. Conditions are decided by the law of each day. No two requests have one",
        "document, since each says who stated what and when: seven facts, known or not, and six agencies that ask.",
        "",
        "| Report | Law | Numbers in it | Seconds |",
        "|---|---|---|---|",
        *ordered(MILLION),
        "",
        "The machine was shared with other work while this was measured.",
        "",
    ]
    RESULTS.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
