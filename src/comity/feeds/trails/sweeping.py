"""The sweep: reads what nobody has read yet, and raises what it finds through the gate.

INVARIANT: a batch of texts is entered as read in the transaction that raises its findings. So a sweep that is cut off
at any moment is begun again: what was read is passed over, and nothing is raised twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from comity.feeds.trails.dated import paper_traces
from comity.feeds.trails.known import known_of, notes_of
from comity.feeds.trails.nobody import Nobody, named_in, told_apart
from comity.feeds.trails.pieces import Piece, Since, Taken, Trail, TrailError
from comity.feeds.trails.ports import Reading, SweepBook
from comity.feeds.trails.sources import NOTES
from comity.feeds.trails.traces import contact_of, look_up_traces, seen_of_trace, traces_of
from comity.gate import Actor, Gate, GateError, Role
from comity.gate.findings.commands import MatchFinding, ProposeFinding, RaiseFinding
from comity.gate.findings.state import TRACE, Finding, Seen
from comity.gate.state import Matter
from comity.sweep import Channel, Contact, Knowledge, Match, Moved, Reader, Text, Trace, match

SWEEP = Actor("sweep", Role.SYSTEM)
BATCH = 200
SHOWN = 10  # faults of one source that are told; the rest is counted
_AROUND = 240  # characters that are kept on either side of the words
_SAYS = 200
_LATER, _NEVER = "later", "never"  # what becomes of a text that cannot be read
Progress = Callable[[int, int], None]  # texts done, texts in all (nought where that is not known)


@dataclass(slots=True)
class Swept:
    """What became of one source."""

    source: str
    channel: Channel
    texts: int = 0
    passed: int = 0  # read before
    contacts: int = 0
    raised: int = 0
    proposed: int = 0  # findings about nobody of which it is now known whom they may be about
    refused: int = 0
    faults: list[str] = field(default_factory=list)  # with where they stand

    def refuse(self, where: str, message: str) -> None:
        """Count something that could not be read, and keep the first few."""
        self.refused += 1
        if len(self.faults) < SHOWN:
            self.faults.append(f"{where}: {message}")


class Sweep:
    """Reads trails and notes for one desk."""

    def __init__(self, gate: Gate, book: SweepBook, reader: Reader, *, batch: int = BATCH) -> None:
        self.gate, self.book, self.reader, self.batch = gate, book, reader, batch
        self._nobody = Nobody(gate, book, SWEEP)

    def run(self, trails: Iterable[Trail], progress: Progress = lambda done, of: None) -> list[Swept]:
        """Read the notes, then every trail; one that cannot be opened is told and stops no other."""
        return [self.notes(progress), *(self.trail(each, progress) for each in trails)]

    def notes(self, progress: Progress = lambda done, of: None) -> Swept:
        """Read the notes of every matter in which something has happened since."""
        swept, done = Swept(NOTES, Channel.NOTE), 0
        self._nobody.tag()
        of = self.book.waiting()
        while handles := self.book.due(self.batch):
            with self.book.transaction():
                matters = self.gate.records.matters(handles)
                texts = {text.id: (text, matter) for matter in matters.values() for text in notes_of(matter)}
                unread = self.book.unread(NOTES, texts.keys())
                swept.passed += len(texts) - len(unread)
                fresh = [(text, matter) for name, (text, matter) in texts.items() if name in unread]
                self._bring(swept, fresh)
                self.book.enter(NOTES, {text.id: matter.handle for text, matter in fresh})
                after = self.gate.records.matters(handles)
                self._trace(swept, after.values())
                self._match_again(swept, after.values())
                for command in self._nobody.propose(after.values()):
                    self._put(swept, command, "records")
                after = self.gate.records.matters(handles)
                self.book.enter_matters({handle: matter.events for handle, matter in after.items()})
                self._count(swept, Reading(len(fresh), 0, 0))
            done += len(handles)
            progress(done, of)
        return swept

    def trail(self, trail: Trail, progress: Progress = lambda done, of: None) -> Swept:
        """Read what is new in one trail."""
        swept, done, is_whole = Swept(trail.name, trail.channel), 0, True
        try:
            of, pieces = trail.size(), trail.pieces(Since(self.book.mark(trail.name), self.book.digest))
            while some := list(islice(pieces, self.batch)):
                is_whole = self._batch(swept, some, is_whole=is_whole)
                done += len(some)
                progress(done, of)
        except TrailError as error:
            swept.refuse(trail.name, error.message)
        return swept

    def _batch(self, swept: Swept, pieces: Sequence[Piece], *, is_whole: bool) -> bool:
        """Read some pieces; gives whether nothing up to here was left for another time."""
        unread = self.book.unread(swept.source, [each.key for each in pieces])
        swept.passed += sum(each.key not in unread for each in pieces)
        before = swept.refused
        taken = {piece.key: self._taken(swept, piece) for piece in pieces if piece.key in unread}
        texts = [each.text for each in taken.values() if isinstance(each, Taken)]
        is_whole = is_whole and _LATER not in taken.values()
        mark = next((said for piece in reversed(pieces) if (said := piece.mark())), "") if is_whole else ""
        with self.book.transaction():
            self._bring(swept, [(text, None) for text in texts])
            self.book.enter(swept.source, {key: "" for key, each in taken.items() if each is not _LATER})
            self._count(swept, Reading(len(texts), 0, swept.refused - before))
            # INVARIANT: a mark stands behind no text that is still to be read
            if mark:
                self.book.enter_mark(swept.source, mark)
        return is_whole

    def _taken(self, swept: Swept, piece: Piece) -> Taken | str:
        """The text, or whether it is given up or tried another time."""
        try:
            return piece.take()
        except TrailError as error:
            swept.refuse(piece.where, error.message)
            return _LATER if error.is_passing else _NEVER

    def _count(self, swept: Swept, reading: Reading) -> None:
        swept.texts += reading.texts
        self.book.count(swept.source, swept.channel.value, self.gate.clock().date(), reading)

    def _bring(self, swept: Swept, texts: Iterable[tuple[Text, Matter | None]]) -> None:
        """Raise what some texts show and nobody has raised yet."""
        found = [(contact, text, matter) for text, matter in texts for contact in self.reader.read(text)]
        if not found:
            return
        swept.contacts += len(found)
        self.book.count(swept.source, swept.channel.value, self.gate.clock().date(), Reading(0, len(found), 0))
        known = self.book.known([finding_id(contact) for contact, _, _ in found])
        for contact, text, matter in found:
            name = finding_id(contact)
            if name not in known:
                known.add(name)
                self._raise(swept, contact, text, matter or self._matter(contact, text))

    def _trace(self, swept: Swept, matters: Iterable[Matter]) -> None:
        """Raise what the records of some matters show without words."""
        found = [
            (seen_of_trace(trace, matter), matter.handle)
            for matter in matters
            for trace in (*traces_of(matter, self._moves(matter), self.gate.clock()), *self._of_papers(matter))
        ]
        known = self.book.known([seen.id for seen, _ in found]) if found else set()
        for seen, handle in found:
            if seen.id not in known:
                self._put(swept, RaiseFinding(seen, handle), "records")

    def _match_again(self, swept: Swept, matters: Iterable[Matter]) -> None:
        """What was recorded after a finding had been raised is said of it; it stays to be explained."""
        for matter in matters:
            known = known_of(matter)
            for finding in matter.findings.values():
                if finding.seen.channel != TRACE and finding.knowledge != Knowledge.KNEW and finding.later is None:
                    compared = match(contact_of(finding.seen), known)
                    if compared.knowledge is Knowledge.KNEW and _is_dated(finding, compared, matter):
                        self._put(swept, matched_later(finding, compared, matter, self.gate.clock()), "records")

    def _of_papers(self, matter: Matter) -> Sequence[Trace]:
        """Papers dated after what was done on them, on the clock of the place."""
        return paper_traces(matter, self.gate.zone_of(matter)) if matter.paper_times else ()

    def _moves(self, matter: Matter) -> Sequence[Moved]:
        """How the moment of release moved; of no use where no contact is on record."""
        has_contact = any(each.seen.channel != TRACE for each in matter.findings.values())
        return self.book.moves(matter.handle) if has_contact else ()

    def _matter(self, contact: Contact, text: Text) -> Matter | None:
        """The matter of the person whom a text is about, where that is plain."""
        bookings, names = told_apart(named_in(contact, text))
        handle = self.book.about(bookings, names, contact.at) if bookings or names else ""
        try:
            return self.gate.records.matters([handle])[handle] if handle else None
        except GateError:  # erased or sealed since
            return None

    def _raise(self, swept: Swept, contact: Contact, text: Text, matter: Matter | None) -> None:
        compared = match(contact, known_of(matter) if matter else ())
        seen = seen_of(swept.source, contact, text, compared, matter)
        self._put(swept, RaiseFinding(seen, matter.handle if matter else ""), text.id)
        if matter:
            for trace in look_up_traces(text, matter):
                self._put(swept, RaiseFinding(seen_of_trace(trace, matter), matter.handle), text.id)

    def _put(self, swept: Swept, command: RaiseFinding | MatchFinding | ProposeFinding, where: str) -> None:
        try:
            done = self.gate.do(command, SWEEP)
        except GateError as error:
            swept.refuse(f"{swept.source}, {where[:60]}", error.message)
        else:
            swept.raised += bool(done.events) and isinstance(command, RaiseFinding)
            swept.proposed += bool(done.events) and isinstance(command, ProposeFinding)


def finding_id(contact: Contact) -> str:
    """The id of what a contact shows: of the channel, the text, the rule and the place of its words."""
    said = f"{contact.channel}\x1f{contact.text}\x1f{contact.rule}\x1f{contact.found.start}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:32]


def seen_of(source: str, contact: Contact, text: Text, compared: Match, matter: Matter | None) -> Seen:
    """What is put on record of a contact: its words with what stands around them, and what the gate knew."""
    start = max(0, contact.found.start - _AROUND)
    excerpt = text.body[start : contact.found.end + _AROUND]
    requests = [name for name in compared.by if matter and name in matter.requests]
    return Seen(
        id=finding_id(contact),
        source=source,
        channel=contact.channel,
        text=contact.text[:_SAYS],
        at=contact.at,
        act=contact.act.value,
        way=contact.way.value,
        agency=contact.agency.value,
        rule=contact.rule[:_SAYS],
        says=contact.says[:_SAYS],
        knowledge=compared.knowledge.value,
        why=compared.why,
        excerpt=excerpt,
        start=contact.found.start - start,
        end=contact.found.end - start,
        known_by=compared.by[:50],
        request=requests[0] if requests else _last_request(matter),
        named=() if matter else named_in(contact, text),
    )


def matched_later(finding: Finding, compared: Match, matter: Matter, now: datetime) -> MatchFinding:
    """That the record of a contact was made after its finding: when, as far as the record itself says."""
    requests = [matter.requests[name] for name in compared.by if name in matter.requests]
    at = min((each.recorded_at for each in requests), default=now)
    request = requests[0].id if requests else ""
    return MatchFinding(matter.handle, finding.seen.id, min(at, now), compared.why, compared.by[:50], request)


def _is_dated(finding: Finding, compared: Match, matter: Matter) -> bool:
    """Whether it can be said that the record was made before the finding or after it."""
    # what was about nobody was held against no record before: only of a request is it known when it was recorded
    return finding.joined is None or any(name in matter.requests for name in compared.by)


def _last_request(matter: Matter | None) -> str:
    """The newest request about the person, which a contact may belong to though nothing says so."""
    requests = sorted(matter.requests.values(), key=lambda each: each.received_at) if matter else []
    return requests[-1].id if requests else ""


def told(swept: Sequence[Swept]) -> Iterator[str]:
    """What a sweep came to, in lines."""
    for each in swept:
        yield (
            f"{each.source}: {each.texts:,} read, {each.passed:,} read before, {each.contacts:,} contacts, "
            f"{each.raised:,} new findings, {each.refused:,} refused"
        )
        if each.proposed:
            yield f"  findings about nobody that are now known to be about somebody: {each.proposed:,}"
        yield from (f"  {fault}" for fault in each.faults)
