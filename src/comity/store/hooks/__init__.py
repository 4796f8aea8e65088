"""Programs that are told what happens: their addresses, the secrets that sign, and what waits to be told."""

from comity.store.hooks.endpoints import (
    add_endpoint,
    end_endpoint,
    endpoints_now,
    find_endpoint,
    renew_secret,
)
from comity.store.hooks.waiting import DjangoHooks

__all__ = ["DjangoHooks", "add_endpoint", "end_endpoint", "endpoints_now", "find_endpoint", "renew_secret"]
