"""Compares laws, finds the case that splits them, replays the past.

>>> from comity.lab import replay, sample
>>> from comity.law import LawLibrary
>>> found = replay(*sample("ice-detainers-fy2015"), "us-wa", LawLibrary())
>>> found.rows, found.kinds
(57149, 500)
"""

from collections.abc import Mapping
from pathlib import Path

from comity.base import Block, read_file
from comity.lab.errors import ReplayError
from comity.lab.replay import Replay, replay, replay_counts
from comity.lab.row_map import RowMap, read_map
from comity.lab.rows import count_alike
from comity.lab.steps import Step, read_steps
from comity.lab.story import Story, read_story

__all__ = [
    "SAMPLES",
    "Replay",
    "ReplayError",
    "RowMap",
    "Step",
    "Story",
    "count_alike",
    "read_map",
    "read_steps",
    "read_story",
    "replay",
    "replay_counts",
    "sample",
    "sample_facts",
]

_HERE = Path(__file__).parent
SAMPLES = _HERE / "samples"
_TABLES = {"ice-detainers-fy2015": "ice_detainers_fy2015.parquet"}


def sample(name: str) -> tuple[Path, RowMap]:
    """A table that ships with comity, and the map that reads it."""
    return SAMPLES / _TABLES[name], read_map(_HERE / "maps" / f"{name}.yaml")


def sample_facts(name: str) -> Mapping[str, object]:
    """Facts that ship with comity, to be supposed of a table's rows."""
    document = read_file(SAMPLES / f"{name}.yaml")
    if not isinstance(document, Block):
        raise ReplayError(f"`{name}` holds no facts", help="Name a sample of facts.")
    return document
