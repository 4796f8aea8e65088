"""The commands of the record: the log, its matters, its witnesses, its monitor, and its verifier."""
