"""Runs every measurement of the ledger and keeps its figures."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledger_parts import appends, events, peer, proofs
from ledger_parts.appends import Callers, Signing, Storage
from ledger_parts.large import large_index, large_log
from ledger_parts.paired import Pair
from ledger_parts.stores import POSTGRES, Place, postgres_place, sqlite_place

MILLION = 1_000_000
LARGEST = 10 * MILLION


@dataclass
class PlaceFigures:
    """What was measured on one kind of database."""

    version: str
    appends: dict[int, Pair]
    callers: Callers
    signing: Signing
    storage: Storage
    events: dict[tuple[int, int], Pair]
    packed: Pair | None = None  # against rows in clear that go in one statement a table


@dataclass
class Figures:
    """Everything that was measured."""

    places: dict[str, PlaceFigures] = field(default_factory=dict)
    large: dict[int, proofs.Large] = field(default_factory=dict)
    tags: dict[int, proofs.TagProofs] = field(default_factory=dict)
    built: dict[str, float] = field(default_factory=dict)  # a second, where this run has built it
    peer_appends: dict[tuple[int, bool], Pair] = field(default_factory=dict)
    peer_proofs: dict[str, peer.PeerProofs] = field(default_factory=dict)


def measure(rounds: int, kept: Path, largest: int) -> Figures:
    """Measure everything; logs and indexes up to the largest size are kept in a folder."""
    found = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="comity-bench-")))
        lite = sqlite_place(folder)
        for place in (lite, stack.enter_context(postgres_place(folder / "pg"))):
            found.places[place.kind] = _place(place, folder, rounds)
        for size in (1, 10, 100, 1_000):
            for tuned in (False, True):
                with _said(f"{peer.NAME}, {size:,} in a commit{', tuned' if tuned else ''}"):
                    found.peer_appends[size, tuned] = peer.append(lite, folder, size, rounds, tuned=tuned)
    for size in dict.fromkeys((min(MILLION, largest), largest)):
        _large(found, kept, size, beside_peer=size <= MILLION)
    return found


def _place(place: Place, folder: Path, rounds: int) -> PlaceFigures:
    pairs, whole = dict[int, Pair](), dict[tuple[int, int], Pair]()
    for size in appends.SIZES:
        with _said(f"{place.kind}, {size:,} in a commit"):
            pairs[size] = appends.appends(place, folder, size, rounds)
    for shape in events.SHAPES:
        with _said(f"{place.kind}, whole events, {shape[0]:,} in a commit, {shape[1]} of one matter"):
            whole[shape] = events.whole_events(place, folder, *shape, rounds)
    packed = None
    if place.kind == POSTGRES:
        with _said(f"{place.kind}, whole events against rows in one statement a table"):
            packed = events.whole_events(place, folder, 50, 4, rounds, packed=True)
    with _said(f"{place.kind}, callers, heads, storage"):
        crowd = appends.callers(place, folder, rounds)
        return PlaceFigures(
            place.version,
            pairs,
            crowd,
            appends.signing(place, folder, min(rounds, 7)),
            appends.storage(place, folder),
            whole,
            packed,
        )


def _large(found: Figures, kept: Path, size: int, *, beside_peer: bool) -> None:
    with _said(f"a log of {size:,} leaves"):
        log, rate = large_log(kept, size)
        if rate:
            found.built[f"log of {size:,}"] = rate
        found.large[size] = proofs.large(log, kept)
        if beside_peer:
            found.peer_proofs = peer.proofs(kept, log)
        log.close()
    with _said(f"an index of {size:,} tags"):
        index, rate = large_index(kept, size)
        if rate:
            found.built[f"index of {size:,}"] = rate
        began = time.perf_counter()
        index, _ = large_index(kept, size)
        found.tags[size] = proofs.tag_proofs(index, size, time.perf_counter() - began)


@contextmanager
def _said(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"bench: {what}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
