"""Writes the figures of the ledger down as RESULTS-LEDGER.md: the goals first, then every table."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from ledger_parts.events import PAYLOAD
from ledger_parts.figures import Figures, PlaceFigures
from ledger_parts.paired import Pair, Spread
from ledger_parts.peer import NAME
from ledger_parts.proofs import PROOFS, WITNESSES, Large, Proofs

GOALS, APPENDS, EVENTS = "Goals", "1. Appending", "2. A whole event"
PROVING, AUDIT, TAGS, PEER = "3. Proofs and receipts", "4. Audit, restart, storage", "5. The index of tags", "6. A peer"
TITLES = (GOALS, APPENDS, EVENTS, PROVING, AUDIT, TAGS, PEER)

Row = Sequence[str]


def results(figures: Figures, *, date: str, rounds: int, load: float) -> str:
    """The whole of RESULTS-LEDGER.md."""
    bodies = (_goals, _appends, _events, _proofs, _audit, _tags, _peer)
    sections = (
        line for title, body in zip(TITLES, bodies, strict=True) for line in ("", f"## {title}", "", *body(figures))
    )
    return "\n".join([*_head(figures, date, rounds, load), *sections, ""])


def _head(figures: Figures, date: str, rounds: int, load: float) -> list[str]:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    stores = ", ".join(f"{kind} {place.version}" for kind, place in figures.places.items())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("cryptography", "psycopg"))
    return [
        "# Results of the ledger",
        "",
        "Made by `python bench/run.py --ledger`; not edited by hand. What is measured and how: [README.md](README.md).",
        "",
        f"{date} · Python {platform.python_version()} · {machine} · {stores} (loopback) · {libraries}",
        f"{rounds} rounds, both ways once in each, in random order · load of the machine at the end {load:.1f}",
        "",
        "The machine and its disk are shared with other work: rates vary up to threefold from run to run, ratios less.",
        "Rates and times are medians. A cost is the median, over rounds, of our time divided by the plain way's in the",
        "same round, with the middle half of the rounds in brackets; a cost below 1 is noise of the disk. *µs of",
        "processor* are those of the measuring process: the steadier figure.",
    ]


def _table(columns: Row, rows: Iterable[Row]) -> list[str]:
    heads = [f"| {' | '.join(columns)} |", f"|---{'|---:' * (len(columns) - 1)}|"]
    return heads + [f"| {' | '.join(row)} |" for row in rows]


# --- the goals --------------------------------------------------------------------------------------------------------


def _goals(figures: Figures) -> list[str]:
    rows = [*_append_goals(figures), *_event_goals(figures), *_proof_goals(figures), *_peer_goals(figures)]
    return _table(("goal", "measured", "met"), [(goal, shown, "yes" if met else "**no**") for goal, shown, met in rows])


Goal = tuple[str, str, bool]


def _append_goals(figures: Figures) -> list[Goal]:
    found: list[Goal] = []
    for size, limit in ((1, 1.3), (10, 1.3), (100, 1.4), (1_000, 1.6), (10_000, 1.5)):
        costs = {kind: place.appends[size].cost for kind, place in figures.places.items()}
        what = "bulk import, 10,000 in a commit" if size == 10_000 else f"append, {size:,} in a commit"
        found.append(
            (f"{what}: at most {limit} times a plain durable INSERT", _each(costs), max(costs.values()) <= limit)
        )
    costs = {kind: place.callers.pair.cost for kind, place in figures.places.items()}
    found.append(("append, 64 callers: at most 1.3 times", _each(costs), max(costs.values()) <= 1.3))
    shares = {kind: place.storage.ours / place.storage.plain for kind, place in figures.places.items()}
    found.append(("storage: at most 1.15 times", _each(shares), max(shares.values()) <= 1.15))
    return found


def _event_goals(figures: Figures) -> list[Goal]:
    costs = {kind: place.events[50, 4].cost for kind, place in figures.places.items()}
    rates = {kind: statistics.median(place.events[50, 4].ours) for kind, place in figures.places.items()}
    return [
        (
            "whole event, 50 in a commit: at most 2.2 times the same two rows in clear",
            _each(costs),
            max(costs.values()) <= 2.2,
        ),
        ("the same: at least 5,000 events a second", _each(rates, "{:,.0f}"), min(rates.values()) >= 5_000),
    ]


def _each(values: dict[str, float], form: str = "{:.2f}") -> str:
    return ", ".join(f"{form.format(value)} {kind}" for kind, value in values.items())


def _proof_goals(figures: Figures) -> list[Goal]:
    top, tags = figures.large[max(figures.large)], figures.tags[max(figures.tags)]
    slowest = max(top.inclusion.made.median, top.consistency.made.median)
    most, allowed = max(top.inclusion.hashes, top.consistency.hashes), top.inclusion.allowed
    audit = min(large.audit for large in figures.large.values())
    verified = top.receipts.verified.median
    return [
        (f"any proof at {top.size:,} leaves: at most 1 ms", f"{slowest:.2f} ms", slowest <= 1),
        (f"its hashes: at most ceil(log2 n) + 1 = {allowed}", str(most), most <= allowed),
        (f"verifying a receipt with {WITNESSES} Ed25519 witnesses: at most 1 ms", f"{verified:.2f} ms", verified <= 1),
        (f"absence at {tags.size:,} tags: at most 1 KB", f"{tags.bytes_most} bytes", tags.bytes_most <= 1_024),
        ("the same: at most 1 ms", f"{tags.absence.median:.2f} ms", tags.absence.median <= 1),
        ("full audit: at least 250,000 leaves a second on one core", f"{audit:,.0f}", audit >= 250_000),
        (f"restart at {top.size:,} leaves: at most 50 ms", f"{top.restart:.1f} ms", top.restart <= 50),
    ]


def _peer_goals(figures: Figures) -> list[Goal]:
    theirs, ours = figures.peer_proofs["SqliteTree"], figures.large[min(figures.large)]
    faster = theirs.inclusion.median / ours.inclusion.made.median
    append = figures.peer_appends[100, True].cost
    return [
        (f"proofs at {ours.size:,}: at least 10 times as fast as {NAME} on SQLite", f"{faster:,.0f}", faster >= 10),
        ("append, 100 in a commit: not slower than its tuned form", f"{append:.2f} times its time", append <= 1),
    ]


# --- tables -----------------------------------------------------------------------------------------------------------


def _pair(name: str, pair: Pair) -> Row:
    plain, ours = (statistics.median(values) for values in (pair.plain, pair.ours))
    cpu = " → ".join(f"{statistics.median(values):.1f}" for values in (pair.plain_cpu, pair.ours_cpu))
    low, high = pair.middle
    return (name, f"{plain:,.0f}", f"{ours:,.0f}", f"**{pair.cost:.2f}** ({low:.2f} to {high:.2f})", cpu)


def _appends(figures: Figures) -> list[str]:
    rows = [
        _pair(f"{kind}, {size:,}", pair)
        for kind, place in figures.places.items()
        for size, pair in place.appends.items()
    ]
    waits = [_waits(kind, place) for kind, place in figures.places.items()]
    heads = [(kind, f"{place.signing.head:.1f}", f"{place.signing.leaf:.1f}") for kind, place in figures.places.items()]
    columns = ("events in a commit", "plain INSERT, a second", "log, a second", "cost", "µs of processor an event")
    crowd = (
        "64 callers, one event each",
        "plain, a second",
        "log, a second",
        "cost",
        "p50, p99 plain, ms",
        "p50, p99 log, ms",
    )
    return [
        *_table(columns, rows),
        "",
        "The plain table stands behind a group commit of its own here, as a careful programmer would write it:",
        "",
        *_table(crowd, waits),
        "",
        "A head is signed at most once a second, and not while the above was timed. It costs, with its rows read back",
        "and the tree computed again before signing:",
        "",
        *_table(("a head", "ms for one new leaf", "µs for each further leaf"), heads),
    ]


def _waits(kind: str, place: PlaceFigures) -> Row:
    row = _pair(kind, place.callers.pair)
    waits = [f"{spread.median:.1f}, {spread.p99:.1f}" for spread in (place.callers.plain, place.callers.ours)]
    return (*row[:4], *waits)


def _events(figures: Figures) -> list[str]:
    rows = [
        _pair(f"{kind}, {size:,} in a commit, {_of_matters(row)}", pair)
        for kind, place in figures.places.items()
        for (size, row), pair in place.events.items()
    ]
    columns = ("whole events", "two rows in clear, a second", "events, a second", "cost", "µs of processor an event")
    return [
        *_table(columns, rows),
        "",
        f"Ours: the matter's key looked up, salt and tag derived, {len(PAYLOAD)} bytes encrypted, commitment,",
        "canonical leaf, counter and open matter looked up, event row with its payload, leaf and tree, in one",
        "transaction of the log; keys that were unwrapped before are remembered. In clear: the event as JSON of",
        "the leaf's length and the payload, one row each, one `executemany` for each table. The goal is held against",
        "50 in a commit, four events in a row of one matter.",
        *_packed(figures),
    ]


def _packed(figures: Figures) -> list[str]:
    pair = next(place.packed for place in figures.places.values() if place.packed)
    low, high = pair.middle
    return [
        "",
        "On PostgreSQL ours sends all rows of a table in one statement. A plain program that does the same is faster",
        f"than the goal supposes: {statistics.median(pair.plain):,.0f} events a second. Against that one, whole events",
        f"cost **{pair.cost:.2f}** ({low:.2f} to {high:.2f}).",
    ]


def _of_matters(row: int) -> str:
    return "each of a matter chosen at random" if row == 1 else f"{row} in a row of one matter"


def _proofs(figures: Figures) -> list[str]:
    rows = [
        (
            f"{kind}, {large.size:,} leaves",
            *_spread(proofs.made),
            str(proofs.hashes),
            f"{proofs.checked.median * 1e3:.0f}",
        )
        for large in figures.large.values()
        for kind, proofs in _kinds(large)
    ]
    receipts = [
        (f"{large.size:,} leaves", *_spread(large.receipts.verified), f"{large.receipts.size:,}")
        for large in figures.large.values()
    ]
    columns = ("proof", "median ms", "p99 ms", "p99 ms of processor", "most ms", "hashes, most", "µs to check")
    read = ("receipt read and verified", "median ms", "p99 ms", "p99 ms of processor", "most ms", "bytes, most")
    return [
        *_table(columns, rows),
        "",
        f"{PROOFS:,} random leaves or sizes of the whole tree on SQLite; most touch tiles that are not in memory.",
        "On a busy machine the slowest of a hundred wait for the disk or for a turn of the processor; *of processor*",
        "is what they take without that.",
        "",
        *_table(read, receipts),
        "",
        f"A receipt has the log's Ed25519 signature and {WITNESSES} Ed25519 cosignatures, all of them needed.",
    ]


def _kinds(large: Large) -> tuple[tuple[str, Proofs], ...]:
    return (("inclusion", large.inclusion), ("consistency", large.consistency))


def _spread(spread: Spread) -> Row:
    return (f"{spread.median:.2f}", f"{spread.p99:.2f}", f"{spread.p99_cpu:.2f}", f"{spread.most:.2f}")


def _audit(figures: Figures) -> list[str]:
    rows = [
        (f"{large.size:,}", f"{large.audit:,.0f}", f"{large.audit_wall:,.0f}", f"{large.restart:.1f}")
        for large in figures.large.values()
    ]
    kept = [
        (
            kind,
            f"{place.storage.plain:.0f}",
            f"{place.storage.ours:.0f}",
            f"{place.storage.ours / place.storage.plain:.2f}",
        )
        for kind, place in figures.places.items()
    ]
    built = ", ".join(f"{what} {rate:,.0f}" for what, rate in figures.built.items())
    return [
        *_table(("leaves, SQLite", "audited a second of processor", "on the shared clock", "restart, ms"), rows),
        "",
        *_table(("bytes a leaf", "plain table", "log", "ratio"), kept),
        *(["", f"Built in bulk by this run, a second: {built}."] if built else []),
    ]


def _tags(figures: Figures) -> list[str]:
    rows = [
        (
            f"{tags.size:,}", f"{tags.absence.median:.2f} ({tags.absence.p99:.2f})",
            f"{tags.bytes_middle} ({tags.bytes_most})", f"{tags.presence.median:.2f} ({tags.presence.p99:.2f})",
            str(tags.presence_most), f"{tags.checked.median * 1e3:.0f}", f"{tags.opened:.1f}",
        )
        for tags in figures.tags.values()
    ]  # fmt: skip
    columns = (
        "tags", "absence, ms (p99)", "bytes (most)", "presence, ms (p99)", "bytes, most", "µs to check absence",
        "opening, s",
    )  # fmt: skip
    return _table(columns, rows)


def _peer(figures: Figures) -> list[str]:
    appends = [
        _pair(f"SqliteTree {'with WAL and FULL set by us' if tuned else 'as it comes'}, {size:,}", pair)
        for (size, tuned), pair in figures.peer_appends.items()
    ]
    ours = figures.large[min(figures.large)]
    rows = [
        (name, f"{theirs.first:,.1f}", f"{theirs.inclusion.median:.2f}", f"{theirs.consistency.median:.2f}")
        for name, theirs in figures.peer_proofs.items()
    ]
    rows.append(("**comity**, SQLite", "", f"{ours.inclusion.made.median:.2f}", f"{ours.consistency.made.median:.2f}"))
    return [
        f"{NAME} is a general Merkle tree, under the GPLv3 or later: measured here and used for nothing. It keeps no",
        "inner hash, so it appends cheaply and pays when it proves. Its trees give the same roots over the same",
        "leaves.",
        "",
        *_table(
            ("events in a commit", "peer, a second", "log, a second", "our time / its time", "µs of processor"), appends
        ),
        "",
        *_table((f"proofs at {ours.size:,} leaves", "first, ms", "inclusion, ms", "consistency, ms"), rows),
    ]
