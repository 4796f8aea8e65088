"""The definitions of a law as columns of true, false and nothing, for readings of the law that know no records."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from comity.facts import VOCABULARY, Vocabulary
from comity.lab.bulk.block import Block, eras
from comity.lab.bulk.planes import unpacked
from comity.law import Agency, Pack
from comity.law.expressions import Name, interned


def definition_columns(
    block: Block, agency: Agency, pack: Pack, vocabulary: Vocabulary = VOCABULARY
) -> Mapping[str, NDArray[np.int8]]:
    """For each definition over dates or records, row by row as of the row's day: 1 true, 0 false, -1 unknown."""
    found: dict[str, NDArray[np.int8]] = {}
    for evaluator, within in eras(block, agency, pack, vocabulary):
        judge = block.judge(evaluator.rules)
        for name in evaluator.rules.derived:
            rails = judge.rails(interned(Name(name)))
            column = found.setdefault(name, np.full(block.rows, -1, np.int8))
            column[unpacked(rails.true & within, block.rows) == 1] = 1
            column[unpacked(rails.false & within, block.rows) == 1] = 0
    return found
