"""The moments at which a matter needs somebody: what is near or past, and how often that is said again.

`next_moment` is when the clock has to look at a matter again, and `alarms` is what it then raises; both are worked out
from the state alone, so that a clock that stood still for a day says everything at its next tick. An alarm that nobody
confirms never stops. Release is watched where an agency has asked about the person: the rest is the jail's own work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from comity.base import replace
from comity.decide import Verdict
from comity.facts import Ask
from comity.gate.commands import RaiseAlarm
from comity.gate.sealing.state import is_gone
from comity.gate.state import Alarm, Answer, AskDecided, Duty, Matter, Request
from comity.gate.wording import cut, moment_words

BEFORE = timedelta(hours=1)
NO_TIME = "the law sets no time"  # of comity.deadlines.NoTime


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an alarm is raised again: more rarely with time, and never for the last time."""

    first: timedelta
    longest: timedelta
    doubles_after: int
    why: str

    def gap(self, times: int) -> timedelta:
        """How long to wait after an alarm was raised so many times."""
        return min(self.first * (1 << min(times // self.doubles_after, 10)), self.longest)


LIMIT = Rhythm(
    first=timedelta(minutes=15),
    longest=timedelta(hours=1),
    doubles_after=8,
    why="a person may be held without any ground, and every quarter of an hour counts; after two hours whoever has "
    "not answered is not at the desk, and the next shift must still meet it",
)
TASK = Rhythm(
    first=timedelta(hours=1),
    longest=timedelta(days=1),
    doubles_after=4,
    why="somebody waits, but nobody is held because of it; too many alarms are read by nobody",
)

# How long a thing may wait before it is an alarm, each with its reason.
AT_ONCE_GRACE = timedelta(hours=1)  # what the law wants at once takes a clerk some minutes, and a printer
UNANSWERED = timedelta(hours=24)  # a day and a night: every shift has seen it
UNTIMED = timedelta(hours=24)  # no law that says promptly means more than a day and a night
UNCONFIRMED = timedelta(hours=24)  # counsel reads mail once a day
WAITING = timedelta(hours=4)  # half a working day of legal, or of a second person


@dataclass(frozen=True, slots=True)
class Concern:
    """Something about a matter that needs somebody from a moment on."""

    id: str  # stable: the same moment has the same one
    kind: str
    about: str
    starts: datetime
    due: datetime | None
    says: str  # `{when}` is the due moment
    rhythm: Rhythm = TASK
    until: datetime | None = None  # from then on `then` takes its place
    then: str = ""


def next_moment(matter: Matter, *, before: timedelta = BEFORE) -> datetime | None:
    """The next moment at which anything about a matter can need somebody; `None` where nothing can.

    It may have passed: then the clock is late, and looks at once.
    """
    moments = [at for each in _concerns(matter, before) if (at := _raised_next(matter, each)) is not None]
    return min(moments, default=None)


def alarms(matter: Matter, now: datetime, *, zone: tzinfo, before: timedelta = BEFORE) -> tuple[RaiseAlarm, ...]:
    """The alarms to raise now, or to raise again; none at a moment before `next_moment`."""
    due = []
    for each in _concerns(matter, before):
        at = _raised_next(matter, each)
        if at is not None and at <= now and (each.until is None or now < each.until):
            due.append(each)
    return tuple(_alarm(matter, each, zone) for each in due)


def _alarm(matter: Matter, concern: Concern, zone: tzinfo) -> RaiseAlarm:
    when = moment_words(concern.due, zone) if concern.due else ""
    words = concern.says.replace("{when}", when).replace(".m..", ".m.")  # one full stop serves both
    return RaiseAlarm(matter.handle, concern.id, concern.kind, concern.about, words, concern.due)


def _raised_next(matter: Matter, concern: Concern) -> datetime | None:
    """When a concern is raised, for the first time or again; `None` once that is over."""
    if concern.then and concern.then in matter.alarms:
        return None
    raised: Alarm | None = matter.alarms.get(concern.id)
    if raised is None:
        return concern.starts
    if raised.confirmed_at:
        return None
    again = raised.raised_at + concern.rhythm.gap(raised.times)
    return again if concern.until is None or again < concern.until else None


def _concerns(matter: Matter, before: timedelta) -> Iterator[Concern]:
    if is_gone(matter):
        return
    if matter.in_custody and matter.requests:
        yield from _release(matter, before)
    yield from _holds(matter, before)
    for duty in matter.duties.values():
        if not duty.active or duty.done_at or matter.requests[duty.request].closed_at:
            continue
        if duty.due:
            yield from _duty(duty, duty.due, before)
        elif duty.since and duty.due_words != NO_TIME:
            yield _waits(duty, duty.since)
    for request in matter.open_requests:
        if request.unanswered:
            yield _unanswered(matter, request)
    yield from _waiting(matter)


def _release(matter: Matter, before: timedelta) -> Iterator[Concern]:
    """A person is held to the release moment, or as long as a hold runs; past that is over-detention."""
    release, running = matter.release_due, [hold for hold in matter.holds.values() if not hold.ended_at]
    if release is None or any(hold.ends is None for hold in running):
        return
    ends = [hold.ends for hold in running if hold.ends is not None]
    limit = max([release, *ends])
    if limit in ends:
        return  # the hold has its own alarm, at the same moment
    near = Concern(
        id=f"release-near:{_stamp(limit)}",
        kind="release_near",
        about="release",
        starts=limit - before,
        due=limit,
        says="Release is due {when}.",
    )
    past = "Release was due {when}. The person is still held. Release the person, or call a supervisor."
    yield from _near_and_past(near, "release_past", f"release-past:{_stamp(limit)}", past)


def _holds(matter: Matter, before: timedelta) -> Iterator[Concern]:
    for hold in matter.holds.values():
        if hold.ended_at:
            continue
        request = matter.requests[hold.request]
        if hold.ends:
            near = Concern(
                id=f"hold-near:{hold.id}:{_stamp(hold.ends)}",
                kind="hold_near",
                about=hold.id,
                starts=hold.ends - before,
                due=hold.ends,
                says=f"The hold of request {request.number} runs out {{when}}.",
            )
            past = f"The hold of request {request.number} ran out {{when}}. Release the person, or call a supervisor."
            yield from _near_and_past(near, "hold_past", f"hold-past:{hold.id}:{_stamp(hold.ends)}", past)
        answer, decided = request.answers.get(Ask.HOLD), request.decided.get(Ask.HOLD)
        if (
            answer
            and decided
            and decided.verdict == Verdict.DO_NOT.value
            and not _is_overridden(matter, answer, decided)
        ):
            yield Concern(
                id=f"hold-ground:{hold.id}",
                kind="hold_ground",
                about=hold.id,
                starts=request.decided_at or hold.started_at,
                due=None,
                says=f"The law now says not to hold the person for request {request.number}. Call a supervisor.",
                rhythm=LIMIT,
            )


def _is_overridden(matter: Matter, answer: Answer, decided: AskDecided) -> bool:
    """Whether two persons have overridden just what the law says now."""
    override = matter.overrides.get(answer.ground_id) if answer.ground == "override" else None
    return override is not None and override.against == decided.outcome


def _duty(duty: Duty, due: datetime, before: timedelta) -> Iterator[Concern]:
    says = cut(duty.says).rstrip(".")
    late = f"duty-past:{duty.id}:{_stamp(due)}"
    if duty.due_words == "at once":
        yield Concern(late, "duty_past", duty.id, due + AT_ONCE_GRACE, due, f"This was due {{when}}: {says}.")
        return
    near = Concern(
        id=f"duty-near:{duty.id}:{_stamp(due)}",
        kind="duty_near",
        about=duty.id,
        starts=due - before,
        due=due,
        says=f"This is due {{when}}: {says}.",
    )
    yield from _near_and_past(near, "duty_past", late, f"This was due {{when}}: {says}.")


def _waits(duty: Duty, since: datetime) -> Concern:
    """Something to be done *promptly*, or before an event without a moment: the law gives no number of hours."""
    when, what = duty.due_words.partition(";")[0], cut(duty.says).rstrip(".")
    says = f"This has waited for a day, and the law says {when}: {what}."
    return Concern(f"duty-waits:{duty.id}", "duty_waits", duty.id, since + UNTIMED, None, says)


def _near_and_past(near: Concern, kind: str, id: str, says: str) -> Iterator[Concern]:
    """A moment that comes near, and the same moment once it has come: seeing the one does not silence the other."""
    assert near.due is not None
    yield replace(near, until=near.due, then=id)
    yield replace(near, id=id, kind=kind, starts=near.due, says=says, rhythm=LIMIT)


def _unanswered(matter: Matter, request: Request) -> Concern:
    """A request waits for an answer: until the first moment that hangs on it, or a day."""
    dues = [
        duty.due
        for duty in matter.duties.values()
        if duty.request == request.id and duty.active and not duty.done_at and duty.due_words != "at once" and duty.due
    ]
    release = [matter.release_due] if matter.in_custody and matter.release_due else []
    first = max(min([*dues, *release, request.recorded_at + UNANSWERED]), request.recorded_at)
    return Concern(
        id=f"unanswered:{request.id}:{_stamp(first)}",
        kind="unanswered",
        about=request.id,
        starts=first,
        due=first,
        says=f"Request {request.number} should have been answered by {{when}}.",
    )


def _waiting(matter: Matter) -> Iterator[Concern]:
    opened = max((each.at for each in matter.readings if each.role == "counsel"), default=None)
    for notice in matter.notices.values():
        seen = notice.confirmed_at or (opened is not None and opened >= notice.given_at)
        if notice.to == "counsel" and not seen:
            says = "Nobody has confirmed that counsel has the notice. Call counsel, or send it again."
            starts = notice.given_at + UNCONFIRMED
            yield Concern(f"notice:{notice.id}", "notice_unconfirmed", notice.id, starts, None, says)
    for review in matter.reviews.values():
        if not review.answered_at and _is_open(matter, review.request):
            says = "Legal was asked and has not answered. Call legal."
            starts = review.asked_at + WAITING
            yield Concern(f"review:{review.id}", "review_waiting", review.id, starts, None, says)
    for override in matter.overrides.values():
        if override.confirmed is None and override.ask in matter.requests[override.request].unanswered:
            says = "An override waits for a second person. Look at it, or ask somebody who can."
            starts = override.proposed_at + WAITING
            yield Concern(f"override:{override.id}", "override_waiting", override.id, starts, None, says)


def _is_open(matter: Matter, request: str) -> bool:
    return matter.requests[request].closed_at is None if request else matter.closed_at is None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
