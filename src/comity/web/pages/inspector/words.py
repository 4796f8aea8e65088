"""The short words of the inspector's pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from comity.gate import EventKind, Role
from comity.web.access.context import ROLE_NAMES
from comity.web.pages.requests.history import TITLES


def role_words(role: str) -> str:
    """A role by its name."""
    return str(ROLE_NAMES[Role(role)])


def event_words(kind: EventKind) -> str:
    """What happened, in a few words."""
    further = {
        EventKind.MATTER_OPENED: _("The matter was opened"),
        EventKind.COURT_DATE_RECORDED: _("A court date was entered"),
        EventKind.NOTED: _("A note was written"),
        EventKind.READ: _("Somebody looked at the record"),
        EventKind.MATTER_CLOSED: _("The matter was closed"),
        EventKind.PERSONS_MERGED: _("Two records turned out to be of one person"),
        EventKind.ERASURE_ORDERED: _("An order to erase was entered"),
        EventKind.ERASURE_WITHDRAWN: _("The order to erase was taken back"),
        EventKind.SEALING_ORDERED: _("An order to seal for a court was entered"),
        EventKind.OPENING_ORDERED: _("An order to open what is sealed was entered"),
        EventKind.SEALING_SETTLED: _("A second person agreed to seal or to open, or it was taken back"),
        EventKind.ERASURE_APPROVED: _("A second person agreed to erase"),
        EventKind.FINDING_RAISED: _("The sweep found something"),
        EventKind.FINDING_EXPLAINED: _("A finding was explained"),
        EventKind.FINDING_REOPENED: _("A finding was opened again"),
        EventKind.SETUP_CHANGED: _("The desk itself was changed"),
        EventKind.REFUSED: _("Somebody asked for what is not theirs"),
    }
    return str(TITLES.get(kind) or further.get(kind) or kind.value)
