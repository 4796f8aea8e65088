"""The two databases a log can live in; the door of the ledger offers both."""
