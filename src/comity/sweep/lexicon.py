"""Words become letters: each word that a rule knows is one symbol, so that rules are short patterns over symbols.

A word that no rule knows is `OTHER`, unless it is one mistyped letter away from a long word that some rule knows.
Symbols of known words come from the private use area of Unicode, so that they never meet those of punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

OTHER, NUMBER, YEAR = "w", "0", "Y"
MARKS = {".": ".", ";": ".", "!": ".", "\n": ".", "?": "?", ",": ",", "(": ",", ")": ",", ":": ":", "#": "#"}
MARKS |= {"-": "-", "–": "-", "—": "-", ">": ">", "=": "="}
BREAKS = ".?"  # what no gap goes over
TOKEN = re.compile(
    r"(?:[a-z]\.)+[a-z](?![^\W_])\.?"  # an acronym
    r"|(?:dep|sgt|ofc|lt|cpl|capt|agt|mr|mrs|dr|imm|adv|notif|rel|trans|prop)\.(?=\s)"  # a point that ends
    r"|immig\.(?=\s(?:hold|det|ofc|ag))"  # no sentence
    r"|[^\W_]+(?:['’/&.\-_][^\W_]+)*"
    r"|[.;!?\n,():#\-–—>=]"
)
_PIECE = re.compile(r"[^\W_]+|[.]")
_ACRONYM = re.compile(r"(?:[a-z]\.)+[a-z]\.?\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_PLAIN = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñç’", "aaaaaeeeeiiiiooooouuuunc'")
_FIRST = 0xF0000
_SHORTEST_MISTYPED = 6
_MOST_KEPT = 100_000


def words_of(phrase: str) -> list[str]:
    """The words and signs of a phrase as they are told apart in texts; an acronym is written without its points."""
    return [token.replace(".", "") if _ACRONYM.match(token) else token for token in TOKEN.findall(plain(phrase))]


def is_readable(phrase: str) -> bool:
    """Whether every letter and sign of a phrase can be found in a text."""
    return bool(phrase.strip()) and "".join(TOKEN.findall(plain(phrase))) == "".join(plain(phrase).split())


def plain(text: str) -> str:
    """The text in small letters without accents, each letter in its place."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when they become small
        low = "".join(letter if len(small := letter.lower()) != 1 else small for letter in text)
    return low if low.isascii() else low.translate(_PLAIN)


class Lexicon(dict[str, str]):
    """The symbols of tokens, kept once they were worked out; a token of several words has several."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self.words = {word: chr(_FIRST + at) for at, word in enumerate(sorted(set(words)))}
        self._long: dict[tuple[str, int], list[str]] = {}
        for word in self.words:
            if len(word) >= _SHORTEST_MISTYPED and word.isalpha():
                self._long.setdefault((word[0], len(word)), []).append(word)

    def __missing__(self, token: str) -> str:
        # INVARIANT: the memory that this takes is bounded, whatever is read
        if len(self) >= _MOST_KEPT:
            self.clear()
        symbols = self[token] = "".join(symbol for symbol, _, _ in self.pieces(token))
        return symbols

    def pieces(self, token: str) -> list[tuple[str, int, int]]:
        """The symbols of a token, each with the place of its word within the token."""
        if whole := self._known(token):
            return [(whole, 0, len(token))]
        first, point, rest = token.partition(".")
        if point and first and "." in rest and (end := self._known(rest)):  # a name before an address that is known
            return [(self._piece(first), 0, len(first)), (end, len(first) + 1, len(token))]
        found = [(self._piece(match[0]), match.start(), match.end()) for match in _PIECE.finditer(token)]
        only_numbers = all(symbol in {NUMBER, YEAR, "."} for symbol, _, _ in found)
        return [(NUMBER, 0, len(token))] if only_numbers and len(found) > 1 else found

    def _known(self, token: str) -> str:
        if token in MARKS:
            return MARKS[token]
        bare = token.replace(".", "") if _ACRONYM.match(token) else token.removesuffix(".")
        return self.words.get(bare, OTHER if token.endswith(".") else "")

    def _piece(self, word: str) -> str:
        if known := self.words.get(word) or MARKS.get(word):
            return known
        if word[0].isdigit():
            return YEAR if _YEAR.match(word) else NUMBER
        return self.words.get(self._meant(word), OTHER)

    def _meant(self, word: str) -> str:
        """The long word that this one is, with one letter mistyped; empty if it is none."""
        if len(word) < _SHORTEST_MISTYPED - 1 or not word.isalpha():
            return ""
        near = [
            known
            for length in (len(word), len(word) + 1, len(word) - 1)
            for known in self._long.get((word[0], length), ())
            if OSA.distance(word, known, score_cutoff=1) <= 1
        ]
        return min(near, key=lambda known: sorted(known) != sorted(word), default="")  # two letters swapped come first
