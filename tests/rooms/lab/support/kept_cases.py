"""The cases by which a lawyer checks each pack, as they were found once: `kept/PACK.json`.

`python tests/rooms/lab/support/kept_cases.py PACK...` seeks those of some packs again, which takes some seconds.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from comity.base import read_document
from comity.decide import Case, Evaluator, evaluator_for, read_case
from comity.facts import VOCABULARY
from comity.lab.qa import Showing, law_cases
from comity.lab.qa.cases import _agencies, _refs
from comity.lab.qa.evaluated import Evaluated
from comity.lab.qa.inside import Inside
from comity.lab.qa.points import Condition, conditions_of
from comity.lab.written import case_written
from comity.law import LawLibrary, Pack

KEPT = Path(__file__).parents[1] / "kept"
DAY = date(2026, 11, 20)
Named = tuple[str, str, str]  # the rule, its exception if it is one of that, the words of the condition


class Held(NamedTuple):
    """What some cases show of a pack, as `decide` evaluates them; nothing is sought."""

    conditions: int
    shown: list[tuple[Case, Condition]]  # each case with a condition that it shows, one way or the other
    lacking: set[Named]  # what no case shows both ways


def write(name: str, library: LawLibrary) -> None:
    """Seek the cases of a pack, which takes its time, and keep them with what no case can show."""
    found = law_cases(library.pack(name), DAY)
    assert not any(one is Showing.UNDECIDED for each in found.conditions for one in each.found)
    cannot = sorted(named(each.condition) for each in found.conditions if not each.is_shown)
    told = {"impossible": cannot, "cases": [case_written(each.case) for each in found.cases]}
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


def kept(name: str, library: LawLibrary) -> tuple[list[Case], set[Named]]:
    """The cases of a pack, and what no case can show."""
    told = json.loads((KEPT / f"{name}.json").read_text())
    texts = (json.dumps(each).encode() for each in told["cases"])
    cases = [read_case(read_document(text, json_form=True), library) for text in texts]
    return cases, {(rule, exception, text) for rule, exception, text in told["impossible"]}


def named(condition: Condition) -> Named:
    return condition.of.ref, str(condition.exception or ""), condition.text


def held(pack: Pack, cases: list[Case]) -> Held:
    """What the cases show of each condition of each rule in force."""
    evaluators = {name: evaluator_for(agency, pack, DAY, VOCABULARY) for name, agency in pack.agencies.items()}
    bound = {name: _refs(each.rules, pack) for name, each in evaluators.items()}
    told, result = set[str](), Held(0, [], set())  # what one agency has shown is not asked of the next
    for agency, refs in _agencies(bound):
        own = [case for case in cases if case.agency.name == agency]
        here = _held(evaluators[agency], refs, told, own)
        result = Held(result.conditions + here.conditions, result.shown + here.shown, result.lacking | here.lacking)
    return result


def _held(evaluator: Evaluator, refs: frozenset[str], told: set[str], cases: list[Case]) -> Held:
    inside = Inside(evaluator.rules, DAY)
    wanted = [each for each in conditions_of(evaluator.rules, refs, inside) if each.of.ref not in told]
    told |= {each.of.ref for each in wanted}
    points = list(dict.fromkeys(point for each in wanted for way in each.ways for point in way))
    evaluated = Evaluated(evaluator, DAY, points, inside, VOCABULARY)
    seen = [{points[at] for at in evaluated.shown(_facts(case)) if _asked(points[at], case)} for case in cases]
    every = set[Any]().union(*seen)
    lacking = {named(each) for each in wanted if not any(every.issuperset(way) for way in each.ways)}
    return Held(len(wanted), list(_shown(cases, seen, wanted)), lacking)


def _shown(cases: list[Case], seen: list[set[Any]], wanted: list[Condition]) -> Iterator[tuple[Case, Condition]]:
    for case, points in zip(cases, seen, strict=True):
        yield from ((case, each) for each in wanted for way in each.ways if not points.isdisjoint(way))


def _facts(case: Case) -> dict[str, Any]:
    return {name: each.value for name, each in case.facts.items()}


def _asked(point: Any, case: Case) -> bool:
    return not point.asks.isdisjoint(case.asks)


if __name__ == "__main__":
    for pack_name in sys.argv[1:]:
        write(pack_name, LawLibrary())
