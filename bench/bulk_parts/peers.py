"""Peers that take a whole table: each is given the conditions of a law as columns of its own, and counts the rows.

This program runs in the environment of `requirements.txt`, is told by lines which way to go, and answers in JSON: the
processor time that it took, and permitted, forbidden, all others. OpenFisca-Core is under the AGPL: it is only ever
measured here, and no part of comity imports it.
"""

from __future__ import annotations

import json
import operator
import os
import sys
import time
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"
BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

import numpy as np  # noqa: E402 - the paths have to be there
import polars as pl  # noqa: E402
from comity.decide.resolve import AskLaw  # noqa: E402
from comity.facts import Fact, Kind, Vocabulary  # noqa: E402
from comity.law.expressions import (  # noqa: E402
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
    names_in,
)

import model  # noqa: E402
import synthetic  # noqa: E402
from ours import PACKS, Ours  # noqa: E402

Counts = tuple[int, int, int]
_DAY = "2026-01-01"
_COMPARED = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def main(pack: str, folder: str, path: str) -> None:
    """Answer one line after the other."""
    words = model.vocabulary() if pack == "bench" else synthetic.vocabulary(int(pack.rpartition("-")[2]))
    law = Ours(Path(folder) if folder else PACKS, pack, words).ask.law
    ways: dict[str, Callable[[], Counts]] = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in ways:
            ways[name] = _WAYS[name](law, words, Path(path))
        began = time.process_time()
        counts = ways[name]()
        print(json.dumps({"seconds": time.process_time() - began, "counts": counts}), flush=True)


def _polars_table(law: AskLaw, words: Vocabulary, path: Path) -> Callable[[], Counts]:
    table = _scanned(law, words, path).collect()
    return lambda: _counted(table.lazy(), law)


def _polars_parquet(law: AskLaw, words: Vocabulary, path: Path) -> Callable[[], Counts]:
    return lambda: _counted(_scanned(law, words, path), law)


def _scanned(law: AskLaw, words: Vocabulary, path: Path) -> pl.LazyFrame:
    names = sorted({name for flag in _flags(law) for name in names_in(flag)})
    choices = {name: pl.Enum(tuple(words[name].choices)) for name in names if words[name].kind is Kind.CHOICE}
    return pl.scan_parquet(path).select(
        pl.col(name).cast(choices[name]) if name in choices else pl.col(name) for name in names
    )


def _counted(rows: pl.LazyFrame, law: AskLaw) -> Counts:
    """By Polars' own logic, which is Kleene's."""
    conflict, forbids, requires, permits = (_worked_out(flag, pl.col, pl.lit) for flag in _flags(law))
    forbidden = ~conflict & forbids & ~requires
    permitted = ~conflict & ~forbids & ~requires & permits
    question = rows.select(permitted=permitted, forbidden=forbidden).select(
        pl.col("permitted").sum(), pl.col("forbidden").sum(), every=pl.len()
    )
    yes, no, every = question.collect(engine="streaming").row(0)
    return yes, no, every - yes - no


def _flags(law: AskLaw) -> tuple[Expression, ...]:
    return law.conflict, law.forbids, law.requires, law.permits


def _worked_out(node: Expression, column: Callable[[str], Any], constant: Callable[[object], Any]) -> Any:
    """A condition over whatever has columns that can be compared and joined by `&`, `|` and `~`."""
    match node:
        case Constant(value):
            return constant(value)
        case Name(name):
            return column(name)
        case Relation(sign, Name(name), Constant(value)):
            return _COMPARED[sign](column(name), value)
        case Member(Name(name), among):
            return reduce(operator.or_, (column(name) == word for word in among))
        case Negation(part):
            return ~_worked_out(part, column, constant)
        case Conjunction(parts) | Disjunction(parts):
            join = operator.and_ if isinstance(node, Conjunction) else operator.or_
            return reduce(join, (_worked_out(part, column, constant) for part in parts))
    raise TypeError(f"no column for {type(node).__name__}")


def _openfisca(law: AskLaw, words: Vocabulary, path: Path) -> Callable[[], Counts]:
    """A variable for each fact and flag. Nothing is unknown there: an empty cell takes the default of its type."""
    given = {name: _plain(column, words[name]) for name, column in pl.read_parquet(path).to_dict().items()}
    return lambda: _fiscal(law, words, given)


def _openfisca_known(law: AskLaw, words: Vocabulary, path: Path) -> Callable[[], Counts]:
    """The same, over the rows in which everything is known."""
    table = pl.read_parquet(path).drop_nulls()
    given = {name: _plain(column, words[name]) for name, column in table.to_dict().items()}
    return lambda: _fiscal(law, words, given)


def _fiscal(law: AskLaw, words: Vocabulary, given: dict[str, np.ndarray]) -> Counts:
    from openfisca_core.entities import build_entity
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem

    person = build_entity(key="person", plural="persons", label="a person", is_person=True)
    system, rows = TaxBenefitSystem([person]), len(next(iter(given.values())))
    for name, column in given.items():
        system.add_variable(_variable(name, person, value_type=bool if column.dtype == bool else int))
    for name, flag in zip(("conflict", "forbids", "requires", "permits"), _flags(law), strict=True):
        system.add_variable(_variable(name, person, value_type=bool, formula=_formula(flag, words, rows)))
    simulation = SimulationBuilder().build_default_simulation(system, count=rows)
    for name, column in given.items():
        simulation.set_input(name, _DAY, column)
    conflict, forbids, requires, permits = (
        simulation.calculate(name, _DAY) for name in ("conflict", "forbids", "requires", "permits")
    )
    forbidden = int((~conflict & forbids & ~requires).sum())
    permitted = int((~conflict & ~forbids & ~requires & permits).sum())
    return permitted, forbidden, rows - permitted - forbidden


def _formula(flag: Expression, words: Vocabulary, rows: int) -> Any:
    def formula(person: Any, period: Any, _: Any) -> Any:
        def column(name: str) -> Any:
            found = person(name, period)
            return found if words[name].kind is not Kind.CHOICE else _Chosen(found, tuple(words[name].choices))

        return _worked_out(flag, column, lambda value: np.full(rows, bool(value)))

    return formula


class _Chosen:
    """A choice as the place of its word, compared with words."""

    def __init__(self, places: np.ndarray, words: tuple[str, ...]) -> None:
        self._places, self._words = places, words

    def __eq__(self, word: object) -> Any:
        return self._places == self._words.index(str(word))

    def __ne__(self, word: object) -> Any:
        return self._places != self._words.index(str(word))

    __hash__ = None  # type: ignore[assignment]


def _variable(name: str, person: Any, **more: object) -> type:
    from openfisca_core.periods import DAY
    from openfisca_core.variables import Variable

    return type(name, (Variable,), {"entity": person, "definition_period": DAY, "label": name, **more})


def _plain(column: pl.Series, fact: Fact) -> np.ndarray:
    """The values as numpy has them, the default where there is none."""
    if fact.kind is Kind.YES_NO:
        return column.fill_null(False).to_numpy()
    if fact.kind is Kind.COUNT:
        return column.fill_null(0).to_numpy().astype(np.int32)
    places = column.cast(pl.Enum(tuple(fact.choices))).to_physical()
    return places.fill_null(0).to_numpy().astype(np.int32)


_WAYS = {
    "Polars, table": _polars_table,
    "Polars, Parquet": _polars_parquet,
    "OpenFisca": _openfisca,
    "OpenFisca, known": _openfisca_known,
}

if __name__ == "__main__":
    main(*sys.argv[1:4])
