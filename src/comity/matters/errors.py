"""What goes wrong with matters, their keys, their payloads and their place in the index."""

from comity.base.errors import ComityError


class MattersError(ComityError):
    """Something about a matter that could not be done."""


class KeyUnavailableError(MattersError):
    """A matter whose key is not here: erased, sealed for a court, or never known."""


class WrapError(MattersError):
    """A wrapped key that does not open, or a wrapping key that is not there."""


class PayloadError(MattersError):
    """A payload that does not decrypt, or that is not the one its leaf commits to."""


class CounterTakenError(MattersError):
    """A counter of a matter that another writer has used meanwhile."""


class ErasureError(MattersError):
    """An erasure that may not begin, or may not go on."""


class SealError(MattersError):
    """A matter that cannot be sealed, or cannot be unsealed with this key."""


class ProofError(MattersError):
    """A proof from the index that does not show what it claims."""


class TagIndexError(MattersError):
    """An index that cannot be brought to the state of the log."""


class StoreDamageError(MattersError):
    """A row of a store that is not of the form this program writes."""


class StoreFailureError(MattersError):
    """A database that did not do what it was asked."""
