"""The closed list of facts, their kinds, sources and states.

>>> from comity.facts import VOCABULARY, read_facts
>>> VOCABULARY["detainer"].question
'Is there an immigration detainer: a request from immigration officers to hold this person?'
>>> read_facts({"detainer": True}, VOCABULARY)["detainer"].value
True
"""

from comity.facts.asks import Ask
from comity.facts.errors import FactError
from comity.facts.kinds import AgencyKind, Fact, Kind, Role, Vocabulary
from comity.facts.values import Claim, Established, FactSource, FactValue, Record, RecordList, Scalar, read_facts
from comity.facts.vocabulary import VOCABULARY

__all__ = [
    "VOCABULARY",
    "AgencyKind",
    "Ask",
    "Claim",
    "Established",
    "Fact",
    "FactError",
    "FactSource",
    "FactValue",
    "Kind",
    "Record",
    "RecordList",
    "Role",
    "Scalar",
    "Vocabulary",
    "read_facts",
]
