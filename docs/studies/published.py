"""Published totals made again from the rows they were counted from, as far as the rows are here.

python docs/studies/published.py FOLDER     prints published.md; FOLDER holds `published` and `travis_tx`
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from pyarrow import parquet

from comity.lab import SAMPLES

_HEAD = """\
# Published totals, made again

Made by `python docs/studies/published.py FOLDER`; a test makes it again and compares. Only sums are told.

## Travis County: the newspaper's months

A newspaper counted the bookings with a detainer, month by month, from {first} to {last}. Counted again from the rows:
**{same} of {months} months are the same number**, {total:,} bookings in all{differ}.

## NPR's months

NPR counted 1.8 million detainers by month. The bundled rows are those of October 2014 to July 2015 outside eight
states, so they can only be a part of each month; what is missing must be the eight states.

| month | NPR | here | share |
|---|---:|---:|---:|
"""
_TAIL = """| all | {npr:,} | {here:,} | {share:.0%} |

In no month are there more rows here than NPR counted. A whole month cannot be made again without the eight states.
NPR's counts by year and reason of lifting and its counts by month do not add up to each other ({one:,} and {two:,} for
2008): the first has no line for detainers without a reason. Whoever compares the two has to know that.
"""


def page(folder: Path) -> str:
    """The whole study, from the folder of the records."""
    told = {row["month"]: int(row["total"]) for row in _rows(folder, "travis_newsroom_monthly_2007_2011.csv")}
    booked = parquet.read_table(folder / "travis_tx" / "bookings_2006_2011.parquet", columns=["booking_date"])
    counted = Counter(f"{day:%Y-%m}" for day in booked["booking_date"].to_pylist())
    same = sum(counted[month] == total for month, total in told.items())
    differ = "" if same == len(told) else "; the others differ"
    span = {"first": min(told), "last": max(told)}
    head = _HEAD.format(same=same, months=len(told), total=sum(told.values()), differ=differ, **span)
    return head + _npr(folder)


def _npr(folder: Path) -> str:
    by_month = {row["year_month"]: int(row["count"]) for row in _rows(folder, "ice_detainers_by_month_2007_2015.csv")}
    days = parquet.read_table(SAMPLES / "ice_detainers_fy2015.parquet", columns=["prepare_date"])["prepare_date"]
    here = Counter(f"{day:%Y-%m}" for day in days.to_pylist())
    lines = [
        f"| {month} | {by_month[month]:,} | {number:,} | {number / by_month[month]:.0%} |\n"
        for month, number in sorted(here.items())
    ]
    if any(number > by_month[month] for month, number in here.items()):
        raise ValueError("there are more rows here than were counted")
    all_npr, all_here = sum(by_month[month] for month in here), sum(here.values())
    reasons = Counter[str]()
    for row in _rows(folder, "ice_detainers_by_year_and_lift_reason_2007_2015.csv"):
        reasons[row["year"]] += int(row["count"])
    two = sum(number for month, number in by_month.items() if month.startswith("2008"))
    tail = _TAIL.format(npr=all_npr, here=all_here, share=all_here / all_npr, one=reasons["2008"], two=two)
    return "".join(lines) + tail


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "published" / name).open(newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
