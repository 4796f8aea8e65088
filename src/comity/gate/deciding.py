"""Applying the law to a request: the case as it stands, the decision, and what of it is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast

from comity.base import Block, ComityError, read_document
from comity.deadlines import AtOnce, Monthly, Quarterly, Yearly
from comity.decide import Answer, Case, DutyOwed, LimitRun, Outcome, Verdict, decide, read_case
from comity.facts import Ask, read_facts
from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.errors import CommandError, NotNowError
from comity.gate.events import EventKind
from comity.gate.fold import AT_ONCE
from comity.gate.state import AskDecided, Booking, Claim, Duty, Matter, Request
from comity.law import LawLibrary
from comity.tell import law_unknown_text, order
from comity.tell.page import because_text

LAW_WITHHELD = "law_withheld"  # and of one whose law was adopted here and is not as it was sealed
LAW_UNKNOWN = "law_unknown"  # the mark of an ask about which the law of the day is not written down here
_STALE = timedelta(minutes=15)  # after this, a decision is written down anew before an answer rests on it
_LONGEST_KEPT = 500  # characters of facts that are remembered to fit
_OF_REQUEST = {"from": "requester", "purpose": "purpose", "instrument": "instrument", "received": "received_at"}
_FROM_ITS_RISE = (AtOnce, Yearly, Quarterly, Monthly)  # due times counted from the moment at which the duty arose


def case_document(matter: Matter, request: Request, at: datetime, agency: str) -> dict[str, object]:
    """The case of a request as it stands: what `comity decide` would be given, as plain JSON values.

    What the request states of itself stands in `request`, until somebody states it otherwise.
    """
    asked: dict[str, object] = {
        "from": request.requester,
        "asks": [ask.value for ask in request.asks],
        "purpose": request.purpose or None,
        "instrument": request.instrument or None,
        "received": _text(request.received_at),
    }
    source = {"by": request.recorded_by, "from": request.instrument or f"request {request.number}"}
    own = {name: {"value": asked[key], "source": source} for key, name in _OF_REQUEST.items() if asked[key] is not None}
    recorded = recorded_facts(matter.booking)
    claimed = _claimed(matter, request, {**recorded, **own})
    stated_anew = {key for key, name in _OF_REQUEST.items() if name in claimed}
    return {
        "at": _text(at),
        "agency": matter.agency or agency,
        "request": {key: value for key, value in asked.items() if value is not None and key not in stated_anew},
        "facts": {**recorded, **claimed},
    }


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def recorded_facts(booking: Booking) -> dict[str, object]:
    """The facts that the booking system states."""
    stated: dict[str, object] = {
        "booked_at": _text(booking.booked_at) if booking.booked_at else None,
        "arrest_date": booking.arrest_date.isoformat() if booking.arrest_date else None,
        "release_due": _text(booking.release_due) if booking.release_due else None,
        **listed_facts(booking),
    }
    source = {"by": booking.source or "desk", "from": f"booking {booking.number}"}
    return {key: {"value": value, "source": source} for key, value in stated.items() if value is not None}


def listed_facts(booking: Booking) -> dict[str, object]:
    """Those of them that are lists; None where nothing is stated."""
    charges = [_offence(charge.offence, charge.grade) for charge in booking.charges]
    return {"convictions": booking.convictions, "arrest_charges": charges or None}


def _offence(offence: str, grade: str) -> dict[str, object]:
    return {"offence": offence, **({"grade": grade} if grade else {})}


def _claimed(matter: Matter, request: Request, recorded: Mapping[str, object]) -> dict[str, object]:
    """The facts that people have stated: of those who can, the last one counts; whoever disputes it leaves it open."""
    by_name: dict[str, list[Claim]] = {}
    for claim in matter.claims:
        if claim.request in ("", request.id):
            by_name.setdefault(claim.name, []).append(claim)
    return {name: _stated(claims, recorded.get(name)) for name, claims in by_name.items()}


def _stated(claims: list[Claim], recorded: object) -> object:
    sure = next((at for at in range(len(claims) - 1, -1, -1) if not claims[at].disputed), None)
    base = recorded if sure is None else None if _is_unknown(claims[sure].value) else _form(claims[sure])
    doubted = [(place, claim) for place, claim in enumerate(claims) if claim.disputed and not claim.withdrawn]
    doubts = [_form(claim) for place, claim in doubted if not _settled(claims, place)]
    if base is None or not doubts:
        return base  # what only somebody states who cannot confirm it stays unknown
    return {"disputed": [base, *doubts]}


def _settled(claims: list[Claim], place: int) -> bool:
    """Whether whoever can state the fact has done so since; where counsel disputes it, only legal.

    Whoever disputes it may take that back as well.
    """
    if any(each.takes_back(claims[place]) for each in claims[place + 1 :]):
        return True
    # INVARIANT: nobody but legal settles what counsel states
    since = [claim for claim in claims[place + 1 :] if not claim.disputed]
    if claims[place].role == Role.COUNSEL.value:
        return any(claim.role == Role.LEGAL.value for claim in since)
    return bool(since)


def _is_unknown(value: object) -> bool:
    return value is None or value == "unknown"


def _form(claim: Claim) -> dict[str, object]:
    by = f"{claim.said_by}, as {claim.by} entered it" if claim.said_by else claim.by
    return {"value": claim.value, "source": {"by": by, "from": claim.paper, "at": _text(claim.at)}}


def case_of(document: Mapping[str, object], library: LawLibrary) -> Case:
    """A case from its document of plain JSON values.

    Raises:
        ComityError: a fact is not listed, or a value does not fit.
    """
    return read_case(read_document(json.dumps(dict(document)).encode(), json_form=True), library)


def check_fact(name: str, value: object, library: LawLibrary) -> None:
    """Refuse a fact that is not listed, or whose value does not fit.

    Raises:
        CommandError: so it is.
    """
    # as a claim will stand in a case: a value that is itself a claim does not fit
    check_facts({name: {"value": value}}, library)


def check_facts(given: Mapping[str, object], library: LawLibrary) -> None:
    """Refuse facts that are not listed, or whose values do not fit.

    Raises:
        CommandError: so it is.
    """
    try:
        text = json.dumps(given, allow_nan=False)
        (_read_facts if len(text) > _LONGEST_KEPT else _read_facts_once)(text, library)
    except ComityError as error:
        raise CommandError(error.message, help=error.help) from error
    except (TypeError, ValueError) as error:
        raise CommandError(f"`{', '.join(given)[:200]}` cannot be read: {error}", help="Give plain values.") from error


def _read_facts(text: str, library: LawLibrary) -> None:
    read_facts(cast("Block", read_document(text.encode(), json_form=True)), library.vocabulary)


# an import brings the same charges again and again; what does not fit is not remembered
_read_facts_once = lru_cache(maxsize=1_024)(_read_facts)


def apply_law(act: Act, request_id: str) -> None:
    """Apply the law of this moment to a request, and let that have happened.

    On a day that no pack covers, what that day's law says is not guessed: whatever is unanswered is for legal.

    Raises:
        NotNowError: the law at hand cannot be applied to what is known.
    """
    act.add(EventKind.DECIDED, _body(act, act.request(request_id)))


def apply_law_again(act: Act, request_id: str) -> bool:
    """Apply it before an answer rests on it, and say whether it says something else than what was decided last.

    It is written down where it does, or where that was a while ago.
    """
    request = act.request(request_id)
    body = _body(act, request)
    same = body["decided"] == [written(request.decided[ask]) for ask in request.asks if ask in request.decided]
    fresh = request.decided_at is not None and act.at - request.decided_at <= _STALE
    if not (same and fresh and body["packs"] == dict(request.packs)):
        act.add(EventKind.DECIDED, body)
    return not same


def _body(act: Act, request: Request) -> dict[str, object]:
    document = case_document(act.matter, request, act.at, act.around.agency)
    mark, because = _not_to_apply(act)
    found = _for_legal(act, request, mark, because) if mark else _as_the_law_says(act, request, document)
    return {"request": request.id, "case": document, **found}


def _not_to_apply(act: Act) -> tuple[str, str]:
    """Why the law of this moment is not to be applied, as a mark and in words; empty where it is."""
    # INVARIANT: no other law stands in for one that was adopted and is not here as it was sealed
    if why := act.around.library.withheld(act.matter.agency or act.around.agency):
        return LAW_WITHHELD, f"The law in force here cannot be used: {why}."
    if not act.pack.known.covers(act.local_day):
        return LAW_UNKNOWN, law_unknown_text(act.pack.name, act.pack.known, act.local_day)
    return "", ""


def _as_the_law_says(act: Act, request: Request, document: dict[str, object]) -> dict[str, object]:
    try:
        decision = decide(case_of(document, act.around.library))
    except ComityError as error:
        raise NotNowError(f"the law cannot be applied: {error.message}", help=error.help) from error
    return {
        "packs": {name: digest for name, digest, _ in decision.packs},
        "decided": [written(_ask_decided(answer)) for answer in decision.answers],
        "duties": [written(duty) for duty in _duties(decision.duties, request, act.matter.duties)],
    }


def _for_legal(act: Act, request: Request, mark: str, because: str) -> dict[str, object]:
    """What is written down where no law is applied: every ask is for legal, and whatever was owed stays owed."""
    open_asks = {ask: _unknown(ask, mark, because) for ask in request.asks if ask not in request.answers}
    # INVARIANT: an answer that was given keeps the law it rested on
    decided = [open_asks.get(ask) or request.decided[ask] for ask in request.asks]
    owed = [duty for duty in act.matter.duties.values() if duty.request == request.id]
    return {
        "packs": {pack.name: pack.digest for pack in act.pack.stack} if mark == LAW_UNKNOWN else {},
        "decided": [written(each) for each in decided],
        "duties": [written(duty) for duty in owed],
    }


def _unknown(ask: Ask, mark: str, because: str) -> AskDecided:
    verdict = Verdict.ASK_LEGAL
    return AskDecided(
        ask, Outcome.OPEN.value, verdict.value, order(ask, verdict), because, (mark,), (), ref="", questions=()
    )


def apply_law_to_open(act: Act, request_id: str = "") -> None:
    """Apply it to one request or, without a name, to every one in which something hangs on it."""
    for request in act.matter.open_requests:
        if request_id in ("", request.id) and _hangs_on_law(act.matter, request):
            apply_law(act, request.id)


def _hangs_on_law(matter: Matter, request: Request) -> bool:
    """Whether an ask is unanswered, a hold runs, or a duty of the request waits for its moment."""
    waits = (duty.request == request.id and duty.active and not duty.done_at for duty in matter.duties.values())
    return bool(request.unanswered) or matter.hold_of(request.id) is not None or any(waits)


def _ask_decided(answer: Answer) -> AskDecided:
    binding = _binding(answer.limits)
    return AskDecided(
        ask=answer.ask,
        outcome=answer.outcome.value,
        verdict=answer.verdict.value,
        order=order(answer.ask, answer.verdict),
        because=because_text(answer).strip(),
        marks=tuple(sorted(mark.value for mark in answer.marks)),
        citations=tuple(dict.fromkeys(reason.norm.at.citation for reason in answer.decisive)),
        ref=answer.decisive[0].norm.at.ref if answer.decisive else "",
        questions=tuple(dict.fromkeys(name for question in answer.questions for name in question.facts)),
        limit_ends=binding.ends if binding else None,
        limit_citation=binding.limit.at.citation if binding else "",
    )


def _binding(limits: Sequence[LimitRun]) -> LimitRun | None:
    """The limit to keep: the one that binds; or else the first to end of those that may; or one whose end is unknown.

    So a limit whose condition is still open is kept, and one whose end is unknown is not taken for none.
    """
    bound = next((run for run in limits if run.binds), None)
    ends = [(run.ends.astimezone(UTC), place) for place, run in enumerate(limits) if run.ends]
    first = limits[min(ends)[1]] if ends else None
    return bound or first or next(iter(limits), None)


def _duties(owed: Iterable[DutyOwed], request: Request, before: Mapping[str, Duty]) -> list[Duty]:
    return [
        Duty(
            id=_duty_id(each, request),
            request=request.id,
            ref=each.duty.at.ref,
            citation=each.duty.at.citation,
            says=each.duty.at.says,
            owed_to=each.duty.owed_to,
            trigger=each.duty.trigger,
            due=_due(each, before.get(_duty_id(each, request))),
            due_words=each.words,
            certain=each.certain,
            languages=each.duty.languages,
            asks=tuple(sorted(each.duty.asks, key=lambda ask: ask.value)),
            active=each.certain and each.duty.trigger in AT_ONCE,
        )
        for each in owed
    ]


def _duty_id(owed: DutyOwed, request: Request) -> str:
    return f"{request.id}:{owed.duty.at.ref}"


def _due(owed: DutyOwed, before: Duty | None) -> datetime | None:
    """When a duty is due: what is counted from its rise does not move, and what is counted from a known moment does."""
    risen = before is not None and before.active and isinstance(owed.duty.due, _FROM_ITS_RISE)
    return before.due if before is not None and risen else owed.due


def renewed(act: Act, request_id: str, ask: Ask | None, *, at: datetime) -> dict[str, str]:
    """The duties done after an earlier disclosure that another one makes due again, with their moments.

    Such a duty is about what was told: a log of it, the same notice to the person. What was done before anything had
    been told was done for the first disclosure, and covers that.
    """
    request, matter = act.request(request_id), act.matter
    earlier = {told.ask for told in matter.disclosures if told.request == request_id}
    done = [
        duty
        for duty in matter.duties.values()
        if duty.request == request_id
        and duty.trigger == "disclosed"
        and duty.done_at is not None
        and (not duty.asks or ask in duty.asks)
        and (earlier & {each.value for each in duty.asks} if duty.asks else earlier)
    ]
    owed = _owed_now(act, request) if done else frozenset()
    moments = {duty.id: at if duty.due_words == "at once" else duty.due for duty in done if duty.id in owed}
    return {key: _text(due) if due else "" for key, due in moments.items()}


def _owed_now(act: Act, request: Request) -> frozenset[str]:
    """The duties that the law of this moment knows of for a request; all of it where the law cannot be applied."""
    try:
        owed = cast("list[Mapping[str, object]]", _body(act, request)["duties"])
    except NotNowError:
        return frozenset(act.matter.duties)
    return frozenset(str(duty["id"]) for duty in owed)


def triggers(matter: Matter, request_id: str, *happening: str, at: datetime, ask: Ask | None = None) -> dict[str, str]:
    """The duties that something makes due, with their moments; of every request, or of one and of one of its asks."""
    moments = {
        duty.id: at if duty.due_words == "at once" else duty.due
        for duty in matter.duties.values()
        if duty.trigger in happening
        and not (duty.active or duty.done_at)
        and request_id in ("", duty.request)
        and (ask is None or not duty.asks or ask in duty.asks)
    }
    return {key: _text(due) if due else "" for key, due in moments.items()}
