"""Compares laws, finds the case that splits them, replays the past.

>>> from comity.lab import replay, sample
>>> from comity.law import LawLibrary
>>> found = replay(*sample("ice-detainers-fy2015"), "us-wa", LawLibrary())
>>> found.rows, found.kinds
(57149, 500)
"""

from pathlib import Path

from comity.lab.errors import ReplayError
from comity.lab.replay import Replay, replay, replay_counts
from comity.lab.row_map import RowMap, read_map
from comity.lab.rows import count_alike

__all__ = ["Replay", "ReplayError", "RowMap", "count_alike", "read_map", "replay", "replay_counts", "sample"]

_HERE = Path(__file__).parent
_SAMPLES = {"ice-detainers-fy2015": "ice_detainers_fy2015.parquet"}


def sample(name: str) -> tuple[Path, RowMap]:
    """A table that ships with comity, and the map that reads it."""
    return _HERE / "samples" / _SAMPLES[name], read_map(_HERE / "maps" / f"{name}.yaml")
