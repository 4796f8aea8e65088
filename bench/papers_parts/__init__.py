"""The parts of the bench of papers: reading them, and telling what was found."""
