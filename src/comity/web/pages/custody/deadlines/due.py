"""What is due: releases of persons that somebody asked about, holds that run out, duties; and what was missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.gate.watch import AT_ONCE_GRACE
from comity.store.models import Alarm, CourtDate, Duty, Hold, Matter, Request

DAY, AHEAD, BACK = timedelta(hours=24), timedelta(hours=72), timedelta(days=30)
GRACE = timedelta(minutes=15)  # between the moment of release and the door
AT_ONCE = "at once"  # the words of a due time
MOST = 60  # of one kind; a page that is longer is read by nobody


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due at a moment, or was done after it."""

    kind: str  # release, hold, duty or court
    key: str
    due: datetime
    matter: Matter
    request: Request | None
    words: str
    url: str
    done_at: datetime | None = None
    in_english: bool = False  # the law's own sentence
    at_once: bool = False

    def is_late(self, now: datetime) -> bool:
        """Whether it is late; what is due at once is so after a while, which a clerk and a printer take."""
        return self.due + (AT_ONCE_GRACE if self.at_once else timedelta()) <= now


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Everything that is due, by how near it is."""

    late: tuple[Due, ...]
    day: tuple[Due, ...]
    three_days: tuple[Due, ...]
    missed: tuple[Due, ...]
    is_cut: bool  # whether there is more of one kind than is shown


def deadlines_at(now: datetime) -> Deadlines:
    """What is due and what was missed, the earliest moment first."""
    found = sorted(upcoming(now, now + AHEAD), key=lambda each: (each.due, each.key))
    missed = sorted(_missed(now), key=lambda each: each.due, reverse=True)
    return Deadlines(
        late=tuple(each for each in found if each.is_late(now)),
        day=tuple(each for each in found if not each.is_late(now) and each.due <= now + DAY),
        three_days=tuple(each for each in found if each.due > now + DAY),
        missed=tuple(missed),
        is_cut=max(Counter(each.key.partition(":")[0] for each in [*found, *missed]).values(), default=0) >= MOST,
    )


def upcoming(now: datetime, until: datetime) -> Iterator[Due]:
    """What is due up to a moment and is not done."""
    running = Prefetch("holds", Hold.objects.filter(ended_at=None), to_attr="running")
    asked = Request.objects.filter(closed_at=None).values("matter")  # few, beside all who are held
    held = Matter.objects.filter(pk__in=asked, in_custody=True, release_due__lte=until).order_by(
        "release_due", "handle"
    )
    for matter in held.prefetch_related(running, _requests())[:MOST]:
        if not any(hold.ends is None or hold.ends >= matter.release_due for hold in matter.running):
            yield _release(matter, matter.release_due)
    holds = Hold.objects.filter(ended_at=None, ends__lte=until).select_related("matter").order_by("ends", "id")
    yield from _holds(holds[:MOST])
    owed = Duty.objects.filter(owed=True, due__lte=until)
    for duty in owed.select_related("matter", "request").order_by("due", "id")[:MOST]:
        yield _duty(duty)


def in_court(since: datetime, until: datetime) -> Iterator[Due]:
    """The days in court of persons about whom a request is open, for a calendar."""
    asked = Request.objects.filter(matter=OuterRef("matter"), closed_at=None)
    days = CourtDate.objects.filter(Exists(asked), at__gte=since, at__lte=until).select_related("matter")
    found = list(days.order_by("at", "id")[:MOST])
    last = {each.matter_id: each for each in _of_matters({day.matter_id for day in found})}
    for day in found:
        words = _("Day in court")
        yield Due("court", f"court:{day.id}", day.at, day.matter, last.get(day.matter_id), words, _person(day.matter))


def _of_matters(handles: set[str]) -> QuerySet[Request]:
    found: QuerySet[Request] = Request.objects.filter(matter__in=handles, closed_at=None).order_by("received_at", "id")
    return found


def _asked() -> QuerySet[Request]:
    found: QuerySet[Request] = Request.objects.filter(matter=OuterRef("pk"))
    return found


def _requests() -> Prefetch:
    return Prefetch("requests", Request.objects.order_by("-received_at", "id"), to_attr="asked")


def _missed(now: datetime) -> Iterator[Due]:
    """What was late within the last days: a person let go after release was due, a hold past its limit, a duty."""
    since = now - BACK
    gone = Q(released_at__gte=since) & _after("released_at", "release_due")
    gone |= Q(transferred_at__gte=since) & _after("transferred_at", "release_due")
    kept = Prefetch("holds", Hold.objects.order_by("ends"), to_attr="kept")
    matters = Matter.objects.filter(Exists(_asked()), gone).order_by("-release_due", "handle")
    for matter in matters.prefetch_related(kept, _requests())[:MOST]:
        left = matter.released_at or matter.transferred_at
        limit = max([matter.release_due, *(hold.ends for hold in matter.kept if hold.ends)])
        if left > limit + GRACE and not any(hold.ends is None for hold in matter.kept):
            yield _release(matter, matter.release_due, left)
    holds = Hold.objects.filter(ended_at__gte=since, ended_at__gt=F("ends"))
    yield from _holds(holds.select_related("matter").order_by("-ends", "id")[:MOST])
    duties = Duty.objects.filter(Q(done_at__gte=since) & _after("done_at", "due"))
    for duty in duties.select_related("matter", "request").order_by("-due", "id")[:MOST]:
        missed = _duty(duty)
        if missed.is_late(duty.done_at):
            yield missed


def _after(done: str, due: str) -> Q:
    """Done later than due by more than the grace; SQLite adds times in Python, and does so only for what is later."""
    return Q(**{f"{done}__gt": F(due)}) & Q(**{f"{done}__gt": F(due) + GRACE})


def _holds(holds: QuerySet[Hold]) -> Iterator[Due]:
    found = list(holds)
    requests = Request.objects.in_bulk({hold.request_id for hold in found})
    for hold in found:
        words = _("The hold runs out. Release the person by then.")
        request = requests.get(hold.request_id)
        yield Due(
            "hold", f"hold:{hold.id}", hold.ends, hold.matter, request, words, _person(hold.matter), hold.ended_at
        )


def _release(matter: Matter, due: datetime, done_at: datetime | None = None) -> Due:
    words = _("Release is due.") if done_at is None else _("The person was let go after release was due.")
    request = matter.asked[0] if matter.asked else None
    return Due("release", f"release:{matter.handle}", due, matter, request, words, _person(matter), done_at)


def _duty(duty: Duty) -> Due:
    url = reverse("answer", kwargs={"matter": duty.matter_id, "asked": duty.request_id})
    return Due(
        kind="duty",
        key=f"duty:{duty.id}",
        due=duty.due,
        matter=duty.matter,
        request=duty.request,
        words=duty.says,
        url=url,
        done_at=duty.done_at,
        in_english=True,
        at_once=duty.due_words == AT_ONCE,
    )


def _person(matter: Matter) -> str:
    return reverse("person", kwargs={"matter": matter.handle})


def ringing() -> Sequence[tuple[Alarm, str]]:
    """The alarms that nobody has seen, each with its name in its matter."""
    rows = Alarm.objects.filter(confirmed_at=None).select_related("matter")
    ordered = rows.order_by(F("due").asc(nulls_last=True), "id")[:MOST]
    return [(alarm, alarm.id.partition(":")[2]) for alarm in ordered]
