"""RESULTS-BULK.md: the goals, then the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log
from pathlib import Path
from statistics import median
from typing import Any

import synthetic

Figures = dict[str, Any]  # by way: the seconds of each round
_WAYS = {
    "fused C": "limit: the law as one loop in C, from byte codes",
    "planes": "**comity**, from planes that are there",
    "codes": "**comity**, from byte codes",
    "Polars, table": "Polars, from a table in memory",
    "DuckDB rails": "DuckDB, the law in two rails, from a table in memory of facts as numbers that are never NULL",
    "code": "DuckDB, making that table from the next, once",
    "DuckDB three-valued": "DuckDB, the law in three-valued logic, from a table in memory of facts that may be NULL",
    "OpenFisca": "OpenFisca-Core, from arrays in memory; unknown is taken for the default",
    "one by one": "comity, one decision after the other (computed from 200,000)",
}
_FILED = {
    "only read": "reading the columns, and nothing else",
    "only read, law's": "reading the columns that the law looks at, and nothing else",
    "parquet": "**comity**: these read and checked; outcomes, verdicts and norms counted",
    "parquet, written": "**comity**, the same, and the answer to each row written as Parquet",
    "Polars, Parquet": "Polars: the columns that the law looks at; outcomes counted",
    "Spark SQL": "Spark SQL: the same, the law in three-valued logic",
}
_SIZED = {
    "planes": "from planes, s",
    "codes": "byte codes, s",
    "Polars, table": "Polars, s",
    "DuckDB rails": "DuckDB rails, s",
    "parquet": "Parquet, s",
    "Spark SQL": "Spark SQL from Parquet, s",
    "one by one": "one by one, s (computed)",
}
_PEER = re.compile(r"^\| zen-engine [^|]*\| ([\d.]+) \|", re.MULTILINE)


def text(found: Figures, *, rows: int, small: int, about: str, peak: int) -> str:
    """The whole page."""
    counts = " permitted, ".join(f"{number:,}" for number in found["bench/counts"][:2])
    permitted, forbidden, known = found["bench/guessed"]
    lines = [
        "# Results for many rows",
        "",
        "Made by `python bench/run.py --bulk`; not edited by hand. What is measured and how: [README.md](README.md).",
        "",
        about,
        "",
        "Of every fact 3% is unknown. Every way but OpenFisca counts the same:",
        f"of {rows:,} rows {counts} forbidden, the others open.",
        f"OpenFisca knows no unknown: it permits {permitted:,} and forbids {forbidden:,} of the open ones;",
        f"over the {known:,} rows of which everything is known it counts what the others do.",
        "",
        "Seconds are processor time, the median of the rounds: the machine was shared with much other work.",
        "",
        "## Goals",
        "",
        *_goals(found, rows),
        "",
        f"## Twelve norms, twenty-five facts, {rows:,} rows in memory",
        "",
        *_table(found, _WAYS, rows),
        "",
        "## The same rows from Parquet",
        "",
        *_table(found, _FILED, rows),
        "",
        (
            f"The bench's own process took at most {peak:,} MB, of which its copies of the rows are most; a file is"
            f" read {1 << 18:,} rows at a time, whatever its size."
        ),
        "",
        f"## Packs of 12 to 600 norms, {small:,} rows",
        "",
        f"| norms | {' | '.join(_SIZED.values())} |",
        "|---:" * (len(_SIZED) + 1) + "|",
        *(_size(found, size) for size in synthetic.SIZES),
        "",
    ]
    return "\n".join(lines)


def _table(found: Figures, ways: Mapping[str, str], rows: int) -> list[str]:
    lines = ["| way | seconds | million rows/s |", "|---|---:|---:|"]
    for way, words in ways.items():
        seconds = median(found[f"bench/{way}"])
        lines.append(f"| {words} | {seconds:.3f} | {rows / seconds / 1e6:,.1f} |")
    return lines


def _size(found: Figures, size: int) -> str:
    cells = [found.get(f"{size}/{way}") for way in _SIZED]
    return f"| {size} | " + " | ".join("–" if cell is None else f"{median(cell):.3f}" for cell in cells) + " |"


def _ratio(found: Figures, way: str, to: str) -> float:
    """The median of the rounds' ratios."""
    return median(one / other for one, other in zip(found[way], found[to], strict=True))


def _goals(found: Figures, rows: int) -> list[str]:
    peer = float(_PEER.findall((Path(__file__).parents[1] / "RESULTS.md").read_text())[0])  # µs, facts known
    looped = peer * rows / 1e6
    first, last = synthetic.SIZES[0], synthetic.SIZES[-1]
    growth = log(median(found[f"{last}/codes"]) / median(found[f"{first}/codes"])) / log(last / first)
    goals = [
        (
            "from planes: at least 1,000 times as fast as the fastest peer in a loop (its time from RESULTS.md)",
            looped / median(found["bench/planes"]),
            1_000,
            True,
        ),
        ("from byte codes: at most 8 times the limit in C", _ratio(found, "bench/codes", "bench/fused C"), 8, False),
        (
            "from Parquet: at most 1.5 times merely reading it",
            _ratio(found, "bench/parquet", "bench/only read"),
            1.5,
            False,
        ),
        (
            "from Parquet, million rows a second on one core: at least 7.5",
            rows / median(found["bench/parquet"]) / 1e6,
            7.5,
            True,
        ),
        (
            "DuckDB: rails at least 5 times as fast as three-valued logic",
            _ratio(found, "bench/DuckDB three-valued", "bench/DuckDB rails"),
            5,
            True,
        ),
        (f"growth from {first} to {last} norms: linear or better (an exponent of at most 1)", growth, 1, False),
    ]
    lines = ["| goal | measured | met |", "|---|---:|---:|"]
    for words, measured, bound, least in goals:
        met = measured >= bound if least else measured <= bound
        lines.append(f"| {words} | {measured:,.2f} | {'yes' if met else '**no**'} |")
    return lines
