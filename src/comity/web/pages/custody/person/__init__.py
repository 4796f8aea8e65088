"""Persons: finding one, the record about one, release, hand-over, merging and erasing."""
