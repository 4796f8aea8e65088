"""The phrases by which the sweep reads: what agencies are called, lists of words, rules, and what to set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from comity.sweep.contacts import Act, Agency, Way
from comity.sweep.texts import Channel


class Over(StrEnum):
    """How far a rule that sets aside reaches from the words it matches."""

    WORDS = "words"  # the mentions among the words themselves
    SENTENCE = "sentence"  # every mention in the same sentence
    TEXT = "text"  # every mention in the whole text


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that show a contact. Rules are tried in order; the first that covers a mention of an agency has it.

    `agency` is given only by a rule whose words mention none. `between` marks a rule for texts that were sent to or by
    an agency's own address, in which nobody has to be named.
    """

    id: str
    says: str
    act: Act
    way: Way
    patterns: tuple[str, ...]
    where: str
    agency: Agency | None = None
    channels: frozenset[Channel] = frozenset(Channel)
    between: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """Words that show that a mention is none, or shows no contact; only of `agencies`, or `named` so, where given."""

    id: str
    says: str
    patterns: tuple[str, ...]
    over: Over
    where: str
    agencies: frozenset[Agency] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrases:
    """One file of phrases, or several put together."""

    names: Mapping[str, Agency] = field(default_factory=dict)  # what agencies are called, in small letters
    addresses: Mapping[str, Agency] = field(default_factory=dict)  # the end of an address
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    rules: tuple[Rule, ...] = ()


def together(several: Iterable[Phrases]) -> Phrases:
    """The phrases of several files as one, the widest first: lists grow, and the rules of a later file are tried first.

    A file that knows its place comes before what holds everywhere, whose last rules take nearly anything.
    """
    names: dict[str, Agency] = {}
    addresses: dict[str, Agency] = {}
    lists: dict[str, tuple[str, ...]] = {}
    guards: tuple[Guard, ...] = ()
    rules: tuple[Rule, ...] = ()
    for one in several:
        names |= one.names
        addresses |= one.addresses
        for name, words in one.lists.items():
            lists[name] = (*lists.get(name, ()), *words)
        guards, rules = one.guards + guards, one.rules + rules
    return Phrases(names, addresses, lists, guards, rules)
