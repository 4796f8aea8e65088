"""Do next: what is left to do about a request, in the order in which to do it, for whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.decide import Verdict
from comity.facts import VOCABULARY, Ask
from comity.gate import Role, ground_for
from comity.gate.actors import MAY_ESTABLISH
from comity.gate.state import Duty, Hold, Review
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.telling import Question, Told
from comity.web.pages.requests.words import ask_list, ask_words

AT_ONCE = "at once"  # a due time in words; counting minutes from it would only alarm
ANSWERERS = (Role.DESK, Role.SUPERVISOR)
SHARES = (
    *(Ask.NOTIFY_RELEASE, Ask.SHARE_CUSTODY_STATUS, Ask.SHARE_COURT_DATE, Ask.SHARE_PERSONAL_DATA),
    Ask.SHARE_IMMIGRATION_STATUS,
)


@dataclass(frozen=True, slots=True)
class Ready:
    """An ask that can be answered now: yes, no, or (None) as the supervisor chooses."""

    ask: Ask
    yes: bool | None
    source: str  # law, supervisor, review or override


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `kind` says which form or link stands below it."""

    kind: str
    heading: str
    due: datetime | None = None
    is_done: bool = False
    note: str = ""
    question: Question | None = None
    duty: Duty | None = None
    hold: Hold | None = None
    ask: Ask | None = None


def ready_asks(opened: Opened) -> list[Ready]:
    """The asks that whoever looks can answer now."""
    if opened.actor.role not in ANSWERERS or opened.is_closed:
        return []
    found = []
    for ask in opened.asked.unanswered:
        decided = opened.asked.decided.get(ask)
        ground = ground_for(opened.matter, opened.asked, decided) if decided else None
        if not ground or not ground.source:
            continue
        if ground.verdict != Verdict.MAY.value:
            found.append(Ready(ask, ground.verdict == Verdict.DO.value, ground.source))
        elif opened.actor.role is Role.SUPERVISOR:
            found.append(Ready(ask, None, ground.source))
    return found


def not_ready(opened: Opened) -> list[tuple[Ask, str]]:
    """The asks that cannot be answered here and now, and plainly why."""
    if opened.is_closed:
        return []
    able = {each.ask for each in ready_asks(opened)}
    return [(ask, _why_not(opened, ask)) for ask in opened.asked.unanswered if ask not in able]


def _why_not(opened: Opened, ask: Ask) -> str:
    decided = opened.asked.decided[ask]
    ground = ground_for(opened.matter, opened.asked, decided)
    if opened.actor.role not in ANSWERERS:
        return _("The booking desk or a supervisor tells the agency.")
    if ground.verdict == Verdict.MAY.value:
        return _("The law leaves this to a supervisor. Ask one to open this page.")
    if ground.verdict == Verdict.FACTS_MISSING.value:
        return _("A fact is missing. Answer the first question below.")
    return _("Legal has to look at it first.")


def may_establish(role: Role, name: str) -> bool:
    """Whether a role can state a fact."""
    return bool(MAY_ESTABLISH.get(role, frozenset()) & set(VOCABULARY[name].established_by))


def waiting_reviews(opened: Opened) -> list[Review]:
    """The questions to legal that nobody has answered."""
    found = opened.matter.reviews.values()
    return [each for each in found if each.request in ("", opened.asked.id) and not each.answered_at]


def steps(told: Told) -> list[Step]:
    """Everything that is left to do, first things first."""
    opened = told.opened
    if opened.is_closed:
        return []
    first = [*_find_out(told), *_legal(opened), *_answer(opened), *_hold(opened)]
    return [*first, *_duties(opened), *_custody(opened), *_close(opened)]


def _find_out(told: Told) -> Iterator[Step]:
    opened = told.opened
    missing = [
        ask for ask in opened.asked.unanswered if opened.asked.decided[ask].verdict == Verdict.FACTS_MISSING.value
    ]
    if not missing or not told.questions:
        return
    for number, question in enumerate(told.questions, start=1):
        if any(may_establish(opened.actor.role, name) for name in question.facts):
            yield Step("find_out", _("Find out"), question=question, note=f"open-{number}")
            break
    else:
        asked = any(review.ask is None for review in waiting_reviews(opened))
        heading = _("Wait for legal to find out") if asked else _("Ask legal to find out")
        yield Step("ask_fact", heading, question=told.questions[0], is_done=False, note=(asked and "asked") or "")


def _legal(opened: Opened) -> Iterator[Step]:
    for review in waiting_reviews(opened):
        if opened.actor.role is Role.LEGAL:
            yield Step("review", _("Answer the question to legal"), note=review.id)
        else:
            yield Step("wait", _("Wait for legal"), note=review.id, due=None, ask=review.ask)
    asked = {review.ask for review in waiting_reviews(opened)}
    for ask in opened.asked.unanswered:
        ground = ground_for(opened.matter, opened.asked, opened.asked.decided[ask])
        if ground.verdict == Verdict.ASK_LEGAL.value and not ground.source and ask not in asked:
            kind = "ask_legal" if opened.actor.role in ANSWERERS else "read"
            heading = _("Ask legal: %(ask)s") if kind == "ask_legal" else _("The desk has to ask legal: %(ask)s")
            yield Step(kind, heading % {"ask": ask_words(ask)}, ask=ask)


def _answer(opened: Opened) -> Iterator[Step]:
    ready = ready_asks(opened)
    if ready:
        no = [each.ask for each in ready if each.yes is False]
        yes = [each.ask for each in ready if each.yes]
        words = [(_("No: %(asks)s"), no), (_("Yes: %(asks)s"), yes)]
        note = ". ".join(text % {"asks": ask_list(asks)} for text, asks in words if asks)
        heading = _("Tell the agency, and record it") if no or yes else _("Decide, and tell the agency")
        yield Step("answer", heading, note=note)
    for ask, answer in opened.asked.answers.items():
        told = any(each.request == opened.asked.id and each.ask == ask.value for each in opened.matter.disclosures)
        if answer.yes and ask in SHARES and not told:
            yield Step("disclose", _("When you tell them, record what you told"), ask=ask)


def _hold(opened: Opened) -> Iterator[Step]:
    answer = opened.asked.answers.get(Ask.HOLD)
    hold = opened.matter.hold_of(opened.asked.id)
    if hold:
        ends = _("Release the person when the hold ends")
        yield Step("hold", ends if hold.ends else _("The hold has no end yet. Ask legal"), due=hold.ends, hold=hold)
    elif answer and answer.yes and opened.matter.in_custody and opened.actor.role in ANSWERERS:
        ended = [each for each in opened.matter.holds.values() if each.request == opened.asked.id]
        if not ended:
            yield Step("start_hold", _("Start the hold when release is due"), due=opened.matter.booking.release_due)


def _duties(opened: Opened) -> Iterator[Step]:
    owed = [duty for duty in opened.matter.duties.values() if duty.request == opened.asked.id]
    active = [duty for duty in owed if duty.active and not duty.done_at]
    for duty in sorted(active, key=lambda each: (each.due is None, each.due.timestamp() if each.due else 0)):
        at_once = duty.due_words == AT_ONCE
        yield Step(
            "duty", duty.says, due=None if at_once else duty.due, duty=duty, note=_("At once") if at_once else ""
        )


def _custody(opened: Opened) -> Iterator[Step]:
    """What follows for the person's custody; it is recorded on the person's own page."""
    answers, matter = opened.asked.answers, opened.matter
    if not matter.in_custody:
        return
    transfer, hold = answers.get(Ask.TRANSFER), answers.get(Ask.HOLD)
    if transfer and transfer.yes and _stands(opened, Ask.TRANSFER):
        yield Step("person", _("Hand the person over, and record it"))
    elif hold and not hold.yes:
        yield Step("person", _("Release the person when release is due"), due=matter.booking.release_due)


def _stands(opened: Opened, ask: Ask) -> bool:
    """Whether the law as last applied has not taken an answer of yes back."""
    return ground_for(opened.matter, opened.asked, opened.asked.decided[ask]).verdict != Verdict.DO_NOT.value


def _close(opened: Opened) -> Iterator[Step]:
    owed = [each for each in opened.matter.duties.values() if each.request == opened.asked.id]
    left = opened.asked.unanswered or any(each.active and not each.done_at for each in owed)
    if not left and not opened.matter.hold_of(opened.asked.id):
        yield Step("close", _("Everything is done. Close the request"))


def later_duties(opened: Opened) -> list[Duty]:
    """What falls due only if something else happens."""
    owed = [each for each in opened.matter.duties.values() if each.request == opened.asked.id]
    return [each for each in owed if not each.active and not each.done_at]


def done_duties(opened: Opened) -> list[Duty]:
    """What was done."""
    return [each for each in opened.matter.duties.values() if each.request == opened.asked.id and each.done_at]
