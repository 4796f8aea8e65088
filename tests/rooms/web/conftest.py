"""The desk is open for every test of the pages."""

from desk_for_tests import open_desk, signed_in

open_desk()

__all__ = ["signed_in"]
