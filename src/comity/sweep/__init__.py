"""Finds contacts with outside agencies in notes, messages and logs, and says which of them the gate did not know.

>>> from datetime import datetime
>>> from comity.sweep import Channel, Text, match, rules_for, shipped_phrases
>>> reader = rules_for(shipped_phrases())
>>> note = Text(Channel.NOTE, "N-1", datetime(2017, 3, 15, 9, 40), "Ice pack for knee. AWAITING CALL FR ICE re B-55102")
>>> [contact] = reader.read(note)
>>> contact.act.value, contact.way.value, contact.agency.value, contact.found.words, contact.rule
('waiting_for', 'from_them', 'ice', 'AWAITING CALL FR ICE', 'waiting')
>>> match(contact, known=[]).knowledge.value
'did_not_know'

`phrases_for(pack)` adds what a place says to the phrases of every place; `reader.read(text)` gives the contacts that
one `Text` shows, `reader.explain(text)` also what was set aside and why. `match` holds a contact against what the gate
has on record of the person. `late_releases` and its neighbours find what data shows without words.
"""

from comity.sweep.contacts import Act, Agency, Contact, Explained, SetAside, Way, When, Words
from comity.sweep.errors import PhraseError, SweepError
from comity.sweep.matching import WINDOW, Knowledge, Known, KnownKind, Match, match
from comity.sweep.persons import persons_in
from comity.sweep.phrases import Guard, Over, Phrases, Rule, together
from comity.sweep.reader import ADDRESS_RULE, Reader, rules_for
from comity.sweep.reading import phrases_for, read_phrases, shipped_phrases
from comity.sweep.texts import Channel, Text
from comity.sweep.traces import (
    Answered,
    Arrest,
    Dated,
    Left,
    LookUp,
    Moved,
    Stay,
    Trace,
    TraceKind,
    answered_before_sealed,
    dated_afterwards,
    disclosed_without_decision,
    late_releases,
    looked_up_before_arrest,
    moved_releases,
)

__all__ = [
    "ADDRESS_RULE",
    "WINDOW",
    "Act",
    "Agency",
    "Answered",
    "Arrest",
    "Channel",
    "Contact",
    "Dated",
    "Explained",
    "Guard",
    "Knowledge",
    "Known",
    "KnownKind",
    "Left",
    "LookUp",
    "Match",
    "Moved",
    "Over",
    "PhraseError",
    "Phrases",
    "Reader",
    "Rule",
    "SetAside",
    "Stay",
    "SweepError",
    "Text",
    "Trace",
    "TraceKind",
    "Way",
    "When",
    "Words",
    "answered_before_sealed",
    "dated_afterwards",
    "disclosed_without_decision",
    "late_releases",
    "looked_up_before_arrest",
    "match",
    "moved_releases",
    "persons_in",
    "phrases_for",
    "read_phrases",
    "rules_for",
    "shipped_phrases",
    "together",
]
