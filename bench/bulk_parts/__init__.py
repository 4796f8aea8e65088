"""The parts of the bench of many rows."""
