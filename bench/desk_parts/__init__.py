"""The bench of the desk: a county of invented people, the acts that are timed, and how they are written down."""
