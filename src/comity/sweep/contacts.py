"""What a text shows: a contact with an outside agency, with its words, and the rule by which it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Act(StrEnum):
    """What was done, as far as the words say."""

    TOLD = "told"  # the agency, or we, were told of the person, the arrest, a release, a court date
    ASKED = "asked"  # something was asked for: a hold, a notice, information; a detainer was placed
    TALKED = "talked"  # a call or a message, and the words do not say what about
    SENT = "sent"  # a paper, a picture, a record was sent
    WAITING_FOR = "waiting_for"  # somebody waits for a call, an answer, an officer
    AGREED = "agreed"  # a hold, a notice, a time was agreed to
    WILL_CALL = "will_call"  # a call or a notice is still to come
    CAME = "came"  # officers came, were let in, questioned the person
    HANDED_OVER = "handed_over"  # the person was given into their custody
    LOOKED_UP = "looked_up"  # a record was looked up, a name or prints were run, by or with the agency


class Way(StrEnum):
    """Which way it went."""

    TO_THEM = "to_them"
    FROM_THEM = "from_them"
    UNKNOWN = "unknown"


class Agency(StrEnum):
    """Which outside agency; the first seven values are those of the fact `requester`."""

    ICE = "ice"
    ICE_ERO = "ice_ero"
    ICE_HSI = "ice_hsi"
    CBP = "cbp"
    USCIS = "uscis"
    DHS_OTHER = "dhs_other"  # the Department of Homeland Security, which part is not said
    USMS = "usms"
    FBI = "fbi"
    OTHER_FEDERAL = "other_federal"
    IMMIGRATION = "immigration"  # an immigration authority, which one is not said

    @property
    def is_immigration(self) -> bool:
        """Whether it is an immigration authority."""
        return self not in _OTHERS


_OTHERS = frozenset({Agency.USMS, Agency.FBI, Agency.OTHER_FEDERAL})


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a text, and where they stand: `body[start:end]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class When:
    """A day or a time that a text speaks of, worked out from the moment at which it was written.

    `day` or `time` is None where the words do not give it; nothing is guessed.
    """

    found: Words
    day: date | None
    time: time | None


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with an outside agency that a text shows.

    `found` are the words that the rule matched, `rule` its id in the phrases (`phrases.yaml`, or the pack's), `says`
    the rule in plain words. `persons` and `whens` stand near the words, and are not known to belong to it; they are
    looked for at the first hundred contacts of a text. Negation was looked for: what the words deny is no contact, and
    stands among what was set aside.
    """

    channel: str
    text: str  # the id of the text
    at: datetime  # when the text was written
    act: Act
    way: Way
    agency: Agency
    found: Words
    rule: str
    says: str
    persons: tuple[Words, ...] = ()
    whens: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Words that speak of an agency and were not taken for a contact, and the rule that says why."""

    found: Words
    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All that a reader makes of one text: the contacts, and what it set aside with the reasons."""

    contacts: tuple[Contact, ...]
    set_aside: tuple[SetAside, ...]
