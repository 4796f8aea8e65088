"""What events about findings do to the state of a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read
from comity.gate.events import Event, EventKind
from comity.gate.findings.state import Explanation, Finding, Joined, Later, Proposed, Seen, SetApart

Findings = Mapping[str, Finding]
WITHIN = (
    *(EventKind.FINDING_RAISED, EventKind.FINDING_MATCHED, EventKind.FINDING_EXPLAINED, EventKind.FINDING_REOPENED),
    *(EventKind.FINDING_PROPOSED, EventKind.FINDING_SET_APART),
)
"""What changes a finding where it stands."""


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


def proposed(findings: Findings, body: Body, at: datetime) -> Findings:
    """One of which it is now known whom it may be about."""
    about = Proposed(str(body["about"]), str(body["why"]), at)
    return _with(findings, replace(findings[str(body["id"])], about=about))


def set_apart(findings: Findings, body: Body, at: datetime, by: str) -> Findings:
    """One that is not about somebody."""
    before = findings[str(body["id"])]
    said = SetApart(str(body["about"]), str(body["why"]), at, by)
    about = None if before.about and before.about.matter == said.matter else before.about
    return _with(findings, replace(before, about=about, apart=(*before.apart, said)))


def given(findings: Findings, body: Body) -> Findings:
    """Without the one that now stands with the person whom it is about."""
    return MappingProxyType({name: each for name, each in findings.items() if name != body["id"]})


def joined(findings: Findings, body: Body, at: datetime, by: str) -> Findings:
    """One more, as it stood when it was about nobody."""
    finding = read(Finding, body["finding"])
    return _with(findings, replace(finding, about=None, joined=Joined(at, by, bool(body.get("in_lot", False)))))


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
        case EventKind.FINDING_PROPOSED:
            return proposed(findings, body, at)
        case EventKind.FINDING_SET_APART:
            return set_apart(findings, body, at, by)
        case EventKind.FINDING_GIVEN:
            return given(findings, body)
        case EventKind.FINDING_JOINED:
            return joined(findings, body, at, by)
    return reopened(findings, body, at, by)


def _with(findings: Findings, finding: Finding) -> Findings:
    return MappingProxyType({**findings, finding.seen.id: finding})
