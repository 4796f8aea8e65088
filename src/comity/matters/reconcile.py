"""Comparing keys, payloads and log every night, and doing the log's erasures again after a restore.

Every matter is opened with a leaf and, where its key is gone, ended with a leaf; so the two sides can be counted
against each other, and a key that went without an erasure leaf is found even where its row is gone as well.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from comity.ledger.leaf import Kind
from comity.matters.errors import WrapError
from comity.matters.index import Seen
from comity.matters.key_store import ErasureStep, KeyRow, State
from comity.matters.keys import MatterKey
from comity.matters.log import Log, contents, is_seal, read_signs
from comity.matters.record import Matters


@dataclass(frozen=True, slots=True)
class Findings:
    """What does not fit together; empty throughout when all is well."""

    erased_without_leaf: tuple[str, ...] = ()
    """Matters whose key is gone and for which no erasure leaf is in the log: an erasure that nobody authorised."""

    leaf_without_erasure: tuple[int, ...] = ()
    """Erasure leaves for which no key is known to be gone: interrupted, undone by a restore, or not ours."""

    key_came_back: tuple[str, ...] = ()
    """Matters whose key is here although the log says that it was erased: replay the erasures."""

    seal_came_back: tuple[str, ...] = ()
    """Matters whose key is here although their last entry says that they were sealed: seal them again."""

    key_does_not_fit: tuple[str, ...] = ()
    """Matters whose wrapped key does not open, or whose tags are not in the log."""

    payloads_of_erased: tuple[str, ...] = ()
    """Erased matters of which payloads are still stored: replay the erasures."""

    openings_without_key: int = 0
    """How many more matters the log has opened than the key store knows: rows that were taken away."""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not any(getattr(self, field.name) for field in fields(self))


def reconcile(matters: Matters) -> Findings:
    """Compare the key store, the payloads and the log."""
    log = _Ends(matters.log)
    seen = Seen(matters.index, matters.log)
    rows = list(matters.keys.all_rows())
    chains = {row.handle: _Chain(matters, row, seen) for row in rows if row.state is State.LIVE}
    erased = [row for row in rows if row.state is State.ERASED]
    under_way = {row.handle for row in matters.keys.erasures()}
    claimed = {row.handle: row.leaf_index for row in erased if _is_justified(row, log)}
    going = {chain.erasure_at(log) for handle, chain in chains.items() if handle in under_way}
    stored = matters.payloads.known()
    known = {row.handle for row in rows}
    taken = {row.handle for row in rows if row.state is State.LIVE and row.wrapped is None} | (stored - known)
    doubled = {handle for handle, at in claimed.items() if list(claimed.values()).count(at) > 1}
    return Findings(
        erased_without_leaf=tuple(
            sorted({row.handle for row in erased if row.handle not in claimed} | taken | doubled)
        ),
        leaf_without_erasure=tuple(sorted(set(log.erasures.values()) - set(claimed.values()) - going)),
        key_came_back=tuple(
            h for h, chain in chains.items() if h not in under_way and chain.erasure_at(log) is not None
        ),
        seal_came_back=tuple(handle for handle, chain in chains.items() if chain.ends_sealed(matters.log)),
        key_does_not_fit=tuple(
            handle for handle, chain in chains.items() if handle not in taken and not chain.fits(stored)
        ),
        payloads_of_erased=tuple(row.handle for row in erased if row.handle in stored and row.handle not in under_way),
        openings_without_key=max(log.openings - sum(_was_opened(row, chains) for row in rows), 0),
    )


def replay(matters: Matters) -> tuple[str, ...]:
    """Do every erasure of the log again that a restore has undone, before anything else, and say whose keys went.

    A key is dropped only where the log has its erasure leaf under a checkpoint with a quorum. An erasure on record goes
    on by its own steps.
    """
    log, seen = _Ends(matters.log), Seen(matters.index, matters.log)
    under_way = {row.handle for row in matters.keys.erasures() if row.step < ErasureStep.SCRUBBED}
    covered = matters.log.newest()
    gone = []
    for row in list(matters.keys.all_rows()):
        if row.state is State.LIVE and row.handle not in under_way and row.wrapped is not None:
            at, last = _Chain(matters, row, seen).erasure(log)
            if at is not None and covered is not None and at < covered.size:
                matters.keys.destroy(row.handle, at, last)
                gone.append(row.handle)
    erased = {row.handle for row in matters.keys.all_rows() if row.state is State.ERASED} - under_way
    left = sorted(erased & matters.payloads.known())
    for handle in left:
        matters.payloads.delete(handle)
    if gone or left:
        matters.keys.scrub()
        matters.payloads.scrub()
    return tuple(sorted({*gone, *left}))


class _Ends:
    """Where the log erases matters, by the tags of those leaves, and how many matters it opens."""

    def __init__(self, log: Log) -> None:
        self.erasures: dict[bytes, int] = {}
        self.openings = 0
        for at, raw in contents(log, 0, log.size):
            signs = read_signs(raw)
            self.openings += signs.kind is Kind.MATTER
            if signs.kind is Kind.ERASURE:
                self.erasures |= dict.fromkeys(signs.tags, at)


class _Chain:
    """The chain of a matter whose key is here."""

    def __init__(self, matters: Matters, row: KeyRow, seen: Seen) -> None:
        self._handle = row.handle
        self._key = self._opened(matters, row)
        self.links = list(seen.chain(self._key.tag_key())) if self._key else []

    @staticmethod
    def _opened(matters: Matters, row: KeyRow) -> MatterKey | None:
        try:
            return MatterKey(matters.keys.wrap.unwrap(row.wrapped or b"", row.handle))
        except WrapError:
            return None

    def erasure(self, log: _Ends) -> tuple[int | None, bytes]:
        return next(((link.at, link.tag) for link in self.links if link.tag in log.erasures), (None, b""))

    def erasure_at(self, log: _Ends) -> int | None:
        return self.erasure(log)[0]

    def ends_sealed(self, log: Log) -> bool:
        signs = read_signs(log.leaf(self.links[-1].at).content) if self.links else None
        return signs is not None and is_seal(signs)

    def fits(self, stored: frozenset[str]) -> bool:
        """A key without any event was made for a matter whose opening was never logged; it opens nothing."""
        return self._key is not None and (bool(self.links) or self._handle not in stored)


def _is_justified(row: KeyRow, log: _Ends) -> bool:
    return row.tag is not None and row.leaf_index is not None and log.erasures.get(row.tag) == row.leaf_index


def _was_opened(row: KeyRow, chains: dict[str, _Chain]) -> bool:
    return row.handle not in chains or bool(chains[row.handle].links)
