"""Reads texts by the phrases: which mentions of an agency show a contact, and which are set aside and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import count
from operator import or_
from typing import Generic, TypeVar

from comity.sweep.contacts import Act, Agency, Contact, Explained, SetAside, Way, Words
from comity.sweep.dates import whens_in
from comity.sweep.lexicon import BREAKS, NUMBER, OTHER, TOKEN, YEAR, Lexicon, plain, words_of
from comity.sweep.patterns import Compiled, Compiler, words_in
from comity.sweep.persons import persons_in
from comity.sweep.phrases import Guard, Over, Phrases, Rule, together
from comity.sweep.texts import Channel, Text

ADDRESS_RULE = "own-address"
_ADDRESS_SAYS = "it was sent to or by an address of the agency's own"
_OFFICER = "OFFICER"  # the list of words that belong to a mention: agent, officer, field office
_MENTION = {agency: chr(0xE000 + at) for at, agency in enumerate(Agency)}
_AGENCY = {symbol: agency for agency, symbol in _MENTION.items()}
_MENTIONS = "".join(_AGENCY)
_FIGURES = re.compile(r"[^0-9]+")
_MOST_NEAR_BY = 100  # contacts of one text for which they are looked for
_SHORTEST_NUMBER = 7  # figures
_NEAR_BY = 200  # letters before and behind a contact in which names and days are looked for
_SHOWN = 80  # letters of a text that are shown where no words were matched


def rules_for(*phrases: Phrases) -> Reader:
    """A reader by several files of phrases, the widest first: the shipped ones, then those of a place."""
    return Reader(together(phrases))


_Kind = TypeVar("_Kind", Rule, Guard)


@dataclass(frozen=True, slots=True)
class _Ready(Generic[_Kind]):
    """A rule or a guard with its expressions, and the bits that must be there for each of them to match."""

    rule: _Kind
    tries: tuple[tuple[int, re.Pattern[str]], ...]


@dataclass(slots=True)
class _Body:
    """A text as symbols, each with its place; mentions of agencies are one symbol each."""

    text: Text
    symbols: str
    places: list[tuple[int, int]]
    bits: int
    names: dict[int, str]  # what the mention at a place is called

    def symbol_of_year(self, symbol: str, place: tuple[int, int]) -> str:
        """A year counts as one only if it is past: `2017` may be a time of the evening."""
        written = self.text.body[place[0] : place[1]]
        is_past = written.isdigit() and int(written) < self.text.at.year
        return NUMBER if symbol == YEAR and not is_past else symbol

    def with_near_by(self, contact: Contact) -> Contact:
        """The contact with the names and days that stand near its words."""
        start, near = self._around(contact.found)
        return replace(
            contact,
            persons=tuple(_moved(words, start) for words in persons_in(near)),
            whens=tuple(replace(when, found=_moved(when.found, start)) for when in whens_in(near, self.text.at)),
        )

    def _around(self, found: Words) -> tuple[int, str]:
        """The text near some words, cut between words, and where it begins."""
        body = self.text.body
        first, last = max(0, found.start - 2 * _NEAR_BY), found.end + 2 * _NEAR_BY
        start = body.rfind(" ", first, max(0, found.start - _NEAR_BY)) + 1 or first
        end = body.find(" ", found.end + _NEAR_BY, last)
        return start, body[start : end if end >= 0 else last]

    def words(self, start: int, end: int) -> Words:
        first, last = self.places[start][0], self.places[end - 1][1]
        return Words(first, last, self.text.body[first:last])


class Reader:
    """Finds contacts in texts by the phrases it was made with; it may read any number of texts in any order."""

    def __init__(self, phrases: Phrases) -> None:
        self._addresses = phrases.addresses
        self._lexicon = Lexicon(_all_words(phrases))
        self._bits: dict[str, int] = {}
        symbols = self._lexicon.words
        compiler = Compiler(symbols, phrases.lists, _MENTIONS)
        names = {compiler.phrase(name): agency for name, agency in phrases.names.items()}
        officers = compiler.choice(_OFFICER) if _OFFICER in phrases.lists else r"(?!)"
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
        self._names = names
        self._named = {name: compiler.phrase(name) for name in phrases.names}
        self._mention = re.compile(f"({either})(?:{officers})*")
        numbers: dict[frozenset[str], int] = {}
        self._guards = [_ready(guard, guard.patterns, compiler, numbers) for guard in phrases.guards]
        rules = [_ready(rule, rule.patterns, compiler, numbers) for rule in phrases.rules]
        self._between = [one for one in rules if one.rule.between]
        tries = [(*each, one.rule) for one in rules if not one.rule.between for each in one.tries]
        self._tries = {channel: [each for each in tries if channel in each[2].channels] for channel in Channel}
        for needed, at in numbers.items():
            for symbol in needed:
                self._bits[symbol] = self._bits.get(symbol, 0) | 1 << at
        nameless = [expression for _, expression, rule in tries if rule.agency]
        self._worth = re.compile("|".join([f"(?:{either})", *(f"(?:{one.pattern})" for one in nameless)]))

    def read(self, text: Text) -> tuple[Contact, ...]:
        """The contacts that a text shows, in the order of their words."""
        return self.explain(text).contacts if self._is_worth(text) else ()

    def explain(self, text: Text) -> Explained:
        """The contacts that a text shows, and every mention that was set aside, with the rules that say so."""
        body = self._body(text)
        if address := self._address(text):
            return Explained((self._by_address(body, *address),), ())
        set_aside = tuple(self._set_aside(body))
        contacts = sorted(self._contacts(body), key=lambda one: one.found.start)
        return Explained(tuple(contacts), set_aside)

    def _is_worth(self, text: Text) -> bool:
        """Whether a closer look is needed: most texts name no agency."""
        symbols = "".join(map(self._lexicon.__getitem__, TOKEN.findall(plain(text.body))))
        return bool(self._worth.search(symbols) or ((text.sender or text.receivers) and self._address(text)))

    def _address(self, text: Text) -> tuple[Agency, Way] | None:
        for address, way in ((text.sender, Way.FROM_THEM), *((one, Way.TO_THEM) for one in text.receivers)):
            low = plain(address.strip("<> ")) if address else ""
            for end, agency in self._addresses.items() if low else ():
                if _is_address(low, end):
                    return agency, way
        return None

    def _body(self, text: Text) -> _Body:
        symbols: list[str] = []
        places: list[tuple[int, int]] = []
        for found in TOKEN.finditer(plain(text.body)):
            start = found.start()
            known = self._lexicon[found[0]]
            if len(known) == 1:
                symbols.append(known)
                places.append(found.span())
                continue
            for symbol, first, last in self._lexicon.pieces(found[0]):
                symbols.append(symbol)
                places.append((start + first, start + last))
        body = _Body(text, "".join(symbols), places, 0, {})
        self._gather(body)
        if YEAR in body.symbols:
            body.symbols = "".join(map(body.symbol_of_year, body.symbols, body.places))
        body.bits = reduce(or_, (self._bits.get(symbol, 0) for symbol in set(body.symbols)), 0)
        return body

    def _gather(self, body: _Body) -> None:
        """Each mention of an agency, with the words that belong to it, becomes one symbol."""
        parts: list[str] = []
        places: list[tuple[int, int]] = []
        last, shorter = 0, 0
        for found in self._mention.finditer(body.symbols):
            start, end = found.span()
            parts += [body.symbols[last:start], _MENTION[self._names[found[1]]]]
            places += [*body.places[last:start], (body.places[start][0], body.places[end - 1][1])]
            body.names[start - shorter] = found[1]
            shorter += end - start - 1
            last = end
        body.symbols = "".join(parts) + body.symbols[last:]
        body.places = places + body.places[last:]

    def _set_aside(self, body: _Body) -> Iterator[SetAside]:
        for ready in self._guards:
            for need, expression in ready.tries:
                if body.bits & need == need:
                    yield from self._set_aside_by(body, ready.rule, expression)

    def _set_aside_by(self, body: _Body, guard: Guard, expression: re.Pattern[str]) -> Iterator[SetAside]:
        """What one pattern sets aside; each place is looked at once, however often the pattern matches."""
        gone: set[int] = set()
        done = 0
        for found in expression.finditer(body.symbols):
            if found.start() < done:  # in a sentence or text of which every mention is gone
                continue
            reach = _reach(body.symbols, found.start(), found.end(), guard.over)
            done = reach.stop
            if taken := [at for at in reach if self._is_of(body, at, guard)]:
                gone.update(taken)
                yield SetAside(body.words(found.start(), found.end()), guard.id, guard.says)
        if gone:
            body.symbols = "".join(OTHER if at in gone else symbol for at, symbol in enumerate(body.symbols))

    def _is_of(self, body: _Body, at: int, guard: Guard) -> bool:
        agency = _AGENCY.get(body.symbols[at])
        if agency is None or (guard.agencies and agency not in guard.agencies):
            return False
        return not guard.named or body.names[at] in {self._named.get(name) for name in guard.named}

    def _contacts(self, body: _Body) -> Iterator[Contact]:
        number = count()
        left = {at for at, symbol in enumerate(body.symbols) if symbol in _MENTIONS}
        used: set[int] = set()
        for need, expression, rule in self._tries[body.text.channel]:
            if body.bits & need != need or not (left or rule.agency):
                continue
            for found in expression.finditer(body.symbols):
                span = range(found.start(), found.end())
                mentions = [at for at in span if at in left]
                if not mentions and (rule.agency is None or not used.isdisjoint(span)):
                    continue
                agency = rule.agency or _AGENCY[body.symbols[mentions[0]]]
                left.difference_update(mentions)
                used.update(span)
                contact = _contact(body.text, rule, rule.way, agency, body.words(found.start(), found.end()))
                # INVARIANT: the time that a text takes grows with its length alone, whatever it says
                yield body.with_near_by(contact) if next(number) < _MOST_NEAR_BY else contact

    def _by_address(self, body: _Body, agency: Agency, way: Way) -> Contact:
        for ready in self._between:
            rule = ready.rule
            if rule.way not in {way, Way.UNKNOWN}:
                continue
            for need, expression in ready.tries:
                if body.bits & need == need and (found := expression.search(body.symbols)):
                    words = body.words(found.start(), found.end())
                    return body.with_near_by(_contact(body.text, rule, way, agency, words))
        shown = body.text.body[:_SHOWN].split("\n")[0]
        rule = Rule(ADDRESS_RULE, _ADDRESS_SAYS, Act.TALKED, way, (), "")
        return body.with_near_by(_contact(body.text, rule, way, agency, Words(0, len(shown), shown)))


def _contact(text: Text, rule: Rule, way: Way, agency: Agency, found: Words) -> Contact:
    return Contact(text.channel.value, text.id, text.at, rule.act, way, agency, found, rule.id, rule.says)


def _all_words(phrases: Phrases) -> Iterator[str]:
    """Every word that has to be told apart."""
    for phrase in (*phrases.names, *(phrase for listed in phrases.lists.values() for phrase in listed)):
        yield from words_of(phrase)
    for patterns in (*(one.patterns for one in phrases.guards), *(one.patterns for one in phrases.rules)):
        for pattern in patterns:
            yield from words_in(pattern)


def _ready(
    rule: _Kind, patterns: tuple[str, ...], compiler: Compiler, numbers: dict[frozenset[str], int]
) -> _Ready[_Kind]:
    """The rule with its expressions; `numbers` gives each set of symbols that is needed a bit of its own."""

    def bits(found: Compiled) -> int:
        return reduce(or_, (1 << numbers.setdefault(need, len(numbers)) for need in found.needs), 0)

    compiled = [compiler.compiled(pattern) for pattern in patterns]
    return _Ready(rule, tuple((bits(found), found.expression) for found in compiled))


def _moved(words: Words, by: int) -> Words:
    return replace(words, start=words.start + by, end=words.end + by)


def _reach(symbols: str, start: int, end: int, over: Over) -> range:
    """The places that a match reaches."""
    if over is Over.TEXT:
        return range(len(symbols))
    if over is Over.SENTENCE:
        first = max(symbols.rfind(sign, 0, start) for sign in BREAKS) + 1
        ends = [at for sign in BREAKS if (at := symbols.find(sign, end)) >= 0]
        return range(first, min(ends, default=len(symbols)))
    return range(start, end)


def _is_address(address: str, end: str) -> bool:
    """Whether an address is the agency's: the same, of its domain, or the same number in another writing."""
    if not any(letter.isalpha() for letter in end):
        figures = _FIGURES.sub("", end)
        return len(figures) >= _SHORTEST_NUMBER and _FIGURES.sub("", address).endswith(figures)
    return address == end or address.endswith(("@" + end, "." + end))
