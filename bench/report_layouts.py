"""A million entries for each layout of a report that a law orders, as a desk of a large county would have them.

Every minute of a year, seven facts that are known or not, six agencies: no two documents are the same, since each says
who stated what and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from comity.facts import Ask
from comity.law import LawLibrary
from comity.reports import KINDS, Asked, Entry, Layout, layouts_of, owed_by

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES = 366 * 24 * 60
EVENTS_OF_A_REQUEST = 4
REQUESTERS = ("ice", "ice_ero", "cbp", "usms", "other_federal", "other_local")
FACTS = (
    *("detainer", "administrative_warrant", "judicial_warrant", "terrorist_screening_match"),
    *("cooperative_arrangement", "physical_custody", "court_order"),
)
PURPOSES = ("civil_immigration", "criminal_immigration", "mixed")


def owed_layouts(library: LawLibrary) -> Iterator[tuple[Layout, str]]:
    """Every layout, with an agency that owes it."""
    for name in library.names():
        pack = library.pack(name)
        agencies = [library.agency(each) for each in pack.agencies]
        for layout in layouts_of(pack):
            owing = [each.name for each in agencies if layout.name in {owed.name for owed in owed_by(pack, each)}]
            yield layout, owing[0]


def entries_of(agency: str, number: int) -> list[Entry]:
    """Entries of a year, the same every time; each request has some, and its own document."""
    chance, found = Random(2017), list[Entry]()
    events = list(KINDS)
    while len(found) < number:
        asked = _asked(chance, agency, len(found))
        for _ in range(EVENTS_OF_A_REQUEST):
            event, yes = chance.choice(events), chance.random() < 0.3
            ask = asked.asks[0].value if event in {"answered", "disclosed"} else ""
            day, at = asked.received_at.date(), len(found)
            found.append(Entry(at, day, event, asked, ask, yes if event == "answered" else None, yes, yes))
    return found[:number]


def _asked(chance: Random, agency: str, number: int) -> Asked:
    at = FIRST + timedelta(minutes=chance.randrange(MINUTES))
    requester, asks = chance.choice(REQUESTERS), tuple(chance.sample(list(Ask), 2))
    said = {"by": f"officer {number % 97}", "from": f"paper {number}", "at": at.isoformat()}
    facts = {name: {"value": chance.random() < 0.5, "source": said} for name in FACTS if chance.random() < 0.8}
    request = {
        "from": requester,
        "asks": [ask.value for ask in asks],
        "purpose": chance.choice(PURPOSES),
        "received": at.isoformat(),
    }
    case = {"at": at.isoformat(timespec="seconds"), "agency": agency, "request": request, "facts": facts}
    org = "immigration_authority" if requester in {"ice", "ice_ero", "cbp"} else "federal"
    answers = {ask: chance.random() < 0.3 for ask in asks}
    return Asked(str(number), requester, org, "i247a", asks, at, answers, (), case, handed_over=chance.random() < 0.2)
