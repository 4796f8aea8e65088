"""Leaves: what the log holds of an event. Closed codes, commitments and tags; nothing personal, and nothing finer.

A leaf is restricted RFC 8785 JSON: ASCII keys, text, whole numbers, lists and objects. The bytes that are stored are
the bytes that are hashed and served; reading makes them again and refuses a leaf that comes out different.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from comity.ledger.errors import LeafError

MAX_ENTRY_BYTES = 65_535  # tlog-tiles counts an entry's length in two bytes
MAX_EVENT_BYTES = 8_192
MAX_RECORD_BYTES = 49_152  # a policy or a rotation carries post-quantum keys
VERSION = 1
HASH_FIGURES = 64
FORMS = 1_024  # forms of leaves that are remembered
TAG_COUNTS = frozenset({1, 2, 4, 8})  # padded, so that the number of persons does not show

Fields = Mapping[str, object]

_SLOT = "%s"
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9_./-]{0,62}[a-z0-9])?\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Kind(StrEnum):
    """What a leaf is about."""

    MATTER = "matter"  # a matter was opened
    REQUEST = "request"  # an outside agency asked
    ANSWER = "answer"  # the agency answered
    DISCLOSURE = "disclosure"  # information left
    OVERRIDE = "override"  # a supervisor decided otherwise
    NOTICE = "notice"  # the person or counsel was told
    FACT = "fact"  # a fact was established or disputed
    DECISION = "decision"  # law was applied
    REVIEW = "review"  # legal was asked or answered
    CUSTODY = "custody"  # hold, release, transfer, court date, counsel
    NOTE = "note"  # staff wrote something down
    READING = "reading"  # a person's record was read
    SETUP = "setup"  # the desk itself was changed
    FINDING = "finding"  # a contact went around the gate
    SEALING = "sealing"  # a matter was sealed for a court
    ERASURE = "erasure"  # a matter's key is about to be destroyed
    INDEX = "index"  # the root over all tags
    KEY = "key"  # a key follows another
    POLICY = "policy"  # which witnesses a reader should ask for
    ORIGIN = "origin"  # this log continues another


class Audience(StrEnum):
    """For whom a commitment's payload is."""

    PUBLIC = "public"
    COUNSEL = "counsel"
    OVERSIGHT = "oversight"
    SEALED = "sealed"


# The fields of the leaves that are about the log itself; an event has codes, commitments and tags instead.
RECORDS: Mapping[Kind, Mapping[str, type]] = MappingProxyType({
    Kind.INDEX: {"size": int, "root": str},
    Kind.KEY: {"origin": str, "old": str, "new": str, "by_old": str, "by_new": str},
    Kind.POLICY: {"policy": str},
    Kind.ORIGIN: {"origin": str, "size": int, "root": str},
})  # fmt: skip
CODES = ("decision", "basis", "org")

_KINDS = frozenset(Kind)
_AUDIENCES = frozenset(Audience)
_EVENT_FIELDS = frozenset({"v", "kind", "at", "tags", "c", *CODES})


@dataclass(frozen=True, slots=True)
class Leaf:
    """The bytes of one leaf; `event_leaf`, `record_leaf` and `read_leaf` make checked ones."""

    content: bytes

    def __post_init__(self) -> None:
        if len(self.content) > MAX_ENTRY_BYTES:
            raise _fault(f"the leaf has {len(self.content):,} bytes, more than {MAX_ENTRY_BYTES:,}")

    def fields(self) -> Fields:
        """The parts of the leaf; of a checked leaf only, or use `read_leaf` first."""
        fields = json.loads(self.content)
        assert isinstance(fields, dict)
        return MappingProxyType(fields)


def event_leaf(
    kind: Kind,
    day: date,
    *,
    tags: Iterable[bytes],
    commitments: Mapping[Audience, bytes] = MappingProxyType({}),
    decision: str | None = None,
    basis: str | None = None,
    org: str | None = None,
) -> Leaf:
    """The leaf of an event: its codes, a commitment for each audience, a tag for each matter.

    Raises:
        LeafError: a code is not a code, or the number of tags is not 1, 2, 4 or 8.
    """
    if kind in RECORDS:
        raise _fault(f"a leaf of kind `{kind}` is no event")
    hashes = [tag.hex() for tag in tags]
    audiences = tuple(sorted(commitments))
    figures = (*[commitments[audience].hex() for audience in audiences], *hashes)
    for value in figures:
        if len(value) != HASH_FIGURES:
            raise _fault("a tag or a commitment does not have 32 bytes")
    if len(hashes) != 1:
        _check_tag_count(hashes)
    form = _form(kind, day, audiences, len(hashes), decision, basis, org)
    return Leaf((form % figures).encode())


@lru_cache(FORMS)
def _form(
    kind: Kind,
    day: date,
    audiences: tuple[Audience, ...],
    tags: int,
    *codes: str | None,
) -> str:
    """The leaf of such events with `%s` for each commitment and each tag: most events of a day share a few forms."""
    said = [{"a": audience.value, "h": _SLOT} for audience in audiences]
    fields = {"v": VERSION, "kind": kind.value, "at": day.isoformat(), "tags": [_SLOT] * tags, "c": said}
    for name, code in zip(CODES, codes, strict=True):
        if code is not None:
            _check_code(name, code)
            fields[name] = code
    # INVARIANT: in a leaf no `%` stands but in a slot: codes, kinds and days have none
    return _written(fields, MAX_EVENT_BYTES - HASH_FIGURES * (tags + len(audiences))).content.decode()


def record_leaf(kind: Kind, day: date, **fields: str | int) -> Leaf:
    """A leaf about the log itself: an index root, a key, a policy, an origin.

    Raises:
        LeafError: the fields are not those of the kind.
    """
    whole: dict[str, object] = {"v": VERSION, "kind": kind.value, "at": day.isoformat(), **fields}
    _check(whole)
    return _written(whole, MAX_RECORD_BYTES)


def read_leaf(content: bytes) -> Leaf:
    """Read a leaf strictly.

    Raises:
        LeafError: it is not JSON, holds anything that a leaf may not hold, or is not canonical.
    """
    if len(content) > MAX_RECORD_BYTES:
        raise _fault(f"the leaf has {len(content):,} bytes, more than {MAX_RECORD_BYTES:,}")
    try:
        fields = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _fault("the leaf is not JSON") from None
    if not isinstance(fields, dict):
        raise _fault("the leaf is not an object")
    _check(fields)
    limit = MAX_RECORD_BYTES if fields["kind"] in RECORDS else MAX_EVENT_BYTES
    if _written(fields, limit).content != content:
        raise _fault("the leaf is not in canonical form")
    return Leaf(content)


def _written(fields: Fields, limit: int) -> Leaf:
    try:
        content = _ENCODER.encode(fields).encode()
    except UnicodeEncodeError:
        raise _fault("the leaf holds half a character") from None
    if len(content) > limit:
        raise _fault(f"the leaf has {len(content):,} bytes, more than {limit:,}")
    return Leaf(content)


def _check(fields: Fields) -> None:
    kind = fields.get("kind")
    if type(fields.get("v")) is not int or fields["v"] != VERSION:
        raise _fault(f"`v` is not {VERSION}")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _fault(f"`{kind}` is not a kind of leaf")
    if not _is_day(fields.get("at")):
        raise _fault("`at` is not a day")
    if kind in RECORDS:
        _check_record(fields, RECORDS[Kind(kind)])
    else:
        _check_event(fields)


def _check_record(fields: Fields, types: Mapping[str, type]) -> None:
    if set(fields) != {"v", "kind", "at", *types}:
        raise _fault(f"a leaf of kind `{fields['kind']}` has the fields {', '.join(types)}, and no other")
    for name, type_ in types.items():
        value = fields[name]
        if type(value) is not type_ or (isinstance(value, int) and not 0 <= value < 2**53):
            raise _fault(f"`{name}` is not of its kind")
        if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
            raise _fault(f"`{name}` is not in normal form C")
    if "root" in types and not _HASH.match(str(fields["root"])):
        raise _fault("`root` is not a hash")


def _check_event(fields: Fields) -> None:
    if unknown := fields.keys() - _EVENT_FIELDS:
        raise _fault(f"a leaf may not hold `{min(unknown)}`")
    for name in CODES:
        _check_code(name, fields.get(name, "none"))
    tags, commitments = fields.get("tags"), fields.get("c")
    if not isinstance(tags, list) or not all(map(_is_hash, tags)):
        raise _fault("`tags` are not tags")
    _check_tag_count(tags)
    if not isinstance(commitments, list) or not all(map(_is_commitment, commitments)):
        raise _fault("`c` are not commitments")
    audiences = [commitment["a"] for commitment in commitments]
    if audiences != sorted(set(audiences)):
        raise _fault("`c` are not in order, one for each audience")


def _check_code(name: str, code: object) -> None:
    if not isinstance(code, str) or not _CODE.match(code):
        raise _fault(f"`{name}` is not a code")


def _check_tag_count(tags: Collection[str]) -> None:
    if len(tags) not in TAG_COUNTS:
        raise _fault("`tags` are not 1, 2, 4 or 8 tags")
    if len(set(tags)) != len(tags):
        raise _fault("a tag is given twice")


def _is_commitment(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"a", "h"}
        and isinstance(value["a"], str)
        and value["a"] in _AUDIENCES
        and _is_hash(value["h"])
    )


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(_HASH.match(value))


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.match(value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _fault(message: str) -> LeafError:
    return LeafError(message, help="Log only the closed codes, commitments and tags; the rest belongs in the payload.")
