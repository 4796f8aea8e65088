"""RESULTS-BULK.md: the goals, then the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log
from pathlib import Path
from typing import Any

import synthetic

Figures = dict[str, Any]
_WAYS = {
    "fused C": "limit: the law as one loop in C, from byte codes",
    "planes": "**comity**, from planes that are there",
    "codes": "**comity**, from byte codes",
    "parquet": "**comity**, from Parquet: outcomes, verdicts and norms counted",
    "parquet, written": "**comity**, the same, and the answer to each row written as Parquet",
    "only read": "reading the columns from Parquet, and nothing else",
    "DuckDB rails": "DuckDB, the law as SQL in two rails, from a table in memory",
    "DuckDB three-valued": "DuckDB, the law as SQL in three-valued logic, the same table",
    "one by one": "comity, one decision after the other (computed from 200,000)",
}
_PEER = re.compile(r"^\| zen-engine [^|]*\| ([\d.]+) \|", re.MULTILINE)


def text(found: Figures, *, rows: int, small: int, about: str, peak: int) -> str:
    """The whole page."""
    counts = " permitted, ".join(f"{number:,}" for number in found["bench/counts"][:2])
    lines = [
        "# Results for many rows",
        "",
        "Made by `python bench/run.py --bulk`; not edited by hand. What is measured and how: [README.md](README.md).",
        "",
        about,
        "",
        f"Every way counts the same: of {rows:,} rows {counts} forbidden, the others open.",
        "Of every fact 3% is unknown.",
        "The machine was shared with other work, so ratios say more than times.",
        "",
        "## Goals",
        "",
        *_goals(found, rows),
        "",
        f"## Twelve norms, twenty-five facts, {rows:,} rows",
        "",
        "| way | seconds | million rows/s |",
        "|---|---:|---:|",
        *(
            f"| {words} | {found[f'bench/{way}']:.3f} | {rows / found[f'bench/{way}'] / 1e6:,.1f} |"
            for way, words in _WAYS.items()
        ),
        "",
        (
            f"The whole bench took at most {peak:,} MB, of which its own copies of the rows are most; a file is read"
            f" {1 << 18:,} rows at a time, whatever its size."
        ),
        "",
        f"## Packs of 12 to 600 norms, {small:,} rows",
        "",
        "| norms | from planes, s | byte codes, s | Parquet, s | DuckDB rails, s | one by one, s (computed) |",
        "|---:|---:|---:|---:|---:|---:|",
        *(_size(found, size) for size in synthetic.SIZES),
        "",
    ]
    return "\n".join(lines)


def _size(found: Mapping[str, Any], size: int) -> str:
    cells = [found.get(f"{size}/{way}") for way in ("planes", "codes", "parquet", "DuckDB rails", "one by one")]
    return f"| {size} | " + " | ".join("–" if cell is None else f"{cell:.3f}" for cell in cells) + " |"


def _goals(found: Figures, rows: int) -> list[str]:
    peer = float(_PEER.findall((Path(__file__).parents[1] / "RESULTS.md").read_text())[0])  # µs, facts known
    looped = peer * rows / 1e6
    first, last = synthetic.SIZES[0], synthetic.SIZES[-1]
    growth = log(found[f"{last}/codes"] / found[f"{first}/codes"]) / log(last / first)
    goals = [
        (
            "from planes: at least 1,000 times as fast as the fastest peer in a loop (its time from RESULTS.md)",
            looped / found["bench/planes"],
            1_000,
            True,
        ),
        ("from byte codes: at most 8 times the limit in C", found["bench/codes"] / found["bench/fused C"], 8, False),
        (
            "from Parquet: at most 1.5 times merely reading it",
            found["bench/parquet"] / found["bench/only read"],
            1.5,
            False,
        ),
        (
            "from Parquet, million rows a second on one core: at least 7.5",
            rows / found["bench/parquet"] / 1e6,
            7.5,
            True,
        ),
        (
            "DuckDB: rails at least 5 times as fast as three-valued logic",
            found["bench/DuckDB three-valued"] / found["bench/DuckDB rails"],
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
