"""Who acts at the gate, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.facts.kinds import Role as FactRole


class Role(StrEnum):
    """In which role somebody acts; one person may have several and acts in one at a time."""

    DESK = "desk"  # the booking desk: records requests, facts and answers
    LEGAL = "legal"  # a legal reviewer: answers what the law leaves open
    SUPERVISOR = "supervisor"  # decides what the law leaves to the agency, overrides, watches deadlines
    COUNSEL = "counsel"  # the person's lawyer, for as long as appointed
    INSPECTOR = "inspector"  # checks from outside; changes nothing
    POLICY = "policy"  # policy staff and council: counts and laws, no persons
    ADMINISTRATOR = "administrator"  # the city's IT: people, imports, settings; no persons
    SYSTEM = "system"  # feeds and the clock


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, by user name, in a role."""

    name: str
    role: Role


STAFF = frozenset({Role.DESK, Role.LEGAL, Role.SUPERVISOR})

# Whoever stands above a role can also say what that role can say.
MAY_ESTABLISH = {
    Role.DESK: frozenset({FactRole.DESK}),
    Role.SYSTEM: frozenset({FactRole.DESK}),
    Role.SUPERVISOR: frozenset({FactRole.DESK, FactRole.SUPERVISOR}),
    Role.LEGAL: frozenset({FactRole.DESK, FactRole.LEGAL}),
}
