"""Finds contacts with outside agencies in notes, messages and logs, and says which of them the gate did not know.

>>> from datetime import datetime
>>> from comity.sweep import Channel, Contact, Act, Agency, Way, Words, match
>>> words = Words(0, 20, "awaiting call fr ICE")
>>> contact = Contact("note", "N-1", datetime(2017, 3, 15, 9, 40), Act.WAITING_FOR, Way.FROM_THEM, Agency.ICE,
...                   words, "waiting-for-agency", "somebody waits for the agency")
>>> match(contact, known=[]).knowledge.value
'did_not_know'

`rules_for(phrases)` gives a `Reader` by the phrases that belong to every place and those of a pack;
`reader.read(text)` gives the contacts of one `Text`, `reader.explain(text)` also what was set aside and why. `match`
holds a contact against what the gate has on record of the person. `traces` finds what data shows without words.
"""

from comity.sweep.contacts import Act, Agency, Contact, Explained, SetAside, Way, When, Words
from comity.sweep.errors import PhraseError, SweepError
from comity.sweep.matching import WINDOW, Knowledge, Known, KnownKind, Match, match
from comity.sweep.texts import Channel, Text

__all__ = [
    "WINDOW",
    "Act",
    "Agency",
    "Channel",
    "Contact",
    "Explained",
    "Knowledge",
    "Known",
    "KnownKind",
    "Match",
    "PhraseError",
    "SetAside",
    "SweepError",
    "Text",
    "Way",
    "When",
    "Words",
    "match",
]
