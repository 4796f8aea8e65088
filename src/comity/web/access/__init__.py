"""Who may come in, and to what: signing in, roles, permissions, and what is said to whoever is refused."""

from comity.web.access.guard import allowed, own, public, refuse
from comity.web.access.permissions import PERMISSIONS, PermissionUnknownError, may, may_in_some, roles_of

__all__ = [
    "PERMISSIONS",
    "PermissionUnknownError",
    "allowed",
    "may",
    "may_in_some",
    "own",
    "public",
    "refuse",
    "roles_of",
]
