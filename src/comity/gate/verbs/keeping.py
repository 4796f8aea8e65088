"""Keeping a matter: notes, readings, counsel's access, closing, erasing; and the set-up of the desk."""

from __future__ import annotations

from comity.gate import commands
from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.errors import AlreadyDoneError, NotAllowedError, NotFoundError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import Counsel, Note

_READERS = (Role.DESK, Role.LEGAL, Role.SUPERVISOR, Role.COUNSEL, Role.INSPECTOR, Role.SYSTEM)


def write_note(act: Act, command: commands.WriteNote) -> None:
    """Somebody writes a note."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    text = needed(command.text, "the note", help="Write it, or leave it.")
    act.add(EventKind.NOTED, written(Note(act.around.new_id(), text, act.at, act.by.name)))


def read_matter(act: Act, command: commands.ReadMatter) -> None:
    """Somebody looked at the person's record."""
    act.only(*_READERS)
    act.add(EventKind.READ, {"page": command.page})


def appoint_counsel(act: Act, command: commands.AppointCounsel) -> None:
    """A lawyer may see the matter from now on."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    needed(command.user, "the lawyer's user name", help="Choose the lawyer from the list.")
    if act.matter.is_counsel(command.user):
        raise AlreadyDoneError("this lawyer has access already", help="Nothing is left to do.")
    act.add(EventKind.COUNSEL_APPOINTED, written(Counsel(command.user, command.name, act.at, act.by.name)))


def withdraw_counsel(act: Act, command: commands.WithdrawCounsel) -> None:
    """A lawyer's access ends."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.COUNSEL, Role.SYSTEM)
    if act.by.role is Role.COUNSEL and act.by.name != command.user:
        raise NotAllowedError("counsel can end only their own access", help="Ask the desk.")
    if not act.matter.is_counsel(command.user):
        raise NotFoundError("this lawyer has no access", help="See the page of the person for who has.")
    act.add(EventKind.COUNSEL_WITHDRAWN, {"user": command.user})


def close_matter(act: Act, command: commands.CloseMatter) -> None:
    """Nothing is left to do about a matter."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.SYSTEM)
    if act.matter.closed_at:
        raise AlreadyDoneError("this matter is closed", help="Nothing is left to do.")
    if act.matter.open_requests:
        raise NotNowError("requests about this person are open", help="Close them first.")
    act.add(EventKind.MATTER_CLOSED, {"why": command.why})


def order_erasure(act: Act, command: commands.OrderErasure) -> None:
    """A first person enters an order to erase."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    order = needed(command.order, "the order to erase", help="Name the court and the number of its order.")
    if act.matter.erasing:
        raise AlreadyDoneError("an order to erase this matter is entered", help="A second person has to agree to it.")
    if act.matter.sealing:
        raise NotNowError("an order to seal this matter is entered", help="Ask the courts which order stands.")
    act.add(EventKind.ERASURE_ORDERED, {"order": order})


def withdraw_erasure(act: Act, command: commands.WithdrawErasure) -> None:
    """An order is taken back: it was entered in error, or the court has changed it."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    if act.matter.erasing is None:
        raise NotNowError("no order to erase this matter is entered", help="Nothing is left to take back.")
    act.in_person()
    why = needed(command.why, "why the order is taken back", help="Say what was wrong, or what the court says now.")
    act.add(EventKind.ERASURE_WITHDRAWN, {"why": why})


def approve_erasure(act: Act, command: commands.ApproveErasure) -> None:
    """A second person agrees; the matter is erased when this is durable."""
    act.only(Role.LEGAL, Role.SUPERVISOR)
    if act.matter.erasing is None:
        raise NotNowError("no order to erase this matter is entered", help="Enter the order first.")
    act.in_person()
    # INVARIANT: nobody erases alone, and neither does one side of the office
    if act.by.name.casefold() in {name.casefold() for name in act.matter.erasing.by}:
        raise NotAllowedError("whoever entered the order cannot also agree to it", help="A second person has to look.")
    if act.by.role.value in act.matter.erasing.roles:
        raise NotAllowedError(
            f"the order was entered as {act.by.role.value}", help="Legal and a supervisor have to agree to it."
        )
    act.add(EventKind.ERASURE_APPROVED, {})


def change_setup(act: Act, command: commands.ChangeSetup) -> None:
    """The desk itself was changed."""
    act.only(Role.ADMINISTRATOR, Role.SYSTEM, Role.SUPERVISOR)
    needed(command.what, "what was changed", help="Say what was changed.")
    act.add(EventKind.SETUP_CHANGED, {"what": command.what, "value": command.value})


def record_refusal(act: Act, command: commands.RecordRefusal) -> None:
    """Somebody asked for what is not theirs."""
    act.only(Role.SYSTEM)
    needed(command.what, "what was refused", help="Name the permission.")
    act.add(EventKind.REFUSED, {"what": command.what, "value": command.value})
