"""Writes the figures of the desk down as RESULTS-DESK.md: the goals first, then every table."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

from desk_parts.measuring import ASKED, FILED, LOT, MANY, Figures, Pair, Rate
from desk_parts.places import POSTGRES, SQLITE

Row = Sequence[str]
MOST_MS = 150.0  # of a whole page, at the 95th of 100


def results(
    figures: Mapping[str, Figures], *, date: str, rounds: int, bookings: int, requests: int, load: float
) -> str:
    """The whole of RESULTS-DESK.md."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    places = ", ".join(f"{kind} {found.version.split()[0]}" for kind, found in figures.items())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("Django", "psycopg", "cryptography"))
    lines = [
        "# Results of the desk",
        "",
        "Made by `python bench/run.py --desk`; not edited by hand. What is measured and how: [README.md](README.md).",
        "",
        f"{date} · Python {platform.python_version()} · {machine} · {places} (loopback, fsync) · {libraries}",
        f"{bookings:,} bookings and {requests:,} requests loaded · {rounds} rounds · load at the end {load:.1f}",
        "",
        "The machine is shared with other work: a load above its two cores slows everything in proportion.",
        "*By processor* is what one core would do if nobody else ran; it leaves out the disk and the database server.",
        "A cost is our time divided by plain Django's in the same round, as the median of the rounds.",
        *_section("Goals", _goals(figures, bookings)),
        *_section(f"1. Bringing bookings in, {LOT:,} in a transaction", _rates(figures, "opened", "open")),
        *_section(
            f"2. Receiving requests, each in its transaction, {ASKED} in a round",
            _rates(figures, "received", "receive"),
        ),
        *_section(f"3. An act of a clerk while `comity import` brings in {FILED:,}, in milliseconds", _beside(figures)),
        *_section("4. What pages ask the tables for, in milliseconds", _lists(figures)),
        *_section("5. The whole county compared with its events", _checked(figures)),
    ]
    return "\n".join([*lines, ""])


def _section(title: str, body: Iterable[str]) -> list[str]:
    return ["", f"## {title}", "", *body]


def _table(columns: Row, rows: Iterable[Row]) -> list[str]:
    heads = [f"| {' | '.join(columns)} |", f"|---{'|---:' * (len(columns) - 1)}|"]
    return heads + [f"| {' | '.join(row)} |" for row in rows]


def _goals(figures: Mapping[str, Figures], bookings: int) -> list[str]:
    wanted = {SQLITE: 50, POSTGRES: 100}
    rows: list[Row] = []
    for kind, found in figures.items():
        goal = wanted[kind]
        two = found.together
        said = (f"{two.rate:,.0f}/s", f"{max(two.best, found.on_loaded['receive'].best):,.0f}/s", _alone(two))
        rows.append((f"a request received, decided and sealed, {kind}, two programs", f"≥ {goal}/s", *said))
    for kind, found in figures.items():
        rate = found.opened.ours
        rows.append(
            (f"bookings brought in, {kind}", "≥ 3,000/s", f"{rate.rate:,.0f}/s", f"{rate.best:,.0f}/s", _alone(rate))
        )
    for kind, found in figures.items():
        rate = found.on_loaded["bring"]
        what = f"{MANY:,} bookings brought into the loaded county, {kind}"
        rows.append((what, "≥ 3,000/s", f"{rate.rate:,.0f}/s", f"{rate.best:,.0f}/s", _alone(rate)))
    for kind, found in figures.items():
        what = f"`comity import` of a file of {bookings:,} into a new desk, its start and all, {kind}"
        rows.append((what, "≥ 3,000/s", f"{found.whole.rate:,.0f}/s", "", _alone(found.whole)))
    for kind, found in figures.items():
        slowest = max(_at(times, 95) for times in found.lists.values())
        rows.append((f"the slowest question of a page, {kind}", f"≤ {MOST_MS:.0f} ms", f"{slowest:.0f} ms", "", ""))
    return _table(("goal", "wanted", "median", "best round", "by processor"), rows)


def _alone(rate: Rate) -> str:
    return f"{1e6 / rate.processor:,.0f}/s"


def _rates(figures: Mapping[str, Figures], pair: str, loaded: str) -> list[str]:
    rows: list[Row] = []
    for kind, found in figures.items():
        both: Pair = getattr(found, pair)
        for name, rate in (("comity", both.ours), ("plain Django, no ledger", both.plain)):
            cost = (f"{both.cost:.1f}", f"{both.processor_cost:.1f}") if name == "comity" else ("1", "1")
            rows.append((f"{kind}: {name}", *_said(rate), *cost))
        rows.append((f"{kind}: comity, in the loaded county", *_said(found.on_loaded[loaded]), "", ""))
        if pair == "opened":
            ours, plain = found.on_loaded["bring"], found.on_loaded["plain_bring"]
            cost = (f"{plain.rate / ours.rate:.1f}", f"{ours.processor / plain.processor:.1f}")
            rows.append((f"{kind}: the same, {MANY:,} one lot after another", *_said(ours), *cost))
            rows.append((f"{kind}: plain Django, no ledger, the same there", *_said(plain), "1", "1"))
            command = found.on_loaded["command"]
            rows.append(
                (f"{kind}: `comity import` of a file of {FILED:,} there, its start and all", *_said(command), "", "")
            )
        if pair == "received":
            rows.append((f"{kind}: comity, two programs at once", *_said(found.together), "", ""))
    columns = ("", "median, a second", "best round", "by processor", "µs of processor", "cost", "cost in processor")
    return _table(columns, rows)


def _said(rate: Rate) -> Row:
    return f"{rate.rate:,.0f}", f"{rate.best:,.0f}", f"{1e6 / rate.processor:,.0f}", f"{rate.processor:,.0f}"


def _beside(figures: Mapping[str, Figures]) -> list[str]:
    rows = [
        (kind, f"{len(acts):,}", *(f"{value:.0f}" for value in (statistics.median(acts), _p95(acts), max(acts))))
        for kind, acts in ((kind, found.beside) for kind, found in figures.items())
    ]
    return _table(("a note, sealed", "acts", "median", "p95", "longest"), rows)


def _lists(figures: Mapping[str, Figures]) -> list[str]:
    names = next(iter(figures.values())).lists
    rows = []
    for name in names:
        cells = [f"{call(found.lists[name]):.1f}" for found in figures.values() for call in (statistics.median, _p95)]
        rows.append((name, *cells))
    return _table(("", *(f"{kind}, {which}" for kind in figures for which in ("median", "p95"))), rows)


def _p95(times: Sequence[float]) -> float:
    return _at(times, 95)


def _at(times: Sequence[float], share: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) * share // 100, len(ordered) - 1)]


def _checked(figures: Mapping[str, Figures]) -> list[str]:
    rows = [
        (
            kind,
            f"{found.checked['leaves']:,}",
            f"{found.checked['seconds']:.0f} s",
            f"{found.checked['differences']:,}",
            f"{found.size / 1e6:,.0f} MB" if kind == SQLITE else "",
        )
        for kind, found in figures.items()
    ]
    return _table(("`rebuild --check`", "leaves in the ledger", "time", "differences", "size"), rows)
