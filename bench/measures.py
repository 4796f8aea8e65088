"""The measurements: each gives plain figures, which `tables` writes down."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import by_hand
import reference
import synthetic
from engines import PEERS, Answer, Engine, peer
from model import PERMIT, Case, random_cases
from ours import Ours
from timing import Subject, Timed, side_by_side

BENCH = Path(__file__).resolve().parent
OURS = "comity"
BY_HAND = "Python, by hand"
CASES = 2000
_CHECKED = 300  # cases on which a slow engine is compared with the reference; ours on all
CHECK_LAW, DECIDE = "`comity check-law`: every pack and example", "`comity decide case.yaml`: three asks, three layers"
COMMANDS = {
    CHECK_LAW: ["-m", "comity", "check-law"],
    DECIDE: ["-m", "comity", "decide", str(BENCH / "case.yaml")],
    "`comity --version`": ["-m", "comity", "--version"],
    "`python -c pass`": ["-c", "pass"],
}
_SLOW = {"cel-python", "cel-python, compiled", "openfisca-core", "regopy"}


class DisagreementError(Exception):
    """An engine that does not give the reference's answer where every fact is known."""


@dataclass(frozen=True)
class Kept:
    """What became of cases with unknown facts."""

    right: int  # decided as every completion by Kleene's logic is, or rightly left open
    made_up: int  # undecided, but reported as permitted or prohibited
    given_up: int  # decided, but reported as undecided or as an error
    wrong: int  # decided the other way


def all_peers() -> list[Engine]:
    """Every peer with the rule set loaded, checked on known cases: each must agree on all of them."""
    found = [peer(module) for module in PEERS]
    cases = random_cases(CASES)
    for engine in found:
        for case in cases[: _CHECKED if engine.name in _SLOW else CASES]:
            _agree(engine.name, case, engine.decide(engine.told(case)), reference.truth(PERMIT, case))
            if engine.survey:
                _agree(engine.name, case, engine.survey(engine.told(case)), reference.survey(case))
    return found


def check_ours(ours: Ours) -> None:
    """Comity and the function by hand, on known cases and on cases with unknown facts."""
    for case in random_cases(CASES) + random_cases(CASES, unknown=1 / 3):
        _agree(OURS, case, ours.answer(case), reference.truth(PERMIT, case))
        _agree(OURS, case, ours.surveyed(case), reference.survey(case))
    for case in random_cases(CASES):
        _agree(BY_HAND, case, by_hand.permitted(case), reference.truth(PERMIT, case))


def _agree(name: str, case: Case, found: object, wanted: object) -> None:
    if found != wanted:
        raise DisagreementError(f"{name} gives {found}, the reference {wanted}, for {case}")


def bare_known(ours: Ours, peers: Sequence[Engine], rounds: int) -> dict[str, Timed]:
    """The bare answer with every fact known."""
    cases = random_cases(CASES)
    subjects = [Subject(engine.name, engine.decide, list(map(engine.told, cases))) for engine in peers]
    return side_by_side(
        Subject(OURS, ours.outcome, cases), [Subject(BY_HAND, by_hand.permitted, cases), *subjects], rounds
    )


def bare_unknown(ours: Ours, peers: Sequence[Engine], rounds: int) -> tuple[dict[str, Timed], dict[str, Kept]]:
    """The bare answer with a third of the facts unknown, and what each engine makes of what it cannot know."""
    cases = random_cases(CASES, unknown=1 / 3)
    subjects = [Subject(engine.name, engine.decide, list(map(engine.told, cases))) for engine in peers]
    timed = side_by_side(Subject(OURS, ours.outcome, cases), subjects, rounds)
    kept = {OURS: _kept(ours.answer, cases, cases)}
    for engine in peers:
        some = cases[: _CHECKED if engine.name in _SLOW else CASES]
        kept[engine.name] = _kept(engine.decide, some, list(map(engine.told, some)))
    return timed, kept


def _kept(decide: Callable[[Case], Answer], cases: Sequence[Case], told: Sequence[Case]) -> Kept:
    pairs = Counter((reference.truth(PERMIT, case), decide(given)) for case, given in zip(cases, told, strict=True))
    right = sum(number for (wanted, found), number in pairs.items() if wanted is found)
    made_up = sum(number for (wanted, found), number in pairs.items() if wanted is None and found is not None)
    given_up = sum(number for (wanted, found), number in pairs.items() if wanted is not None and found is None)
    return Kept(right, made_up, given_up, len(cases) - right - made_up - given_up)


def surveys(ours: Ours, peers: Sequence[Engine], rounds: int) -> dict[str, Timed]:
    """The answer with every norm's truth and every duty."""
    cases = random_cases(CASES)
    able = [
        Subject(engine.name, engine.survey, list(map(engine.told, cases)))
        for engine in peers
        if engine.survey is not None
    ]
    return side_by_side(Subject(OURS, ours.ask.survey, cases), able, rounds)


def explanations(ours: Ours, fastest: Engine, rounds: int) -> dict[str, Timed]:
    """The full explanation beside the bare answer of the fastest peer, which is the measure here."""
    cases = random_cases(CASES)
    bare = Subject(fastest.name, fastest.decide, list(map(fastest.told, cases)))
    return side_by_side(bare, [Subject(OURS, ours.explained, cases)], rounds)


@dataclass(frozen=True)
class Residuals:
    """Settling sets and questions at one share of unknown facts, in milliseconds."""

    unknown: float
    open_share: float
    median: float
    p99: float
    most: float
    sets: float  # the median number of settling sets of an open case
    most_sets: int


def residuals(ours: Ours, rounds: int, number: int = 1500) -> list[Residuals]:
    """Settling sets and questions; of a case's few runs the median counts."""
    found = []
    for unknown in (0.03, 0.10, 0.30, 0.60):
        cases = [case for case in random_cases(number, unknown=unknown, seed=5) if ours.answer(case) is None]
        took = sorted(statistics.median(_took(ours.residual, case) for _ in range(min(3, rounds))) for case in cases)
        sets = sorted(len(ours.residual(case).settling_sets) for case in cases)
        p99 = took[min(len(took) - 1, round(len(took) * 0.99))]
        found.append(
            Residuals(
                unknown, len(cases) / number, statistics.median(took), p99, took[-1], statistics.median(sets), sets[-1]
            )
        )
    return found


def _took(function: Callable[[Case], object], case: Case) -> float:
    began = time.perf_counter()
    function(case)
    return (time.perf_counter() - began) * 1e3


@dataclass(frozen=True)
class Growth:
    """One size of a made-up pack: microseconds a decision, seconds to load it."""

    norms: int
    known: Timed
    unknown: Timed
    load: float
    check: float


def growth(rounds: int) -> list[Growth]:
    """Made-up packs from small to large, each size beside the smallest."""
    words = synthetic.vocabulary()
    with tempfile.TemporaryDirectory() as scratch:
        names = {size: synthetic.write_pack(Path(scratch), size) for size in synthetic.SIZES}
        packs = {size: Ours(Path(scratch), name, words) for size, name in names.items()}
        loads = {
            size: [_started("loading.py", "made-up", scratch, name) for _ in range(min(5, rounds))]
            for size, name in names.items()
        }
    known = _by_size(packs, synthetic.random_cases(300), rounds)
    unknown = _by_size(packs, synthetic.random_cases(300, unknown=1 / 3), rounds)
    return [
        Growth(size, known[str(size)], unknown[str(size)], _middle(loads[size], "load"), _middle(loads[size], "check"))
        for size in synthetic.SIZES
    ]


def _by_size(packs: dict[int, Ours], cases: Sequence[Case], rounds: int) -> dict[str, Timed]:
    """A few cases at a time: a case that has just been made is at hand, as one is that has just come in."""
    first, *others = [
        Subject(str(size), ours.outcome, [{name: case[name] for name in ours.evaluator.names} for case in cases])
        for size, ours in packs.items()
    ]
    return side_by_side(first, others, rounds, batch=5)


def _middle(runs: Sequence[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


@dataclass(frozen=True)
class Start:
    """One command, started some times: seconds on the wall, and seconds of processor."""

    wall: list[float]
    processor: list[float]


@dataclass(frozen=True)
class Starts:
    """Whole starts of comity."""

    steps: dict[str, float]  # medians of the steps inside one process, in seconds, and counts
    commands: dict[str, Start]


def starts(rounds: int) -> Starts:
    """Load and check every shipped pack; decide one case from a cold start."""
    runs = [_started("loading.py", "shipped") for _ in range(min(10, rounds))]
    found = {name: Start([], []) for name in COMMANDS}
    for _ in range(min(10, rounds)):
        for name, words in COMMANDS.items():
            wall, processor = _once([sys.executable, *words])
            found[name].wall.append(wall)
            found[name].processor.append(processor)
    return Starts({name: _middle(runs, name) for name in runs[0]}, found)


def _once(words: list[str]) -> tuple[float, float]:
    """Start a command, wait for it, and give the seconds it took on the wall and of the processor."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(words, stdout=said, stderr=said)
        _, status, used = os.wait4(started.pid, 0)
        took = time.perf_counter() - began
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode in {1, 2}:  # refused, or no such command: that is quick, and no measurement
            said.seek(0)
            raise RuntimeError(f"`{' '.join(words[1:])}` failed: {said.read().decode()[-500:]}")
    return took, used.ru_utime + used.ru_stime


def _started(script: str, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(BENCH / script), *words], capture_output=True, check=True, env=os.environ
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
