"""A law over many rows at once: bit planes, a row group at a time, from files larger than memory.

>>> from comity.lab import sample
>>> from comity.lab.bulk import InPlace, Work, replay_bulk
>>> from comity.law import LawLibrary
>>> path, row_map = sample("ice-detainers-fy2015")
>>> found = replay_bulk(Work(path, row_map, "us-wa"), InPlace(LawLibrary()))
>>> found.rows, found.open_asks
(57149, 0)
"""

from comity.lab.bulk.answers import Answers, answers
from comity.lab.bulk.block import Block, definition_columns
from comity.lab.bulk.from_cases import block_of
from comity.lab.bulk.from_table import TableReader
from comity.lab.bulk.row_answers import OUTCOMES, VERDICTS, RowAnswers, row_answers
from comity.lab.bulk.settling import KINDS, Settler
from comity.lab.bulk.splits import InPlace, Scheduler, Split, Work, decide_split, replay_bulk, splits_of

__all__ = [
    "KINDS",
    "OUTCOMES",
    "VERDICTS",
    "Answers",
    "Block",
    "InPlace",
    "RowAnswers",
    "Scheduler",
    "Settler",
    "Split",
    "TableReader",
    "Work",
    "answers",
    "block_of",
    "decide_split",
    "definition_columns",
    "replay_bulk",
    "row_answers",
    "splits_of",
]
