"""Programs that are told what happens: who they are, what is kept for them, and how it is sent."""

from comity.api.hooks.telling import hooks_of, tell_hooks, watch_for_hooks

__all__ = ["hooks_of", "tell_hooks", "watch_for_hooks"]
