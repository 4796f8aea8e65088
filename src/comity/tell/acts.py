"""The words for what may be done, what the law says of it, what the clerk is told, and why a lawyer must look."""

from __future__ import annotations

from comity.decide import Mark, Outcome, Verdict
from comity.facts import Ask

_ACTS = {
    Ask.HOLD: "hold the person past release",
    Ask.NOTIFY_RELEASE: "tell them of the release",
    Ask.SHARE_CUSTODY_STATUS: "tell them of the arrest or custody",
    Ask.SHARE_COURT_DATE: "tell them of a court date",
    Ask.SHARE_PERSONAL_DATA: "give them an address or other personal data",
    Ask.SHARE_IMMIGRATION_STATUS: "exchange citizenship or immigration status with them",
    Ask.INTERVIEW: "let them interview the person",
    Ask.FACILITY_ACCESS: "let their officers in",
    Ask.TRANSFER: "hand the person over to them",
    Ask.ASSIST: "help them with staff, databases or other resources",
}

OUTCOMES = {
    Outcome.REQUIRED: "the law commands it",
    Outcome.FORBIDDEN: "the law forbids it",
    Outcome.PERMITTED: "the law allows it",
    Outcome.SILENT: "no rule in force governs it",
    Outcome.CONFLICT: "the rules disagree",
    Outcome.OPEN: "still open",
}

# The same of several asks, by their numbers.
OUTCOMES_OF = {
    Outcome.REQUIRED: "the law commands {asks}",
    Outcome.FORBIDDEN: "the law forbids {asks}",
    Outcome.PERMITTED: "the law allows {asks}",
    Outcome.SILENT: "no rule in force governs {asks}",
    Outcome.CONFLICT: "the rules disagree on {asks}",
    Outcome.OPEN: "still open on {asks}",
}

MARKS = {
    Mark.NO_AUTHORITY: "Nothing forbids it, but no law found here gives your agency the power to do it",
    Mark.UNREAD: "It rests on a text that none of us has read in full",
    Mark.CONTESTED: "It rests on a rule that is being challenged in court",
    Mark.DOUBT: "The text can be read in two ways",
    Mark.UNENCODED_LAYER: "Only federal law was looked at; the law of the state and the place is not written down here",
    Mark.FAULT: "A rule could not be read, so it could not be applied",
    Mark.DISPUTED: "A fact that matters is disputed; until that is settled it counts as unknown",
    Mark.OVERRIDDEN: "A contrary rule of another layer gave way",
}

DUTY_ACTS = {
    "tell_person": "tell the person",
    "tell_counsel": "tell the person's lawyer",
    "tell_court": "tell the court",
    "tell_agency": "tell the asking agency",
    "give_copy": "give a copy",
    "obtain_consent": "obtain consent",
}

# The moment of a duty, after *it arises* or before a comma.
DUTY_MOMENTS = {
    "received": "when the request is received",
    "answered": "when you answer",
    "answered_yes": "when the answer is yes",
    "refused": "when you refuse",
    "held": "when the person is held for them",
    "disclosed": "when anything is told",
    "released": "when the person is released",
    "transferred": "when the person is handed over",
    "interview": "when there is an interview",
    "access": "when officers are let in",
    "arrested": "when someone is arrested",
    "booked": "when someone is booked in",
    "expired": "when the time limit runs out",
    "violated": "when the rule was broken",
    "always": "at all times",
}


LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "vi": "Vietnamese", "tl": "Tagalog", "ko": "Korean",
    "ru": "Russian", "so": "Somali", "pt": "Portuguese", "ar": "Arabic", "ht": "Haitian Creole", "pl": "Polish",
}  # fmt: skip


def language(code: str) -> str:
    """A language by its code (BCP 47), or the code itself."""
    return LANGUAGES.get(code.partition("-")[0].lower(), code)


def act(ask: Ask) -> str:
    """The ask as something to do, after *to*; *them* are those who ask."""
    return _ACTS[ask]


def order(ask: Ask, verdict: Verdict) -> str:
    """What the clerk is told to do, in the imperative."""
    return {
        Verdict.DO: f"{act(ask)[0].upper()}{act(ask)[1:]}.",
        Verdict.DO_NOT: f"Do not {act(ask)}.",
        Verdict.MAY: f"You may {act(ask)}. A supervisor decides.",
        Verdict.ASK_LEGAL: f"Ask legal first whether to {act(ask)}.",
        Verdict.FACTS_MISSING: f"Find out more first whether to {act(ask)}.",
    }[verdict]
