"""What events about findings do to the state of a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read
from comity.gate.findings.state import Explanation, Finding, Seen

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
    return _with(findings, Finding(before.seen, before.raised_at, kept))


def reopened(findings: Findings, body: Body, at: datetime, by: str) -> Findings:
    """One that is open again."""
    before = findings[str(body["id"])]
    return _with(findings, replace(before, reopened_at=at, reopened_by=by, reopened_why=str(body["why"])))


def _with(findings: Findings, finding: Finding) -> Findings:
    return MappingProxyType({**findings, finding.seen.id: finding})
