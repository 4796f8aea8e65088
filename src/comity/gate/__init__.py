"""One function for each act, all or nothing: the only place where the state of a matter changes.

>>> from comity.gate import Actor, Role, commands
>>> from comity.gate.state import Booking, Person
>>> command = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-1"))
>>> Actor("officer", Role.DESK).role.value
'desk'

`Gate(records, library, clock, agency=..., new_id=...)` does commands for actors: `gate.do(command, by)` returns after
the commit, or raises and has changed nothing. Events are the truth; `fold` makes a matter's state of them, and tables
are made from states. What the gate needs of the outside stands in `ports`.
"""

from comity.gate import commands, state
from comity.gate.actors import Actor, Role
from comity.gate.deciding import LAW_UNKNOWN, LAW_WITHHELD, case_document, case_of
from comity.gate.errors import (
    AlreadyDoneError,
    BusyError,
    CommandError,
    GateError,
    NotAllowedError,
    NotFoundError,
    NotNowError,
)
from comity.gate.events import Event, EventKind, event_bytes, read_event
from comity.gate.fold import after, fold
from comity.gate.gate import Done, Gate
from comity.gate.ports import Change, Clock, Records
from comity.gate.tick import Ticked, TickError, tick
from comity.gate.verbs.answers import ground_for
from comity.gate.verbs.facts import standing_disputes
from comity.gate.verbs.requests import requester_class
from comity.gate.watch import alarms, next_moment

__all__ = [
    "LAW_UNKNOWN",
    "LAW_WITHHELD",
    "Actor",
    "AlreadyDoneError",
    "BusyError",
    "Change",
    "Clock",
    "CommandError",
    "Done",
    "Event",
    "EventKind",
    "Gate",
    "GateError",
    "NotAllowedError",
    "NotFoundError",
    "NotNowError",
    "Records",
    "Role",
    "TickError",
    "Ticked",
    "after",
    "alarms",
    "case_document",
    "case_of",
    "commands",
    "event_bytes",
    "fold",
    "ground_for",
    "next_moment",
    "read_event",
    "requester_class",
    "standing_disputes",
    "state",
    "tick",
]
