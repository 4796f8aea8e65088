"""Custody: persons and what is on record about them, deadlines, letters, and the set-up of the desk."""
