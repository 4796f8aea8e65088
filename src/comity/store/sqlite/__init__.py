"""Django's back end for SQLite, whose writers wait for their turn in shorter looks; `ENGINE` names this package."""
