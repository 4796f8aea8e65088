"""Finds the text of a letter: a pack's own first, then comity's; every translation matches the English one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from comity.law import Pack
from comity.notices.errors import TextError
from comity.notices.frame import Frame, read_frame
from comity.notices.letter import LetterKind
from comity.notices.texts import LetterText, places_in, read_letter_text

SHIPPED = Path(__file__).parent / "texts"
ENGLISH = "en"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


class TextLibrary:
    """Texts by language and kind, each read once; folders given come before those that ship with comity."""

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self.folders = (*folders, SHIPPED)
        self._texts: dict[tuple[str, LetterKind], LetterText] = {}
        self._frames: dict[str, Frame] = {}

    @classmethod
    def of(cls, pack: Pack) -> TextLibrary:
        """The library in which a pack's own texts, then those of the packs it extends, come first."""
        return cls(tuple(layer.root / "notices" for layer in pack.stack))

    @staticmethod
    @cache
    def shipped() -> TextLibrary:
        """The texts that come with comity, read once for everybody."""
        return TextLibrary()

    def languages(self) -> tuple[str, ...]:
        """Every language that letters can be written in: English, Spanish, then the others by tag."""
        found = {path.parent.name for folder in self.folders for path in folder.glob("*/frame.yaml")}
        first = [tag for tag in (ENGLISH, "es") if tag in found]
        return (*first, *sorted(found - set(first)))

    def language(self, tag: str) -> str:
        """The language of a text that serves a tag: the same one, a wider one, or the only script of a bare language.

        Raises:
            TextError: there is none; another script of the same language is not offered in its stead.
        """
        known = {found.lower(): found for found in self.languages()}
        wanted = tag.lower()
        while wanted:
            if wanted in known:
                return known[wanted]
            wanted = wanted.rpartition("-")[0]
        kin = [found for lower, found in known.items() if lower.startswith(f"{tag.lower()}-")]
        if len(kin) == 1:
            return kin[0]
        raise TextError(
            f"there is no letter in `{tag[:40]}`",
            help=f"Use one of {', '.join(self.languages())}, or add `notices/{_folder(tag)}/` to the pack.",
        )

    def frame(self, language: str) -> Frame:
        """The words around every letter in a language.

        Raises:
            TextError: there are none, or they cannot be read.
        """
        if language not in self._frames:
            self._frames[language] = read_frame(self._file(language, "frame"), language)
        return self._frames[language]

    def text(self, language: str, kind: LetterKind) -> LetterText:
        """The text of a kind of letter in a language.

        Raises:
            TextError: there is none, it cannot be read, or it does not say what the English one says.
        """
        if (language, kind) not in self._texts:
            found = read_letter_text(self._file(language, kind.value), kind, language)
            if language != ENGLISH:
                check_parity(found, self.text(ENGLISH, kind))
            self._texts[language, kind] = found
        return self._texts[language, kind]

    def _file(self, language: str, name: str) -> Path:
        if _TAG.match(language):
            for folder in self.folders:
                if (folder / language / f"{name}.yaml").is_file():
                    return folder / language / f"{name}.yaml"
        raise TextError(
            f"there is no `{name}` in `{language[:40]}`", help=f"Write `notices/{_folder(language)}/{name}.yaml`."
        )


def languages(pack: Pack) -> tuple[str, ...]:
    """English, Spanish, and every language that the duties of a pack or of those it extends name, as they name it."""
    named = [
        tag for layer in pack.stack for section in layer.sections for duty in section.duties for tag in duty.languages
    ]
    return tuple(dict.fromkeys((ENGLISH, "es", *named)))


def check_parity(text: LetterText, english: LetterText) -> None:
    """Refuse a translation that has other blocks than the English text, or other places in a sentence.

    Raises:
        TextError: it has.
    """
    where = f"`{text.kind.value}` in `{text.language}`"
    if text.shape != english.shape:
        raise TextError(f"{where} has other blocks than in English", help="Write the same blocks in the same order.")
    for (place, ours), (_, theirs) in zip(text.sentences, english.sentences, strict=True):
        missing, added = places_in(theirs) - places_in(ours), places_in(ours) - places_in(theirs)
        if missing or added:
            names = ", ".join(f"`{name}`" for name in sorted(missing | added))
            raise TextError(f"{where}, {place}: {names} differs from the English", help="Use the same places.")


def _folder(tag: str) -> str:
    return tag if _TAG.match(tag) else "es"
