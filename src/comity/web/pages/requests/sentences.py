"""What lower rooms say in English, listed so that the catalogue of translations has it: tests hold the list to them.

The words themselves come from `comity.tell` and the vocabulary; nothing here is said that is not said there.
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext, gettext_noop

ORDERS = (
    gettext_noop("Hold the person past release."),
    gettext_noop("Do not hold the person past release."),
    gettext_noop("You may hold the person past release. A supervisor decides."),
    gettext_noop("Ask legal first whether to hold the person past release."),
    gettext_noop("Find out more first whether to hold the person past release."),
    gettext_noop("Tell them of the release."),
    gettext_noop("Do not tell them of the release."),
    gettext_noop("You may tell them of the release. A supervisor decides."),
    gettext_noop("Ask legal first whether to tell them of the release."),
    gettext_noop("Find out more first whether to tell them of the release."),
    gettext_noop("Tell them of the arrest or custody."),
    gettext_noop("Do not tell them of the arrest or custody."),
    gettext_noop("You may tell them of the arrest or custody. A supervisor decides."),
    gettext_noop("Ask legal first whether to tell them of the arrest or custody."),
    gettext_noop("Find out more first whether to tell them of the arrest or custody."),
    gettext_noop("Tell them of a court date."),
    gettext_noop("Do not tell them of a court date."),
    gettext_noop("You may tell them of a court date. A supervisor decides."),
    gettext_noop("Ask legal first whether to tell them of a court date."),
    gettext_noop("Find out more first whether to tell them of a court date."),
    gettext_noop("Give them an address or other personal data."),
    gettext_noop("Do not give them an address or other personal data."),
    gettext_noop("You may give them an address or other personal data. A supervisor decides."),
    gettext_noop("Ask legal first whether to give them an address or other personal data."),
    gettext_noop("Find out more first whether to give them an address or other personal data."),
    gettext_noop("Exchange citizenship or immigration status with them."),
    gettext_noop("Do not exchange citizenship or immigration status with them."),
    gettext_noop("You may exchange citizenship or immigration status with them. A supervisor decides."),
    gettext_noop("Ask legal first whether to exchange citizenship or immigration status with them."),
    gettext_noop("Find out more first whether to exchange citizenship or immigration status with them."),
    gettext_noop("Let them interview the person."),
    gettext_noop("Do not let them interview the person."),
    gettext_noop("You may let them interview the person. A supervisor decides."),
    gettext_noop("Ask legal first whether to let them interview the person."),
    gettext_noop("Find out more first whether to let them interview the person."),
    gettext_noop("Let their officers in."),
    gettext_noop("Do not let their officers in."),
    gettext_noop("You may let their officers in. A supervisor decides."),
    gettext_noop("Ask legal first whether to let their officers in."),
    gettext_noop("Find out more first whether to let their officers in."),
    gettext_noop("Hand the person over to them."),
    gettext_noop("Do not hand the person over to them."),
    gettext_noop("You may hand the person over to them. A supervisor decides."),
    gettext_noop("Ask legal first whether to hand the person over to them."),
    gettext_noop("Find out more first whether to hand the person over to them."),
    gettext_noop("Help them with staff, databases or other resources."),
    gettext_noop("Do not help them with staff, databases or other resources."),
    gettext_noop("You may help them with staff, databases or other resources. A supervisor decides."),
    gettext_noop("Ask legal first whether to help them with staff, databases or other resources."),
    gettext_noop("Find out more first whether to help them with staff, databases or other resources."),
)

BECAUSE = (
    gettext_noop("The law commands it, as far as we can tell."),
    gettext_noop("The law commands it."),
    gettext_noop("The law forbids it, as far as we can tell."),
    gettext_noop("The law forbids it."),
    gettext_noop("The law allows it, as far as we can tell."),
    gettext_noop("The law allows it."),
    gettext_noop("No rule in force governs it, as far as we can tell."),
    gettext_noop("No rule in force governs it."),
    gettext_noop("The rules disagree, as far as we can tell."),
    gettext_noop("The rules disagree."),
    gettext_noop("Still open, as far as we can tell."),
    gettext_noop("Still open."),
    gettext_noop("Nothing forbids it, but no law found here gives your agency the power to do it."),
    gettext_noop("It rests on a text that none of us has read in full."),
    gettext_noop("It rests on a rule that is being challenged in court."),
    gettext_noop("The text can be read in two ways."),
    gettext_noop("Only federal law was looked at; the law of the state and the place is not written down here."),
    gettext_noop("A rule could not be read, so it could not be applied."),
    gettext_noop("A fact that matters is disputed; until that is settled it counts as unknown."),
    gettext_noop("A contrary rule of another layer gave way."),
)

CHOICES = (
    gettext_noop("Immigration and Customs Enforcement, component not known"),
    gettext_noop("ICE Enforcement and Removal Operations"),
    gettext_noop("ICE Homeland Security Investigations"),
    gettext_noop("Customs and Border Protection"),
    gettext_noop("Citizenship and Immigration Services"),
    gettext_noop("another part of the Department of Homeland Security"),
    gettext_noop("the United States Marshals Service"),
    gettext_noop("another federal agency"),
    gettext_noop("an agency of another state"),
    gettext_noop("another local or state agency of this state"),
    gettext_noop("enforcing civil immigration law"),
    gettext_noop("a federal crime of presence, entry, re-entry or registration"),
    gettext_noop("a crime that is not an immigration offence"),
    gettext_noop("a crime and civil immigration law together"),
    gettext_noop("none of these (a benefit, a licence, a consular matter)"),
    gettext_noop("Form I-247 as used before 2015"),
    gettext_noop("Form I-247D, detainer, request for voluntary action"),
    gettext_noop("Form I-247N, request for voluntary notification"),
    gettext_noop("Form I-247X, request for voluntary transfer"),
    gettext_noop("Form I-247A, detainer, notice of action"),
    gettext_noop("Form I-247G, request for advance notification of release"),
    gettext_noop("Form I-203, order to detain or release"),
    gettext_noop("an immigration officer's subpoena"),
    gettext_noop("a hit in the national crime information system"),
    gettext_noop("by word of mouth or telephone"),
    gettext_noop("by e-mail or message"),
    gettext_noop("some other paper"),
    gettext_noop("nothing was asked: the agency would speak unasked"),
)

QUESTIONS = (  # those that come most often; any other stays in English until somebody writes it
    gettext_noop("Does a binding local rule or the agency's own policy forbid this?"),
    gettext_noop("Does the agency state that a federal felony arrest warrant is outstanding?"),
    gettext_noop("Was the consent form that the law prescribes given, complete, before the interview?"),
    gettext_noop("Did the person consent in writing to the interview?"),
    gettext_noop("Was the consent form in a language the person reads, or read out with an interpreter?"),
    gettext_noop("Is the person's language one of those in which the law prescribes the consent form?"),
    gettext_noop("Can anyone learn the release date through the ordinary public channel?"),
    gettext_noop("Can anyone learn the court date through the ordinary public channel?"),
    gettext_noop("Can anyone learn the custody status through the ordinary public channel?"),
    gettext_noop("Which convictions does the search show?"),
    gettext_noop("Which criminal cases are pending?"),
    gettext_noop("Is the person a current registrant of the state's sex and arson registry?"),
    gettext_noop("What is the person charged with in this arrest?"),
    gettext_noop("Does a court order, a judge's warrant or a mandatory statute require this act?"),
    gettext_noop("Is there an order of a judge that directs this very act?"),
    gettext_noop("Is there a federal writ to produce the person?"),
    gettext_noop("Is there a warrant or order signed by a judge of a state court?"),
    gettext_noop("Without the request, would the person be free to go now?"),
    gettext_noop("Is there an immigration detainer: a request from immigration officers to hold this person?"),
    gettext_noop("Did an immigration officer's warrant (Form I-200 or I-205) come with it?"),
    gettext_noop(
        "Is there a warrant, on probable cause, signed by a federal judge or federal magistrate judge, "
        "to take this person into custody?"
    ),
    gettext_noop(
        "Is there a warrant issued in a federal criminal case (by a judge, or by a clerk on an indictment) "
        "naming this person?"
    ),
    gettext_noop("Which information is asked for?"),
    gettext_noop("What help is asked for?"),
    gettext_noop("Is access asked to a place the public may not enter?"),
    gettext_noop("Is the person physically held by the agency (not only supervised)?"),
)


def said(text: str) -> str:
    """A sentence of a lower room in the language of the page; in English where the catalogue does not have it."""
    return gettext(text) if text else ""


def language_of(text: str) -> str:
    """The language in which a sentence of a lower room stands on the page: that of the page, or English."""
    here = get_language() or "en"
    return "en" if gettext(text) == text else here


def said_in_parts(text: str) -> str:
    """Several sentences of `BECAUSE` in the language of the page, each by itself."""
    for known in BECAUSE:
        text = text.replace(known, gettext(known))
    return text
