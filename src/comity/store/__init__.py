"""Tables and migrations: how matters and their ledger entries are kept; the one Django app with models.

>>> from comity.store.rows import folded
>>> folded("  José  INVENTADO ")
'jose inventado'

Every table of `PROJECTIONS` is made from the states of matters by `rows.rows_of`, which is pure: `rebuild` makes them
again from the events and compares. Nothing but `DjangoRecords.write` writes to them, in one transaction with the
events and their leaves.
"""
