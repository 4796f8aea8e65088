"""What a programmer would write for this rule set, with every fact known: the floor under any engine."""

from __future__ import annotations

from typing import Any


def permitted(case: dict[str, Any]) -> bool:
    """Whether the request may be granted; no fact may be unknown."""
    warrant, asked = case["judicial_warrant"], case["request"]
    if asked == "DETAINER":
        return _detainer(case, warrant)
    if (
        case["task_force"]
        and case["criminal_investigation"]
        and case["charge"] in {"MISDEMEANOR", "FELONY"}
        and case["supervisor_approval"]
    ):
        return True
    if case["victim_or_witness"] and not warrant:
        return False
    if asked == "NOTIFICATION":
        return (warrant or _recent(case) or case["tsdb_match"]) and (case["days_since_request"] <= 30 or warrant)
    if asked == "INTERVIEW":
        return case["consent_written"] and case["counsel_present"]
    return case["consent_written"] or (case["criminal_investigation"] and case["supervisor_approval"])


def _detainer(case: dict[str, Any], warrant: bool) -> bool:
    if case["wrong_person"]:
        return False
    match = case["tsdb_match"]
    if (
        warrant
        and case["warrant_verified"]
        and case["agency"] in {"NYPD", "DOC", "PROBATION"}
        and (match or _recent(case))
    ):
        return True
    return (
        case["agency"] == "NYPD"
        and case["hours_held"] <= 48
        and (match or (case["conviction"] and case["reentry_after_removal"]))
        and (warrant or not case["court_order_release"])
        and (case["age"] >= 18 or case["charge"] == "FELONY")
        and (warrant or case["days_since_request"] <= 30)
    )


def _recent(case: dict[str, Any]) -> bool:
    return case["conviction"] and case["years_since_conviction"] <= 5 and not case["youthful_offender"]
