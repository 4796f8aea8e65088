"""Who may do what: one table from permissions to roles, and the rules that read it.

Each name is also a rule of the global set of `rules`, so that a neighbour asks without knowing this room:
`rules.test_rule("read_matter", actor, matter)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import rules
from django.apps import apps

from comity.base import ComityError
from comity.gate.actors import Actor, Role

DESK, LEGAL, SUPERVISOR, COUNSEL = Role.DESK, Role.LEGAL, Role.SUPERVISOR, Role.COUNSEL
INSPECTOR, POLICY, ADMINISTRATOR, SYSTEM = Role.INSPECTOR, Role.POLICY, Role.ADMINISTRATOR, Role.SYSTEM


class PermissionUnknownError(ComityError):
    """A permission that the table does not have."""


def _row(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


# INVARIANT: no row about persons' records names the administrator or policy staff; tests hold that.
PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # requests and what follows from them
        "open_matter": _row(DESK, SUPERVISOR, SYSTEM),
        "record_request": _row(DESK, LEGAL, SUPERVISOR, SYSTEM),
        "establish_fact": _row(DESK, LEGAL, SUPERVISOR, SYSTEM),
        "dispute_fact": _row(DESK, LEGAL, SUPERVISOR, COUNSEL),
        "ask_legal": _row(DESK, SUPERVISOR),
        "review": _row(LEGAL),
        "propose_override": _row(LEGAL, SUPERVISOR),
        "settle_override": _row(SUPERVISOR, LEGAL),
        "answer": _row(DESK, SUPERVISOR),
        "disclose": _row(DESK, LEGAL, SUPERVISOR),
        "give_notice": _row(DESK, LEGAL, SUPERVISOR),
        "confirm_notice": _row(DESK, LEGAL, SUPERVISOR, COUNSEL),
        "finish_duty": _row(DESK, LEGAL, SUPERVISOR),
        "close": _row(DESK, SUPERVISOR),
        # custody
        "hold": _row(DESK, SUPERVISOR),
        "end_hold": _row(DESK, LEGAL, SUPERVISOR),
        "release": _row(DESK, SUPERVISOR, SYSTEM),
        "transfer": _row(DESK, SUPERVISOR, SYSTEM),
        "record_visit": _row(DESK, LEGAL, SUPERVISOR, SYSTEM),
        "record_court_date": _row(DESK, LEGAL, SUPERVISOR, SYSTEM),
        "write_note": _row(DESK, LEGAL, SUPERVISOR),
        "merge_persons": _row(DESK, SUPERVISOR, SYSTEM),
        "appoint_counsel": _row(DESK, LEGAL, SUPERVISOR, SYSTEM),
        "confirm_alarm": _row(DESK, LEGAL, SUPERVISOR),
        # erasure
        "order_erasure": _row(LEGAL, SUPERVISOR),
        "approve_erasure": _row(LEGAL, SUPERVISOR),
        # sealing for a court, and opening again
        "order_sealing": _row(LEGAL, SUPERVISOR),
        "settle_sealing": _row(LEGAL, SUPERVISOR),
        # what is held about a person, for that person
        "give_everything": _row(LEGAL, SUPERVISOR),
        # reading
        "read_today": _row(DESK, LEGAL, SUPERVISOR),
        "read_matter": _row(DESK, LEGAL, SUPERVISOR, COUNSEL, INSPECTOR),
        "search_people": _row(DESK, LEGAL, SUPERVISOR),
        "read_reviews": _row(LEGAL, SUPERVISOR),
        "read_deadlines": _row(DESK, LEGAL, SUPERVISOR),
        "read_notices": _row(DESK, LEGAL, SUPERVISOR),
        "read_clients": _row(COUNSEL),
        "read_client": _row(COUNSEL),
        "read_findings": _row(SUPERVISOR, INSPECTOR),
        "explain_finding": _row(SUPERVISOR),
        "read_record": _row(LEGAL, SUPERVISOR, INSPECTOR),
        "read_counts": _row(LEGAL, SUPERVISOR, INSPECTOR, POLICY),
        # reports that a law orders
        "file_report": _row(LEGAL, SUPERVISOR),
        # the lab: texts of law; and past requests, by their numbers
        "use_lab": _row(LEGAL, POLICY),
        "sign_case": _row(LEGAL),
        "read_signoffs": _row(LEGAL, SUPERVISOR),
        "replay_past": _row(LEGAL),
        # drafts of the office's own law, and making one law
        "draft_law": _row(LEGAL, POLICY),
        "order_law": _row(LEGAL),
        "settle_law": _row(LEGAL),
        # the desk itself
        "import_records": _row(ADMINISTRATOR, SYSTEM),
        "set_up": _row(ADMINISTRATOR),
    }
)

# For counsel these hold only in a matter to which they are appointed.
OF_A_MATTER = frozenset({"dispute_fact", "confirm_notice", "read_matter", "read_client"})

# These need somebody other than whoever asked first; the object of the rule is that person's user name.
OF_A_SECOND_PERSON = frozenset({"settle_override"})


def roles_of(permission: str) -> frozenset[Role]:
    """The roles that a permission names.

    Raises:
        PermissionUnknownError: the table does not have it.
    """
    if permission not in PERMISSIONS:
        raise PermissionUnknownError(
            f"`{permission}` is not a permission", help="Use a name from the table in `comity.web.access`."
        )
    return PERMISSIONS[permission]


def may(actor: Actor | None, permission: str, about: str | None = None) -> bool:
    """Whether an actor has a permission; `about` is a matter, or whoever asked first, where the permission needs it."""
    roles_of(permission)
    return actor is not None and bool(rules.test_rule(permission, actor, about))


def may_in_some(actor: Actor | None, permission: str) -> bool:
    """Whether the role has the permission at all, in some matter or other."""
    return actor is not None and actor.role in roles_of(permission)


def is_appointed(actor: Actor, matter: str) -> bool:
    """Whether a lawyer is counsel in a matter: appointed, not withdrawn, and the matter is not closed."""
    counsel = apps.get_model("store", "Counsel").objects.filter(matter=matter, user=actor.name)
    return bool(counsel.filter(withdrawn_at__isnull=True, matter__closed_at__isnull=True).exists())


def add_rules() -> None:
    """Give every permission its rule; done once, when the desk starts."""
    for name in PERMISSIONS:
        if not rules.rule_exists(name):
            rules.add_rule(name, _rule(name))


def _rule(name: str) -> Callable[..., bool]:
    def holds(actor: Actor, about: str | None = None) -> bool:
        if actor.role not in PERMISSIONS[name]:
            return False
        if actor.role is COUNSEL and name in OF_A_MATTER:
            return about is not None and is_appointed(actor, about)
        return not (name in OF_A_SECOND_PERSON and about == actor.name)

    predicate: Callable[..., bool] = rules.predicate(holds, name=name)
    return predicate
