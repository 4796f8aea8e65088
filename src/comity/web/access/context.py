"""What every template knows of whoever reads the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actors import Actor, Role
from comity.web.access.accounts import PEOPLE, SECOND_LEGAL
from comity.web.access.permissions import may_in_some

ROLE_NAMES: dict[Role, str | Promise] = {
    Role.DESK: _("Booking desk"),
    Role.LEGAL: _("Legal reviewer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.COUNSEL: _("Counsel"),
    Role.INSPECTOR: _("Inspector"),
    Role.POLICY: _("Policy staff"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SYSTEM: _("System"),
}

DEMO_NAMES = (
    *((role.value, name) for role, name in ROLE_NAMES.items() if role in PEOPLE),
    (SECOND_LEGAL, _("A second person of legal")),
)

# permission, name of the address, label; a page that is not there is not shown
PAGES: tuple[tuple[str, str, str | Promise], ...] = (
    ("read_today", "today", _("Today")),
    ("record_request", "record_request", _("Record a request")),
    ("read_reviews", "reviews", _("Review")),
    ("read_deadlines", "deadlines", _("Deadlines")),
    ("read_notices", "notices", _("Notices")),
    ("search_people", "search", _("Search")),
    ("read_clients", "clients", _("My clients")),
    ("read_findings", "sweep", _("Sweep")),
    ("read_record", "record", _("Ledger")),
    ("read_counts", "counts", _("Counts")),
    ("read_counts", "reports", _("Reports")),
    ("use_lab", "lab", _("Lab")),
    ("read_signoffs", "called_wrong", _("Called wrong")),
    ("set_up", "set_up", _("Set up")),
    ("set_up", "people", _("People")),
)


class May:
    """`{% if may.answer %}`: whether the role acted in has a permission; a misspelt one is an error, not a no."""

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor

    def __getitem__(self, permission: str) -> bool:
        return may_in_some(self._actor, permission)


def desk(request: HttpRequest) -> dict[str, Any]:
    """The office, who acts and in which role, and what that role may do."""
    actor: Actor | None = getattr(request, "actor", None)
    office = settings.COMITY_OFFICE
    return {
        "actor": actor,
        "demo": settings.COMITY_DEMO,
        "demo_set_back": settings.COMITY_SET_BACK,
        "demo_people": DEMO_NAMES,
        "help_phone": office.telephone,
        "home_url": settings.LOGIN_REDIRECT_URL,
        "may": May(actor),
        "navigation": navigation(request, actor) if actor else [],
        "now": settings.COMITY_CLOCK(),
        "office": office,
        "person_name": _name(request) if actor else "",
        "role_name": ROLE_NAMES[actor.role] if actor else "",
        "roles": getattr(request, "roles", ()),
    }


def navigation(request: HttpRequest, actor: Actor) -> list[tuple[object, str, bool, None]]:
    """The pages that a role may open, of those that there are."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    shown = [(label, name) for permission, name, label in PAGES if may_in_some(actor, permission)]
    found = [(label, _address(name), name == here) for label, name in shown]
    return [(label, address, current, None) for label, address, current in found if address]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _name(request: HttpRequest) -> str:
    user: Any = request.user
    return user.get_full_name() or user.get_username()
