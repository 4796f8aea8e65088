"""The commands about findings; one about nobody who is known is a matter of the office's own, with a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.gate.findings.state import Seen


@dataclass(frozen=True, slots=True)
class RaiseFinding:
    """Put what the sweep saw on record; nothing happens where it is there already. Only the sweep does."""

    seen: Seen
    matter: str = ""  # empty: nobody is known whom it is about


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """Record that somebody looked at the words of a finding."""

    matter: str
    finding: str


@dataclass(frozen=True, slots=True)
class ExplainFinding:
    """Close a finding, and say what it was and why; what had been told can be put on record as a disclosure at once."""

    matter: str
    finding: str
    outcome: str  # around, recorded, no_contact
    why: str
    told: str = ""  # what had been told to the agency, where it was and nobody has recorded it


@dataclass(frozen=True, slots=True)
class ReopenFinding:
    """Open a closed finding again, and say why; the earlier explanation stays on record."""

    matter: str
    finding: str
    why: str


@dataclass(frozen=True, slots=True)
class MatchFinding:
    """Put on record that what explains a finding was recorded after it had been raised; it stays to be explained.

    Only the sweep does; nothing happens where that is on record already.
    """

    matter: str
    finding: str
    recorded_at: datetime
    why: str
    known_by: tuple[str, ...] = ()
    request: str = ""


@dataclass(frozen=True, slots=True)
class ProposeFinding:
    """Say whom a finding about nobody is now known to be about; a person decides. Only the sweep does."""

    matter: str  # in which the finding stands
    finding: str
    about: str  # the matter of the person
    why: str  # booking, name


@dataclass(frozen=True, slots=True)
class JoinFinding:
    """Give a finding about nobody to the record of the person whom it is about; its own key goes."""

    matter: str  # of the person
    lot: str  # in which the finding stands
    finding: str


@dataclass(frozen=True, slots=True)
class SetFindingApart:
    """Say that a finding is not about the person that it was proposed for, and why."""

    matter: str  # in which the finding stands
    finding: str
    about: str  # the matter of the person
    why: str


OfFindings = (
    RaiseFinding
    | MatchFinding
    | OpenFinding
    | ExplainFinding
    | ReopenFinding
    | ProposeFinding
    | JoinFinding
    | SetFindingApart
)
