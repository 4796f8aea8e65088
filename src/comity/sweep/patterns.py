"""The small language of rules: words, LISTS and gaps, made into one regular expression over symbols.

`word`        this word                      `AGENCY`      a mention of an outside agency
`LIST`        a word or phrase of a list     `A|B`         one or the other
`[A]`         A, or nothing                  `..3`         up to three words, none beyond the end of the sentence
`..3!A|B`     the same, none of them A or B  `!A`          here does not follow A
`^` and `$`   where a sentence begins, ends  `,` `:` `#` `-` `>` `=` `?`   that sign
`0`           a number                       `YEAR`        a year before that of the writing
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.sweep.lexicon import BREAKS, MARKS, NUMBER, YEAR, words_of

AGENCY = "AGENCY"
SIGNS = {",": ",", ":": ":", "#": "#", "-": "-", ">": ">", "?": r"\?", "=": "=", "0": NUMBER, "YEAR": YEAR}
_GAP = re.compile(r"\.\.([0-9]{1,2})(?:!(.+))?\Z")
_NAME = re.compile(r"[A-Z][A-Z_]+\Z")
_WORD = re.compile(r"[^\W_A-Z]+(?:['/&.\-][^\W_A-Z]+)*\Z")


class PatternFaultError(ValueError):
    """What is wrong with a pattern, in words; whoever reads the file says where."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern over symbols, and the sets of symbols of each of which one must be there for it to match at all."""

    expression: re.Pattern[str]
    needs: tuple[frozenset[str], ...]


def words_in(pattern: str) -> set[str]:
    """The plain words that a pattern names itself."""
    return {part for element in pattern.split() for part in _alternatives(element) if _is_word(part)}


def lists_in(pattern: str) -> set[str]:
    """The lists that a pattern names."""
    parts = {part for element in pattern.split() for part in _alternatives(element)}
    return {part for part in parts if _NAME.match(part) and part not in {AGENCY, "YEAR"}}


def checked(pattern: str) -> str:
    """The pattern, if it is written in the language.

    Raises:
        PatternFaultError: it is not.
    """
    for element in pattern.split():
        for part in _alternatives(element):
            if not (part in SIGNS or part in {"^", "$"} or _NAME.match(part) or _is_word(part)):
                raise PatternFaultError(f"`{part}` is neither a word, a LIST, a sign nor a gap")
    if not pattern.strip():
        raise PatternFaultError("the pattern is empty")
    return pattern


def _is_word(part: str) -> bool:
    return bool(_WORD.match(part)) and part not in SIGNS


def _alternatives(element: str) -> list[str]:
    gap = _GAP.match(element)
    if gap:
        return gap[2].split("|") if gap[2] else []
    inside = element[1:-1] if element.startswith("[") and element.endswith("]") else element.removeprefix("!")
    return inside.split("|")


class Compiler:
    """Makes patterns into expressions, for one choice of symbols."""

    def __init__(self, symbols: Mapping[str, str], lists: Mapping[str, Iterable[str]], agencies: str) -> None:
        self._symbols, self._agencies = symbols, agencies
        self._lists = {name: tuple(self.phrase(phrase) for phrase in phrases) for name, phrases in lists.items()}

    def compiled(self, pattern: str) -> Compiled:
        """The expression of a pattern that was checked."""
        needs = [self._firsts(element) for element in pattern.split() if _is_needed(element)]
        expression = re.compile("".join(self._element(element) for element in pattern.split()))
        return Compiled(expression, tuple(needs))

    def choice(self, element: str) -> str:
        """The expression of one element, to be used within another."""
        return f"(?:{self._choice(element)})"

    def phrase(self, phrase: str) -> str:
        """The symbols of a phrase."""
        return "".join(MARKS.get(word) or self._symbols[word] for word in words_of(phrase))

    def _element(self, element: str) -> str:
        if gap := _GAP.match(element):
            barred = "".join(self._singles(gap[2])) if gap[2] else ""
            return f"[^{BREAKS}{re.escape(barred)}]{{0,{gap[1]}}}?"
        if element == "^":
            return f"(?:(?<=[{BREAKS}])|(?<![\\s\\S]))"
        if element == "$":
            return f"(?=[{BREAKS}]|\\Z)"
        if element.startswith("["):
            return f"(?:{self._choice(element)})?"
        if element.startswith("!") and len(element) > 1:
            return f"(?!{self._choice(element)})"
        return f"(?:{self._choice(element)})"

    def _forms(self, element: str) -> list[str]:
        """What an element may be, each as the symbols of its words."""
        forms: list[str] = []
        for part in _alternatives(element):
            if part == AGENCY:
                forms.extend(self._agencies)
            elif part in SIGNS:
                forms.append(SIGNS[part].removeprefix("\\"))
            else:
                forms.extend(self._lists[part] if part in self._lists else (self._symbols[part],))
        return forms

    def _choice(self, element: str) -> str:
        forms = self._forms(element)
        single = "".join(sorted({form for form in forms if len(form) == 1}))
        several = sorted({form for form in forms if len(form) > 1}, key=len, reverse=True)
        parts = [*map(re.escape, several), *([f"[{re.escape(single)}]"] if single else [])]
        return "|".join(parts)

    def _singles(self, element: str) -> list[str]:
        return [form for form in self._forms(element) if len(form) == 1]

    def _firsts(self, element: str) -> frozenset[str]:
        return frozenset(form[0] for form in self._forms(element))


def _is_needed(element: str) -> bool:
    return not (_GAP.match(element) or element in {"^", "$"} or element[0] == "[" or (element[0] == "!"))
