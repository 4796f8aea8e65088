"""The desk is open for every test of how the desk is put together."""

from desk_for_tests import durable, open_desk, opened, signed_in

open_desk()

__all__ = ["durable", "opened", "signed_in"]
