"""Makes papers, has them read, and holds what was read against what is true: one line for each page."""

from __future__ import annotations

import json
import random
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from comity.papers import Paper, PaperRefusedError, Tick
from comity.papers.reading.reader import read_pages
from comity.papers.seeing.opening import open_pages, seen
from samples.papers.making import KINDS, LOOK_ALIKES, Sample, make
from samples.papers.marking import COURT_FORMS, MARKS
from samples.papers.rendering import RENDERINGS, images

TEXT = "PDF with text"
TEXT_SEEDS, SCAN_SEEDS = range(100, 112), range(200, 202)
NAMES = (*KINDS, *LOOK_ALIKES)
HOWS = {rendering.name: rendering for rendering in RENDERINGS}


@dataclass(frozen=True)
class Wanted:
    """One page to read."""

    name: str
    seed: int
    rendering: str


@dataclass(frozen=True)
class Read:
    """What was read of one page, against what is true."""

    name: str
    seed: int
    rendering: str
    kind: bool  # whether it was told
    true: str  # its nature
    told: str
    boxes: tuple[int, int, int]  # right, unclear, wrong
    signed: bool  # whether it was told if somebody signed
    seconds: float
    why: str


def everything(*, quick: bool = False) -> list[Wanted]:
    """All pages, in an order in which any beginning holds all renderings and kinds."""
    if quick:
        text = [Wanted(name, seed, TEXT) for seed in TEXT_SEEDS[:2] for name in NAMES]
        return text + [Wanted(NAMES[at * 3 % len(NAMES)], 200, how) for at, how in enumerate(HOWS)]
    found = []
    for seed in SCAN_SEEDS:
        turn = [Wanted(name, seed, how) for name in NAMES for how in HOWS]
        turn += [Wanted(name, each, TEXT) for each in TEXT_SEEDS[seed - 200 :: 2] for name in NAMES]
        turn += [_marked(mark, seed, how) for mark in MARKS for how in (TEXT, *HOWS)]
        random.Random(seed).shuffle(turn)
        found += turn
    return found


def _marked(mark: str, seed: int, how: str) -> Wanted:
    """A court's paper with a mark where a judge signs or should have; which paper, by lot."""
    return Wanted(f"{random.Random(f'{mark}/{seed}/{how}').choice(COURT_FORMS)}+{mark}", seed, how)


def read(wanted: Wanted) -> Read:
    """Make a page, and have it read."""
    made = make(wanted.name, wanted.seed)
    if wanted.rendering == TEXT:
        before = _seconds()
        paper = read_pages(open_pages(made.pdf))[0]
    else:
        image = np.asarray(images(made.pdf, HOWS[wanted.rendering], wanted.seed)[0])
        before = _seconds()
        paper = read_pages([seen(image, 1)])[0]
    return _held(wanted, made, paper, round(_seconds() - before, 3))


def _held(wanted: Wanted, made: Sample, paper: Paper, seconds: float) -> Read:
    told = "letter" if paper.form == "other" else paper.form.lower().replace(" ", "-")
    boxes = [0, 0, 0]
    for box in paper.boxes:
        true = Tick.TICKED if box.box in made.ticked else Tick.EMPTY
        boxes[1 if box.tick is Tick.UNCLEAR else 0 if box.tick is true else 2] += 1
    signed = made.kind == "letter" or bool(paper.signature.is_there) == bool(made.signature)
    right = told == made.kind
    return Read(
        **asdict(wanted), kind=right, true=made.nature, told=paper.nature.value, boxes=tuple(boxes), signed=signed,
        seconds=seconds, why=paper.why,
    )  # fmt: skip


def _seconds() -> float:
    """Processor time of this program and of those that it has started."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def kept_in(folder: Path) -> Iterator[Read]:
    """What the shards have written so far; a line that was cut off is not there."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                given = json.loads(line)
                yield Read(**{**given, "boxes": tuple(given["boxes"])})


def read_shard(folder: Path, number: int, of: int) -> None:
    """Read every `of`-th page, from where an earlier run stopped; each is written down at once.

    A page for which the machine had no time, by the clock, is left for a later run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = {Wanted(each.name, each.seed, each.rendering) for each in kept_in(folder)}
    with (folder / f"{number}-of-{of}.jsonl").open("a") as kept:
        for wanted in everything()[number - 1 :: of]:
            if wanted in done:
                continue
            with suppress(PaperRefusedError):
                kept.write(json.dumps(asdict(read(wanted))) + "\n")
                kept.flush()
