"""Facts about the papers that came with a request."""

from comity.facts.kinds import Fact, Role, choice, moment, yes_no

DESK, LEGAL = Role.DESK, Role.LEGAL

FACTS: tuple[Fact, ...] = (
    yes_no(
        "detainer", "Is there an immigration detainer: a request from immigration officers to hold this person?",
        "there is an immigration detainer", (DESK,), "Form I-247 in any edition that asks for a hold", 1,
    ),
    yes_no(
        "similar_federal_request", "Is there another federal request of like kind to detain for a suspected civil immigration violation?",
        "there is a federal request like a detainer", (DESK, LEGAL), "the paper", 1,
    ),
    yes_no(
        "administrative_warrant", "Did an immigration officer's warrant (Form I-200 or I-205) come with it?",
        "an immigration officer's warrant came with it", (DESK,), "Form I-200 or I-205", 1,
    ),
    yes_no(
        "judicial_warrant",
        "Is there a warrant, on probable cause, signed by a federal judge or federal magistrate judge, to take this person into custody?",
        "a federal judge or magistrate judge signed a warrant to take this person into custody", (LEGAL, DESK),
        "the warrant itself: court heading, case number, judge's signature", 2,
    ),
    yes_no(
        "judicial_warrant_with_detainer", "Was the judge's warrant presented at the same time as the detainer?",
        "the judge's warrant was presented together with the detainer", (DESK,), "the time stamps of both papers", 1,
    ),
    yes_no(
        "judicial_warrant_immigration_crime", "Is the judge's warrant for a federal criminal immigration offence?",
        "the judge's warrant is for a federal criminal immigration offence", (LEGAL,), "the statute on the warrant", 2,
    ),
    yes_no(
        "federal_criminal_warrant",
        "Is there a warrant issued in a federal criminal case (by a judge, or by a clerk on an indictment) naming this person?",
        "there is a federal criminal warrant for this person", (LEGAL, DESK), "Form AO 442 or the court's own form", 2,
    ),
    yes_no(
        "state_judicial_warrant", "Is there a warrant or order signed by a judge of a state court?",
        "a judge of a state court signed a warrant or order", (LEGAL, DESK), "the warrant itself", 2,
    ),
    yes_no(
        "judicial_probable_cause",
        "Has a federal judge or magistrate judge found probable cause of a federal criminal immigration offence, with authority to arrest?",
        "a federal judge or magistrate judge has found probable cause of a federal criminal immigration offence", (LEGAL,), "the court's order", 2,
    ),
    yes_no(
        "court_order", "Is there an order of a judge that directs this very act?", "a judge's order directs this act", (LEGAL,), "the order itself", 2,
    ),
    yes_no(
        "administrative_warrant_signed", "Is the immigration officer's warrant filled in and signed?",
        "the immigration officer's warrant is filled in and signed", (DESK,), "the signature block of Form I-200 or I-205", 1,
    ),
    yes_no(
        "office_covered_by_gonzalez",
        "Is the issuing office one that the Gonzalez settlement covers, with no neutral review of probable cause in place?",
        "the issuing office is covered by the Gonzalez settlement and has no neutral review", (LEGAL,), "the settlement's list of offices", 3,
    ),
    yes_no("writ", "Is there a federal writ to produce the person?", "there is a federal writ to produce the person", (LEGAL,), "the writ itself", 2),
    yes_no(
        "detainer_complete", "Is the detainer form completely filled in and signed?", "the detainer form is complete and signed", (DESK,), "the form", 1,
    ),
    yes_no(
        "detainer_states_probable_cause", "Does the detainer state on its face that the officer has probable cause?",
        "the detainer states probable cause on its face", (DESK,), "the form's boxes", 1,
    ),
    yes_no(
        "supporting_affidavit", "Does an affidavit or order supply what the detainer leaves out?", "an affidavit or order supplies what the form leaves out", (DESK, LEGAL), "the affidavit", 1,
    ),
    choice(
        "probable_cause_box", "Which ground does the detainer tick?", "the ground ticked on the detainer", (DESK,), "the form's boxes",
        {
            "final_order": "a final order of removal",
            "pending_proceedings": "removal proceedings under way",
            "biometrics": "a biometric match with other records",
            "statements": "statements or other evidence",
            "investigation": "an investigation has begun",
            "none": "no box is ticked",
        },
    ),
    yes_no("detainer_served", "Was a copy of the detainer handed to the person?", "a copy of the detainer was handed to the person", (DESK,), "the service block of the form", 1),
    moment("detainer_served_at", "When was the copy handed over?", "the copy was handed over", (DESK,), "the service block of the form", 1),
    yes_no(
        "removal_order_indicated",
        "Do the search or the asking agency indicate an outstanding warrant of removal or a final order of removal?",
        "a warrant of removal or a final order of removal is indicated", (DESK, LEGAL), "the search result or the form", 2,
    ),
    yes_no(
        "issued_by_listed_officer", "Does the form's issuer hold one of the titles that may issue it?", "the issuer holds a title that may issue the form", (LEGAL,), "the signature block", 1,
    ),
    yes_no(
        "ice_names_felony_warrant", "Does the agency state that a federal felony arrest warrant is outstanding?",
        "the agency states that a federal felony arrest warrant is outstanding", (DESK,), "the form", 1,
    ),
    yes_no(
        "consent_form_given", "Was the consent form that the law prescribes given, complete, before the interview?",
        "the prescribed consent form was given before the interview", (DESK,), "the form", 1,
    ),
    yes_no(
        "consent_form_in_language", "Was the consent form in a language the person reads, or read out with an interpreter?",
        "the consent form was in the person's language", (DESK,), "the form; the interpreter's note", 1,
    ),
    yes_no(
        "prescribed_language", "Is the person's language one of those in which the law prescribes the consent form?",
        "the law prescribes the consent form in the person's language", (DESK,), "the law's list of languages", 1,
    ),
    yes_no("consent_written", "Did the person consent in writing to the interview?", "the person consented in writing to the interview", (DESK,), "the signed form", 1),
    yes_no(
        "consent_explained_orally", "Did staff explain the consent form aloud, with an interpreter where needed?",
        "staff explained the consent form aloud", (DESK,), "the interview record", 1,
    ),
    yes_no("counsel_present", "Is the person's lawyer present, or has the person knowingly waived that?", "counsel is present or knowingly waived", (DESK,), "the interview record", 1),
    yes_no("proof_of_status_shown", "Has the person shown a document that the law accepts as proof that the detainer is mistaken?", "the person has shown a document that the law accepts as proof", (DESK,), "the document itself (record only that it was seen)", 1),
    yes_no("search_or_entry_warrant", "Is there a warrant of a federal or state judge to search or to enter this place?", "a judge's warrant to search or enter the place came with it", (LEGAL, DESK), "the warrant itself", 2),
    yes_no("warrant_reviewed_by_court", "Has a judge or a lawyer of this court reviewed the warrant?", "a judge or a lawyer of this court has reviewed the warrant", (DESK, LEGAL), "the court's log", 2),
    yes_no("article_iii_signer", "Was the warrant signed by a federal judge proper, not by a magistrate judge?", "a federal judge proper signed the warrant", (LEGAL, DESK), "the signature block", 2),
)
