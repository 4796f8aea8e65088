"""What is timed: bringing bookings in and receiving requests, beside plain Django; and what pages ask for."""

from __future__ import annotations

import json
import random
import secrets
import shutil
import sqlite3
import statistics
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from desk_parts.places import Places, Program, programs

BOOKINGS, REQUESTS = 200_000, 50_000
LOT, ASKED = 1_000, 60  # bookings in a transaction; requests in a round
MANY = 10_000  # bookings of one import
FILED = 20_000  # bookings of one file
# of no run before, so that nothing is overwritten; after each there is room for one of each lot
_seeds = count(secrets.randbelow(2**31) + 1_000, MANY // LOT)


@dataclass
class Rate:
    """How many a second, and microseconds of processor for each, round by round."""

    rates: list[float] = field(default_factory=list)
    micros: list[float] = field(default_factory=list)

    def add(self, number: int, said: dict[str, Any]) -> float:
        """Take in one round; returns its rate."""
        self.rates.append(number / said["seconds"])
        self.micros.append(said["processor"] / number * 1e6)
        return self.rates[-1]

    @property
    def rate(self) -> float:
        """The median rate."""
        return statistics.median(self.rates)

    @property
    def best(self) -> float:
        """The best rate."""
        return max(self.rates)

    @property
    def processor(self) -> float:
        """The median of microseconds of processor for each."""
        return statistics.median(self.micros)


@dataclass
class Pair:
    """Ours and the plain way, and how many times the plain way's time ours took, round by round."""

    ours: Rate = field(default_factory=Rate)
    plain: Rate = field(default_factory=Rate)
    costs: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """The median cost."""
        return statistics.median(self.costs)

    @property
    def processor_cost(self) -> float:
        """How many times the plain way's processor time ours took."""
        return self.ours.processor / self.plain.processor


@dataclass
class Figures:
    """Everything measured on one kind of database."""

    version: str
    opened: Pair
    received: Pair
    together: Rate
    on_loaded: dict[str, Rate]
    whole: Rate  # the county's own bookings from one file, into a new desk
    beside: list[float]  # milliseconds of a clerk's acts while bookings come in
    lists: dict[str, list[float]]
    checked: dict[str, Any]
    size: int


def measure(places: Places, rounds: int, bookings: int, requests: int) -> Figures:
    """Measure everything on one kind of database."""
    loaded = load(places, bookings, requests)
    with programs(places.new(), 1) as [ours], programs(places.new(), 1) as [plain]:
        version = ours.ask("begin")["version"]
        plain.ask("begin")
        opened = _pair(ours, plain, rounds, "open", LOT)
        received = _pair(ours, plain, rounds, "receive", ASKED)
    whole = Rate()
    with programs(places.new(), 1) as [new]:
        new.ask("begin")
        whole.add(bookings, new.ask("command", count=bookings, seed=next(_seeds)))
    with programs(loaded, 2) as both:
        both[0].ask("begin")  # a county that was kept may have tables of an earlier day
        on_loaded = {"open": Rate(), "bring": Rate(), "plain_bring": Rate(), "command": Rate(), "receive": Rate()}
        for _ in range(max(rounds // 4, 2)):
            for way in ("bring", "plain_bring"):
                on_loaded[way].add(MANY, both[0].ask(way, count=MANY, lot=LOT, seed=next(_seeds)))
        for _ in range(max(rounds // 4, 2)):
            on_loaded["command"].add(FILED, both[0].ask("command", count=FILED, seed=next(_seeds)))
        beside = both[0].ask("beside", count=FILED, seed=next(_seeds))["acts"]
        for _ in range(max(rounds // 2, 2)):
            on_loaded["open"].add(LOT, both[0].ask("open", count=LOT, seed=next(_seeds)))
            on_loaded["receive"].add(ASKED, both[0].ask("receive", count=ASKED, seed=next(_seeds)))
        together = _together(both, max(rounds // 2, 2))
        lists = both[0].ask("ask", rounds=rounds * 3)["lists"]
        checked = both[0].ask("check")
    if checked["differences"]:
        raise SystemExit(f"{places.kind}: {checked['differences']:,} rows are not as the events have them")
    size = sum(path.stat().st_size for path in loaded[0].iterdir() if path.is_file())
    return Figures(version, opened, received, together, on_loaded, whole, beside, lists, checked, size)


def load(places: Places, bookings: int, requests: int, *, like: Path | None = None) -> tuple[Path, str]:
    """The home of the loaded county; the first time it is filled, or copied from a home on SQLite that is."""
    place = places.home(f"{bookings}-{requests}")
    mark, keys = place[0] / "loaded.json", place[0] / "keys.db"
    if not mark.exists():
        if like:
            shutil.copytree(like / "wrapping", place[0] / "wrapping", dirs_exist_ok=True)
            # a copy of the file alone would lack what is still in its write-ahead log
            with closing(sqlite3.connect(like / "keys.db")) as there, closing(sqlite3.connect(keys)) as here:
                there.backup(here)
        with programs(place, 1) as [one]:
            one.ask("begin")
            told = one.ask("copy", source=str(like / "desk.db")) if like else None
            said = told or one.ask("load", bookings=bookings, requests=requests)
        mark.write_text(json.dumps(said))
    return place


def _pair(ours: Program, plain: Program, rounds: int, what: str, number: int) -> Pair:
    """Both ways once in each round, in random order."""
    pair, chance = Pair(), random.Random(7)
    for each in range(rounds + 1):
        seed, rates = next(_seeds), dict[str, float]()
        if what == "receive":
            ours.ask("open", count=LOT, seed=seed)
            plain.ask("plain_open_known", count=LOT, seed=seed)
        ways: list[tuple[str, Callable[[], dict[str, Any]], Rate]] = [
            ("ours", lambda seed=seed: ours.ask(what, count=number, seed=seed), pair.ours),
            ("plain", lambda seed=seed: plain.ask(f"plain_{what}", count=number, seed=seed), pair.plain),
        ]
        chance.shuffle(ways)
        for name, way, rate in ways:
            said = way()
            if each:  # the first warms up
                rates[name] = rate.add(number, said)
        if each:
            pair.costs.append(rates["plain"] / rates["ours"])
    return pair


def _together(both: Sequence[Program], rounds: int) -> Rate:
    """Two programs that receive requests at once, as two workers do; each about bookings of its own."""
    for each in both:
        each.ask("open", count=LOT, seed=next(_seeds))
    rate = Rate()
    for _ in range(rounds):
        for each in both:
            each.say("receive", count=ASKED, seed=next(_seeds))
        said = [each.hear() for each in both]
        seconds, processor = max(one["seconds"] for one in said), sum(one["processor"] for one in said)
        rate.add(ASKED * len(both), {"seconds": seconds, "processor": processor})
    return rate
