#!/usr/bin/env python3
"""Measures many rows at once; `run.py --bulk` runs it in the product's own environment, its peers in theirs.

python bench/run.py --bulk                          writes bench/RESULTS-BULK.md; half an hour
python bench/run.py --bulk --rows 1000000           a quick look, printed
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

import pyarrow as pa  # noqa: E402 - the paths have to be there
from comity.law import LawLibrary  # noqa: E402

import model  # noqa: E402 - the paths have to be there
import synthetic  # noqa: E402
from bulk_parts import report, rows, ways  # noqa: E402
from bulk_parts.beside import Peers, Timed  # noqa: E402
from bulk_parts.limit import Fused  # noqa: E402
from bulk_parts.spark import SparkSql  # noqa: E402
from bulk_parts.ways import Counts  # noqa: E402
from ours import PACKS, Ours  # noqa: E402

RESULTS = BENCH / "RESULTS-BULK.md"
ROWS = 10_000_000
ROUNDS, FEW = 5, 2
SMALL = 500_000  # rows for packs of all sizes
LOOPED = 200_000  # rows decided one by one


def main() -> None:
    """Check that all ways agree, time them, write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    told = asked.parse_args()
    pa.set_cpu_count(1)
    spark = SparkSql()
    with tempfile.TemporaryDirectory() as folder:
        figures = {**one_pack(told.rows, Path(folder), spark), **sizes(min(SMALL, told.rows), Path(folder), spark)}
    spark.stop()
    about = (
        f"{told.date} · Python {platform.python_version()} · {platform.machine()}, {os.cpu_count()} cores · one thread"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    text = report.text(figures, rows=told.rows, small=min(SMALL, told.rows), about=about, peak=peak)
    if told.rows < ROWS:
        print(text)
    else:
        RESULTS.write_text(text)


def one_pack(number: int, folder: Path, spark: SparkSql) -> report.Figures:
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
    duck = ways.DuckDb(ours, words, "bench/city", library, path)
    quick = {
        "fused C": lambda: fused.count(codes),
        "planes": ways.from_planes(ours, codes, words),
        "codes": ways.from_codes(ours, codes, words),
    }
    read = {
        "parquet": ways.from_parquet(path, row_map, "bench", library),
        "only read": ways.only_read(path, list(words.facts)),
        "only read, law's": ways.only_read(path, fused.names),
    }
    slow = {
        "parquet, written": ways.from_parquet(path, row_map, "bench", library, folder / "out.parquet"),
        "DuckDB rails": duck.rails,
        "DuckDB three-valued": duck.three_valued,
        "one by one": ways.one_by_one(ours, cases),
    }
    expected = fused.count(codes)
    with Peers("bench", None, path) as peers:
        found = {
            **rounds({name: timed(way) for name, way in quick.items()}, 3 * ROUNDS, expected),
            **rounds({name: timed(way) for name, way in read.items()}, ROUNDS, expected),
            **rounds({name: timed(way) for name, way in slow.items() if name != "one by one"}, FEW, expected),
            **rounds({name: peers.way(name) for name in ("Polars, table", "Polars, Parquet")}, FEW, expected),
            **rounds({"Spark SQL": spark.way(ours, words, "bench/city", library, path)}, 1, expected),
            **rounds({"OpenFisca": peers.way("OpenFisca")}, 1, None),
        }
        known = fused.count(rows.only_known(words, codes))
        rounds({"OpenFisca, known": peers.way("OpenFisca, known")}, 1, known)
    few = {name: column[: len(cases)] for name, column in codes.items()}
    found |= rounds({"one by one": timed(slow["one by one"])}, ROUNDS, fused.count(few))
    found["one by one"] = [each * number / len(cases) for each in found["one by one"]]
    guessed = peers.counts["OpenFisca"]
    return {
        **{f"bench/{name}": each for name, each in found.items()},
        "bench/code": [timed(duck.code)()[0]],
        "bench/counts": expected,
        "bench/guessed": (guessed[0] - expected[0], guessed[1] - expected[1], sum(known)),
    }


def sizes(number: int, folder: Path, spark: SparkSql) -> report.Figures:
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
        quick = {"planes": ways.from_planes(ours, codes, words), "codes": ways.from_codes(ours, codes, words)}
        slow = {"parquet": timed(ways.from_parquet(path, rows.row_map(words, name), name, library))}
        expected = quick["codes"]()
        with Peers(name, folder / "packs", path) as peers:
            slow["Polars, table"] = peers.way("Polars, table")
            if size <= synthetic.SIZES[2]:  # beyond, the text of the law is some hundred thousand characters
                slow["DuckDB rails"] = timed(ways.DuckDb(ours, words, f"{name}/city", library, path).rails)
                slow["Spark SQL"] = spark.way(ours, words, f"{name}/city", library, path)
            taken = {
                **rounds({way: timed(one) for way, one in quick.items()}, ROUNDS, expected),
                **rounds(slow, 1, expected),
            }
        found |= {f"{size}/{way}": each for way, each in taken.items()}
        looped = rounds({"one by one": timed(ways.one_by_one(ours, cases))}, FEW, None)["one by one"]
        found[f"{size}/one by one"] = [each * number / len(cases) for each in looped]
    return found


def rounds(by_name: dict[str, Timed], number: int, expected: Counts | None) -> dict[str, list[float]]:
    """The seconds of each way in each round, after one that is not kept; stop if a way counts otherwise."""
    taken: dict[str, list[float]] = {name: [] for name in by_name}
    for place in range(number + 1):
        for name, way in by_name.items():
            seconds, counts = way()
            if expected and counts is not None and tuple(counts) != expected:
                raise SystemExit(f"{name} counts {counts}, not {expected}")
            if place or number == 1:
                taken[name].append(seconds)
    return {name: each[-number:] for name, each in taken.items()}


def timed(way: Callable[[], Counts | None]) -> Timed:
    """A way with the processor time that it takes here."""

    def once() -> tuple[float, Counts | None]:
        gc.collect()
        began = time.process_time()
        counts = way()
        return time.process_time() - began, counts

    return once


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
