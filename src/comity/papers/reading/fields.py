"""Reads the values of a form: what stands after, below or above a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from comity.papers.reading.definitions import FieldName, FieldRule, Form
from comity.papers.reading.found import FieldRead
from comity.papers.reading.matching import Finder, Match, matches, plain
from comity.papers.seeing.page import Page, Place, Word, around

_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?!\d)")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_LONG_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAYS = frozenset({FieldName.DATE, FieldName.SERVED})
_RULED = re.compile(r"^[\s_.,:;|—–-]+|[\s_,:;|—–-]+$")  # what is left of the line that was written on
_CENTURY = 2000
DOCKET = re.compile(
    r"\b\d{1,2}\s*:\s*\d{2}\s*-\s*(?:cr|mj|cv|mc|sw|po)\s*-?\s*[0-9O]{1,6}(?:-[A-Z]{1,4})*\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\b[A-Z]{0,3}\d{2,}[A-Z0-9-]*\b", re.IGNORECASE)


def read_fields(form: Form, page: Page) -> tuple[FieldRead, ...]:
    """Every value of a form that stands on its first page."""
    finder = Finder(page)
    found = (_read(rule, finder) for rule in form.fields)
    return tuple(each for each in found if each)


def _read(rule: FieldRule, finder: Finder) -> FieldRead | None:
    page = finder.page
    for label in rule.after:
        for line, following in zip(page.lines, (*page.lines[1:], ()), strict=True):
            # a value that ends with words of the form may stand at the beginning of the next line
            words = _after([*line, *following] if rule.until else line, label, rule.until)
            if words:
                return _field(rule.field, words)
    if rule.below and (match := _labelled(finder, rule.below)):
        return _field(rule.field, _column(page, match, down=True))
    if rule.above and (match := _labelled(finder, rule.above)):
        return _field(rule.field, _column(page, match, down=False))
    return None


def _labelled(finder: Finder, label: str) -> Match | None:
    """A label; a short one must stand on its line alone."""
    for match in finder.all(label):
        if len(plain(label)) > 12 or any(
            len(line) <= len(match.words) + 1 and match.words[0] in line for line in finder.page.lines
        ):
            return match
    return None


def _after(line: Sequence[Word], label: str, until: str) -> tuple[Word, ...]:
    """The words of a line between a label and what follows it."""
    for match in matches(line, plain(label)):
        if label.endswith(":") and match.words[-1].text[-1] not in ":;.":
            continue
        rest = list(line[match.start + len(match.words) :])
        if until and (end := next(matches(rest, plain(until)), None)):
            rest = rest[: end.start]
        words = _value(rest)
        if words:
            return words
    return ()


def _value(rest: Sequence[Word]) -> tuple[Word, ...]:
    """The words before the next label: one that ends with a colon, with what stands close before it."""
    stop = next((index for index, word in enumerate(rest) if word.text.endswith(":") and len(word.text) > 2), len(rest))
    if stop < len(rest):
        while stop > 0 and rest[stop].place.left - rest[stop - 1].place.right < rest[stop].place.height * 0.8:
            stop -= 1
    return tuple(word for word in rest[:stop] if plain(word.text))


def _column(page: Page, match: Match, *, down: bool) -> tuple[Word, ...]:
    """The lines under a label, or the one above it, as far as its own column goes."""
    place, tall = match.place, match.place.height
    if down and any(len(line) == len(match.words) and match.words[0] in line for line in page.lines):
        return _next_line(page, place)
    left, right = place.left - tall, _column_end(page, match)
    near = [word for word in page.words if left <= word.place.left < right]
    if not down:
        near = [word for word in near if 0 < place.top - word.place.bottom < 2.5 * tall]
        return tuple(sorted(near, key=lambda word: word.place.left))
    found: list[Word] = []
    edge = max(word.place.bottom for word in match.words if abs(word.place.middle - place.middle) < 3 * tall)
    for line in _lines(near, edge - tall / 2):
        if line[0].place.top - edge > 1.6 * tall or line[0].text.endswith(":") or len(found) > 24:
            break
        found += line
        edge = max(word.place.bottom for word in line)
    return tuple(found)


def _next_line(page: Page, place: Place) -> tuple[Word, ...]:
    """What stands under a label that has its line for itself, as far as no wide gap parts it."""
    under = next((line for line in page.lines if 0 < line[0].place.middle - place.middle < 3 * place.height), ())
    runs: list[list[Word]] = []
    for word in under:
        if runs and word.place.left - runs[-1][-1].place.right < 2 * place.height:
            runs[-1].append(word)
        else:
            runs.append([word])
    over = [run for run in runs if run[0].place.left < place.right and run[-1].place.right > place.left]
    return tuple(over[0]) if over else ()


def _column_end(page: Page, match: Match) -> float:
    """Where the next column begins: a wide gap after the label on its own line."""
    edge = match.place.right
    for line in page.lines:
        if match.words[0] in line:
            after = [word for word in line if word.place.left >= edge]
            if after and after[0].place.left - edge > 2 * match.place.height:
                return after[0].place.left - 2
    return 1000.0


def _lines(words: Sequence[Word], below: float) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.place.middle, word.place.left)):
        if word.place.middle <= below + word.place.height / 2:
            continue
        if lines and abs(lines[-1][0].place.middle - word.place.middle) < 0.6 * word.place.height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.place.left) for line in lines]


def _field(name: FieldName, words: Sequence[Word]) -> FieldRead | None:
    text = _RULED.sub("", " ".join(word.text for word in words))
    if not plain(text) or (name in _DAYS and not any(map(str.isdigit, text))):
        return None
    sure = sum(word.confidence for word in words) / len(words)
    value = text
    if name in _DAYS:
        day = day_in(text)
        value, sure = (day.isoformat(), sure) if day else ("", sure / 2)
    elif name is FieldName.CASE_NUMBER:
        number = DOCKET.search(text) or _NUMBER.search(text)
        value, sure = (re.sub(r"\s+", "", number[0]), sure) if number else ("", sure / 2)
    return FieldRead(name, text, value, around(word.place for word in words), round(sure, 2))


def day_in(text: str) -> date | None:
    """The first day that stands in a text, written the American way."""
    if long := _LONG_DAY.search(text):
        parts = int(long[3]), _MONTHS.index(long[1].lower()) + 1, int(long[2])
    elif short := _DAY.search(text):
        year = int(short[3])
        parts = year if year > 99 else _CENTURY + year, int(short[1]), int(short[2])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None
