"""What happens in the invented county in a year, told to the gate as it happened, moment by moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from heapq import heappop, heappush
from itertools import count
from random import Random

from comity.decide import Verdict
from comity.facts import VOCABULARY, Ask, Kind
from comity.gate import Actor, Gate, Role, commands, ground_for
from comity.gate.actors import MAY_ESTABLISH
from comity.gate.state import Duty, Matter, Request
from comity.gate.tick import tick
from comity.gate.visiting.commands import RecordVisit
from comity.site.demo.county import SEED, Stay

DESK, LEGAL = Actor("demo-desk", Role.DESK), Actor("demo-legal", Role.LEGAL)
SUPERVISOR, SECOND = Actor("demo-supervisor", Role.SUPERVISOR), Actor("demo-supervisor-2", Role.SUPERVISOR)
COUNSEL, FEED = Actor("demo-counsel", Role.COUNSEL), Actor("feed:harbor-jail", Role.SYSTEM)
_PAPER_FACTS = {"i247a": {"detainer": True, "judicial_warrant": False}, "oral": {"judicial_warrant": False}}
_LEFT_OPEN = timedelta(hours=9)  # what came in so late is left to whoever sits down at the desk
_COPIED = timedelta(hours=1)  # by then the person has a copy, even if nothing is answered yet
_MOST_FACTS = 12  # questions answered about one request; what is open then, stays so
_ANSWERED = (Kind.YES_NO, Kind.RECORDS, Kind.CHOICE)

Step = Callable[[datetime], None]


@dataclass(slots=True)
class Count:
    """What a year came to."""

    bookings: int = 0
    requests: int = 0
    yes: int = 0
    no: int = 0
    open: int = 0


class Year:
    """Tells a year to the gate; what has not come yet at its end is left open, for whoever sits down at the desk."""

    def __init__(self, gate: Gate, set_clock: Callable[[datetime], None], until: datetime) -> None:
        self._gate, self._set_clock, self._until = gate, set_clock, until
        self._chance = Random(SEED)  # noqa: S311 - a story that is told alike twice, not a secret
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._order = count()
        self.count = Count()

    def tell(self, stays: Iterator[Stay]) -> Iterator[int]:
        """Let the year happen; yields how many stays have begun."""
        for stay in stays:
            self._happen_before(stay.booked_at)
            self._book(stay)
            self.count.bookings += 1
            yield self.count.bookings
        self._happen_before(self._until)
        self._set_clock(self._until)

    def _later(self, moment: datetime, step: Step) -> None:
        heappush(self._agenda, (moment, next(self._order), step))

    def _happen_before(self, moment: datetime) -> None:
        while self._agenda and self._agenda[0][0] < moment:
            at, _, step = heappop(self._agenda)
            self._set_clock(at)
            step(at)

    def _book(self, stay: Stay) -> None:
        self._set_clock(stay.booked_at)
        matter = self._gate.do(commands.OpenMatter(stay.person, stay.booking), FEED).matter
        if stay.has_counsel:
            moment = stay.booked_at + timedelta(hours=3)
            self._later(moment, lambda _: self._appoint(matter.handle))
        if stay.asked:
            self._later(stay.booked_at + stay.asked.after, lambda at: self._ask(matter.handle, stay, at))
        self._later(stay.leaves_at, lambda at: self._leave(matter.handle, at))

    def _appoint(self, handle: str) -> None:
        self._gate.do(commands.AppointCounsel(handle, COUNSEL.name, "Counsel of the demonstration"), DESK)

    def _leave(self, handle: str, at: datetime) -> None:
        matter = self._gate.records.matters([handle])[handle]
        if not matter.in_custody:
            return
        handed = [each for each in matter.requests.values() if (said := each.answers.get(Ask.TRANSFER)) and said.yes]
        for request in handed[:1]:
            self._gate.do(commands.Transfer(handle, request.requester, request.id, at), DESK)
            self._later(at + timedelta(hours=1), partial(self._make_good, handle, request.id))
        if not handed:
            self._gate.do(commands.Release(handle, at), DESK)

    def _ask(self, handle: str, stay: Stay, at: datetime) -> None:
        asked = stay.asked
        assert asked is not None, "a stay that nobody asked about has no such moment"
        facts = _PAPER_FACTS.get(asked.instrument, {})
        command = commands.ReceiveRequest(
            handle, asked.requester, asked.asks, at, asked.instrument, asked.purpose, "Officer 12", facts=facts
        )
        matter = self._gate.do(command, DESK).matter
        self.count.requests += 1
        if self._chance.random() < 0.02:  # somebody told on the telephone what nothing allowed, and wrote it down
            self._gate.do(commands.Disclose(handle, "the time of release", asked.requester), DESK)
        request = list(matter.requests)[-1]
        if at < self._until - _LEFT_OPEN:
            self._later(at + timedelta(minutes=20), lambda moment: self._work(handle, request, moment))
        else:
            self._leave_open(matter, request, at)

    def _hand_copy(self, handle: str, request_id: str, at: datetime) -> None:
        self._write_letters(self._gate.records.matters([handle])[handle], request_id, forgets=False)

    def _leave_open(self, matter: Matter, request_id: str, at: datetime) -> None:
        """Of the requests left to whoever sits down, one waits for legal and one for a second person."""
        self.count.open += 1
        if self.count.open != 2 and at < self._until - _COPIED:  # of one the copy was forgotten
            self._later(at + timedelta(minutes=25), partial(self._hand_copy, matter.handle, request_id))
        ask = matter.requests[request_id].asks[0]
        if self.count.open == 2:
            question = "The paper names a judge. Is it a judge's warrant?"
            self._gate.do(commands.AskReview(matter.handle, request_id, question, ask), DESK)
        if self.count.open == 3:
            reason = "The officer says that a court has ordered it; the order is on its way."
            wanted = commands.ProposeOverride(matter.handle, request_id, ask, Verdict.DO.value, reason)
            self._gate.do(wanted, SECOND)

    def _work(self, handle: str, request_id: str, at: datetime) -> None:
        """The desk works on a request: facts first, then legal, then the answers, then the letters."""
        matter = self._establish(self._gate.records.matters([handle])[handle], request_id)
        matter = self._review(matter, request_id)
        for ask in matter.requests[request_id].unanswered:
            request = matter.requests[request_id]
            if request.decided[ask].verdict != Verdict.FACTS_MISSING.value:
                matter = self._answer(matter, request, ask)
        matter = self._write_letters(matter, request_id, forgets=True)
        if not matter.requests[request_id].unanswered:
            self._later(at + timedelta(hours=2), lambda moment: self._close(handle, request_id, moment))

    def _establish(self, matter: Matter, request_id: str) -> Matter:
        for _ in range(_MOST_FACTS):
            asked = [each.questions for each in matter.requests[request_id].decided.values() if each.questions]
            name = next((name for names in asked for name in names if VOCABULARY[name].kind in _ANSWERED), None)
            if name is None:
                return matter
            fact = VOCABULARY[name]
            who = DESK if MAY_ESTABLISH[Role.DESK] & set(fact.established_by) else LEGAL
            # most of what would change an answer is not so
            value: object = self._chance.random() < 0.12
            if fact.kind is not Kind.YES_NO:
                value = [] if fact.kind is Kind.RECORDS else next(iter(fact.choices))
            command = commands.EstablishFact(matter.handle, name, value, fact.source, request_id)
            matter = self._gate.do(command, who).matter
        return matter

    def _review(self, matter: Matter, request_id: str) -> Matter:
        request = matter.requests[request_id]
        for ask, decided in request.decided.items():
            if decided.verdict != Verdict.ASK_LEGAL.value:
                continue
            asked = commands.AskReview(matter.handle, request_id, "What do we answer?", ask)
            matter = self._gate.do(asked, DESK).matter
            review = list(matter.reviews)[-1]
            given = commands.GiveReview(matter.handle, review, Verdict.DO_NOT.value, "Not without more than this.")
            matter = self._gate.do(given, LEGAL).matter
        return matter

    def _answer(self, matter: Matter, request: Request, ask: Ask) -> Matter:
        decided = request.decided[ask]
        ground = ground_for(matter, request, decided)
        yes = ground.verdict == Verdict.DO.value
        if ground.verdict == Verdict.MAY.value:
            yes = self._chance.random() < 0.4
        elif not yes and self._chance.random() < 0.02:
            matter, yes = self._override(matter, request, ask)
        who = SUPERVISOR if ground.verdict == Verdict.MAY.value else DESK
        answer = commands.AnswerAsk(matter.handle, request.id, ask, yes, told="fax")
        matter = self._gate.do(answer, who).matter
        self.count.yes, self.count.no = self.count.yes + yes, self.count.no + (not yes)
        if yes and ask.value.startswith(("share", "notify")):
            told = commands.Disclose(matter.handle, ask.words, request.requester, request.id, ask)
            matter = self._gate.do(told, DESK).matter
        if yes and ask in {Ask.INTERVIEW, Ask.FACILITY_ACCESS}:
            self._later(self._gate.clock() + timedelta(minutes=40), partial(self._come, matter.handle, request.id, ask))
        return matter

    def _come(self, handle: str, request_id: str, ask: Ask, _at: datetime) -> None:
        """The officers who were told that they may come do."""
        requester = self._gate.records.matters([handle])[handle].requests[request_id].requester
        coming = RecordVisit(handle, requester, ask, True, "Officer 12", consent="written", request=request_id)
        self._gate.do(replace(coming, form_given=True), DESK)

    def _override(self, matter: Matter, request: Request, ask: Ask) -> tuple[Matter, bool]:
        wanted = commands.ProposeOverride(
            matter.handle, request.id, ask, Verdict.DO.value, "The county's counsel has advised so in this case."
        )
        matter = self._gate.do(wanted, SUPERVISOR).matter
        override = list(matter.overrides)[-1]
        agrees = self._chance.random() < 0.5
        settled = commands.SettleOverride(matter.handle, override, agrees, "" if agrees else "The law is plain here.")
        return self._gate.do(settled, SECOND).matter, agrees

    def _write_letters(self, matter: Matter, request_id: str, *, forgets: bool) -> Matter:
        done = [each for each in _owed(matter, request_id) if not (forgets and self._chance.random() < 0.06)]
        for duty in (each for each in done if each.owed_to not in _READERS):
            matter = self._gate.do(commands.FinishDuty(matter.handle, duty.id, "written down in the file"), DESK).matter
        for to in _LETTERS:
            if duties := tuple(each.id for each in done if _READERS.get(each.owed_to) == to):
                matter = self._give(matter, request_id, to, duties)
        return matter

    def _give(self, matter: Matter, request_id: str, to: str, duties: tuple[str, ...]) -> Matter:
        """One letter does all that is owed to its reader; that it arrived is heard later, and mostly."""
        language, channel = (matter.person.language, "hand") if to == "person" else ("en", "mail")
        mark = sha256("".join(duties).encode()).hexdigest()
        notice = commands.GiveNotice(
            matter.handle, request_id, _LETTERS[to], to, language, mark, channel, duties=duties
        )
        matter = self._gate.do(notice, DESK).matter
        confirmed = partial(self._confirm, matter.handle, list(matter.notices)[-1], _HEARD[to])
        self._later(self._gate.clock() + timedelta(hours=4), confirmed)
        return matter

    def _confirm(self, handle: str, notice: str, how: str, at: datetime) -> None:
        if self._chance.random() < 0.97:
            self._gate.do(commands.ConfirmNotice(handle, notice, how), DESK)

    def _close(self, handle: str, request_id: str, at: datetime) -> None:
        """Close what is done; what was forgotten becomes an alarm, and is made good the next day."""
        matter = self._gate.records.matters([handle])[handle]
        if matter.requests[request_id].closed_at:
            return
        if not _owed(matter, request_id):
            self._gate.do(commands.CloseRequest(handle, request_id), DESK)
            return
        tick(self._gate, [handle])
        self._later(at + timedelta(hours=20), partial(self._make_good, handle, request_id))

    def _make_good(self, handle: str, request_id: str, at: datetime) -> None:
        matter = self._gate.records.matters([handle])[handle]
        for alarm in matter.alarms.values():
            if not alarm.confirmed_at:
                self._gate.do(commands.ConfirmAlarm(handle, alarm.id), SUPERVISOR)
        if not self._write_letters(matter, request_id, forgets=False).requests[request_id].closed_at:
            self._gate.do(commands.CloseRequest(handle, request_id), DESK)


_READERS = {
    "the person": "person",
    "the person held": "person",
    "the person's lawyer": "counsel",
    "the person's lawyer or one other person whom the person may name": "counsel",
}
_LETTERS = {"person": "request_copy", "counsel": "counsel_notice"}
_HEARD = {"person": "the person has signed for it", "counsel": "counsel has telephoned"}


def _owed(matter: Matter, request_id: str) -> list[Duty]:
    return [each for each in matter.duties.values() if each.request == request_id and each.active and not each.done_at]
