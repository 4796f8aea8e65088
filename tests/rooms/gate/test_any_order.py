"""Whatever is done, by whomever, in whatever order: what must be true stays true."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comity.facts import Ask
from comity.gate import Actor, GateError, Role, alarms, commands, fold, next_moment, read_event
from comity.gate.state import Answer, Booking, CourtDate, Matter, Person
from contract.desk import ACTORS, COUNSEL, OTHER_SUPERVISOR, START, Clock, Desk
from contract.memory import MemoryRecords

ASKS = (Ask.HOLD, Ask.NOTIFY_RELEASE, Ask.SHARE_COURT_DATE, Ask.TRANSFER)
FACTS = {
    "detainer": [True, False, "unknown"],
    "physical_custody": [True, False],
    "proof_of_status_shown": [True, False, "unknown"],
    "federal_criminal_warrant": [True, False],
    "purpose": ["civil_immigration", "criminal", "unknown"],
    "release_due": ["2026-11-20T15:00", "2026-11-22T09:00", "unknown"],
}
actors = st.sampled_from([*ACTORS.values(), OTHER_SUPERVISOR, Actor("n.stranger", Role.COUNSEL)])
asks = st.sampled_from(ASKS)
verdicts = st.sampled_from(["do", "do_not", "may"])
facts = st.sampled_from([(name, value) for name, values in FACTS.items() for value in values])
moments = st.integers(-72, 72).map(lambda hours: START + timedelta(hours=hours))


class DeskAtWork(RuleBasedStateMachine):
    """One matter in Texas, and everybody who could do something to it."""

    @initialize()
    def open(self) -> None:
        self.clock = Clock()
        self.records = MemoryRecords(self.clock)
        self.desk = Desk(self.records, self.clock, "us-tx/sheriff")
        self.handle = self.desk.open(release_due=START + timedelta(hours=4))
        self.answered: dict[tuple[str, Ask], Answer] = {}

    def _do(self, command: Any, by: Actor) -> None:
        before = self.records.events[self.handle]
        try:
            self.desk.do(command, by)
        except GateError:
            assert self.records.events[self.handle] == before

    @property
    def matter(self) -> Matter:
        return self.records.tables[self.handle]

    def _one(self, data: Any, table: Any) -> str:
        return data.draw(st.sampled_from(sorted(table))) if table else "none"

    @rule(minutes=st.sampled_from([0, 1, 16, 61, 600, 1441]))
    def time_passes(self, minutes: int) -> None:
        self.clock.later(minutes=minutes)

    @rule(by=actors, wanted=st.lists(asks, unique=True, max_size=3), ago=st.integers(-1, 60), fact=facts)
    def receive(self, by: Actor, wanted: list[Ask], ago: int, fact: tuple[str, object]) -> None:
        if len(self.matter.requests) < 3:
            at = self.clock.now - timedelta(minutes=ago)
            given = {} if fact[0] == "purpose" else dict([fact])
            self._do(commands.ReceiveRequest(self.handle, "ice_ero", tuple(wanted), at, "i247a", facts=given), by)

    @rule(by=actors, fact=facts, disputed=st.booleans(), data=st.data())
    def state(self, by: Actor, fact: tuple[str, object], disputed: bool, data: Any) -> None:
        kind = commands.DisputeFact if disputed else commands.EstablishFact
        request = data.draw(st.sampled_from(["", *sorted(self.matter.requests)]))
        self._do(kind(self.handle, *fact, request=request), by)

    @precondition(lambda self: self.matter.requests)
    @rule(by=actors, ask=asks, yes=st.booleans(), data=st.data())
    def answer(self, by: Actor, ask: Ask, yes: bool, data: Any) -> None:
        request = self._one(data, self.matter.requests)
        was = set(self.matter.requests[request].answers)
        self._do(commands.AnswerAsk(self.handle, request, ask, yes), by)
        after = self.matter.requests[request]
        if ask in set(after.answers) - was and after.answers[ask].ground == "law":
            decided = after.decided[ask]
            assert decided.verdict == ("do" if yes else "do_not")
            assert not yes or "no_authority" not in decided.marks

    @precondition(lambda self: self.matter.requests)
    @rule(by=actors, ask=st.none() | asks, data=st.data())
    def ask_legal(self, by: Actor, ask: Ask | None, data: Any) -> None:
        self._do(commands.AskReview(self.handle, self._one(data, self.matter.requests), "May we?", ask), by)

    @precondition(lambda self: self.matter.reviews)
    @rule(by=actors, verdict=verdicts, data=st.data())
    def review(self, by: Actor, verdict: str, data: Any) -> None:
        self._do(commands.GiveReview(self.handle, self._one(data, self.matter.reviews), verdict, "So it reads."), by)

    @precondition(lambda self: self.matter.requests)
    @rule(by=actors, ask=asks, verdict=verdicts, data=st.data())
    def want_override(self, by: Actor, ask: Ask, verdict: str, data: Any) -> None:
        request = self._one(data, self.matter.requests)
        self._do(commands.ProposeOverride(self.handle, request, ask, verdict, "A reason."), by)

    @precondition(lambda self: self.matter.overrides)
    @rule(by=actors, confirm=st.booleans(), data=st.data())
    def settle(self, by: Actor, confirm: bool, data: Any) -> None:
        self._do(commands.SettleOverride(self.handle, self._one(data, self.matter.overrides), confirm, "No."), by)

    @precondition(lambda self: self.matter.requests)
    @rule(by=actors, data=st.data())
    def hold(self, by: Actor, data: Any) -> None:
        self._do(commands.StartHold(self.handle, self._one(data, self.matter.requests)), by)

    @precondition(lambda self: self.matter.holds)
    @rule(by=actors, data=st.data())
    def end_hold(self, by: Actor, data: Any) -> None:
        self._do(commands.EndHold(self.handle, self._one(data, self.matter.holds), "Enough."), by)

    @rule(by=actors, ask=st.none() | asks, at=st.none() | moments, data=st.data())
    def disclose(self, by: Actor, ask: Ask | None, at: Any, data: Any) -> None:
        request = data.draw(st.sampled_from(["", *sorted(self.matter.requests)]))
        self._do(commands.Disclose(self.handle, "the release", "ICE", request, ask, at), by)

    @rule(by=actors, at=st.none() | moments, data=st.data())
    def leave(self, by: Actor, at: Any, data: Any) -> None:
        request = data.draw(st.sampled_from(["", *sorted(self.matter.requests)]))
        command = data.draw(
            st.sampled_from([
                commands.Release(self.handle, at),
                commands.Transfer(self.handle, "ICE", request, at),
                commands.ChangeRecords(self.handle, booking=Booking("B-1", release_due=at)),
                commands.ChangeRecords(self.handle, booking=Booking("B-1", released_at=at)),
            ])
        )  # fmt: skip
        self._do(command, by)

    @precondition(lambda self: self.matter.requests)
    @rule(by=actors, to=st.sampled_from(["person", "counsel"]), data=st.data())
    def notify(self, by: Actor, to: str, data: Any) -> None:
        request, duties = self._one(data, self.matter.requests), data.draw(st.sets(_some(self.matter.duties)))
        letter = commands.GiveNotice(
            self.handle, request, "request_copy", to, "es", "cd" * 32, "hand", tuple(sorted(duties - {"none"}))
        )
        self._do(letter, by)

    @rule(by=actors, data=st.data())
    def look_after(self, by: Actor, data: Any) -> None:
        matter, handle = self.matter, self.handle
        command = data.draw(
            st.sampled_from([
                commands.FinishDuty(handle, self._one(data, matter.duties), "done"),
                commands.ConfirmNotice(handle, self._one(data, matter.notices), "seen"),
                commands.ConfirmAlarm(handle, self._one(data, matter.alarms)),
                commands.Decide(handle, self._one(data, matter.requests)),
                commands.CloseRequest(handle, self._one(data, matter.requests), "why"),
                commands.CloseMatter(handle),
                commands.Watch(handle),
                commands.WriteNote(handle, "A note."),
                commands.ReadMatter(handle, "person"),
                commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"),
                commands.WithdrawCounsel(handle, COUNSEL.name),
                commands.RecordCourtDate(handle, CourtDate(START)),
                commands.MergePersons(handle, Person("p2", "Ana Invented")),
            ])
        )  # fmt: skip
        self._do(command, by)

    @rule(first=actors, second=actors)
    def almost_erase(self, first: Actor, second: Actor) -> None:
        before = self.records.events[self.handle]
        erase = [commands.OrderErasure(self.handle, "order 1"), commands.ApproveErasure(self.handle)]
        with suppress(GateError):
            self.desk.gate.do_all([*erase, commands.ReadMatter(self.handle, "person")], first)
        assert self.records.events[self.handle] == before  # nobody erases alone, and nothing follows erasing

    @invariant()
    def what_is_kept_is_the_sum_of_the_events_as_they_are_read_again(self) -> None:
        events = [read_event(self.handle, payload) for payload in self.records.events[self.handle]]
        assert fold(self.handle, events) == self.matter
        assert [event.at for event in events] == sorted(event.at for event in events)

    @invariant()
    def an_answer_that_was_given_never_changes(self) -> None:
        now = {(each.id, ask): answer for each in self.matter.requests.values() for ask, answer in each.answers.items()}
        assert {key: now.get(key) for key in self.answered} == self.answered
        self.answered = now

    @invariant()
    def every_answer_has_a_ground_and_a_yes_has_an_authority(self) -> None:
        for (request, ask), answer in self.answered.items():
            assert answer.ground in {"law", "supervisor", "review", "override"}
            decided = self.matter.requests[request].decided[ask]
            assert answer.by in {"d.booth", "s.overall", "t.overall"}
            if answer.yes and answer.ground == "law":
                assert answer.citations
            if answer.ground == "override":
                override = self.matter.overrides[answer.ground_id]
                assert override.confirmed
                assert override.settled_by != override.proposed_by
                assert answer.yes is (override.verdict == "do") or override.verdict == "may"
            if answer.ground == "review":
                assert self.matter.reviews[answer.ground_id].answered_by == "l.clause"
            assert decided.ask is ask

    @invariant()
    def nobody_is_held_without_a_yes_and_nobody_who_left_is_held(self) -> None:
        for hold in self.matter.holds.values():
            assert self.matter.requests[hold.request].answers[Ask.HOLD].yes
            assert hold.ended_at is not None or self.matter.in_custody

    @invariant()
    def nothing_left_on_a_ground_that_was_not_there_in_time(self) -> None:
        for told in self.matter.disclosures:
            if told.ground:
                answer = self.matter.requests[told.request].answers[Ask(told.ask)]
                assert answer.yes
                assert answer.at <= told.at

    @invariant()
    def the_clock_looks_when_there_is_something_to_say_and_not_before(self) -> None:
        at, due = next_moment(self.matter), alarms(self.matter, self.clock.now, zone=self.desk.zone())
        assert (at is not None and at <= self.clock.now) is bool(due)


def _some(table: Any) -> Any:
    return st.sampled_from(["none", *sorted(table)])


TestDeskAtWork = DeskAtWork.TestCase
TestDeskAtWork.settings = settings(
    max_examples=20, stateful_step_count=40, suppress_health_check=list(HealthCheck), deadline=None
)
