"""Wiring, the clock and the machine's settings: the only place where rooms are joined to their tools."""
