"""cedarpy: Cedar policies, parsed once."""

from __future__ import annotations

import cedarpy

from dialects import CEDAR, spoken
from engines import Answer, Engine
from model import RULES, Case


def engine() -> Engine:
    """A `permit` policy for each norm that permits, `unless` the norms it gives way to."""
    when = {rule.name: spoken(rule.when, CEDAR) for rule in RULES}
    policies = cedarpy.PolicySet.from_str(
        "\n".join(
            f'@id("{rule.name}") permit(principal, action, resource) when {{ {when[rule.name]} }}'
            + "".join(f" unless {{ {when[name]} }}" for name in rule.unless)
            + ";"
            for rule in RULES
            if rule.permits
        )
    )
    entities = cedarpy.Entities.from_json_str("[]")

    def decide(case: Case) -> Answer:
        request = {"principal": 'Agency::"x"', "action": 'Action::"assist"', "resource": 'Person::"p"', "context": case}
        found = cedarpy.is_authorized(request, policies, entities)
        if found.decision is cedarpy.Decision.Allow:
            return True
        return None if found.diagnostics.errors else False  # a policy that failed on an absent fact was passed over

    return Engine("cedarpy", decide)
