"""The short words of persons' pages: languages, grades, letters, ways, alarms."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

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
