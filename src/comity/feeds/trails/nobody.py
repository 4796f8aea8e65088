"""Findings about nobody, matched again when somebody becomes known: a booking comes in, or two persons prove to be one.

INVARIANT: the rule by which the sweep finds a person is the same then as when it reads the text; what it gives is only
proposed, and a person decides. Work is bounded: of each matter in which something has happened, the findings whose
texts give its booking number or two words of its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from comity.feeds.trails.ports import SweepBook
from comity.gate import Actor, Gate, GateError, NotFoundError
from comity.gate.findings.commands import ProposeFinding
from comity.gate.findings.state import BOOKING, NAME, TRACE, Finding
from comity.gate.state import Matter
from comity.sweep import Contact, Text, persons_in

_MOST_NAMED, _LONGEST = 50, 200
_AT_ONCE = 200


def named_in(contact: Contact, text: Text) -> tuple[str, ...]:
    """The booking numbers and names that a text gives, each once; what cannot be written down is none."""
    said = (text.booking, text.person, *(words.words for words in contact.persons))
    clean = (each.strip() for each in said if each.isprintable())
    return tuple(dict.fromkeys(each for each in clean if 0 < len(each) <= _LONGEST))[:_MOST_NAMED]


def named_by(finding: Finding) -> tuple[str, ...]:
    """The same of a finding; of one that was raised before this was written down, what its words give."""
    if finding.seen.named or finding.seen.channel == TRACE:
        return finding.seen.named
    found = (words.words for words in persons_in(finding.seen.excerpt))
    return tuple(dict.fromkeys(found))[:_MOST_NAMED]


def told_apart(named: Iterable[str]) -> tuple[list[str], list[str]]:
    """Booking numbers, and names."""
    said = list(named)
    numbers = [each for each in said if any(map(str.isdigit, each))]
    return numbers, [each for each in said if each and each not in numbers]


class Nobody:
    """Finds out whom findings about nobody are about, for one desk."""

    def __init__(self, gate: Gate, book: SweepBook, by: Actor) -> None:
        self._gate, self._book, self._by = gate, book, by

    def tag(self) -> None:
        """Enter whom the texts of findings name, of those that were raised since."""
        while keys := self._book.tags.untagged(_AT_ONCE):
            with self._book.transaction():
                lots = self._lots(matter for matter, _ in keys)
                named = {key: _named(lots.get(key[0]), key[1]) for key in keys}
                self._book.tags.enter(named)

    def propose(self, matters: Iterable[Matter]) -> Iterator[ProposeFinding]:
        """What is to be proposed now that these are known; nothing that somebody has decided."""
        known = {each.handle: each for each in matters}
        persons = {handle: (each.booking.number, each.person.name) for handle, each in known.items()}
        perhaps = self._book.tags.perhaps(persons)
        lots = self._lots(matter for keys in perhaps.values() for matter, _ in keys)
        for handle, keys in perhaps.items():
            for matter, seen in keys:
                finding = lots[matter].findings.get(seen) if matter in lots else None
                if finding and finding.may_be_about(handle) and (why := self._why(finding, known[handle])):
                    yield ProposeFinding(matter, seen, handle, why)

    def _why(self, finding: Finding, matter: Matter) -> str:
        """By what the rule of the sweep gives this matter and no other; empty: it does not."""
        numbers, names = told_apart(named_by(finding))
        if self._book.about(numbers, names, finding.seen.at) != matter.handle:
            return ""
        return BOOKING if matter.booking.number.strip() in numbers else NAME

    def _lots(self, handles: Iterable[str]) -> Mapping[str, Matter]:
        """Those of some matters of the office's own that are here."""
        wanted = list(dict.fromkeys(handles))
        try:
            return self._gate.records.matters(wanted)
        except NotFoundError:
            return {handle: found for handle in wanted for found in self._lot(handle)}

    def _lot(self, handle: str) -> Iterator[Matter]:
        try:
            yield self._gate.records.matters([handle])[handle]
        except GateError:  # given to somebody meanwhile
            return


def _named(lot: Matter | None, seen: str) -> tuple[str, ...]:
    finding: Finding | None = lot.findings.get(seen) if lot else None
    return named_by(finding) if finding else ()
