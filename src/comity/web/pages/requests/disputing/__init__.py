"""Facts that somebody disputes: what stands, what is said instead, and how it is entered and taken back."""
