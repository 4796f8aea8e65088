"""The same letter as plain text, for the body of a message and for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

from comity.notices.composing import Part, Passage, Row, compose, copied
from comity.notices.letter import Letter
from comity.notices.library import TextLibrary
from comity.notices.texts import Form

_RULE = "-" * 40


def plain_text(letter: Letter, *, texts: TextLibrary | None = None) -> str:
    """The words of the sheet, in the same order and the same languages.

    Raises:
        TextError: a text is missing, or is not written as it should be.
    """
    parts = compose(letter, texts or TextLibrary.shipped())
    written = [_trimmed("\n".join(_part_lines(part, letter))) for part in parts]
    if copy := copied(letter):
        headings = "\n".join(part.frame.attached for part in parts)
        written.append(f"{headings}\n\n{copy}")
    return f"\n\n{_RULE}\n\n".join(written) + "\n"


def _part_lines(part: Part, letter: Letter) -> Iterator[str]:
    labels, office = part.frame.labels, letter.office
    yield from (*part.draft, "") if part.draft else ()
    yield from (part.note, "") if part.note else ()
    yield from (office.name, *office.address, f"{labels['telephone']}: {office.telephone}", "", part.dated, "")
    yield from (part.title, "")
    yield from (_labelled(row) for row in part.rows)
    for passage in part.passages:
        yield from ("", *_passage_lines(passage, part))
    if letter.seal:
        yield from ("", f"{labels['seal']}: {letter.seal}")


def _passage_lines(passage: Passage, part: Part) -> Iterator[str]:
    match passage.form:
        case Form.ASKS:
            for row in passage.rows:
                yield from (f"- {row.label}", f"  {row.values[0]}")
                yield from (f"  {row.reason}",) if row.reason else ()
                yield from (f"  {part.frame.labels['law']}: {'; '.join(row.law)}",) if row.law else ()
        case Form.TIMES:
            yield from (_labelled(row) for row in passage.rows)
        case Form.SIGNATURES:
            yield from (f"{row.label}: ____________________" for row in passage.rows)
        case Form.POINTS:
            yield from (f"- {text}" for text in passage.words)
        case Form.CHOICES:
            yield from (f"[ ] {text}" for text in passage.words)
        case _:
            yield from passage.words


def _labelled(row: Row) -> str:
    return f"{row.label}: {'; '.join(row.values or row.law)}"


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
