"""One message as text: the subject and what was written, by the standard library's e-mail policy; attachments by name.

Whoever calls this may be handed anything by anybody: it is called in a child process with limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

MAX_PARTS = 200
_SHORT = 300
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Message:
    """What of a message the sweep reads."""

    id: str  # the Message-ID, or empty
    at: str  # ISO 8601 with its offset, or empty where no date can be read
    sender: str
    receivers: tuple[str, ...]
    body: str
    left_out: tuple[str, ...]


def read_message(raw: bytes, longest: int) -> Message:
    """Read a message; `longest` characters of its text at most.

    Raises:
        ValueError: it is no message, or has too many parts.
    """
    found = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    parts = list(_parts(found))
    texts, left_out = _texts(parts)
    subject = str(found.get("subject", ""))
    body = "\n".join(part for part in (subject, *texts) if part)
    if not found.keys() or (not body.strip() and not left_out):
        raise ValueError("there is no message in it")
    if len(body) > longest:
        left_out.append(f"what follows the first {longest:,} characters")
    addresses = [address for _, address in getaddresses([str(each) for each in _to(found)]) if address]
    senders = [address for _, address in getaddresses([str(each) for each in found.get_all("from", [])]) if address]
    return Message(
        id=_clean(str(found.get("message-id", "")).strip())[:_SHORT],
        at=_moment(str(found.get("date", ""))),
        sender=_clean(senders[0] if senders else "")[:_SHORT],
        receivers=tuple(_clean(each)[:_SHORT] for each in addresses[:100]),
        body=_clean(body[:longest]),
        left_out=tuple(_clean(each)[:_SHORT] for each in left_out[:50]),
    )


def _to(message: EmailMessage) -> Iterator[object]:
    for name in ("to", "cc", "bcc"):
        yield from message.get_all(name, [])


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise ValueError(f"it has more than {MAX_PARTS} parts")
        if not part.is_multipart():
            yield part


def _texts(parts: list[EmailMessage]) -> tuple[list[str], list[str]]:
    """The texts that people see, plain ones before those in HTML, and the names of what is attached."""
    plain, marked, left_out = [], [], []
    for part in parts:
        kind = part.get_content_type()
        if part.is_attachment() or part.get_filename() or kind not in {"text/plain", "text/html"}:
            left_out.append(f"attachment {part.get_filename() or kind}")
        elif kind == "text/plain":
            plain.append(_decoded(part))
        else:
            marked.append(_without_tags(_decoded(part)))
    return (plain or marked), left_out


def _decoded(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:  # a character set of that name is not known
        return content.decode("latin-1")


class _Words(HTMLParser):
    """The words of a document, without what is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def _begins(self, tag: str, attrs: object) -> None:
        """A part begins."""
        self._hidden += tag in {"script", "style"}
        if tag in {"p", "br", "div", "tr", "li"}:
            self.words.append("\n")

    def _ends(self, tag: str) -> None:
        """A part ends."""
        self._hidden -= tag in {"script", "style"} and self._hidden > 0

    def _says(self, data: str) -> None:
        """Some words."""
        if not self._hidden:
            self.words.append(data)

    # the names by which the library calls them
    handle_starttag, handle_endtag, handle_data = _begins, _ends, _says


def _without_tags(text: str) -> str:
    words = _Words()
    words.feed(text)
    words.close()
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(words.words)).strip()


def _moment(said: str) -> str:
    try:
        found = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError):
        return ""
    moment: datetime = found if found.tzinfo else found.replace(tzinfo=UTC)
    return moment.isoformat(timespec="seconds")


def _clean(text: str) -> str:
    """The text without what cannot be written down."""
    return _NO_TEXT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
