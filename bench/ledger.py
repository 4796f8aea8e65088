#!/usr/bin/env python3
"""Measures the ledger and the matters beside plain tables and a peer; `run.py --ledger` runs it in its environment."""

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ledger_parts.figures import LARGEST, measure
from ledger_parts.report import results

RESULTS = Path(__file__).resolve().parent / "RESULTS-LEDGER.md"
ROUNDS = 15


def main() -> None:
    """Measure, then write RESULTS-LEDGER.md, or print what would be written after a run that was cut short."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--largest", type=int, default=LARGEST, help="leaves and tags of the largest log and index")
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir(), "comity-bench-ledger"))
    asked.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    told = asked.parse_args()
    figures = measure(told.rounds, told.kept, told.largest)
    text = results(figures, date=told.date, rounds=told.rounds, load=os.getloadavg()[0])
    if told.rounds >= ROUNDS and told.largest >= LARGEST:
        RESULTS.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
