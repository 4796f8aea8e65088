"""The parts of the bench of the sweep."""
