"""The calendar of the wrapping keys, from which the horizon of every erasure follows.

A generation wraps for seven days and is destroyed 35 days after it began. A key erased on any day was last wrapped by
the generation then in use, so that 35 days later no wrapping key exists that opens it in any backup. Backups of the key
store are therefore good for 28 days; the wrapping keys themselves are in no backup.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.matters.errors import WrapError
from comity.matters.key_store import KeyStore
from comity.matters.wrapping import DAY, Generation

ROTATION_DAYS = 7
HORIZON_DAYS = 35
BACKUP_DAYS = HORIZON_DAYS - ROTATION_DAYS
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Rotation:
    """What one run has done: the generation begun, how many keys were wrapped again, the generations destroyed."""

    began: Generation | None
    rewrapped: int
    destroyed: tuple[int, ...]


def rotate(keys: KeyStore, now: int) -> Rotation:
    """Begin a generation if one is due, wrap every live key with the newest, destroy those past the horizon.

    It may end at any point and be run again.
    """
    newest = max(keys.wrap.generations(), key=lambda generation: generation.number, default=None)
    began = None
    if newest is None or now - newest.began >= ROTATION_DAYS * DAY:
        began = newest = keys.wrap.begin(now)
    return Rotation(began, _rewrap(keys, newest.number), _destroy(keys, newest.number, now))


def _rewrap(keys: KeyStore, newest: int) -> int:
    count = 0
    while rows := keys.live_before(newest, _BATCH):
        for row in rows:
            keys.rewrap(row)
        count += len(rows)
    return count


def _destroy(keys: KeyStore, newest: int, now: int) -> tuple[int, ...]:
    past = [generation.number for generation in keys.wrap.generations() if now >= ends(generation)]
    # INVARIANT: nothing live is wrapped by a generation that goes; `_rewrap` has come first.
    going = tuple(number for number in past if number != newest and not keys.live_before(number + 1, 1))
    for number in going:
        keys.wrap.destroy(number)
    return going


def ends(generation: Generation) -> int:
    """The second from which a generation may no longer exist."""
    return generation.began + HORIZON_DAYS * DAY


def horizon(keys: KeyStore, number: int) -> int:
    """The second from which no backup can open what this generation has wrapped.

    Raises:
        WrapError: the generation is not here.
    """
    for generation in keys.wrap.generations():
        if generation.number == number:
            return ends(generation)
    raise WrapError(f"the wrapping key of generation {number} is not here", help="Restore and reconcile the key store.")


def overdue(keys: KeyStore, now: int) -> tuple[str, ...]:
    """What breaks the promise of the horizon, in words; empty when all is in time."""
    generations = keys.wrap.generations()
    newest = max((generation.number for generation in generations), default=0)
    faults = [
        f"generation {generation.number} should have been destroyed and is still here"
        for generation in generations
        if now >= ends(generation)
    ]
    faults += [
        f"generation {generation.number} has wrapped for more than {ROTATION_DAYS} days"
        for generation in generations
        if generation.number == newest and now - generation.began > ROTATION_DAYS * DAY
    ]
    if keys.live_before(newest, 1):
        faults.append("a live key is still wrapped by an older generation")
    return tuple(faults)
