"""What the sweep reads: one note, mail, message, call, look-up or line of a feed, as its source has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """Where a text was found."""

    NOTE = "note"  # a note in the booking or records system
    MAIL = "mail"  # an e-mail
    MESSAGE = "message"  # a text message or chat
    CALL = "call"  # a line of a call log
    LOOKUP = "lookup"  # a line of an audit log: who looked at which record
    FEED = "feed"  # a line of the manifest of an outbound feed


@dataclass(frozen=True, slots=True)
class Text:
    """One text, with what its source says about it; `at` is when it was written, with its zone where that is known.

    `sender` and `receivers` are addresses, numbers or names as the source has them: a mail to an agency's own address
    is a contact whatever its words are. `booking` and `person` are what the source itself says, else empty.
    """

    channel: Channel
    id: str
    at: datetime
    body: str
    booking: str = ""
    person: str = ""
    sender: str = ""
    receivers: tuple[str, ...] = ()
