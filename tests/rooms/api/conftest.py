"""The desk is open for programs, with a token for each role and an invented person in custody."""

from desk_for_tests import desk, open_desk, opened

open_desk()

__all__ = ["desk", "opened"]
