"""The page's own short words for asks, agencies, channels and roles; what the law says is told by `comity.tell`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.facts import VOCABULARY, Ask, Role
from comity.web.pages.requests.sentences import said

Words = Mapping[str, str | Promise]

ASKS: Mapping[Ask, str | Promise] = {
    Ask.HOLD: gettext_lazy("Hold the person"),
    Ask.NOTIFY_RELEASE: gettext_lazy("Tell when the person is let go"),
    Ask.SHARE_CUSTODY_STATUS: gettext_lazy("Tell of the arrest or custody"),
    Ask.SHARE_COURT_DATE: gettext_lazy("Tell of a court date"),
    Ask.SHARE_PERSONAL_DATA: gettext_lazy("Give an address or other personal data"),
    Ask.SHARE_IMMIGRATION_STATUS: gettext_lazy("Exchange immigration status"),
    Ask.INTERVIEW: gettext_lazy("Interview the person"),
    Ask.FACILITY_ACCESS: gettext_lazy("Let officers in"),
    Ask.TRANSFER: gettext_lazy("Hand the person over"),
    Ask.ASSIST: gettext_lazy("Help with staff or resources"),
}

ASK_SENTENCES: Words = {
    Ask.HOLD.value: gettext_lazy("Keep the person in jail after the moment of release."),
    Ask.NOTIFY_RELEASE.value: gettext_lazy("Say when, or that, the person will be let go."),
    Ask.SHARE_CUSTODY_STATUS.value: gettext_lazy("Say that the person was arrested or is in jail."),
    Ask.SHARE_COURT_DATE.value: gettext_lazy("Say when the person has to be in court."),
    Ask.SHARE_PERSONAL_DATA.value: gettext_lazy("Give a home address, an appointment, a record or the like."),
    Ask.SHARE_IMMIGRATION_STATUS.value: gettext_lazy("Exchange citizenship or immigration status, and nothing else."),
    Ask.INTERVIEW.value: gettext_lazy("Let officers question the person in jail."),
    Ask.FACILITY_ACCESS.value: gettext_lazy("Let officers into a jail, an office or another closed place."),
    Ask.TRANSFER.value: gettext_lazy("Give the person into the officers' hands."),
    Ask.ASSIST.value: gettext_lazy("Lend staff, databases, money or rooms."),
}

AGENCIES: Words = {
    "ice": "ICE",
    "ice_ero": "ICE",
    "ice_hsi": "ICE",
    "cbp": "CBP",
    "uscis": "USCIS",
    "dhs_other": "DHS",
    "usms": gettext_lazy("the U.S. Marshals Service"),
    "other_federal": gettext_lazy("a federal agency"),
    "other_state": gettext_lazy("an agency of another state"),
    "other_local": gettext_lazy("an agency of this state"),
}

CHANNELS: Words = {
    "telephone": gettext_lazy("By telephone"),
    "email": gettext_lazy("By e-mail"),
    "fax": gettext_lazy("By fax"),
    "mail": gettext_lazy("By letter"),
    "person": gettext_lazy("In person"),
    "portal": gettext_lazy("In the agency's own system"),
}

WHO_CAN_SAY: Mapping[Role, str | Promise] = {
    Role.DESK: gettext_lazy("Booking desk"),
    Role.LEGAL: gettext_lazy("Legal reviewer"),
    Role.SUPERVISOR: gettext_lazy("Supervisor"),
    Role.COUNSEL: gettext_lazy("Counsel"),
}


def ask_words(ask: Ask | str) -> str:
    """An ask in a few words."""
    return str(ASKS[Ask(ask)])


def ask_list(asks: object) -> str:
    """Several asks, each in a few words, between commas."""
    return ", ".join(ask_words(ask) for ask in asks)  # type: ignore[attr-defined]


def agency_words(requester: str) -> str:
    """Who asks, as people say it."""
    return str(AGENCIES.get(requester, requester))


def agency_opening(requester: str) -> str:
    """Who asks, at the beginning of a sentence."""
    words = agency_words(requester)
    return words[:1].upper() + words[1:]


def choice_words(fact: str, value: str) -> str:
    """A choice of a fact as the vocabulary has it, in the language of the page."""
    words = said(VOCABULARY[fact].choices.get(value, ""))
    return words[:1].upper() + words[1:] if words else _("Not known")


def channel_words(channel: str) -> str:
    """How something was told; words that somebody wrote stay as they are."""
    return str(CHANNELS.get(channel, channel))


def short_verdict(ask: str, verdict: str) -> str:
    """A verdict in a line of a list, more exact than its sign where the ask is plain: `Do not hold`."""
    exact = {
        ("hold", "do_not"): _("Do not hold"),
        ("hold", "do"): _("Hold"),
        ("transfer", "do_not"): _("Do not hand over"),
        ("interview", "do_not"): _("No interview"),
    }
    return exact.get((ask, verdict), "")


DUTIES: Words = {
    "tell_person": gettext_lazy("Tell the person"),
    "tell_counsel": gettext_lazy("Tell the person's lawyer"),
    "tell_court": gettext_lazy("Tell the court"),
    "tell_agency": gettext_lazy("Tell the agency that asks"),
    "give_copy": gettext_lazy("Give a copy"),
    "obtain_consent": gettext_lazy("Ask the person for consent"),
    "record": gettext_lazy("Write it in the record"),
    "report": gettext_lazy("Report it"),
    "review": gettext_lazy("Have it looked at"),
    "preserve": gettext_lazy("Keep the papers"),
    "search": gettext_lazy("Run the search"),
    "release": gettext_lazy("Release the person"),
    "refer": gettext_lazy("Send it on"),
    "certify": gettext_lazy("Certify it"),
    "publish": gettext_lazy("Publish it"),
}
LETTERS = frozenset({"tell_person", "tell_counsel", "tell_court", "tell_agency", "give_copy", "obtain_consent"})


def duty_words(must: str) -> str:
    """A duty in a few words; the law's own sentence stands below it."""
    return str(DUTIES.get(must, _("Do what the law asks")))
