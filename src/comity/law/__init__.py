"""Reads, checks, dates and cites policy packs.

>>> from comity.law import LawLibrary
>>> pack = LawLibrary().pack("us-ny-nyc")
>>> pack.title, pack.layer.value, [above.name for above in pack.stack]
('New York City', 'local', ['us-ny-nyc', 'us-ny', 'us'])
"""

from comity.law.channels import Channel, ChannelKind, Ground, Sight, channels_for, channels_of
from comity.law.errors import (
    ConditionError,
    LawError,
    LawWithheldError,
    PackUnreadableError,
    RuleError,
    UnknownAgencyError,
    UnknownPackError,
)
from comity.law.library import LawLibrary
from comity.law.pack import (
    Agency,
    Basis,
    Condition,
    Default,
    Definition,
    Doubt,
    Duty,
    Effect,
    Fault,
    Layer,
    Limit,
    Norm,
    NormException,
    Note,
    Pack,
    Provenance,
    Section,
    Standing,
    StandingSpan,
)
from comity.law.translations import digest_of, texts_of, translation_faults, translations_of

__all__ = [
    "Agency",
    "Basis",
    "Channel",
    "ChannelKind",
    "Condition",
    "ConditionError",
    "Default",
    "Definition",
    "Doubt",
    "Duty",
    "Effect",
    "Fault",
    "Ground",
    "LawError",
    "LawLibrary",
    "LawWithheldError",
    "Layer",
    "Limit",
    "Norm",
    "NormException",
    "Note",
    "Pack",
    "PackUnreadableError",
    "Provenance",
    "RuleError",
    "Section",
    "Sight",
    "Standing",
    "StandingSpan",
    "UnknownAgencyError",
    "UnknownPackError",
    "channels_for",
    "channels_of",
    "digest_of",
    "texts_of",
    "translation_faults",
    "translations_of",
]
