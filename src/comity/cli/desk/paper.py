"""`comity paper`: what a paper is, what stands in it, and who signed, as a program reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from comity.base import DocumentError
from comity.cli.screen import say, show_json
from comity.papers import LIMITS, Nature, Paper, Reading, read_paper, written

HELP = """Read a paper and print what is on it; nothing is recorded, and nothing of it is a fact.

FILE is a PDF, PNG, JPEG or TIFF. It is read in a process of its own, without any network. Images need the program
tesseract (apt install tesseract-ocr) or the extra `ocr`.

\b
Examples:
  comity paper warrant.pdf
  comity paper fax.tif --json | jq .papers

\b
Exit codes:
  0  read
  1  refused: the file cannot be read; what happened and what to do is said
"""
_NATURES = {
    Nature.ADMINISTRATIVE: "administrative: no judge of a court has signed it",
    Nature.JUDICIAL: "a judge of a court has signed it",
    Nature.CANNOT_TELL: "nobody can tell from the paper whether a judge signed it",
}


def paper(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The paper.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole reading as JSON, with its places.")] = False,
) -> None:
    """Read a paper and print the reading."""
    reading = read_paper(_content(file))
    if as_json:
        form = json.loads(written(reading))
        for page in form["pages"]:
            del page["png"]
        show_json(form)
        return
    for line in _lines(reading):
        say(line)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise DocumentError(
            f"`{file.name}` cannot be opened: {error.strerror}", help="Check the path and the permissions."
        ) from None


def _lines(reading: Reading) -> Iterator[str]:
    for number, each in enumerate(reading.papers, start=1):
        if number > 1:
            yield ""
        yield from _paper(each)
    yield ""
    yield "This is what a program read. Nothing of it is a fact until a person has compared it with the paper."


def _paper(paper: Paper) -> Iterator[str]:
    pages = ", ".join(map(str, paper.pages))
    yield f"{paper.form}: {paper.title} (page {pages}; {paper.confidence:.0%} sure)"
    yield f"  Whose it is: {_NATURES[paper.nature]}. {paper.why}"
    for sign in paper.signs:
        yield f"    {sign.points.value}: {sign.says}"
    for field in paper.fields:
        yield f"  {field.field.value}: {field.text} ({field.confidence:.0%} sure)"
    for box in paper.boxes:
        yield f"  box, {box.tick.value}: {box.words}"
    if paper.cancels:
        yield "  It seems to take an earlier detainer back."
    if paper.says:
        yield f"  {paper.says}"
