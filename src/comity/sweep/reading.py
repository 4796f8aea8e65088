"""Reads files of phrases strictly: every key is known, every list exists, every pattern is written in the language."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import NoReturn, TypeVar

from comity.base import Block, DocumentError, read_document, read_file
from comity.law import Pack
from comity.sweep.contacts import Act, Agency, Way
from comity.sweep.errors import PhraseError
from comity.sweep.lexicon import is_readable, plain
from comity.sweep.patterns import PatternFaultError, checked, lists_in
from comity.sweep.phrases import Guard, Over, Phrases, Rule, together
from comity.sweep.texts import Channel

FILE = "phrases.yaml"
_KEYS = ("phrases", "title", "agencies", "addresses", "lists", "set_aside", "rules")
_RULE = ("id", "says", "act", "way", "words", "agency", "channels", "between")
_GUARD = ("id", "says", "words", "over", "of", "named")
_MOST_PATTERNS = 40
_LONGEST = 200
_Choice = TypeVar("_Choice", bound=StrEnum)


def shipped_phrases() -> Phrases:
    """The phrases that belong to every place, as they come with comity."""
    return read_phrases(files("comity.sweep").joinpath(FILE).read_bytes(), FILE)


def phrases_for(pack: Pack) -> Phrases:
    """The shipped phrases with those that the pack and the packs above it add, the widest layer first.

    Raises:
        PhraseError: a `phrases.yaml` of one of them is not well written.
    """
    found = shipped_phrases()
    for layer in reversed(pack.stack):
        path = layer.root / FILE
        if path.is_file():
            added = read_phrases(path, f"{layer.name}/{FILE}", above=found)
            found = together([found, added])
    return found


def read_phrases(source: bytes | Path, file: str = "", *, above: Phrases | None = None) -> Phrases:
    """Read one file of phrases; `above` are those whose lists it may use, and `file` is how errors call it.

    Raises:
        PhraseError: it is not well written; nothing of it is used then.
    """
    name = file or (source.name if isinstance(source, Path) else "phrases")
    return _Reading(name, above or Phrases()).read(source)


class _Reading:
    """Reads one file, and knows what it is called."""

    def __init__(self, file: str, above: Phrases) -> None:
        self._file, self._above = file, above
        self._ids = {rule.id for rule in above.rules} | {guard.id for guard in above.guards}

    def read(self, source: bytes | Path) -> Phrases:
        try:
            document = read_file(source) if isinstance(source, Path) else read_document(source)
            block = self._entry(document, "the file", _KEYS)
        except DocumentError as error:
            raise PhraseError(error.message, help=error.help, where=f"{self._file}:{error.line or 1}") from None
        lists = {name: tuple(words) for name, words in self._named(block, "lists")}
        self._lists = lists.keys() | self._above.lists.keys()
        names = self._agencies(block, "agencies")
        return Phrases(
            names=names,
            addresses=self._agencies(block, "addresses"),
            lists=lists,
            guards=tuple(self._guard(one) for one in self._entries(block, "set_aside", _GUARD)),
            rules=tuple(self._rule(one) for one in self._entries(block, "rules", _RULE)),
        )

    def _agencies(self, block: Block, key: str) -> dict[str, Agency]:
        """What each agency is called, the other way round.

        A name may be given once: it cannot be that of two agencies.
        """
        found: dict[str, Agency] = {}
        for code, names in self._named(block, key):
            agency = self._one_of(Agency, code, "agency", block)
            for name in names:
                if name in found:
                    self._refuse(f"`{name}` is the name of two agencies", "Keep it for one of them.", block, key)
                found[name] = agency
        return found

    def _named(self, block: Block, key: str) -> Iterator[tuple[str, list[str]]]:
        inner = block.get(key)
        for name, words in self._entry({} if inner is None else inner, f"`{key}`", None).items():
            yield name, self._words(words, name, inner if isinstance(inner, Block) else block)

    def _words(self, value: object, key: str, block: Block) -> list[str]:
        if not isinstance(value, str):
            self._refuse(f"`{key}` is no text", "Write words with commas between them, in quotes.", block, key)
        words = [plain(word.strip()) for word in value.split(",")]
        if "" in words or len(set(words)) != len(words):
            self._refuse(f"a word of `{key}` is empty or given twice", "Remove it.", block, key)
        for word in words:
            if not is_readable(word):
                self._refuse(f"`{word}` cannot be found in any text", "Write words and figures.", block, key)
        if any(len(word) > _LONGEST for word in words):
            self._refuse(f"a word of `{key}` is longer than {_LONGEST} letters", "Shorten it.", block, key)
        return words

    def _entries(self, block: Block, key: str, keys: tuple[str, ...]) -> list[Block]:
        value = block.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._refuse(f"`{key}` is not a list", "Write each rule as `- id: …`.", block, key)
        return [self._entry(one, f"a rule of `{key}`", keys) for one in value]

    def _rule(self, block: Block) -> Rule:
        agency = block.get("agency")
        rule = Rule(
            id=self._id(block),
            says=self._text(block, "says"),
            act=self._one_of(Act, block.get("act"), "act", block),
            way=self._one_of(Way, block.get("way"), "way", block),
            patterns=self._patterns(block),
            where=self._at(block),
            agency=None if agency is None else self._one_of(Agency, agency, "agency", block),
            channels=frozenset(self._several(Channel, block, "channels")) or frozenset(Channel),
            between=self._flag(block, "between"),
        )
        if not (rule.between or rule.agency) and any("AGENCY" not in pattern for pattern in rule.patterns):
            self._refuse("a pattern names no AGENCY", "Name one, or say which with `agency:`.", block, "words")
        return rule

    def _guard(self, block: Block) -> Guard:
        return Guard(
            id=self._id(block),
            says=self._text(block, "says"),
            patterns=self._patterns(block),
            over=self._one_of(Over, block.get("over", "words"), "reach", block),
            where=self._at(block),
            agencies=frozenset(self._several(Agency, block, "of")),
            named=frozenset(self._words(named, "named", block) if (named := block.get("named")) else ()),
        )

    def _patterns(self, block: Block) -> tuple[str, ...]:
        value = block.get("words")
        patterns = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or not 0 < len(patterns) == len(value) <= _MOST_PATTERNS:
            self._refuse("`words` is not a list of patterns", 'Write `words: ["told AGENCY"]`.', block, "words")
        for pattern in patterns:
            try:
                checked(pattern)
            except PatternFaultError as fault:
                self._refuse(str(fault), "See docs/for/supervisors.md for how rules are written.", block, "words")
            for name in sorted(lists_in(pattern) - self._lists):
                self._refuse(f"there is no list `{name}`", "Add it under `lists:`, or correct it.", block, "words")
        return tuple(patterns)

    def _id(self, block: Block) -> str:
        name = self._text(block, "id")
        if name in self._ids:
            self._refuse(f"the id `{name}` is given twice", "Give each rule an id of its own.", block, "id")
        self._ids.add(name)
        return name

    def _several(self, kind: type[_Choice], block: Block, key: str) -> list[_Choice]:
        value = block.get(key)
        return [self._one_of(kind, one, key, block) for one in (self._words(value, key, block) if value else [])]

    def _one_of(self, kind: type[_Choice], value: object, what: str, block: Block) -> _Choice:
        for choice in kind:
            if choice.value == value:
                return choice
        choices = ", ".join(choice.value for choice in kind)
        return self._refuse(f"`{value}` is no {what}", f"Choose one of: {choices}.", block)

    def _text(self, block: Block, key: str) -> str:
        value = block.get(key)
        if not isinstance(value, str) or not value:
            self._refuse(f"`{key}` is missing or no text", f"Write `{key}:` and a text.", block, key)
        return value

    def _flag(self, block: Block, key: str) -> bool:
        value = block.get(key, False)
        if not isinstance(value, bool):
            self._refuse(f"`{key}` is neither true nor false", "Write true, or leave it out.", block, key)
        return value

    def _entry(self, value: object, what: str, keys: tuple[str, ...] | None) -> Block:
        if value == {} and not isinstance(value, Block):
            return Block(0)
        if not isinstance(value, Block):
            self._refuse(f"{what} is not an entry with keys", "Write `key: value` lines.")
        for key in value:
            if keys is not None and key not in keys:
                self._refuse(f"`{key}` is no key of {what}", f"Keys are: {', '.join(keys)}.", value, key)
        return value

    def _at(self, block: Block | None, key: str = "") -> str:
        return f"{self._file}:{block.lines.get(key, block.line) if block is not None else 1}"

    def _refuse(self, message: str, help: str, block: Block | None = None, key: str = "") -> NoReturn:
        raise PhraseError(message, help=help, where=self._at(block, key))
