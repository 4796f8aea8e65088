"""Which letters the duties of a request need: several duties that one letter discharges are one proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.facts import Ask
from comity.gate.state import Request
from comity.law import LawLibrary, UnknownPackError
from comity.notices import LetterKind
from comity.web.pages.requests.telling import Told

FREE = (
    (LetterKind.REQUEST_COPY, "person"),
    (LetterKind.COUNSEL_NOTICE, "counsel"),
    (LetterKind.AGENCY_ANSWER, "agency"),
    (LetterKind.INTERVIEW_CONSENT, "person"),
    (LetterKind.RELEASE_NOTICE, "person"),
    (LetterKind.RELEASE_NOTICE, "counsel"),
)  # whoever wants to can write them without any duty


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty that a letter discharges."""

    id: str
    says: str
    citation: str
    due: datetime | None
    must: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """One letter, and the duties that it discharges."""

    kind: LetterKind
    to: str
    duties: tuple[Owed, ...] = ()

    @property
    def key(self) -> str:
        """The letter as a form names it."""
        return f"{self.kind.value}:{self.to}"

    @property
    def due(self) -> datetime | None:
        """When the first of its duties is due."""
        return min((duty.due for duty in self.duties if duty.due), default=None)


def letter_of(must: str, trigger: str, owed_to: str) -> tuple[LetterKind, str] | None:
    """The letter by which a duty is discharged; `None` where none does."""
    after_telling = trigger == "disclosed"
    if must == "obtain_consent":
        return LetterKind.INTERVIEW_CONSENT, "person"
    if must == "tell_counsel" or (must == "give_copy" and "lawyer" in owed_to):
        return LetterKind.RELEASE_NOTICE if after_telling else LetterKind.COUNSEL_NOTICE, "counsel"
    if must == "tell_person" or (must == "give_copy" and "person" in owed_to):
        return LetterKind.RELEASE_NOTICE if after_telling else LetterKind.REQUEST_COPY, "person"
    return (LetterKind.AGENCY_ANSWER, "agency") if must == "tell_agency" else None


def must_of(ref: str, library: LawLibrary) -> str:
    """What a duty wants done, by its reference into a pack."""
    try:
        sections = library.pack(ref.partition("/")[0]).sections
    except UnknownPackError:
        return ""
    return next((duty.must for each in sections for duty in each.duties if duty.at.ref == ref), "")


def owed_of(duty: Any, must: str) -> Owed:  # noqa: ANN401 - the two have no common type
    """A duty of a state or of a table, as a letter discharges it."""
    return Owed(duty.id, duty.says, duty.citation, duty.due, must, duty.due_words == "at once")


def gathered(owed: Iterable[tuple[tuple[LetterKind, str], Owed]]) -> list[Proposal]:
    """Duties by the letters that discharge them, in the order in which they come."""
    table: dict[tuple[LetterKind, str], list[Owed]] = {}
    for letter, duty in owed:
        table.setdefault(letter, []).append(duty)
    return [Proposal(kind, to, tuple(duties)) for (kind, to), duties in table.items()]


def proposals(told: Told) -> list[Proposal]:
    """The letters that are owed now because of a request, the first due first; then those that nobody owes."""
    opened, found = told.opened, []
    for duty in opened.matter.duties.values():
        if duty.request != opened.asked.id or not duty.active or duty.done_at:
            continue
        must = must_of(duty.ref, opened.desk.library)
        letter = letter_of(must, duty.trigger, duty.owed_to)
        if letter:
            found.append((letter, owed_of(duty, must)))
    found.sort(key=lambda pair: pair[1].due.timestamp() if pair[1].due else float("inf"))
    owed = gathered(found)
    named = {(each.kind, each.to) for each in owed}
    free = (Proposal(kind, to) for kind, to in FREE if (kind, to) not in named and _fits(kind, opened.asked))
    return [*owed, *free]


def _fits(kind: LetterKind, asked: Request) -> bool:
    """Whether a letter can be about what was asked."""
    needed = {LetterKind.INTERVIEW_CONSENT: Ask.INTERVIEW, LetterKind.RELEASE_NOTICE: Ask.NOTIFY_RELEASE}
    return kind not in needed or needed[kind] in asked.asks
