"""The short words of persons' pages: languages, grades, letters, ways, alarms."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from comity.gate.visiting.state import Visit
from comity.notices import LetterKind

Words = Mapping[str, str | Promise]

GRADES: Words = {
    "felony": gettext_lazy("felony"),
    "misdemeanor": gettext_lazy("misdemeanor"),
    "violation": gettext_lazy("violation"),
}
LETTERS: Words = {
    LetterKind.REQUEST_COPY.value: gettext_lazy("What was asked, and what we plan to do"),
    LetterKind.COUNSEL_NOTICE.value: gettext_lazy("Notice to the lawyer"),
    LetterKind.AGENCY_ANSWER.value: gettext_lazy("Answer to the agency"),
    LetterKind.INTERVIEW_CONSENT.value: gettext_lazy("Choice about an interview"),
    LetterKind.RELEASE_NOTICE.value: gettext_lazy("The agency was told of the release"),
}
ADDRESSEES: Words = {
    "person": gettext_lazy("the person"),
    "counsel": gettext_lazy("the person's lawyer"),
    "agency": gettext_lazy("the agency that asked"),
    "court": gettext_lazy("the court"),
}
WAYS: Words = {
    "hand": gettext_lazy("Handed over"),
    "mail": gettext_lazy("By letter"),
    "email": gettext_lazy("By encrypted e-mail"),
    "fax": gettext_lazy("By fax"),
    "portal": gettext_lazy("In their own system"),
}
VISITS: Words = {
    "interview": gettext_lazy("To talk to the person"),
    "facility_access": gettext_lazy("To come in"),
}
CONSENTS: Words = {
    "written": gettext_lazy("agreed in writing"),
    "spoken": gettext_lazy("agreed, not in writing"),
    "refused": gettext_lazy("did not agree"),
    "not_asked": gettext_lazy("was not asked"),
}
PAGES: Words = {  # as a reading of a record names what was read
    "about whom": gettext_lazy("found for a request"),
    "access request": gettext_lazy("what a person asked to see"),
    "answer": gettext_lazy("an answer"),
    "answer sheet": gettext_lazy("an answer, to be printed"),
    "api": gettext_lazy("by a program"),
    "api search": gettext_lazy("a booking that a program looked for"),
    "certificate": gettext_lazy("whether this is everything"),
    "check paper": gettext_lazy("a paper being checked"),
    "client": gettext_lazy("a client"),
    "court date": gettext_lazy("to enter a court date"),
    "dispute": gettext_lazy("a disputed fact"),
    "erasure": gettext_lazy("to erase"),
    "everything": gettext_lazy("everything, to take away"),
    "everything for the person": gettext_lazy("everything, for the person"),
    "fact": gettext_lazy("a fact"),
    "hand over": gettext_lazy("to hand over"),
    "lawyer": gettext_lazy("the lawyer"),
    "letter": gettext_lazy("a letter"),
    "note": gettext_lazy("a note"),
    "own paper": gettext_lazy("a lawyer's document"),
    "paper": gettext_lazy("a paper"),
    "person": gettext_lazy("the person"),
    "person sheet": gettext_lazy("the person, to be printed"),
    "release": gettext_lazy("to let go"),
    "same person": gettext_lazy("records of one person"),
    "sealing": gettext_lazy("to seal for a court"),
    "search": gettext_lazy("found in a search"),
    "tell us": gettext_lazy("what counsel states"),
    "visit": gettext_lazy("a visit"),
}
_LANGUAGES: Words = {  # those that Django has no name for
    "tl": gettext_lazy("Tagalog"),
    "zh": gettext_lazy("Chinese"),
}


def language_words(tag: str) -> str:
    """The name of a language in that of the page; the tag itself where it has no name here."""
    known = _LANGUAGES.get(tag)
    if known:
        return str(known)
    try:
        name = str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag
    return name[:1].upper() + name[1:]


def letter_words(kind: str) -> str:
    """What a letter is for."""
    return str(LETTERS.get(kind, kind))


def letter_label(kind: str, to: str) -> str:
    """A letter, with whom it goes to where its name does not say so."""
    if kind in {LetterKind.COUNSEL_NOTICE.value, LetterKind.AGENCY_ANSWER.value}:
        return letter_words(kind)
    return _("%(letter)s, to %(whom)s") % {"letter": letter_words(kind), "whom": addressee_words(to)}


def addressee_words(to: str) -> str:
    """To whom a letter goes."""
    return str(ADDRESSEES.get(to, to))


def way_words(channel: str) -> str:
    """How a letter went out."""
    return str(WAYS.get(channel, channel))


def page_words(page: str) -> str:
    """What was read of a record."""
    if page.startswith("finding "):
        return _("finding %(number)s") % {"number": page.partition(" ")[2]}
    return str(PAGES.get(page, page))


def grade_words(grade: str) -> str:
    """How heavy a charge is."""
    return str(GRADES.get(grade, grade or _("grade not known")))


def visit_words(ask: str) -> str:
    """For what officers came."""
    return str(VISITS.get(ask, ask))


def consent_words(consent: str) -> str:
    """How the person answered when asked whether to talk to them."""
    return str(CONSENTS.get(consent, consent))


def outcome_words(visit: Visit) -> str:
    """What came of a visit."""
    if not visit.let_in:
        return _("sent away")
    return _("let in") if visit.ground else _("let in, and nothing allowed it")
