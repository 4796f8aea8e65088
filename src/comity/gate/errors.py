"""What the gate refuses, by whose side it failed."""

from comity.base import ComityError


class GateError(ComityError):
    """Something that the gate does not do; nothing was changed."""


class NotAllowedError(GateError):
    """Whoever asked may not do this."""


class NotFoundError(GateError):
    """What was named is not there."""


class AlreadyDoneError(GateError):
    """Somebody else has done it meanwhile; the message says who, and when."""


class NotNowError(GateError):
    """The state of the matter does not let this be done, or not yet."""


class CommandError(GateError):
    """What was entered cannot be used."""


class BusyError(GateError):
    """Others were writing at the same time; done again, it can succeed."""
