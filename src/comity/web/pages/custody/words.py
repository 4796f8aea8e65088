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
