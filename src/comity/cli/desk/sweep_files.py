"""Reading files for the sweep without a desk: what they show is printed, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from comity.cli.screen import say, show_json
from comity.cli.tools import Tools
from comity.feeds.trails.lines import trail_of
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.pieces import Trail, TrailError
from comity.sweep import Contact, Text
from comity.sweep.reader import Reader, rules_for
from comity.sweep.reading import shipped_phrases

_AROUND = 60


@dataclass(slots=True)
class Shown:
    """What some files show."""

    texts: int = 0
    contacts: list[tuple[Contact, Text]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_files(files: Sequence[Path], log_map: Path | None, tools: Tools, *, as_json: bool) -> bool:
    """Print what some files show; says whether there was anything.

    Raises:
        ComityError: a file or the map cannot be read.
    """
    shown, reader = Shown(), rules_for(shipped_phrases())
    with MailReader() as mail, tools.progress("reading") as advance:
        for trail in [trail_of(path, log_map, mail, tools.clock()) for path in files]:
            of = trail.size()
            for done in _read(trail, reader, shown):
                advance(done, max(of, done + 1))
    if as_json:
        show_json(_document(shown))
    else:
        for line in _lines(shown):
            say(line)
    return bool(shown.contacts or shown.refused)


def _read(trail: Trail, reader: Reader, shown: Shown) -> Iterator[int]:
    for done, piece in enumerate(trail.pieces(), 1):
        try:
            text = piece.take().text
        except TrailError as error:
            shown.refused.append(f"{piece.where}: {error.message}")
            continue
        shown.texts += 1
        shown.contacts += [(contact, text) for contact in reader.read(text)]
        yield done


def _lines(shown: Shown) -> Iterator[str]:
    for contact, text in shown.contacts:
        start, end = max(0, contact.found.start - _AROUND), contact.found.end + _AROUND
        yield f"{contact.text[:80]}: {contact.act.value} · {contact.agency.value} · {contact.way.value}"
        yield f"  {' '.join(text.body[start:end].split())}"
        yield f"  rule {contact.rule}: {contact.says}"
    yield from (f"not read: {fault}" for fault in shown.refused)
    number = f"{len(shown.contacts):,} contact{'' if len(shown.contacts) == 1 else 's'}"
    yield f"{number} in {shown.texts:,} text{'' if shown.texts == 1 else 's'}, {len(shown.refused):,} not read"


def _document(shown: Shown) -> dict[str, object]:
    return {
        "texts": shown.texts,
        "contacts": [_contact(contact, text) for contact, text in shown.contacts],
        "refused": shown.refused,
    }


def _contact(contact: Contact, text: Text) -> dict[str, object]:
    return {
        "text": contact.text,
        "channel": contact.channel,
        "at": contact.at.isoformat(),
        "act": contact.act.value,
        "way": contact.way.value,
        "agency": contact.agency.value,
        "words": contact.found.words,
        "start": contact.found.start,
        "end": contact.found.end,
        "rule": contact.rule,
        "says": contact.says,
        "persons": [each.words for each in contact.persons],
        "days": [each.day.isoformat() for each in contact.whens if each.day],
        "sender": text.sender,
    }
