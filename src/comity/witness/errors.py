"""What goes wrong between a log, its witnesses and its monitors."""

from comity.base import ComityError


class WitnessError(ComityError):
    """Something about witnessing or watching that could not be done."""


class UnreachableError(WitnessError):
    """Nobody answers at an address, or not in time."""


class AnswerError(WitnessError):
    """An answer that is not in form, too long, or not of those who should have given it."""


class MemoryFailureError(WitnessError):
    """The memory of a witness did not do what it was asked; nothing is signed."""


class WitnessListError(WitnessError):
    """A list of logs, or an address, that cannot be followed."""
