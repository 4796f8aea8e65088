"""The door of every page: whose it is, and what is written down when somebody knocks at another's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from comity.gate.actors import Actor, Role
from comity.web.access.permissions import OF_A_MATTER, may, roles_of

View = Callable[..., HttpResponseBase]
Recorder = Callable[[Actor | None, str, str], None]
MatterOf = Callable[..., str | None]
_LONGEST = 1_000  # signs of an address that are recorded


def allowed(permission: str, *, of: MatterOf | None = None) -> Callable[[View], View]:
    """Open a view only to those who have a permission, and have every refusal recorded.

    The matter is the URL's `matter`, or what `of` makes of the view's own arguments. A role that the permission does
    not name is told so (403). Counsel who ask for a matter that is not theirs are told what everyone is told of a
    matter that does not exist (404): that there is one is already personal.

    Raises:
        PermissionUnknownError: the table does not have the permission.
    """
    roles = roles_of(permission)

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = request.actor
            if actor is None or actor.role not in roles:
                refuse(request, permission)
                raise PermissionDenied
            if permission in OF_A_MATTER and actor.role is Role.COUNSEL:
                matter = of(request, *args, **kwargs) if of else kwargs.get("matter")
                if not may(actor, permission, matter):
                    refuse(request, permission)
                    raise Http404
            return view(request, *args, **kwargs)

        answer.comity_permission = permission  # type: ignore[attr-defined]
        return answer

    return guarded


def public(view: View) -> View:
    """Open a view to everyone, signed in or not."""
    opened: View = login_not_required(view)
    opened.comity_permission = "public"  # type: ignore[attr-defined]
    return opened


def own(view: View) -> View:
    """Open a view to everyone who is signed in, whatever their role: it shows only what is their own."""
    view.comity_permission = "own"  # type: ignore[attr-defined]
    return view


def refuse(request: HttpRequest, permission: str) -> None:
    """Have it recorded that somebody asked for what is not theirs; `COMITY_RECORD_REFUSAL` names who records."""
    record: Recorder = import_string(settings.COMITY_RECORD_REFUSAL)
    record(request.actor, permission, quote(request.path)[:_LONGEST])  # whatever it holds, it can be written down
