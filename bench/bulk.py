#!/usr/bin/env python3
"""Measures many rows at once; `run.py --bulk` runs it in the product's own environment.

python bench/run.py --bulk                          writes bench/RESULTS-BULK.md; some minutes
python bench/run.py --bulk --rows 1000000           a quick look, printed
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from comity.law import LawLibrary  # noqa: E402

import model  # noqa: E402 - the paths have to be there
import synthetic  # noqa: E402
from bulk_parts import report, rows, ways  # noqa: E402
from bulk_parts.limit import Fused  # noqa: E402
from ours import PACKS, Ours  # noqa: E402

RESULTS = BENCH / "RESULTS-BULK.md"
ROWS, ROUNDS = 10_000_000, 5
SMALL = 500_000  # rows for packs of all sizes
LOOPED = 200_000  # rows decided one by one


def main() -> None:
    """Check that all ways agree, time them, write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = {**one_pack(told.rows, Path(folder)), **sizes(min(SMALL, told.rows), Path(folder))}
    about = (
        f"{told.date} · Python {platform.python_version()} · {platform.machine()}, {os.cpu_count()} cores · one thread"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    text = report.text(figures, rows=told.rows, small=min(SMALL, told.rows), about=about, peak=peak)
    if told.rows < ROWS:
        print(text)
    else:
        RESULTS.write_text(text)


def one_pack(number: int, folder: Path) -> report.Figures:
    """The pack of the bench: twenty-five facts, twelve norms."""
    words, path = model.vocabulary(), folder / "rows.parquet"
    library = LawLibrary([PACKS], vocabulary=words, builtin=False)
    ours, row_map = Ours(), rows.row_map(words, "bench")
    say(f"{number:,} random rows")
    most = {name: high for name, (_, high) in model._COUNTS.items()}  # noqa: SLF001 - the bench's own
    codes = rows.codes(words, number, unknown=0.03, true=0.5, most=most)
    rows.write(words, codes, path)
    fused = Fused(ours.ask.law, words, folder)
    cases = ways.as_cases(codes, words, min(LOOPED, number))
    timed = {
        "fused C": lambda: fused.count(codes),
        "planes": ways.from_planes(ours, codes, words),
        "codes": ways.from_codes(ours, codes, words),
        "parquet": ways.from_parquet(path, row_map, "bench", library),
        "parquet, written": ways.from_parquet(path, row_map, "bench", library, folder / "out.parquet"),
        "DuckDB rails": ways.in_duckdb(ours, words, "bench/city", library, path, rails=True),
        "DuckDB three-valued": ways.in_duckdb(ours, words, "bench/city", library, path, rails=False),
    }
    expected = timed["fused C"]()
    agree({name: way() for name, way in timed.items()}, expected)
    few = {name: column[: len(cases)] for name, column in codes.items()}
    agree({"one by one": ways.one_by_one(ours, cases)()}, fused.count(few))
    found = {f"bench/{name}": seconds(way) for name, way in timed.items()}
    found["bench/only read"] = seconds(ways.only_read(path, list(words.facts)))
    found["bench/one by one"] = seconds(ways.one_by_one(ours, cases)) * number / len(cases)
    return {**found, "bench/counts": expected, "bench/bytes": sum(codes[name].nbytes for name in fused.names)}


def sizes(number: int, folder: Path) -> report.Figures:
    """Packs of twelve to six hundred norms, all about one ask."""
    found: report.Figures = {}
    for size in synthetic.SIZES:
        say(f"{size} norms")
        words, path = synthetic.vocabulary(size), folder / f"{size}.parquet"
        name = synthetic.write_pack(folder / "packs", size)
        library = LawLibrary([folder / "packs"], vocabulary=words, builtin=False)
        ours = Ours(folder / "packs", name, words)
        codes = rows.codes(words, number, unknown=0.03, true=0.02, most={})
        rows.write(words, codes, path)
        cases = ways.as_cases(codes, words, 2_000)
        timed = {
            "planes": ways.from_planes(ours, codes, words),
            "codes": ways.from_codes(ours, codes, words),
            "parquet": ways.from_parquet(path, rows.row_map(words, name), name, library),
        }
        if size <= synthetic.SIZES[2]:  # beyond, the text of the law is some hundred thousand characters
            timed["DuckDB rails"] = ways.in_duckdb(ours, words, f"{name}/city", library, path, rails=True)
        agree({way: one() for way, one in timed.items()}, timed["codes"]())
        found |= {f"{size}/{way}": seconds(one, rounds=3) for way, one in timed.items()}
        found[f"{size}/one by one"] = seconds(ways.one_by_one(ours, cases), rounds=3) * number / len(cases)
    return found


def agree(found: dict[str, ways.Counts], expected: ways.Counts) -> None:
    """Stop if one way counts otherwise."""
    if wrong := {name: counts for name, counts in found.items() if counts != expected}:
        raise SystemExit(f"these do not count {expected}: {wrong}")


def seconds(way: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        way()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
