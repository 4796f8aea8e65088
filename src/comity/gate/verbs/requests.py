"""Requests: received, decided, closed."""

from __future__ import annotations

from datetime import timedelta

from comity.gate import commands
from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.deciding import apply_law, check_fact
from comity.gate.errors import CommandError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import Claim, Request
from comity.gate.verbs.adding import place_on
from comity.gate.verbs.facts import dated, must_be_theirs_to_state

_IMMIGRATION = frozenset({"ice", "ice_ero", "ice_hsi", "cbp", "uscis", "dhs_other"})
_EARLIEST = timedelta(days=3650)


def requester_class(requester: str) -> str:
    """The class of an outside agency: what the public leaf says of who asked, and no more."""
    if requester in _IMMIGRATION:
        return "immigration_authority"
    return {"usms": "federal", "other_federal": "federal", "other_state": "state", "other_local": "local"}[requester]


def receive_request(act: Act, command: commands.ReceiveRequest) -> None:
    """What an outside agency asks is recorded, with what its paper shows, and decided at once."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    _check(act, command)
    year = act.local_day.year
    request = Request(
        id=act.around.new_id(),
        number=f"{year}-{act.around.number(f'request-{year}'):04d}",
        requester=command.requester,
        officer=command.officer,
        purpose=command.purpose,
        instrument=command.instrument,
        asks=command.asks,
        received_at=act.not_to_come(command.received_at),
        recorded_at=act.at,
        recorded_by=act.by.name,
        words=command.words,
        papers=command.papers,
    )
    act.add(EventKind.REQUEST_RECEIVED, written(request), org=requester_class(command.requester))
    for name, value in sorted(command.facts.items()):
        paper = command.papers[0].name if command.papers else command.instrument
        place = place_on(command.places.get(name, ""), command.papers)
        said = (act.by.name, act.by.role.value, paper, act.at, request.id)
        claim = Claim(name, dated(act, name, value), *said, place=place)
        act.add(EventKind.FACT_ESTABLISHED, written(claim))
    apply_law(act, request.id)


def _check(act: Act, command: commands.ReceiveRequest) -> None:
    if not command.asks or len(set(command.asks)) != len(command.asks):
        raise CommandError("a request asks for nothing, or for one thing twice", help="Choose what is asked for.")
    act.not_to_come(command.received_at)
    if command.received_at < act.at - _EARLIEST:
        raise CommandError("the request was received more than ten years ago", help="Correct the day of receipt.")
    own = {"requester": command.requester, "instrument": command.instrument, "purpose": command.purpose or None}
    for name, value in {**own, **command.facts}.items():
        check_fact(name, value, act.around.library)
    needed(command.requester, "who asks", help="Choose the agency that asks.")
    for name in command.facts:
        if name in own or name == "received_at":
            raise CommandError(f"`{name}` is given twice", help="Give it once, in its own field.")
        # INVARIANT: what a paper shows is stated at receipt by the same roles as at any other time
        must_be_theirs_to_state(act, name)


def decide(act: Act, command: commands.Decide) -> None:
    """The law of this moment is applied to what is known now."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    apply_law(act, act.open_request(command.request).id)


def close_request(act: Act, command: commands.CloseRequest) -> None:
    """Nothing is left to do about a request; what is left may only be left by a supervisor who says why."""
    act.only(Role.DESK, Role.SUPERVISOR)
    request = act.open_request(command.request)
    if act.matter.hold_of(request.id):
        raise NotNowError("a hold runs because of this request", help="End the hold, or release the person, first.")
    owed = [duty for duty in act.matter.duties.values() if duty.request == request.id]
    left = [*request.unanswered, *(duty for duty in owed if duty.active and not duty.done_at)]
    if left and not (act.by.role is Role.SUPERVISOR and command.why.strip()):
        raise NotNowError(
            f"{len(left)} things are left to do about this request",
            help="Answer what is asked and do what is due, or let a supervisor close it with a reason.",
        )
    act.add(EventKind.REQUEST_CLOSED, {"request": request.id, "why": command.why})
