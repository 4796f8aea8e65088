"""zen-engine (GoRules): its expression language, compiled; for the survey a decision graph, compiled."""

from __future__ import annotations

import json

import zen

from dialects import ZEN, spoken
from engines import Answer, Engine, Survey
from model import DUTIES, PERMIT, RULES, Case


def engine() -> Engine:
    """One compiled expression for the answer; one graph for everything."""
    permit = zen.compile_expression(spoken(PERMIT, ZEN))
    graph = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(_graph())))

    def decide(case: Case) -> Answer:
        try:
            return permit.evaluate(case)
        except RuntimeError:  # an operand is null
            return None

    def survey(case: Case) -> Survey:
        found = graph.evaluate(case)["result"]
        return found["permit"], tuple(found[rule.name] for rule in RULES), tuple(found[duty] for duty in DUTIES)

    return Engine("zen-engine", decide, survey)


def _graph() -> dict[str, object]:
    entries = {rule.name: spoken(rule.when, ZEN) for rule in RULES}
    entries["permit"] = " or ".join(
        "(" + " and ".join([f"$.{rule.name}", *(f"not ($.{name})" for name in rule.unless)]) + ")"
        for rule in RULES
        if rule.permits
    )
    entries |= {name: spoken(when, ZEN).replace("permit", "$.permit") for name, when in DUTIES.items()}
    content = {
        "expressions": [{"id": name, "key": name, "value": value} for name, value in entries.items()],
        "passThrough": False,
    }
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            _node("in", "inputNode"),
            {**_node("rules", "expressionNode"), "content": content},
            _node("out", "outputNode"),
        ],
        "edges": [_edge("in", "rules"), _edge("rules", "out")],
    }


def _node(name: str, kind: str) -> dict[str, object]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
