"""Applying the law to a request: the case as it stands, the decision, and what of it is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from comity.base import ComityError, read_document
from comity.decide import Answer, Case, Decision, DutyOwed, decide, read_case
from comity.gate.act import Act
from comity.gate.bodies import written
from comity.gate.errors import CommandError
from comity.gate.events import EventKind
from comity.gate.state import AskDecided, Claim, Duty, Matter, Request
from comity.law import LawLibrary
from comity.tell import order
from comity.tell.page import because_text

_AT_ONCE = frozenset({"received", "booked", "arrested"})  # triggers that have happened when a request is decided


def case_document(matter: Matter, request: Request, at: datetime, agency: str) -> dict[str, object]:
    """The case of a request as it stands: what `comity decide` would be given, as plain JSON values."""
    asked: dict[str, object] = {
        "from": request.requester,
        "asks": [ask.value for ask in request.asks],
        "purpose": request.purpose or None,
        "instrument": request.instrument or None,
        "received": _text(request.received_at),
    }
    return {
        "at": _text(at),
        "agency": matter.agency or agency,
        "request": {key: value for key, value in asked.items() if value is not None},
        "facts": {**_recorded(matter), **_claimed(matter, request)},
    }


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _recorded(matter: Matter) -> dict[str, object]:
    """The facts that the booking system states."""
    booking = matter.booking
    stated: dict[str, object] = {
        "booked_at": _text(booking.booked_at) if booking.booked_at else None,
        "arrest_date": booking.arrest_date.isoformat() if booking.arrest_date else None,
        "release_due": _text(booking.release_due) if booking.release_due else None,
        "convictions": booking.convictions,
        "arrest_charges": [_offence(charge.offence, charge.grade) for charge in booking.charges] or None,
    }
    source = {"by": booking.source or "desk", "from": f"booking {booking.number}"}
    return {key: {"value": value, "source": source} for key, value in stated.items() if value is not None}


def _offence(offence: str, grade: str) -> dict[str, object]:
    return {"offence": offence, **({"grade": grade} if grade else {})}


def _claimed(matter: Matter, request: Request) -> dict[str, object]:
    """The facts that people have stated: of those who can, the last one counts; whoever disputes it leaves it open."""
    by_name: dict[str, list[Claim]] = {}
    for claim in matter.claims:
        if claim.request in ("", request.id):
            by_name.setdefault(claim.name, []).append(claim)
    recorded = _recorded(matter)
    return {name: _stated(claims, recorded.get(name)) for name, claims in by_name.items()}


def _stated(claims: list[Claim], recorded: object) -> object:
    sure = next((at for at in range(len(claims) - 1, -1, -1) if not claims[at].disputed), None)
    base = _form(claims[sure]) if sure is not None else recorded
    doubts = [_form(claim) for claim in claims[(sure + 1 if sure is not None else 0) :]]
    if not doubts:
        return base
    if base is None:
        return None  # stated by somebody who cannot confirm it: it stays unknown
    return {"disputed": [base, *doubts]}


def _form(claim: Claim) -> dict[str, object]:
    return {"value": claim.value, "source": {"by": claim.by, "from": claim.paper, "at": _text(claim.at)}}


def case_of(document: Mapping[str, object], library: LawLibrary) -> Case:
    """A case from its document of plain JSON values.

    Raises:
        ComityError: a fact is not listed, or a value does not fit.
    """
    return read_case(read_document(json.dumps(document).encode(), json_form=True), library)


def check_fact(name: str, value: object, library: LawLibrary, agency: str, at: datetime) -> None:
    """Refuse a fact that is not listed, or whose value does not fit.

    Raises:
        CommandError: so it is.
    """
    probe = {"at": _text(at), "agency": agency, "request": {"asks": ["hold"]}, "facts": {name: value}}
    try:
        case_of(probe, library)
    except CommandError:
        raise
    except ComityError as error:
        raise CommandError(error.message, help=error.help) from error


def apply_law(act: Act, request_id: str) -> Decision:
    """Apply the law of this moment to a request, and let that have happened."""
    request = act.request(request_id)
    document = case_document(act.matter, request, act.at, act.around.agency)
    decision = decide(case_of(document, act.around.library))
    body = {
        "request": request.id,
        "case": document,
        "packs": {name: digest for name, digest, _ in decision.packs},
        "decided": [written(_ask_decided(answer)) for answer in decision.answers],
        "duties": [written(duty) for duty in _duties(decision.duties, request)],
    }
    act.add(EventKind.DECIDED, body)
    return decision


def apply_law_to_open(act: Act, request_id: str = "") -> None:
    """Apply it to one request or, without a name, to every request that has an unanswered ask."""
    for request in act.matter.open_requests:
        if request.unanswered and request_id in ("", request.id):
            apply_law(act, request.id)


def _ask_decided(answer: Answer) -> AskDecided:
    binding = next((run for run in answer.limits if run.binds), None)
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


def _duties(owed: Iterable[DutyOwed], request: Request) -> list[Duty]:
    return [
        Duty(
            id=f"{request.id}:{each.duty.at.ref}",
            request=request.id,
            ref=each.duty.at.ref,
            citation=each.duty.at.citation,
            says=each.duty.at.says,
            owed_to=each.duty.owed_to,
            trigger=each.duty.trigger,
            due=each.due,
            due_words=each.words,
            certain=each.certain,
            languages=each.duty.languages,
            active=each.certain and each.duty.trigger in _AT_ONCE,
        )
        for each in owed
    ]


def triggers(act: Act, request_id: str, *happening: str) -> dict[str, str]:
    """The duties that something makes due now, with their moments."""
    duties = [duty for duty in act.matter.duties.values() if duty.request == request_id or not request_id]
    wanted = [duty for duty in duties if duty.trigger in happening and not duty.active and not duty.done_at]
    moments = {duty.id: _due(duty, act.at) for duty in wanted}
    return {key: _text(due) if due else "" for key, due in moments.items()}


def _due(duty: Duty, at: datetime) -> datetime | None:
    """When a duty falls due that arises now; a time counted from something else was worked out with the decision."""
    return at if duty.due_words == "at once" else duty.due
