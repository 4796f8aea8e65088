"""Sealing a matter for a court, and opening it again: an order that one person enters and a second one agrees to."""

from __future__ import annotations

from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.checking import needed
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.sealing import commands
from comity.gate.sealing.state import Entered
from comity.matters import SealError, courts_public_key


def order_sealing(act: Act, command: commands.OrderSealing) -> None:
    """A first person enters an order to seal."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    order = needed(command.order, "the order to seal", help="Name the number and the day of the court's order.")
    court = needed(command.court, "the court", help="Name the court that ordered it.")
    key = _key("".join(command.key.split()).lower())
    if act.matter.sealing:
        raise AlreadyDoneError("an order to seal this matter is entered", help="A second person has to agree to it.")
    if act.matter.erasing:
        raise NotNowError("an order to erase this matter is entered", help="Ask the courts which order stands.")
    act.add(EventKind.SEALING_ORDERED, {"order": order, "court": court, "key": key})


def order_opening(act: Act, command: commands.OrderOpening) -> None:
    """A first person enters an order to open what is sealed."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    order = needed(command.order, "the order to open", help="Name the court, and the number and day of its order.")
    sealing = act.matter.sealing
    if sealing is None or sealing.agreed is None:
        raise NotNowError("this matter is not sealed", help="Nothing is left to open.")
    if sealing.opening_entered:
        raise AlreadyDoneError("an order to open this matter is entered", help="A second person has to agree to it.")
    act.add(EventKind.OPENING_ORDERED, {"order": order})


def settle_sealing(act: Act, command: commands.SettleSealing) -> None:
    """A second person agrees to what was ordered last, or somebody takes it back."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    waiting = act.matter.sealing.waiting if act.matter.sealing else None
    if waiting is None:
        raise NotNowError("no order to seal or to open this matter waits", help="Enter the order first.")
    act.in_person()
    why = command.why.strip()
    if command.agreed:
        _must_be_second(act, waiting)
    else:
        why = needed(why, "why the order is taken back", help="Say what was wrong, or what the court says now.")
    act.add(EventKind.SEALING_SETTLED, {"agreed": command.agreed, **({"why": why} if why else {})})


def _key(digits: str) -> str:
    try:
        courts_public_key(digits)
    except SealError as error:
        raise CommandError(error.message, help=error.help) from error
    return digits


def _must_be_second(act: Act, first: Entered) -> None:
    # INVARIANT: nobody seals or opens alone, and neither does one side of the office
    if act.by.name.casefold() == first.by.casefold():
        raise NotAllowedError("whoever entered the order cannot also agree to it", help="A second person has to look.")
    if act.by.role.value == first.role:
        raise NotAllowedError(
            f"the order was entered as {first.role}", help="Legal and a supervisor have to agree to it."
        )
