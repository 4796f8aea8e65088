"""Turns an answer into letters in the person's language.

>>> from datetime import date, datetime
>>> from comity.facts import Ask
>>> letter = Letter(
...     kind=LetterKind.REQUEST_COPY,
...     language="es",
...     office=Office("Harbor County Jail", ("1 Quay Street", "Harbor, CA 90000"), "555-0100"),
...     reference="2026-0412",
...     dated=date(2026, 11, 20),
...     addressee="Elena Quispe-Rojas",
...     person_name="Elena Quispe-Rojas",
...     booking_number="B-55102",
...     requester="ICE",
...     asks=(AskLine(Ask.HOLD, AnswerWord.NO, ("Gov. Code § 7284.6(a)(1)(B)",)),),
...     release_due=None,
...     court_dates=(),
...     received=datetime(2026, 11, 20, 9, 40),
...     seal="7F3K-2QMD",
... )
>>> sheet = render(letter)
>>> sheet.pages, sheet.language, sheet.reviewed
(2, 'es', False)
>>> sheet.sha256 == render(letter).sha256
True
>>> print(plain_text(letter).splitlines()[0])
Borrador. No lo ha revisado un traductor certificado.

A text without a reviewer is printed with a draft mark. `TextLibrary.of(pack)` puts a pack's own texts first, and
`languages(pack)` lists the languages that its law names. The answer to an agency has no place for a booking number, a
release or a court date. The form of consent speaks of interviews about civil immigration; a pack that needs other words
brings its own.
"""

from comity.notices.composing import compose
from comity.notices.errors import GlyphMissingError, NoticesError, TextError
from comity.notices.fonts import FontShelf
from comity.notices.letter import AnswerWord, AskLine, CourtDate, Letter, LetterKind, Office, unprintable
from comity.notices.library import TextLibrary, languages
from comity.notices.plain import plain_text
from comity.notices.sheet import Sheet, render

__all__ = [
    "AnswerWord",
    "AskLine",
    "CourtDate",
    "FontShelf",
    "GlyphMissingError",
    "Letter",
    "LetterKind",
    "NoticesError",
    "Office",
    "Sheet",
    "TextError",
    "TextLibrary",
    "compose",
    "languages",
    "plain_text",
    "render",
    "unprintable",
]
