"""A case: one request about one person at one moment, and the facts known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comity.base import Block
from comity.decide.errors import CaseError
from comity.facts import Ask, Established, FactError, read_facts
from comity.law import Agency, LawLibrary, Pack

_KEYS = ("at", "agency", "request", "facts", "name")
_REQUEST_FACTS = {"from": "requester", "purpose": "purpose", "instrument": "instrument", "received": "received_at"}


@dataclass(frozen=True, slots=True)
class Case:
    """A request to decide. `at` is local to the place of the agency."""

    at: datetime
    agency: Agency
    pack: Pack
    asks: tuple[Ask, ...]
    facts: Mapping[str, Established]
    name: str = ""

    @property
    def day(self) -> date:
        """The calendar day whose law decides."""
        return self.at.date()


def read_case(document: object, library: LawLibrary) -> Case:
    """Read a case from a document (see `docs/schemas/case.schema.json`).

    Raises:
        CaseError: a key is missing or wrong, or the day is outside what the pack covers.
        LawError: the agency or its pack is not known, or its law is withheld.
    """
    block = _block(document, "the case")
    _only(block, _KEYS, "the case")
    agency_name = block.get("agency")
    if not isinstance(agency_name, str) or "/" not in agency_name:
        raise CaseError("`agency` is missing or is not `pack/agency`", help="Write `agency: us-ny-nyc/nypd`.")
    agency = library.agency(agency_name)
    pack = library.to_decide(agency_name)
    request = _block(block.get("request"), "`request`")
    facts = _facts(block, request, library)
    return Case(_moment(block, pack), agency, pack, _asks(request), facts, str(block.get("name", "")))


def _block(value: object, what: str) -> Block:
    if not isinstance(value, Block):
        raise CaseError(
            f"{what} is not an entry with keys", help="See `comity decide --help` for an example of a case."
        )
    return value


def _only(block: Block, keys: tuple[str, ...], what: str) -> None:
    for key in block:
        if key not in keys:
            line = f" (line {block.lines[key]})" if key in block.lines else ""
            raise CaseError(f"`{key}` is no key of {what}{line}", help=f"Keys are: {', '.join(keys)}.")


def _moment(block: Block, pack: Pack) -> datetime:
    at = block.get("at")
    if type(at) is date:
        at = datetime(at.year, at.month, at.day, 12)
    if not isinstance(at, datetime):
        raise CaseError("`at` is missing or is not a moment", help="Write `at: 2017-03-15T09:40`.")
    try:
        local = local_time(at, pack.calendar.zone)
    except OverflowError:
        raise _outside(at.date(), pack) from None
    if not pack.known.covers(local.date()):
        raise _outside(local.date(), pack)
    return local


def _outside(day: date, pack: Pack) -> CaseError:
    return CaseError(
        f"{day} is outside the days that pack `{pack.name}` covers", help=f"The pack holds the law {pack.known}."
    )


def local_time(moment: datetime, zone: str) -> datetime:
    """The moment on the clock of the place; a moment without offset is on that clock already."""
    place = ZoneInfo(zone)
    return moment.replace(tzinfo=place) if moment.tzinfo is None else moment.astimezone(place)


def _asks(request: Block) -> tuple[Ask, ...]:
    _only(request, ("asks", *_REQUEST_FACTS), "`request`")
    asks = request.get("asks")
    if not isinstance(asks, list) or not asks:
        raise CaseError("`request.asks` is missing", help=f"Name what is asked: {', '.join(ask.value for ask in Ask)}.")
    known = {ask.value: ask for ask in Ask}
    for word in asks:
        if not isinstance(word, str) or word not in known:
            raise CaseError(f"`{word}` is not an ask", help=f"Asks are: {', '.join(known)}.")
    return tuple(dict.fromkeys(known[str(word)] for word in asks))


def _facts(block: Block, request: Block, library: LawLibrary) -> dict[str, Established]:
    given: dict[str, object] = dict(_block(block.get("facts") or Block(0), "`facts`"))
    for key, name in _REQUEST_FACTS.items():
        if key in request:
            if name in given:
                raise CaseError(f"`{name}` is given in `request` and in `facts`", help="Give it once.")
            given[name] = request[key]
    try:
        return read_facts(given, library.vocabulary)
    except FactError as error:
        raise CaseError(error.message, help=error.help) from None
