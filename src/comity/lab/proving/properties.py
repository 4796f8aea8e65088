"""Properties: what a law must never or must always answer, as a pack's `properties.yaml` lists them.

properties:
- id: no-court-date-without-a-judge     # with the pack, `us-ny-nyc/no-court-date-without-a-judge`
  says: Court dates are not told for a civil purpose unless a judge has signed.
  asks: [share_court_date]
  when: purpose == "civil_immigration" && !judicial_warrant      # as in a norm; absent: every case
  never: [permitted, required]          # or `always:`, with outcomes
  agencies: [jail, us-ny-nyc/nypd]      # names or kinds; absent: every agency of the pack
  from: 2014-12-14                      # days of the law of which it holds; absent: all that are known
  to: 2016-12-31

A property changes no answer, so the file is not part of a pack's digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.base import DocumentError, Period, read_file
from comity.decide import Outcome
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.facts.kinds import AgencyKind
from comity.law import Agency, ConditionError, Pack, RuleError
from comity.law.conditions import parse_condition
from comity.law.entries import Entry
from comity.law.expressions import TRUE, Expression
from comity.law.typecheck import Scope, typed

FILE = "properties.yaml"
SETTLED = frozenset(Outcome) - {Outcome.OPEN}


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that a law must not, or must, answer wherever a condition holds."""

    ref: str  # `pack/id`
    says: str
    asks: tuple[Ask, ...]
    when: Expression
    text: str  # the condition as it was written
    breaking: frozenset[Outcome]  # the outcomes that break it
    agencies: frozenset[str]  # names and kinds; empty: every agency
    days: Period

    def speaks_of(self, agency: Agency) -> bool:
        """Whether it is about this agency."""
        words = {agency.name, agency.name.rpartition("/")[2], *(kind.value for kind in agency.kinds)}
        return not self.agencies or not self.agencies.isdisjoint(words)


def properties_of(pack: Pack, vocabulary: Vocabulary = VOCABULARY) -> tuple[Property, ...]:
    """The properties that a pack ships, in its order; none if it has no such file.

    Raises:
        RuleError: the file or an entry of it cannot be read.
    """
    path = pack.root / FILE
    return read_properties(path, pack, vocabulary) if path.is_file() and not path.is_symlink() else ()


def read_properties(path: Path, pack: Pack, vocabulary: Vocabulary = VOCABULARY) -> tuple[Property, ...]:
    """The properties of a file, as they speak of a pack.

    Raises:
        RuleError: the file or an entry of it cannot be read.
    """
    file = f"{pack.name}/{path.name}"
    try:
        head = Entry(read_file(path), file, 1)
    except DocumentError as error:
        raise RuleError(error.message, help=error.help, where=f"{file}:{error.line or 1}") from None
    found: dict[str, Property] = {}
    for entry in head.entries("properties"):
        read = _property(entry, pack, vocabulary)
        if read.ref in found:
            raise entry.error(f"property `{read.ref}` is listed twice", "Give each property an id of its own.", "id")
        found[read.ref] = read
    head.finish()
    return tuple(found.values())


def written_property(
    text: str, asks: Iterable[Ask], never: Iterable[Outcome], pack: Pack, vocabulary: Vocabulary = VOCABULARY
) -> Property:
    """A property that somebody has just written: a condition under which some outcomes must never be given.

    Raises:
        ConditionError: the condition cannot be read.
    """
    when = _read(text, pack, vocabulary)
    return Property(
        f"{pack.name}/asked", text, tuple(asks), when, text, frozenset(never), frozenset(), Period(date.min)
    )


def _property(entry: Entry, pack: Pack, vocabulary: Vocabulary) -> Property:
    text = entry.text("when", "")
    try:
        when = _read(text, pack, vocabulary)
    except ConditionError as error:
        raise entry.error(f"`when`: {error.message}", error.help, "when") from None
    found = Property(
        ref=f"{pack.name}/{entry.text('id')}",
        says=entry.text("says"),
        asks=entry.words("asks", Ask) or tuple(Ask),
        when=when,
        text=text,
        breaking=_breaking(entry),
        agencies=_agencies(entry, pack),
        days=entry.days(date.min),
    )
    entry.finish()
    return found


def _read(text: str, pack: Pack, vocabulary: Vocabulary) -> Expression:
    if not text.strip():
        return TRUE
    defined = frozenset(definition.name for layer in pack.stack for definition in layer.definitions)
    return typed(parse_condition(text), Scope(vocabulary, defined, frozenset(pack.lists)))


def _breaking(entry: Entry) -> frozenset[Outcome]:
    if entry.has("never") == entry.has("always"):
        raise entry.error("a property says either `never` or `always`", "Write one of them, with outcomes.")
    key = "never" if entry.has("never") else "always"
    named = frozenset(entry.words(key, Outcome))
    if not named or Outcome.OPEN in named:
        raise entry.error(
            f"`{key}` needs outcomes of a case whose facts are all known",
            f"Use some of: {', '.join(sorted(outcome.value for outcome in SETTLED))}.",
            key,
        )
    return named if key == "never" else SETTLED - named


def _agencies(entry: Entry, pack: Pack) -> frozenset[str]:
    words = frozenset(entry.texts("agencies"))
    known = (
        {name.rpartition("/")[2] for name in pack.agencies} | set(pack.agencies) | {kind.value for kind in AgencyKind}
    )
    if unknown := sorted(words - known):
        raise entry.error(
            f"`{unknown[0]}` is no agency of this pack and no kind of agency",
            f"Use one of: {', '.join(sorted(known))}.",
            "agencies",
        )
    return words
