"""Deadlines: what runs out, what is late, what was missed, alarms, and the calendar that tells of them."""
