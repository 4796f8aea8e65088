"""One story under many laws: the same contacts decided for several agencies, each on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.base import Block, read_file
from comity.decide import Answer, decide, read_case
from comity.lab.errors import ReplayError
from comity.law import LawLibrary


@dataclass(frozen=True, slots=True)
class Law:
    """A column of the table: an agency and the day whose law is asked."""

    title: str
    agency: str
    on: date


@dataclass(frozen=True, slots=True)
class Story:
    """Contacts told as requests, the facts known of all of them, and the laws to ask."""

    title: str
    contacts: tuple[tuple[str, Block], ...]
    facts: Mapping[str, object]
    laws: tuple[Law, ...]

    def answers(self, law: Law, library: LawLibrary) -> tuple[Answer, ...]:
        """The answer to each contact under one law; a contact is one ask."""
        return tuple(decide(read_case(self._case(request, law), library)).answers[0] for _, request in self.contacts)

    def _case(self, request: Block, law: Law) -> Block:
        case, facts = Block(0), Block(0)
        facts.update(self.facts)
        case.update({"at": law.on, "agency": law.agency, "request": request, "facts": facts})
        return case


def read_story(path: Path, today: date) -> Story:
    """Read a story; `on: today` is the day given.

    Raises:
        ReplayError: a part is missing.
        DocumentError: the file is not strict YAML.
    """
    document = read_file(path)
    try:
        if not isinstance(document, Block):
            raise TypeError
        contacts = tuple((str(part["name"]), part["request"]) for part in document["contacts"])  # type: ignore[attr-defined]
        laws = tuple(_law(part, today) for part in document["laws"])  # type: ignore[attr-defined]
        return Story(str(document["title"]), contacts, dict(document["facts"]), laws)  # type: ignore[call-overload]
    except (KeyError, TypeError):
        raise ReplayError(f"`{path.name}` is not a story", help="Give title, contacts, laws and facts.") from None


def _law(part: Block, today: date) -> Law:
    on = part["on"]
    return Law(str(part["title"]), str(part["agency"]), on if isinstance(on, date) else today)
