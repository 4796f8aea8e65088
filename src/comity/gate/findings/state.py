"""What is known of a finding: what was seen, and how it was explained, each time that it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TRACE = "trace"  # the channel of a finding that the desk's own data shows, without words
OF_FINDING = "finding"  # the person of a matter of the office's own that holds one finding about nobody
KNEW = "knew"  # the gate had it on record when the sweep looked: nothing is to be explained
LATER = "knew_later"  # a finding whose contact was put on record after it had been raised
OUTCOMES = ("around", "recorded", "no_contact")
"""What a finding turns out to be: a contact around the gate, one that is on record elsewhere, or no contact at all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sweep saw in one text, or in the desk's own data; its words as they stand in `comity.sweep`."""

    id: str  # the same words of the same text have the same id, whoever reads them again
    source: str  # the name of what was read, as the office calls it
    channel: str  # note, mail, message, call, lookup, feed, trace
    text: str  # the id of the text within its source
    at: datetime  # when the text was written
    act: str
    way: str
    agency: str
    rule: str
    says: str  # the rule in plain words
    knowledge: str  # knew, knew_part, did_not_know
    why: str = ""  # of the knowledge
    excerpt: str = ""  # the words that were found, with what stands around them
    start: int = 0  # of the words that were found, within the excerpt
    end: int = 0
    known_by: tuple[str, ...] = ()  # the requests, answers and disclosures that say so
    request: str = ""  # the request that it may belong to
    named: tuple[str, ...] = ()  # booking numbers and names that the text gives, while nobody is known


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person said of a finding."""

    outcome: str
    why: str
    at: datetime
    by: str
    told: str = ""  # what had been told, and is now on record as a disclosure


@dataclass(frozen=True, slots=True)
class Later:
    """What was put on record of a contact after the finding had been raised; it explains nothing by itself."""

    at: datetime  # when the sweep saw that it is
    recorded_at: datetime  # when the record was made: that of the request, else when the sweep saw it
    why: str
    known_by: tuple[str, ...] = ()
    request: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Whom a finding about nobody is now known to be about, as the sweep's own rule has it; a person decides."""

    matter: str
    why: str  # BOOKING or NAME
    at: datetime


BOOKING, NAME = "booking", "name"  # what a proposal rests on


@dataclass(frozen=True, slots=True)
class SetApart:
    """A person said that a finding is not about somebody."""

    matter: str
    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A finding that was about nobody, and was given to the record of the person whom it is about."""

    at: datetime
    by: str
    in_lot: bool = False  # its words also stand in a lot of many, made before each finding had a key of its own


@dataclass(frozen=True, slots=True)
class Finding:
    """A contact that may have gone around the gate."""

    seen: Seen
    raised_at: datetime
    explanations: tuple[Explanation, ...] = ()
    reopened_at: datetime | None = None  # after the last explanation
    reopened_by: str = ""
    reopened_why: str = ""
    later: Later | None = None
    about: Proposed | None = None  # until somebody decides
    apart: tuple[SetApart, ...] = ()
    joined: Joined | None = None

    @property
    def knowledge(self) -> str:
        """What the gate knew; that it came to know only afterwards is never told as if it had known.

        What was on record when the sweep looked, of somebody who was not known to be meant, the gate knew.
        """
        if self.later is None:
            return self.seen.knowledge
        return KNEW if self.joined and self.later.recorded_at <= self.raised_at else LATER

    def may_be_about(self, matter: str) -> bool:
        """Whether nobody has decided yet that it is about a person or not."""
        return self.joined is None and all(each.matter != matter for each in self.apart)

    @property
    def request(self) -> str:
        """The request that it may belong to, as is known now."""
        return (self.later.request if self.later else "") or self.seen.request

    @property
    def explained(self) -> Explanation | None:
        """How it was closed, while it is."""
        return self.explanations[-1] if self.explanations and self.reopened_at is None else None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to explain it."""
        return self.explained is None and (self.seen.knowledge != KNEW or self.reopened_at is not None)
