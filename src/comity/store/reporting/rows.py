"""The rows of the reports that an office has filed: a pure function of the state of its own matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.base import canonical_bytes
from comity.gate.state import Matter

_FIELDS = (
    *("layout", "begins", "ends", "digest", "drafted_at", "drafted_by", "corrects", "why"),
    *("signed_at", "signed_by", "signed_as", "published_at", "published_by"),
)


def reports_of(matter: Matter) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each report with its key."""
    for report in matter.reports.values():
        fields = {name: getattr(report, name) for name in _FIELDS}
        yield report.id, {"matter_id": matter.handle, "value": canonical_bytes(report.value).decode(), **fields}
