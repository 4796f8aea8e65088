"""Holds a contact against what the gate has on record: the gate knew, did not know, or knew only part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comity.facts import Ask
from comity.sweep.contacts import Act, Agency, Contact, Way

WINDOW = timedelta(days=3)  # a contact and its record may lie this far apart


class Knowledge(StrEnum):
    """What the gate knew of a contact."""

    KNEW = "knew"
    KNEW_PART = "knew_part"
    DID_NOT_KNOW = "did_not_know"


class KnownKind(StrEnum):
    """What the gate has on record."""

    REQUEST = "request"
    ANSWERED_YES = "answered_yes"
    ANSWERED_NO = "answered_no"
    DISCLOSURE = "disclosure"
    TRANSFER = "transfer"
    VISIT = "visit"  # officers came


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the gate has on record about the person, with the agency as the fact `requester` names it.

    A request lasts from its receipt `at` until it was closed (`until`, None while it is open); the rest is a moment.
    `asks` are those of a request, the one of an answer or disclosure; empty where none is said.
    """

    kind: KnownKind
    id: str
    agency: str
    at: datetime
    until: datetime | None = None
    asks: frozenset[Ask] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """What the gate knew of one contact, the records that say so (`by`, their ids), and why in plain words."""

    knowledge: Knowledge
    by: tuple[str, ...]
    why: str


_IMMIGRATION = frozenset({"ice", "ice_ero", "ice_hsi", "cbp", "uscis", "dhs_other"})
_SAME = {
    Agency.ICE: frozenset({"ice", "ice_ero", "ice_hsi"}),
    Agency.ICE_ERO: frozenset({"ice", "ice_ero"}),
    Agency.ICE_HSI: frozenset({"ice", "ice_hsi"}),
    Agency.DHS_OTHER: _IMMIGRATION,
    Agency.IMMIGRATION: _IMMIGRATION,
    Agency.FBI: frozenset({"other_federal"}),
    Agency.OTHER_FEDERAL: frozenset({"other_federal", "usms"}),
}
_DISCLOSED = frozenset({KnownKind.DISCLOSURE})
_YES = frozenset({KnownKind.ANSWERED_YES})
_COMING_IN = frozenset({Ask.INTERVIEW, Ask.FACILITY_ACCESS})
_NOTICE = frozenset({Ask.NOTIFY_RELEASE, Ask.SHARE_COURT_DATE, Ask.SHARE_CUSTODY_STATUS})


def match(contact: Contact, known: Iterable[Known], window: timedelta = WINDOW) -> Match:
    """What the gate knew of the contact, given everything it has on record about the person.

    Only records of the same agency count, and only those within the window of the text's moment, or open then. A
    request alone explains that the agency asked; that it was told something needs a disclosure, that something was
    agreed an answer, that the person was handed over a transfer; a visit, that its officers came and talked.
    """
    near = [one for one in known if _same(contact.agency, one.agency) and _near(contact.at, one, window)]
    if not near:
        return Match(Knowledge.DID_NOT_KNOW, (), "nothing of this agency is on record near that time")
    full = [one for one in near if _explains(contact, one)]
    if full:
        return Match(Knowledge.KNEW, _ids(full), "it is on record")
    return Match(Knowledge.KNEW_PART, _ids(near), f"something is on record, but not {_MISSING[contact.act]}")


def _ids(known: Iterable[Known]) -> tuple[str, ...]:
    return tuple(sorted({one.id for one in known}))


def _same(agency: Agency, recorded: str) -> bool:
    return recorded in _SAME.get(agency, frozenset({agency.value}))


def _near(at: datetime, one: Known, window: timedelta) -> bool:
    if one.at - window > at:
        return False
    if one.kind is KnownKind.REQUEST and one.until is None:
        return True
    return at <= (one.until or one.at) + window


def _explains(contact: Contact, one: Known) -> bool:
    is_request = one.kind is KnownKind.REQUEST
    match contact.act:
        case Act.TOLD | Act.SENT if contact.way is not Way.FROM_THEM:
            return one.kind in _DISCLOSED
        case Act.LOOKED_UP:
            return one.kind in _DISCLOSED
        case Act.AGREED:
            return one.kind in _YES
        case Act.WILL_CALL if contact.way is not Way.FROM_THEM:
            return one.kind in _DISCLOSED or (one.kind in _YES and (not one.asks or bool(one.asks & _NOTICE)))
        case Act.HANDED_OVER:
            return one.kind is KnownKind.TRANSFER
        case Act.CAME:
            return one.kind is KnownKind.VISIT or ((is_request or one.kind in _YES) and bool(one.asks & _COMING_IN))
        case Act.TALKED:
            return is_request or one.kind in _DISCLOSED or one.kind is KnownKind.VISIT
        case _:
            return is_request or one.kind in _DISCLOSED


_MISSING = {
    Act.TOLD: "that it was told anything",
    Act.ASKED: "that it asked",
    Act.TALKED: "that anybody talked with it",
    Act.SENT: "that anything was sent",
    Act.WAITING_FOR: "what is waited for",
    Act.AGREED: "that anything was agreed to",
    Act.WILL_CALL: "that it may be told",
    Act.CAME: "that its officers may come in",
    Act.HANDED_OVER: "that the person was handed over",
    Act.LOOKED_UP: "that a record was looked up",
}
