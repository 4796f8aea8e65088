"""Counsel's bundle: these entries and no other, shown to somebody who has the tag key and a policy, and nothing else.

The form is that of the verifier's FORMAT.md. A bundle is made right after an index leaf, once a cosigned checkpoint
covers it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from comity.base import ComityError, canonical_bytes
from comity.ledger.checkpoint import Checkpoint
from comity.matters.errors import ProofError
from comity.matters.index import LOOK_AHEAD, Index, Published
from comity.matters.keys import tag
from comity.matters.log import Log
from comity.matters.record import Disclosure

FORMAT = "comity-bundle/v1"
HIGHEST_MARKER = 1 << 20
_TRIES = 8
LIMITS = (
    "It covers what passed through the gate and was logged up to the covered size; not what was never logged.",
    "An event that was logged under another matter is not in it; the inspector can find that, counsel cannot.",
    "It says nothing of a person for whom no matter was opened.",
    "What a court has ordered withheld stands in a chain with a tag key of its own, and is not in it.",
    "It lists the entries; payloads are in it only where they are disclosed.",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A matter that the bundle is about: its handle, its tag key, and what of it is disclosed, by counter."""

    handle: str
    tag_key: bytes
    disclosures: Mapping[int, Sequence[Disclosure]] = field(default_factory=dict)


def markers(entries: int) -> list[int]:
    """The counters that are proved absent for a matter of so many entries.

    The next one and 16 further, then every power of two up to 2^20, so that a skipped counter shows.
    """
    near = [entries + step for step in range(LOOK_AHEAD + 1)]
    return near + [power for power in (1 << place for place in range(21)) if near[-1] < power <= HIGHEST_MARKER]


def make_bundle(wanted: Sequence[Wanted], index: Index, log: Log, limits: Sequence[str] = LIMITS) -> bytes:
    """The bundle for one or more matters, as the bytes of its file.

    Raises:
        ProofError: no cosigned checkpoint covers the newest index leaf yet, or a counter was skipped.
    """
    for _ in range(_TRIES):
        published = index.published()
        try:
            bundle = _bundle(wanted, index, log, limits, published)
        except ComityError:
            if index.published() == published:
                raise
            continue
        # INVARIANT: all proofs are of one state of the index; another program may have stored the next one meanwhile
        if index.published() == published:
            return bundle
    raise ProofError("the index changes too fast", help="Make the bundle again in a moment.")


def _bundle(
    wanted: Sequence[Wanted], index: Index, log: Log, limits: Sequence[str], published: Published | None
) -> bytes:
    checkpoint = log.newest()
    if published is None or checkpoint is None or checkpoint.size <= published.leaf_index:
        raise ProofError(
            "no checkpoint with a quorum covers the newest root of the index yet",
            help="Make the bundle again when the witnesses have signed; that takes seconds.",
        )
    members = {
        "format": FORMAT,
        "checkpoint": bytes(checkpoint).decode(),
        "index": _entry(log, published.leaf_index, checkpoint),
        "matters": [_matter(matter, index, log, checkpoint) for matter in wanted],
        "limits": list(limits),
    }
    return canonical_bytes(members) + b"\n"


def _matter(matter: Wanted, index: Index, log: Log, checkpoint: Checkpoint) -> dict[str, object]:
    entries: list[dict[str, object]] = []
    for counter in count():
        found = tag(matter.tag_key, counter)
        at = index.place(found)
        if at is None:
            break
        shown = [_disclosure(disclosure) for disclosure in matter.disclosures.get(counter, ())]
        presence = {"presence": _base64(index.prove(found)), "disclosures": shown}
        entries.append(_entry(log, at, checkpoint) | presence)
    absence = [_absence(matter, counter, index) for counter in markers(len(entries))]
    return {"handle": matter.handle, "tag_key": matter.tag_key.hex(), "entries": entries, "absence": absence}


def _absence(matter: Wanted, counter: int, index: Index) -> dict[str, object]:
    found = tag(matter.tag_key, counter)
    if index.place(found) is not None:
        raise ProofError(
            f"the matter `{matter.handle}` has an entry {counter} although an earlier one is missing",
            help="Settle the events that were not yet logged; if that does not help, tell the inspector.",
        )
    return {"counter": counter, "proof": _base64(index.prove(found))}


def _entry(log: Log, at: int, checkpoint: Checkpoint) -> dict[str, object]:
    path = [part.hex() for part in log.inclusion(at, checkpoint.size)]
    return {"index": at, "leaf": log.leaf(at).content.decode(), "inclusion": path}


def _disclosure(disclosure: Disclosure) -> dict[str, object]:
    payload, salt = _base64(disclosure.payload), disclosure.salt.hex()
    return {"a": disclosure.audience.value, "payload": payload, "salt": salt}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
