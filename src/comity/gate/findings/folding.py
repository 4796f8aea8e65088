"""What events about findings do to the state of a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read
from comity.gate.events import Event, EventKind
from comity.gate.findings.state import Explanation, Finding, Later, Seen

Findings = Mapping[str, Finding]


def raised(findings: Findings, body: Body, at: datetime) -> Findings:
    """One more."""
    seen = read(Seen, body["seen"])
    return _with(findings, Finding(seen, at))


def explained(findings: Findings, body: Body, at: datetime, by: str) -> Findings:
    """One that is closed."""
    before = findings[str(body["id"])]
    said = Explanation(str(body["outcome"]), str(body["why"]), at, by, str(body.get("told", "")))
    kept = (*before.explanations, said)
    closed = replace(before, explanations=kept, reopened_at=None, reopened_by="", reopened_why="")
    return _with(findings, closed)


def matched(findings: Findings, body: Body, at: datetime) -> Findings:
    """One about which something was recorded later."""
    before = findings[str(body["id"])]
    later = read(Later, {**body["later"], "at": at.isoformat()})  # type: ignore[dict-item]
    return _with(findings, replace(before, later=later))


def reopened(findings: Findings, body: Body, at: datetime, by: str) -> Findings:
    """One that is open again."""
    before = findings[str(body["id"])]
    return _with(findings, replace(before, reopened_at=at, reopened_by=by, reopened_why=str(body["why"])))


def changed(findings: Findings, event: Event) -> Findings:
    """The findings after one more event about one of them."""
    body, at, by = event.body, event.at, event.by.name
    match event.kind:
        case EventKind.FINDING_RAISED:
            return raised(findings, body, at)
        case EventKind.FINDING_MATCHED:
            return matched(findings, body, at)
        case EventKind.FINDING_EXPLAINED:
            return explained(findings, body, at, by)
    return reopened(findings, body, at, by)


def _with(findings: Findings, finding: Finding) -> Findings:
    return MappingProxyType({**findings, finding.seen.id: finding})
