"""Messages: what goes out to whom, with a name that stays the same however often it is made or sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about; its words say no more."""

    CLIENT_ASKED = "client_asked"  # to counsel: an agency asked about a client
    CLIENT_ANSWERED = "client_answered"  # to counsel: the office answered
    CLIENT_TOLD = "client_told"  # to counsel: information left
    CLIENT_MOVED = "client_moved"  # to counsel: the client is held past release, or was handed over
    CLIENT_LETTER = "client_letter"  # to counsel: a letter waits
    ALARM = "alarm"  # to supervisors: a moment is near or past
    REVIEW_ASKED = "review_asked"  # to legal: somebody asked
    SECOND_PERSON = "second_person"  # to supervisors and legal: an override or an erasure waits

    @property
    def repeats(self) -> bool:
        """Whether it is sent again until it was opened or confirmed; alarms repeat by themselves, in the gate."""
        return self.value.startswith("client_")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A letter that goes with a message: its file name, and the hash under which it is kept."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be sent; the same event makes the same message, which is kept once."""

    id: str
    to: str  # an address for e-mail
    user: str  # whose address it is
    subject: str
    body: str
    kind: MessageKind
    matter: str
    language: str = "en"
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits to be sent, and what became of it so far."""

    message: Message
    sent: int = 0  # how often it left
    failed: int = 0  # how often in a row it did not


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves now."""

    message: Message
    message_id: str  # the same when the same sending is tried again, and another at each repeat
    at: datetime

    @property
    def headers(self) -> dict[str, str]:
        """The headers beside `To` and `Subject`: no machine answers it, and no mail server takes it twice."""
        return {
            "Message-ID": self.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": self.message.language,
        }
