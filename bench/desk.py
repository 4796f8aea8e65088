#!/usr/bin/env python3
"""Measures the desk beside plain Django; `run.py --desk` runs it in the product's own environment.

python bench/run.py --desk                                       writes bench/RESULTS-DESK.md
python bench/run.py --desk --rounds 3 --bookings 5000 --requests 500    a quick look, printed
python bench/run.py --desk --rounds 0      fills the two counties that are kept, and measures nothing
python bench/desk.py --load                fills the desk that COMITY_HOME and COMITY_DATABASE name
"""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from desk_parts.measuring import BOOKINGS, REQUESTS, load, measure  # noqa: E402 - the paths have to be there
from desk_parts.places import POSTGRES, SQLITE, Places, postgres  # noqa: E402 - the same
from desk_parts.report import results  # noqa: E402 - the same
from desk_parts.worker import Worker  # noqa: E402 - the same

RESULTS = BENCH / "RESULTS-DESK.md"
ROUNDS = 12


def main() -> None:
    """Measure, then write RESULTS-DESK.md, or print what would be written after a run that was cut short."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--bookings", type=int, default=BOOKINGS)
    asked.add_argument("--requests", type=int, default=REQUESTS)
    asked.add_argument("--only", choices=(SQLITE, POSTGRES), help="measure one kind of database, and print it")
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir(), "comity-bench-desk"))
    asked.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    asked.add_argument("--load", action="store_true", help="fill the desk of the surroundings, and measure nothing")
    told = asked.parse_args()
    if told.load:
        worker = Worker()
        worker.begin()
        print(worker.load(told.bookings, told.requests))
        return
    told.kept.mkdir(parents=True, exist_ok=True)
    with postgres(told.kept / "server") as server:
        kinds = [told.only] if told.only else [SQLITE, POSTGRES]
        places = {kind: Places(kind, told.kept, server) for kind in kinds}
        filled, _ = load(Places(SQLITE, told.kept, server), told.bookings, told.requests)
        if POSTGRES in places:
            load(places[POSTGRES], told.bookings, told.requests, like=filled)
        if not told.rounds:
            return
        figures = {kind: measure(place, told.rounds, told.bookings, told.requests) for kind, place in places.items()}
    text = results(
        figures,
        date=told.date,
        rounds=told.rounds,
        bookings=told.bookings,
        requests=told.requests,
        load=os.getloadavg()[0],
    )
    if told.rounds >= ROUNDS and told.bookings >= BOOKINGS and told.requests >= REQUESTS and not told.only:
        RESULTS.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
