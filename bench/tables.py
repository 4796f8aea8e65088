"""Writes the figures down as Markdown: the goals first, then one table for each measurement."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from measures import BY_HAND, CHECK_LAW, DECIDE, OURS, Growth, Kept, Residuals, Starts
from timing import Timed

GOALS = "Goals"
KNOWN = "1. The bare answer, every fact known"
UNKNOWN = "2. The bare answer, a third of the facts unknown"
SURVEY = "3. The answer with every norm's truth and every duty"
EXPLANATION = "4. The full explanation"
RESIDUAL = "5. What would settle an open case, and the next question"
GROWTH = "6. Growth with the number of norms"
START = "7. Loading, checking, starting"
TITLES = (GOALS, KNOWN, UNKNOWN, SURVEY, EXPLANATION, RESIDUAL, GROWTH, START)


@dataclass(frozen=True)
class Figures:
    """Everything that one run measured."""

    known: dict[str, Timed]
    unknown: dict[str, Timed]
    kept: dict[str, Kept]
    survey: dict[str, Timed]
    explanation: dict[str, Timed]
    residuals: list[Residuals]
    growth: list[Growth]
    starts: Starts


def results(figures: Figures, *, date: str, rounds: int) -> str:
    """The whole of RESULTS.md."""
    return "\n".join(
        [
            *_head(date, rounds),
            *_section(GOALS, _goals(figures)),
            *_section(KNOWN, _engines(figures.known)),
            *_section(UNKNOWN, _kept(figures)),
            *_section(SURVEY, _engines(figures.survey)),
            *_section(EXPLANATION, _explanation(figures)),
            *_section(RESIDUAL, _residuals(figures.residuals)),
            *_section(GROWTH, _growth(figures.growth)),
            *_section(START, _starts(figures.starts)),
        ]
    )


def _head(date: str, rounds: int) -> list[str]:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return [
        "# Results",
        "",
        "Made by `python bench/run.py`; not edited by hand. What is measured and how: [README.md](README.md).",
        "",
        f"{date} · Python {platform.python_version()} · {machine} · one thread · {rounds} rounds",
        "",
        "The machine is shared with other work: times vary up to twofold from run to run, ratios far less. Times are",
        "medians; a ratio is the median of the rounds' ratios, with the middle half of them beside it.",
    ]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return ["", f"## {title}", "", *lines, *([""] if title == START else [])]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    heads = [f"| {' | '.join(columns)} |", f"|---{'|---:' * (len(columns) - 1)}|"]
    return heads + [f"| {' | '.join(row)} |" for row in rows]


def _engines(timed: dict[str, Timed]) -> list[str]:
    return _table(("engine", "µs", "times ours", "middle half"), [_row(name, time) for name, time in _sorted(timed)])


def _row(name: str, time: Timed) -> list[str]:
    shown = {OURS: f"**{OURS}**", BY_HAND: BY_HAND}.get(name) or f"{name} {version(name.partition(',')[0])}"
    spread = "" if name == OURS else f"{_times(time.spread[0])} to {_times(time.spread[1])}"
    return [shown, _micros(time.median), _times(time.ratio), spread]


def _sorted(timed: dict[str, Timed]) -> list[tuple[str, Timed]]:
    return sorted(timed.items(), key=lambda entry: entry[1].median)


def _kept(figures: Figures) -> list[str]:
    rows = []
    for name, time in _sorted(figures.unknown):
        kept = figures.kept[name]
        total = kept.right + kept.made_up + kept.given_up + kept.wrong
        shares = [f"{number / total:.0%}" for number in (kept.right, kept.made_up, kept.given_up, kept.wrong)]
        rows.append([*_row(name, time), *shares])
    columns = ("engine", "µs", "times ours", "middle half", "right", "made up", "given up", "wrong")
    return [
        *_table(columns, rows),
        "",
        "*Right*: decided, or left open, as Kleene's logic has it. *Made up*: undecided, and reported as permitted or",
        "prohibited. *Given up*: decided in spite of what is unknown, and reported as undecided or as an error.",
        "The function by hand knows no unknown facts, and is left out.",
    ]


def _explanation(figures: Figures) -> list[str]:
    peer = next(name for name in figures.explanation if name != OURS)
    ours, theirs = figures.explanation[OURS], figures.explanation[peer]
    rows = [
        [f"{peer}: the bare answer", _micros(theirs.median), "1"],
        [
            f"**{OURS}**: answer, how each norm bore and on which facts, each layer",
            _micros(ours.median),
            _times(ours.ratio),
        ],
    ]
    return _table(("", "µs", "times the peer's bare answer"), rows)


def _residuals(found: Sequence[Residuals]) -> list[str]:
    rows = [
        [
            f"{entry.unknown:.0%}", f"{entry.open_share:.0%}", f"{entry.median:.2f}", f"{entry.p99:.2f}",
            f"{entry.most:.2f}", f"{entry.sets:.0f}", str(entry.most_sets),
        ]
        for entry in found
    ]  # fmt: skip
    columns = ("facts unknown", "cases open", "median ms", "p99 ms", "most ms", "settling sets, median", "most")
    return _table(columns, rows)


def _growth(found: Sequence[Growth]) -> list[str]:
    rows = [
        [
            str(entry.norms), _micros(entry.known.median), f"{entry.known.median / entry.norms * 1e3:.0f}",
            _micros(entry.unknown.median), f"{entry.load * 1e3:.0f}", f"{entry.check * 1e3:.0f}",
        ]
        for entry in found
    ]  # fmt: skip
    columns = ("norms", "µs, facts known", "ns a norm", "µs, a third unknown", "load and compile, ms", "check, ms")
    return [
        *_table(columns, rows),
        "",
        "All norms are about one ask; a fact is true in one case of fifty, so that nearly all norms must be looked at.",
    ]


def _starts(found: Starts) -> list[str]:
    rows = [[name, _seconds(start.wall), _seconds(start.processor)] for name, start in found.commands.items()]
    steps = ", ".join(f"{step} {found.steps[step]:.2f}" for step in ("import", "load", "check", "reach", "examples"))
    counts = ", ".join(f"{found.steps[thing]:.0f} {thing}" for thing in ("packs", "norms", "cases"))
    return [
        *_table(("a whole process", "seconds", "of processor"), rows),
        "",
        f"Medians of {len(found.commands[DECIDE].wall)} starts, the least and the most in brackets.",
        f"Without the command, in one process, in seconds: {steps}. There are {counts}.",
    ]


def _goals(figures: Figures) -> list[str]:
    known, unknown, survey = map(_fastest, (figures.known, figures.unknown, figures.survey))
    by_hand = 1 / figures.known[BY_HAND].ratio
    explained = figures.explanation[OURS].ratio
    p99 = max(entry.p99 for entry in figures.residuals)
    exponent = _exponent(figures.growth)
    check, start = (statistics.median(figures.starts.commands[name].wall) for name in (CHECK_LAW, DECIDE))
    made_up = figures.kept[OURS].made_up
    rows = [
        ("bare answer, facts known: at least 10 times as fast as the fastest peer", f"{known:.1f}", known >= 10),
        ("the same with a third of the facts unknown: at least 20 times", f"{unknown:.1f}", unknown >= 20),
        ("bare answer: at most twice the time of a function written by hand", f"{by_hand:.2f}", by_hand <= 2),
        (
            "every norm's truth and every duty: at least 15 times as fast as the fastest peer",
            f"{survey:.1f}",
            survey >= 15,
        ),
        ("full explanation: at most 3 times the fastest peer's bare answer", f"{explained:.2f}", explained <= 3),
        ("settling sets and next question: 99 of 100 within 10 ms", f"{p99:.1f} ms", p99 <= 10),
        ("growth from 12 to 600 norms: linear or better (an exponent of at most 1)", f"{exponent:.2f}", exponent <= 1),
        ("loading and checking every pack, the whole process: below 1.5 s", f"{check:.2f} s", check < 1.5),
        ("deciding a case from a cold start: below 0.5 s", f"{start:.2f} s", start < 0.5),
        ("undecided cases reported as decided: none", str(made_up), made_up == 0),
    ]
    return _table(
        ("goal", "measured", "met"), [(goal, figure, "yes" if met else "**no**") for goal, figure, met in rows]
    )


def _fastest(timed: dict[str, Timed]) -> float:
    return min(time.ratio for name, time in timed.items() if name not in {OURS, BY_HAND})


def _exponent(found: Sequence[Growth]) -> float:
    """By what power of the number of norms the time of a decision grows, from the smallest pack to the largest."""
    first, last = found[0], found[-1]
    return max(math.log(time.ratio) for time in (last.known, last.unknown)) / math.log(last.norms / first.norms)


def _micros(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _seconds(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
