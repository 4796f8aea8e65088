"""How what is told is said in a language: each English sentence is the key of its translation.

English is what the law was paraphrased in and what is sealed. A translation of it is made when it is shown, from the
language that comes in as an argument, and is marked where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from comity.base import read_document
from comity.deadlines import instant_words, moment_words
from comity.deadlines.wording import day_words
from comity.law import Pack, translations_of
from comity.law.translations import words_of

# around what has no translation: private characters that no text may hold, so that a page can say it is English
OPENS, CLOSES = "\ue000", "\ue001"
SOURCE = "en"
WRITTEN = ("refusals.yaml", "sweep.yaml")  # what is written down whole, its values in it
_FIELD = re.compile(r"\{(\w+)\}")
_MOMENT = re.compile(r"(?P<weekday>[A-Z][a-z]+), (?P<month>[A-Z][a-z]+) (?P<day>\d{1,2}), (?P<clock>.+)")
_HALF = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d\d) (?P<half>[ap])\.m\.?(?P<zone>.*)")
_DAY = re.compile(
    r"(?:(?P<weekday>[A-Z][a-z]+day) )?(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+)(?: (?P<year>\d{4})(?:, (?P<clock>.+))?)?"
)


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language, by their English."""

    language: str = SOURCE
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    written: tuple[str, ...] = ()  # templates of what is written down, or refused, in English

    def __call__(self, text: str, **values: object) -> str:
        """A sentence of this room, with its values."""
        found = self.texts.get(text, text)
        return found.format(**values) if values else found

    def has(self, text: str) -> bool:
        """Whether there is a translation, or none is needed."""
        return self.language == SOURCE or text in self.texts

    def said(self, text: str) -> str:
        """A text of the vocabulary or of a pack; in English, and marked as that, where nobody has translated it."""
        if self.language == SOURCE or not text:
            return text
        return self.texts.get(text) or f"{OPENS}{text}{CLOSES}"

    def day(self, day: date) -> str:
        """A day in a sentence: `14 December 2014`."""
        if self.language == SOURCE:
            return f"{day.day} {day_words(day).split()[2]} {day.year}"
        return self("{day} {month} {year}", day=day.day, month=self(day_words(day).split()[2]), year=day.year)

    def moment(self, moment: datetime) -> str:
        """When something is due, on its own clock; midnight is the end of the day before."""
        if self.language == SOURCE:
            return moment_words(moment)
        if moment.time() == time() and not moment.fold:
            return self("the end of {day}", day=self.weekday(moment.date() - timedelta(days=1)))
        return self.instant(moment)

    def instant(self, moment: datetime) -> str:
        """When something happens, on its own clock; midnight begins its day."""
        if self.language == SOURCE:
            return instant_words(moment)
        clock = instant_words(moment).rpartition(", ")[2]
        return f"{self.weekday(moment.date())}, {clock}"

    def weekday(self, day: date) -> str:
        """A day with its weekday: `Tuesday 14 March 2017`."""
        return day_words(day) if self.language == SOURCE else f"{self(day_words(day).split()[0])} {self.day(day)}"

    def again(self, text: str, templates: Iterable[str] = ()) -> str:
        """What was written down in English, said in this language: by itself, or as one of some templates with values.

        A value is said again as well, and so is a day in it; what fits no template stays as it was written down.
        """
        if self.language == SOURCE or text in self.texts:
            return self(text)
        for template in (*templates, *self.written):
            found = _pattern(template).fullmatch(text)
            if found and template in self.texts:
                return self.texts[template].format(
                    **{name: self._value(value) for name, value in found.groupdict().items()}
                )
        return text

    def _value(self, value: str) -> str:
        """A value of a sentence: a day, a moment, an order, or words that the catalogue has."""
        for pattern in (_DAY, _MOMENT):
            found = pattern.fullmatch(value)
            if found and found["month"] in self.texts:
                return self._dated(found.groupdict())
        if value not in self.texts and sentence_of(value) in self.texts:
            whole = self(sentence_of(value)).rstrip(".")
            return whole[0].lower() + whole[1:]
        return self(" or ").join(map(self, value.split(" or ")))

    def _dated(self, found: Mapping[str, str | None]) -> str:
        day, month, year = found["day"], self(str(found["month"])), found.get("year")
        said = self("{day} {month} {year}", day=day, month=month, year=year) if year else ""
        said = said or self("{day} {month}", day=day, month=month)
        lead = f"{self(str(found['weekday']))} " if found.get("weekday") else ""
        return f"{lead}{said}{f', {_whole_day(clock)}' if (clock := found.get('clock')) else ''}"


def _whole_day(clock: str) -> str:
    """A reading of the clock, counted over the whole day as the pages in other languages count: `16:30`."""
    found = _HALF.fullmatch(clock)
    if not found:
        return clock
    return f"{int(found['hour']) % 12 + 12 * (found['half'] == 'p'):02}:{found['minute']}{found['zone']}"


def sentence_of(value: str) -> str:
    """A value as it stands by itself."""
    return f"{value[:1].upper()}{value[1:]}."


ENGLISH = Phrases()


def phrases_in(language: str, packs: Iterable[Pack] = ()) -> Phrases:
    """The sentences of a language, with the translations that some packs bring; English where it has none."""
    known = _spoken(language.partition("-")[0])
    stack = tuple(packs)
    if known.language == SOURCE or not stack:
        return known
    key = (known.language, tuple((pack.root, pack.digest) for pack in stack))
    if key not in _WITH_PACKS:
        layers = tuple(reversed(stack))  # a pack's own text goes before those of the layers above
        texts = {english: says for pack in layers for english, says in words_of(pack, known.language).items()}
        texts |= known.texts
        texts |= {english: says for pack in layers for english, says in translations_of(pack, known.language).items()}
        _WITH_PACKS[key] = replace(known, texts=MappingProxyType(texts))
    return _WITH_PACKS[key]


_WITH_PACKS: dict[tuple[str, tuple[tuple[Path, str], ...]], Phrases] = {}  # packs are read once, and so are these


@lru_cache(maxsize=8)
def _spoken(language: str) -> Phrases:
    folder = files("comity.tell.spoken") / language
    if language == SOURCE or not re.fullmatch(r"[a-z]{2,3}", language) or not folder.is_dir():
        return ENGLISH
    read = {file.name: _entries(file.read_bytes()) for file in sorted(folder.iterdir(), key=lambda each: each.name)}
    texts = {str(key): str(value) for entries in read.values() for key, value in entries.items()}
    return Phrases(
        language, MappingProxyType(texts), tuple(str(text) for file in WRITTEN for text in read.get(file, {}))
    )


def _entries(content: bytes) -> Mapping[str, object]:
    found = read_document(content)
    return found if isinstance(found, Mapping) else {}


@lru_cache(maxsize=512)
def _pattern(template: str) -> re.Pattern[str]:
    parts = _FIELD.split(template)
    return re.compile("".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+)" for at, part in enumerate(parts)))


def plain(text: str) -> str:
    """A text without the marks of what is English in it."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text in its pieces, each with whether it is English in the midst of another language."""
    found = []
    for at, part in enumerate(re.split(f"[{OPENS}{CLOSES}]", text)):
        if part:
            found.append((part, at % 2 == 1))
    return found
