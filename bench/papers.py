"""Measures the reading of papers on made samples: what is told right, what cannot be told, and what is told wrong.

Every paper is of an invented person (tests/samples/papers). Counted above all is the one mistake that matters: a paper
that no judge signed, told to be a judge's.
"""

import platform
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

import numpy as np  # noqa: E402
from comity.papers import Paper, Tick  # noqa: E402
from comity.papers.reading.reader import read_pages  # noqa: E402
from comity.papers.seeing.opening import open_pages, seen  # noqa: E402
from samples.papers.making import KINDS, LOOK_ALIKES, RENDERINGS, Rendering, Sample, images, make  # noqa: E402

RESULTS = ROOT / "bench" / "RESULTS-PAPERS.md"
TEXT = "PDF with text"
TEXT_SEEDS, SCAN_SEEDS = 24, 1


@dataclass
class Counts:
    """What was found of some papers."""

    papers: int = 0
    kind: int = 0
    natures: Counter[tuple[str, str]] = field(default_factory=Counter)  # what is true, what was told
    boxes: Counter[str] = field(default_factory=Counter)  # right, wrong, unclear
    signed: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, made: Sample, paper: Paper, seconds: float, name: str) -> None:
        """Hold a reading against what is true."""
        self.papers += 1
        told = "letter" if paper.form == "other" else paper.form.lower().replace(" ", "-")
        self.kind += told == made.kind
        self.natures[made.nature, paper.nature.value] += 1
        self.signed += made.kind == "letter" or bool(paper.signature.is_there) == bool(made.signature)
        for box in paper.boxes:
            true = Tick.TICKED if box.box in made.ticked else Tick.EMPTY
            self.boxes["unclear" if box.tick is Tick.UNCLEAR else "right" if box.tick is true else "wrong"] += 1
        self.seconds.append(seconds)
        if paper.nature.value not in {made.nature, "cannot_tell"}:
            self.wrong.append(f"{name}: {made.nature} told as {paper.nature.value}")


def main(arguments: list[str]) -> int:
    """Read everything, and write the results."""
    quick = "--quick" in arguments
    by_rendering: dict[str, Counts] = defaultdict(Counts)
    by_kind: dict[str, Counts] = defaultdict(Counts)
    for rendering, name, made, paper, seconds in _readings(2 if quick else TEXT_SEEDS, SCAN_SEEDS):
        for counts in (by_rendering[rendering], by_kind[name]):
            counts.add(made, paper, seconds, f"{name}, {rendering}")
        done = sum(counts.papers for counts in by_rendering.values())
        if not quick and done % 50 == 0:
            RESULTS.write_text("\n".join(_lines(by_rendering, by_kind)) + "\n")
    text = "\n".join(_lines(by_rendering, by_kind)) + "\n"
    print(text)
    if not quick:
        RESULTS.write_text(text)
    return 0


def _readings(text_seeds: int, scan_seeds: int) -> Iterator[tuple[str, str, Sample, Paper, float]]:
    for seed in range(100, 100 + text_seeds):
        for name in (*KINDS, *LOOK_ALIKES):
            made = make(name, seed)
            before = _seconds()
            paper = read_pages(open_pages(made.pdf))[0]
            yield TEXT, name, made, paper, _seconds() - before
    for seed in range(200, 200 + scan_seeds):
        for name in (*KINDS, *LOOK_ALIKES):
            for rendering in RENDERINGS:
                yield _scanned(name, seed, rendering)


def _scanned(name: str, seed: int, rendering: Rendering) -> tuple[str, str, Sample, Paper, float]:
    made = make(name, seed)
    image = np.asarray(images(made.pdf, rendering, seed)[0])
    before = _seconds()
    paper = read_pages([seen(image, 1)])[0]
    return rendering.name, name, made, paper, _seconds() - before


def _seconds() -> float:
    """Processor time of this program and of those that it has started."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _lines(by_rendering: dict[str, Counts], by_kind: dict[str, Counts]) -> Iterator[str]:
    legible = [counts for name, counts in by_rendering.items() if name not in _illegible()]
    pages = sum(counts.papers for counts in legible)
    worst = sum(
        n for c in legible for (true, told), n in c.natures.items() if told == "judicial" and true != "judicial"
    )
    version = f"Python {platform.python_version()}"
    yield "# How well papers are read"
    yield ""
    yield (
        f"`python bench/run.py --papers` on {platform.machine()}, one core, {version}. Seconds are processor time, with"
    )
    yield "those of tesseract. Papers are made by `tests/samples/papers/making.py`; no real one was read, and of most"
    yield (
        "forms only the head and the signature block are known, so that real papers will be read less well than these."
    )
    yield ""
    yield f"**No judge signed it, and a judge's was told: {worst} of {pages:,} legible pages (goal: 0 of 1,000).**"
    yield ""
    yield from _table("Rendering", by_rendering)
    yield ""
    yield "*Cannot be told* counts papers of which something else is true; that nobody can tell is the right answer for"
    yield "papers that nobody signed, that a clerk of a court signed, or whose signs disagree."
    yield ""
    yield "## By kind, over all renderings"
    yield ""
    yield from _table("Kind", by_kind)
    wrong = [line for counts in by_rendering.values() for line in counts.wrong]
    yield ""
    yield "## Told wrong"
    yield ""
    yield from (f"* {line}" for line in wrong) if wrong else ("Nothing.",)


def _table(first: str, table: dict[str, Counts]) -> Iterator[str]:
    yield (
        f"| {first} | Pages | Kind | Nature | Cannot be told | Wrong | Boxes: right, "
        f"unclear, wrong | Signed | Seconds |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, counts in table.items():
        natures = counts.natures
        right = sum(n for (true, told), n in natures.items() if true == told)
        open_ = sum(n for (true, told), n in natures.items() if told == "cannot_tell" and true != told)
        boxes = ", ".join(f"{counts.boxes[word]:,}" for word in ("right", "unclear", "wrong"))
        times = sorted(counts.seconds)
        row = (
            name,
            f"{counts.papers:,}",
            counts.kind,
            right,
            open_,
            counts.papers - right - open_,
            boxes,
            counts.signed,
        )
        yield f"| {' | '.join(map(str, row))} | {times[len(times) // 2]:.2f} to {times[-1]:.2f} |"


def _illegible() -> set[str]:
    return {rendering.name for rendering in RENDERINGS if not rendering.legible}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
