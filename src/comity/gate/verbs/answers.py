"""Answers: the law is followed, unless legal or two persons say otherwise; and what was told is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from comity.decide import Verdict
from comity.facts import Ask
from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.deciding import apply_law_again, renewed, triggers
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import Answer, AskDecided, Disclosure, Matter, Override, Request, Review
from comity.gate.verbs.requests import requester_class
from comity.gate.wording import moment_words
from comity.tell import order

_SETTLED = (Verdict.DO.value, Verdict.DO_NOT.value, Verdict.MAY.value)


@dataclass(frozen=True, slots=True)
class Ground:
    """On what an answer may rest: the verdict to follow, where it comes from, and the entry that says so."""

    verdict: str
    source: str
    id: str = ""


def ask_review(act: Act, command: commands.AskReview) -> None:
    """Legal is asked."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    request = act.open_request(command.request)
    if command.ask:
        _must_be_unanswered(act, request, command.ask)
    needed(command.question, "the question", help="Write what legal should answer.")
    waiting = [each for each in act.matter.reviews.values() if each.request == request.id and not each.answered_at]
    if any(each.ask is command.ask and (each.ask or each.question == command.question) for each in waiting):
        raise AlreadyDoneError("legal has been asked this and has not answered yet", help="Wait, or telephone legal.")
    review = Review(act.around.new_id(), request.id, command.ask, command.question, act.at, act.by.name)
    act.add(EventKind.REVIEW_ASKED, written(review))


def give_review(act: Act, command: commands.GiveReview) -> None:
    """Legal answers: a verdict, and why."""
    act.only(Role.LEGAL)
    review = found(act.matter.reviews, command.review, "question to legal")
    if review.answered_at:
        raise AlreadyDoneError(
            f"`{review.answered_by}` has answered this question",
            help="Read that answer; ask again if it is not enough.",
        )
    if review.ask or command.verdict:  # a question about a fact has no verdict
        _check_verdict(command.verdict)
    opinion = needed(command.opinion, "the reason for the answer", help="Say why, in a sentence or two.")
    body = {"id": review.id, "verdict": command.verdict, "opinion": opinion, "outcome": _outcome(act, review)}
    code = f"{review.ask.value}/{command.verdict}" if review.ask else None
    act.add(EventKind.REVIEWED, body, decision=code)


def _outcome(act: Act, review: Review) -> str:
    """What the law says of the ask now: legal's answer fills that gap and no other."""
    if review.ask is None:
        return ""
    apply_law_again(act, review.request)
    return act.request(review.request).decided[review.ask].outcome


def propose_override(act: Act, command: commands.ProposeOverride) -> None:
    """A supervisor wants another answer than the law's, and says why; it counts when a second person agrees."""
    act.only(Role.SUPERVISOR, Role.LEGAL)
    request = act.open_request(command.request)
    _must_be_unanswered(act, request, command.ask)
    _check_verdict(command.verdict)
    reason = needed(command.reason, "the reason for the override", help="Say why the answer should be another.")
    if any(each.confirmed is None for each in _overrides(act.matter, request, command.ask)):
        raise AlreadyDoneError(
            "an override of this answer waits for a second person", help="Let that be settled first."
        )
    apply_law_again(act, request.id)
    against = act.request(request.id).decided[command.ask].outcome
    override = Override(
        act.around.new_id(), request.id, command.ask, command.verdict, reason, act.at, act.by.name, against
    )
    act.add(EventKind.OVERRIDE_PROPOSED, written(override), decision=f"{command.ask.value}/{command.verdict}")


def settle_override(act: Act, command: commands.SettleOverride) -> None:
    """A second person agrees to an override, or does not."""
    act.only(Role.SUPERVISOR, Role.LEGAL)
    override = found(act.matter.overrides, command.override, "override")
    if override.confirmed is not None:
        raise AlreadyDoneError(f"`{override.settled_by}` has settled this override", help="Open the answer again.")
    act.in_person()
    # INVARIANT: nobody overrides the law alone
    if act.by.name.casefold() == override.proposed_by.casefold():
        raise NotAllowedError(
            "whoever wants an override cannot also agree to it", help="A second supervisor or legal has to look at it."
        )
    if command.confirm:
        _must_be_unanswered(act, act.open_request(override.request), override.ask)
    else:
        needed(command.why_not, "the reason against the override", help="Say why the answer should stay.")
    kind = EventKind.OVERRIDE_CONFIRMED if command.confirm else EventKind.OVERRIDE_DECLINED
    body = {"id": override.id, "why_not": command.why_not}
    act.add(kind, body, decision=f"{override.ask.value}/{override.verdict}")


def answer_ask(act: Act, command: commands.AnswerAsk) -> None:
    """One ask is answered, as the law, a supervisor, legal or an override has it."""
    act.only(Role.DESK, Role.SUPERVISOR)
    request = act.open_request(command.request)
    _must_be_unanswered(act, request, command.ask)
    shown = request.decided.get(command.ask)
    # INVARIANT: an answer rests on the law of its own moment and on what is known then
    apply_law_again(act, request.id)
    request = act.request(command.request)
    decided = request.decided[command.ask]
    ground = ground_for(act.matter, request, decided)
    if not _allows(act, command, ground) and shown and shown.verdict != decided.verdict:
        raise NotNowError(
            f"the law or the facts have changed since this was decided: {decided.order.rstrip('.').lower()}",
            help="Decide again, read the new answer, and then answer.",
        )
    _check_answer(act, command, decided, ground)
    answer = Answer(
        ask=command.ask,
        yes=command.yes,
        at=act.at,
        by=act.by.name,
        ground=ground.source,
        ground_id=ground.id,
        citations=decided.citations,
        told=command.told,
        words=command.words,
    )
    happening = ("answered", "answered_yes", *_BY_ASK.get(command.ask, ())) if command.yes else ("answered", "refused")
    due = triggers(act.matter, request.id, *happening, at=act.at, ask=command.ask)
    body = {"request": request.id, "answer": written(answer), "triggers": due}
    act.add(
        EventKind.ANSWERED,
        body,
        decision=f"{command.ask.value}/{'yes' if command.yes else 'no'}",
        basis=decided.ref if ground.source == "law" else ground.source,
        org=requester_class(request.requester),
    )


_BY_ASK = {Ask.INTERVIEW: ("interview",), Ask.FACILITY_ACCESS: ("access",)}


def ground_for(matter: Matter, request: Request, decided: AskDecided) -> Ground:
    """What an answer to an ask must follow now: a confirmed override, the law, or legal where the law leaves it open.

    An override stands against one outcome and legal's answer fills one gap: when the law comes to say something else,
    neither counts any more. Facts that are missing are established; no answer of legal stands for them.
    """
    confirmed = [each for each in _overrides(matter, request, decided.ask) if each.confirmed]
    if confirmed and confirmed[-1].against == decided.outcome:
        return Ground(confirmed[-1].verdict, "override", confirmed[-1].id)
    if decided.verdict in _SETTLED:
        return Ground(decided.verdict, "supervisor" if decided.verdict == Verdict.MAY.value else "law")
    said = [each for each in matter.reviews.values() if each.request == request.id and each.ask is decided.ask]
    heard = [each for each in said if each.answered_at and each.outcome == decided.outcome]
    if decided.verdict == Verdict.ASK_LEGAL.value and heard:
        last = max(heard, key=lambda each: (each.answered_at or each.asked_at, said.index(each)))
        return Ground(last.verdict, "review", last.id)
    return Ground(decided.verdict, "")


def _allows(act: Act, command: commands.AnswerAsk, ground: Ground) -> bool:
    if ground.verdict == Verdict.MAY.value:
        return bool(ground.source) and act.by.role is Role.SUPERVISOR
    return bool(ground.source) and command.yes is (ground.verdict == Verdict.DO.value)


def _check_answer(act: Act, command: commands.AnswerAsk, decided: AskDecided, ground: Ground) -> None:
    if _allows(act, command, ground):
        return
    if not ground.source:
        raise NotNowError(
            f"this cannot be answered yet: {decided.order.rstrip('.').lower()}",
            help="Establish the facts that are missing, or ask legal, before anything is answered.",
        )
    if ground.verdict == Verdict.MAY.value:
        raise NotAllowedError("the law leaves this to a supervisor", help="Ask a supervisor to answer.")
    says = order(decided.ask, Verdict(ground.verdict)).rstrip(".").lower()
    raise NotNowError(
        f"the answer is another: {says}", help="Answer so, or let a supervisor and a second person override it."
    )


def disclose(act: Act, command: commands.Disclose) -> None:
    """Information left. It is recorded whether or not something allowed it; what nothing allowed is an incident."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    at = act.not_to_come(command.at)
    what = needed(command.what, "what was told", help="Write what left, in a few words.")
    to = needed(command.to, "to whom it was told", help="Write which agency was told.")
    answer = act.request(command.request).answers.get(command.ask) if command.request and command.ask else None
    # INVARIANT: an answer given after the information had left allowed nothing
    allowed = answer is not None and answer.yes and answer.at <= at
    ask = command.ask.value if command.ask else ""
    told = Disclosure(
        id=act.around.new_id(),
        request=command.request,
        ask=ask,
        what=what,
        to=to,
        at=at,
        by=act.by.name,
        ground=answer.ground if answer is not None and allowed else "",
    )
    due = dict[str, str]()
    if command.request:
        due = triggers(act.matter, command.request, "disclosed", at=at, ask=command.ask)
        due |= renewed(act, command.request, command.ask, at=at)
    code = f"{ask or 'other'}/{'with_ground' if allowed else 'without_ground'}"
    act.add(EventKind.DISCLOSED, {"disclosure": written(told), "triggers": due}, decision=code)


def _overrides(matter: Matter, request: Request, ask: Ask) -> list[Override]:
    return [each for each in matter.overrides.values() if each.request == request.id and each.ask is ask]


def _must_be_unanswered(act: Act, request: Request, ask: Ask) -> None:
    if ask not in request.asks:
        raise CommandError(f"`{ask.value}` was not asked for", help="Answer what was asked.")
    if (answer := request.answers.get(ask)) is not None:
        when = moment_words(answer.at, act.zone)
        word = "yes" if answer.yes else "no"
        raise AlreadyDoneError(
            f"`{answer.by}` answered this with {word} on {when}", help="Open the answer again to see what was said."
        )


def _check_verdict(verdict: str) -> None:
    if verdict not in _SETTLED:
        raise CommandError(f"`{verdict}` is not an answer", help=f"Choose one of: {', '.join(_SETTLED)}.")
