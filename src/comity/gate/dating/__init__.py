"""Dating: the time of a paper, as far as it is known."""
