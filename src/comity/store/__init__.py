"""Tables and migrations: how matters and their ledger entries are kept; the one Django app with models.

>>> from comity.store import folded
>>> folded("  José  INVENTADO ")
'jose inventado'

Every table of `models.PROJECTIONS` is made from the states of matters by `rows.rows_of`, which is pure: `rebuild` makes
them again from the events and compares. Nothing but `DjangoRecords.write` writes to them, in one transaction with the
events and their leaves. `queries` and `finding` are what pages ask; `desk.current()` is the desk of the process. What
needs Django is imported from its own module, once Django is up.
"""

from comity.store.errors import StoreError, UnavailableError
from comity.store.rows import RequestState, folded, name_words

__all__ = ["RequestState", "StoreError", "UnavailableError", "folded", "name_words"]
