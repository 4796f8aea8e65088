"""The short words of the inspector's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.gate import EventKind, Role
from comity.web.access.context import ROLE_NAMES
from comity.web.pages.requests.history import TITLES

# what the tables keep, as the person reads it; a table that is not here stands under its own name
TABLES: Mapping[str, str | Promise] = {
    "Alarm": gettext_lazy("Alarms"),
    "Ask": gettext_lazy("What agencies asked for"),
    "Counsel": gettext_lazy("Lawyers"),
    "CourtDate": gettext_lazy("Court dates"),
    "Disclosure": gettext_lazy("What was told to agencies"),
    "Duty": gettext_lazy("What the law orders to be done"),
    "Finding": gettext_lazy("Findings of the sweep"),
    "Hold": gettext_lazy("Holds"),
    "ImportEntry": gettext_lazy("Files that the booking came in with"),
    "Matter": gettext_lazy("Bookings"),
    "NameWord": gettext_lazy("Words of the name, to search by"),
    "Note": gettext_lazy("Notes"),
    "Notice": gettext_lazy("Letters"),
    "OutboxMessage": gettext_lazy("Mail that was sent"),
    "Override": gettext_lazy("Overrides"),
    "PaperFile": gettext_lazy("Papers"),
    "Reading": gettext_lazy("Who read this record"),
    "Request": gettext_lazy("Requests of agencies"),
    "Review": gettext_lazy("Questions to legal"),
    "Visit": gettext_lazy("Officers who came"),
    "SweptMatter": gettext_lazy("When the sweep last read this record"),
}

# what was changed of the desk itself, as it is sealed; what is not here stands as it was sealed
SETUPS: Mapping[str, str | Promise] = {
    "account closed": gettext_lazy("An account was closed"),
    "file brought in": gettext_lazy("A file was brought in"),
    "roles": gettext_lazy("Roles were changed"),
    "second factor forgotten": gettext_lazy("A second factor was forgotten"),
    "token ended": gettext_lazy("A token was ended"),
    "token made": gettext_lazy("A token was made"),
    "webhook added": gettext_lazy("A webhook was added"),
    "webhook ended": gettext_lazy("A webhook was ended"),
    "webhook given up": gettext_lazy("A webhook was given up"),
    "webhook secret renewed": gettext_lazy("The secret of a webhook was renewed"),
}


def setup_words(what: str) -> str:
    """What was changed of the desk; an import by its source."""
    if what.startswith("import "):
        return _("Import from %(source)s") % {"source": what.partition(" ")[2]}
    return str(SETUPS.get(what, what))


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
        EventKind.FINDING_MATCHED: _("What explains a finding was recorded only afterwards"),
        EventKind.FINDING_EXPLAINED: _("A finding was explained"),
        EventKind.FINDING_REOPENED: _("A finding was opened again"),
        EventKind.FINDING_PROPOSED: _("It became known whom a finding may be about"),
        EventKind.FINDING_SET_APART: _("A finding is not about somebody whom it was proposed for"),
        EventKind.FINDING_GIVEN: _("A finding was given to the record of its person"),
        EventKind.FINDING_JOINED: _("A finding about nobody was given to this record"),
        EventKind.CASE_SIGNED: _("A case of a law was signed off"),
        EventKind.SETUP_CHANGED: _("The desk itself was changed"),
        EventKind.REFUSED: _("Somebody asked for what is not theirs"),
    }
    return str(TITLES.get(kind) or further.get(kind) or kind.value)
