"""The page of results, from what was read."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from samples.papers.marking import MARKS

from papers_parts.reading import HOWS, NAMES, TEXT, Read, everything

GOAL = 4  # seconds of processor time for a page


def report(found: Sequence[Read]) -> str:
    """What was found, as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Sequence[Read]) -> Iterator[str]:
    legible = [each for each in found if each.rendering == TEXT or HOWS[each.rendering].legible]
    scans = sum(each.rendering != TEXT for each in legible)
    worst = sum(each.told == "judicial" != each.true for each in legible)
    yield "# How well papers are read"
    yield ""
    yield f"`python bench/run.py --papers` on {platform.machine()}, Python {platform.python_version()}. Seconds are"
    yield "processor time with that of tesseract, middle and longest. Papers are made by `tests/samples/papers`; no"
    yield "real one was read, and of most forms only the head and the signature block are known, so that real papers"
    yield "will be read less well than these."
    yield ""
    yield (
        f"**No judge signed it, and a judge's was told: {worst} of {len(legible):,} legible pages, {scans:,} of them "
        "scans (goal: 0 of 1,000).**"
    )
    yield ""
    over = sum(each.seconds > GOAL for each in found)
    yield f"**Above {GOAL} seconds of processor time: {over} of {len(found):,} pages (goal: none at 200 dpi).**"
    yield ""
    if (whole := len(everything())) > len(found):
        yield f"**Not the whole bench: {len(found):,} of {whole:,} pages were read, in an order drawn by lot.**"
        yield ""
    yield from _table("Rendering", found, lambda each: each.rendering, (TEXT, *HOWS))
    yield ""
    yield "*Cannot be told* counts papers of which something else is true; that nobody can tell is the right answer for"
    yield "papers that nobody signed, that a clerk of a court signed, or whose signs disagree. A page of 72 dots to the"
    yield "inch does not count as legible. The boxes that are wrong are those that a clerk would be shown wrongly."
    yield ""
    yield "## What is true, and what was told (legible pages)"
    yield ""
    yield from _confusion(legible)
    yield ""
    yield "## By kind, over all renderings"
    yield ""
    yield from _table("Kind", found, lambda each: each.name, NAMES)
    yield ""
    yield from marked(legible)
    yield "## Told wrong"
    yield ""
    wrong = [each for each in found if each.told not in {each.true, "cannot_tell"}]
    yield from (f"* {_told(each)}" for each in wrong) if wrong else ("Nothing.",)


def marked(legible: Sequence[Read]) -> Iterator[str]:
    """What was told of courts' papers with a mark where a judge signs, or should have."""
    rows = [each for each in legible if _mark(each) in MARKS]
    unsigned = [each for each in rows if _mark(each).startswith("unsigned")]
    yield "## A mark where somebody signs (legible pages)"
    yield ""
    yield (
        f"**A judge's name is printed, nobody signed, and a judge's was told: "
        f"{sum(each.told == 'judicial' for each in unsigned)} of {len(unsigned):,} pages, "
        f"{sum(each.rendering != TEXT for each in unsigned):,} of them scans.**"
    )
    yield ""
    if rows:
        yield from _table("Mark", rows, _mark, MARKS)
        yield ""


def _mark(each: Read) -> str:
    return each.name.partition("+")[2]


def _told(each: Read) -> str:
    return f"{each.name} (seed {each.seed}), {each.rendering}: {each.true}, told as {each.told}. {each.why}"


def _confusion(legible: Sequence[Read]) -> Iterator[str]:
    natures = ("administrative", "judicial", "cannot_tell")
    counts = Counter((each.true, each.told) for each in legible)
    yield f"| True | {' | '.join(f'told {nature}' for nature in natures)} |"
    yield "|---|---|---|---|"
    for true in natures:
        yield f"| {true} | {' | '.join(f'{counts[true, told]:,}' for told in natures)} |"


def _table(first: str, found: Sequence[Read], of: Callable[[Read], str], order: Sequence[str]) -> Iterator[str]:
    heads = (first, "Pages", "Kind", "Nature", "Cannot be told", "Wrong", "Boxes: right, unclear, wrong", "Signed")
    yield f"| {' | '.join(heads)} | Seconds |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name in order:
        rows = [each for each in found if of(each) == name]
        if rows:
            yield _row(name, rows)


def _row(name: str, rows: Sequence[Read]) -> str:
    right = sum(each.true == each.told for each in rows)
    open_ = sum(each.told == "cannot_tell" != each.true for each in rows)
    boxes = ", ".join(f"{sum(each.boxes[at] for each in rows):,}" for at in range(3))
    times = sorted(each.seconds for each in rows)
    kinds, signed = sum(each.kind for each in rows), sum(each.signed for each in rows)
    cells = (name, f"{len(rows):,}", kinds, right, open_, len(rows) - right - open_, boxes, signed)
    return f"| {' | '.join(map(str, cells))} | {times[len(times) // 2]:.2f} to {times[-1]:.2f} |"
