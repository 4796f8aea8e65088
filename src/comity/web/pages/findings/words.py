"""What a finding is called on the pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comity.gate.findings.state import BOOKING, KNEW, NAME, Finding
from comity.web.pages.requests.words import AGENCIES

ACTS: Mapping[str, str | Promise] = {
    "told": gettext_lazy("Something was told"),
    "asked": gettext_lazy("Something was asked"),
    "talked": gettext_lazy("People talked"),
    "sent": gettext_lazy("Something was sent"),
    "waiting_for": gettext_lazy("Somebody waits for the agency"),
    "agreed": gettext_lazy("Something was agreed"),
    "will_call": gettext_lazy("A call is still to come"),
    "came": gettext_lazy("Officers came"),
    "handed_over": gettext_lazy("The person was handed over"),
    "looked_up": gettext_lazy("A record was looked up"),
    "late_release": gettext_lazy("Let go late while a request was open"),
    "moved_release": gettext_lazy("The release was put off after a contact"),
    "looked_up_before_arrest": gettext_lazy("Looked up shortly before the arrest"),
    "disclosed_without_decision": gettext_lazy("Something left without a decision"),
    "answered_before_sealed": gettext_lazy("Acted on before the answer was recorded"),
    "dated_after_answer": gettext_lazy("A paper is dated after the answer that rested on it"),
    "dated_after_recording": gettext_lazy("A paper is dated after it was recorded"),
}
CHANNELS: Mapping[str, str | Promise] = {
    "note": gettext_lazy("Note"),
    "mail": gettext_lazy("Mail"),
    "message": gettext_lazy("Message"),
    "call": gettext_lazy("Telephone call"),
    "lookup": gettext_lazy("Look-up in a record"),
    "feed": gettext_lazy("Outbound feed"),
    "trace": gettext_lazy("The desk's own data"),
}
WAYS: Mapping[str, str | Promise] = {
    "to_them": gettext_lazy("From us to the agency"),
    "from_them": gettext_lazy("From the agency to us"),
    "unknown": gettext_lazy("The words do not say"),
}
KNOWLEDGE: Mapping[str, tuple[str, str | Promise]] = {
    "did_not_know": ("failed", gettext_lazy("Gate did not know")),
    "knew_part": ("waiting", gettext_lazy("Gate knew only part")),
    "knew_later": ("waiting", gettext_lazy("Recorded only afterwards")),
    "knew": ("done", gettext_lazy("Gate knew")),
}
WHY_ABOUT: Mapping[str, str | Promise] = {
    BOOKING: gettext_lazy("The text gives this booking number, and no other record has it."),
    NAME: gettext_lazy(
        "The text gives all words of this name, and nobody else of that name was in custody within thirty days."
    ),
}
OUTCOMES: Mapping[str, str | Promise] = {
    "around": gettext_lazy("A contact that went around the gate"),
    "recorded": gettext_lazy("A contact that is on record"),
    "no_contact": gettext_lazy("No contact with an outside agency"),
}
_AGENCIES: Mapping[str, str | Promise] = {
    "dhs_other": gettext_lazy("Homeland Security"),
    "immigration": gettext_lazy("an immigration agency"),
    "fbi": gettext_lazy("the FBI"),
}


def agency_of(agency: str) -> str:
    """The agency of a finding, as people say it."""
    return str(_AGENCIES.get(agency) or AGENCIES.get(agency, agency))


def act_words(act: str) -> str:
    """What was done, in a few words."""
    return str(ACTS.get(act, act))


def later_words(finding: Finding) -> str:
    """How long after the contact the record was made; empty where nothing was recorded later."""
    if finding.later is None:
        return ""
    if finding.knowledge == KNEW:
        return _("When the sweep looked, it was on record; nobody knew then whom the finding was about.")
    hours = max(0, round((finding.later.recorded_at - finding.seen.at).total_seconds() / 3600))
    told = {"number": f"{hours:,}"}
    return (
        ngettext(
            "The record was made %(number)s hour after the contact.",
            "The record was made %(number)s hours after the contact.",
            hours,
        )
        % told
    )


def read_words(counts: Mapping[str, int]) -> str:
    """How much was read, in one phrase; empty where nothing was."""
    said = [_counted(channel, number) for channel, number in counts.items() if number]
    if len(said) < 2:
        return "".join(said)
    return _("%(some)s and %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}


def _counted(channel: str, number: int) -> str:
    told = {"number": f"{number:,}"}
    match channel:
        case "note":
            return ngettext("%(number)s note", "%(number)s notes", number) % told
        case "mail":
            return ngettext("%(number)s mail", "%(number)s mails", number) % told
        case "message":
            return ngettext("%(number)s message", "%(number)s messages", number) % told
        case "call":
            return ngettext("%(number)s call", "%(number)s calls", number) % told
        case "lookup":
            return ngettext("%(number)s look-up", "%(number)s look-ups", number) % told
    return ngettext("%(number)s line", "%(number)s lines", number) % told
