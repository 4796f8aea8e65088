"""Facts as established: known, unknown or disputed, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType

from comity.base import Block
from comity.facts.errors import FactError
from comity.facts.kinds import Fact, Kind, Vocabulary

Scalar = bool | int | str | date
Record = Mapping[str, Scalar]
MAX_RECORDS = 500
FIRST_YEAR, LAST_YEAR = 1800, 2200  # of a day in anybody's life; beyond, a slip of the pen


@dataclass(frozen=True, slots=True)
class RecordList:
    """Records known, and whether there can be others."""

    known: tuple[Record, ...]
    complete: bool


FactValue = Scalar | RecordList


@dataclass(frozen=True, slots=True)
class FactSource:
    """Who said so, from what, when. All may be empty."""

    by: str = ""
    paper: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a fact."""

    value: FactValue
    source: FactSource = FactSource()


@dataclass(frozen=True, slots=True)
class Established:
    """A fact of one case: one claim makes it known, claims that differ make it disputed."""

    fact: Fact
    claims: tuple[Claim, ...]

    @property
    def disputed(self) -> bool:
        """Whether the claims differ."""
        return any(claim.value != self.claims[0].value for claim in self.claims)

    @property
    def value(self) -> FactValue | None:
        """The value, or `None` while it is disputed: a disputed fact decides nothing."""
        return None if self.disputed else self.claims[0].value


def read_facts(given: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, Established]:
    """Facts from a document: `name: value`, `name: unknown`, or the long form with a source.

    Raises:
        FactError: a name is not listed or a value does not fit.
    """
    found = {}
    for name, raw in given.items():
        established = _established(_listed(name, vocabulary), raw)
        if established is not None:
            found[name] = established
    return found


def _listed(name: str, vocabulary: Vocabulary) -> Fact:
    if name in vocabulary:
        return vocabulary[name]
    close = get_close_matches(name, vocabulary.facts, n=3)
    hint = f"Did you mean {' or '.join(f'`{word}`' for word in close)}?" if close else "See `comity law facts`."
    raise FactError(f"`{name}` is not a listed fact", help=hint)


def _established(fact: Fact, raw: object) -> Established | None:
    if raw is None or raw == "unknown":
        return None
    if isinstance(raw, Block) and "disputed" in raw:
        _only(raw, ("disputed",), fact)
        claims = raw["disputed"]
        if not isinstance(claims, list) or len(claims) < 2:
            raise FactError(
                f"`{fact.name}` is disputed by fewer than two claims", help="Give each claim with its source."
            )
        return Established(fact, tuple(_claim(fact, claim) for claim in claims))
    if isinstance(raw, Block) and "value" in raw and raw["value"] in (None, "unknown"):
        return None
    return Established(fact, (_claim(fact, raw),))


def _only(block: Block, keys: tuple[str, ...], fact: Fact) -> None:
    """Refuse a misspelt key: it could turn what is unknown into what is known."""
    for key in block:
        if key not in keys:
            raise FactError(f"`{key}` is no key of the fact `{fact.name}`", help=f"Keys are: {', '.join(keys)}.")


def _claim(fact: Fact, raw: object) -> Claim:
    if isinstance(raw, Block) and "value" in raw:
        _only(raw, ("value", "source"), fact)
        source = raw.get("source")
        return Claim(_value(fact, raw["value"]), _source(source if isinstance(source, Block) else Block(0)))
    return Claim(_value(fact, raw))


def _source(block: Block) -> FactSource:
    at = block.get("at")
    return FactSource(str(block.get("by", "")), str(block.get("from", "")), at if isinstance(at, datetime) else None)


def _value(fact: Fact, raw: object) -> FactValue:
    if fact.kind is Kind.RECORDS:
        return _records(fact, raw)
    return scalar(fact, raw)


def scalar(fact: Fact, raw: object) -> Scalar:
    """The value of a fact or of a record's field, in its type.

    Raises:
        FactError: it does not fit.
    """
    match fact.kind:
        case Kind.YES_NO if isinstance(raw, bool):
            return raw
        case Kind.CHOICE if isinstance(raw, str) and raw in fact.choices:
            return raw
        case Kind.COUNT if type(raw) is int and fact.minimum <= raw <= fact.maximum:
            return raw
        case Kind.DATE if type(raw) is date and FIRST_YEAR <= raw.year <= LAST_YEAR:
            return raw
        case Kind.MOMENT if isinstance(raw, datetime) and FIRST_YEAR <= raw.year <= LAST_YEAR:
            return raw
        case Kind.TEXT if isinstance(raw, str) and raw:
            return raw
    raise FactError(f"`{fact.name}` cannot be `{raw}`", help=_expected(fact))


def _expected(fact: Fact) -> str:
    return {
        Kind.YES_NO: "Write true, false or unknown.",
        Kind.CHOICE: f"Write one of: {', '.join(fact.choices)}; or unknown.",
        Kind.COUNT: f"Write a whole number from {fact.minimum} to {fact.maximum}, or unknown.",
        Kind.DATE: f"Write a day such as 2014-12-14, from {FIRST_YEAR} to {LAST_YEAR}, or unknown.",
        Kind.MOMENT: f"Write a day and a time such as 2017-03-15T09:40, from {FIRST_YEAR} to {LAST_YEAR}, or unknown.",
        Kind.TEXT: "Write a text in quotes.",
        Kind.RECORDS: "Write a list of records, {known: [...], complete: false}, or unknown.",
    }[fact.kind]


def _records(fact: Fact, raw: object) -> RecordList:
    known: object = raw
    complete: object = True
    if isinstance(raw, Block):
        _only(raw, ("known", "complete"), fact)
        known, complete = raw.get("known"), raw.get("complete", True)
    if not isinstance(known, list) or not isinstance(complete, bool):
        raise FactError(f"`{fact.name}` is not a list", help=_expected(fact))
    if len(known) > MAX_RECORDS:
        raise FactError(
            f"`{fact.name}` has more than {MAX_RECORDS} records", help="Leave out records that decide nothing."
        )
    return RecordList(tuple(_record(fact, entry) for entry in known), complete)


def _record(fact: Fact, entry: object) -> Record:
    if not isinstance(entry, Block):
        raise FactError(f"a record of `{fact.name}` is not an entry with fields", help="Write {field: value, …}.")
    record = {}
    for name, raw in entry.items():
        if name not in fact.fields:
            raise FactError(f"`{name}` is not a field of `{fact.name}`", help=f"Fields are: {', '.join(fact.fields)}.")
        if raw is not None and raw != "unknown":
            record[name] = scalar(fact.fields[name], raw)
    return MappingProxyType(record)
