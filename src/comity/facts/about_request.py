"""Facts about what was asked, by whom, and for what."""

from comity.facts.kinds import Fact, Role, choice, date, moment, yes_no

DESK, LEGAL, SUPERVISOR = Role.DESK, Role.LEGAL, Role.SUPERVISOR

FACTS: tuple[Fact, ...] = (
    choice(
        "requester", "Which agency is asking?", "the asking agency", (DESK,), "the paper, or the caller's words",
        {
            "ice": "Immigration and Customs Enforcement, component not known",
            "ice_ero": "ICE Enforcement and Removal Operations",
            "ice_hsi": "ICE Homeland Security Investigations",
            "cbp": "Customs and Border Protection",
            "uscis": "Citizenship and Immigration Services",
            "dhs_other": "another part of the Department of Homeland Security",
            "usms": "the United States Marshals Service",
            "other_federal": "another federal agency",
            "other_state": "an agency of another state",
            "other_local": "another local or state agency of this state",
        },
    ),
    yes_no(
        "requester_enforces_immigration",
        "Do the asking officer's duties include, in whole or in part, enforcing immigration law?",
        "the asking officer's duties include enforcing immigration law", (DESK, LEGAL), "the paper; the officer's office", 2,
    ),
    choice(
        "purpose", "What is the request for?", "the purpose of the request", (DESK, LEGAL),
        "the instrument and the statute it states, never the asking agency alone",
        {
            "civil_immigration": "enforcing civil immigration law",
            "criminal_immigration": "a federal crime of presence, entry, re-entry or registration",
            "criminal": "a crime that is not an immigration offence",
            "mixed": "a crime and civil immigration law together",
            "other": "none of these (a benefit, a licence, a consular matter)",
        },
    ),
    choice(
        "instrument", "On what form or by what channel did the request come?", "the form or channel of the request", (DESK,),
        "the paper's form number, or how it came",
        {
            "i247": "Form I-247 as used before 2015",
            "i247d": "Form I-247D, detainer, request for voluntary action",
            "i247n": "Form I-247N, request for voluntary notification",
            "i247x": "Form I-247X, request for voluntary transfer",
            "i247a": "Form I-247A, detainer, notice of action",
            "i247g": "Form I-247G, request for advance notification of release",
            "i203": "Form I-203, order to detain or release",
            "administrative_subpoena": "an immigration officer's subpoena",
            "ncic_hit": "a hit in the national crime information system",
            "oral": "by word of mouth or telephone",
            "email": "by e-mail or message",
            "other": "some other paper",
            "none": "nothing was asked: the agency would speak unasked",
        },
    ),
    moment("received_at", "When was the request received?", "the request was received", (DESK,), "the log or the time stamp", 1),
    yes_no(
        "cooperative_arrangement",
        "Is this done under a joint arrangement whose primary aim is not immigration enforcement?",
        "it is done under a joint arrangement not primarily aimed at immigration enforcement", (LEGAL,), "the agreement", 3,
    ),
    yes_no("agreement_287g", "Does the agency have a 287(g) agreement?", "a 287(g) agreement is in place", (LEGAL,), "the agreement", 2),
    yes_no(
        "reimbursement_agreement", "Has the federal government agreed in writing to pay all costs of the hold?",
        "the federal government has agreed in writing to pay all costs", (LEGAL,), "the agreement", 3,
    ),
    yes_no(
        "contract_detention", "Is the person held for the immigration authorities under a contract?",
        "the person is held for the immigration authorities under a contract", (DESK,), "the booking record", 1,
    ),
    yes_no(
        "local_rule_forbids", "Does a binding local rule or the agency's own policy forbid this?",
        "a binding local rule or the agency's policy forbids it", (LEGAL,), "the local rule or policy", 2,
    ),
    yes_no(
        "required_by_law",
        "Does a court order, a judge's warrant or a mandatory statute require this act?",
        "a court order, a judge's warrant or a mandatory statute requires it", (LEGAL,), "the order or the statute", 3,
    ),
    yes_no(
        "privacy_officer_approval", "Has the privacy officer approved this disclosure in writing, or as routine?",
        "the privacy officer has approved the disclosure", (LEGAL, SUPERVISOR), "the written approval", 2,
    ),
    yes_no(
        "person_authorised_disclosure", "Has the person authorised this disclosure in writing?",
        "the person has authorised the disclosure in writing", (DESK,), "the signed authorisation", 2,
    ),
    yes_no(
        "furthers_agency_mission", "Does this further the agency's own purpose or mission?",
        "it furthers the agency's own purpose or mission", (LEGAL, SUPERVISOR), "the agency's mandate", 2,
    ),
    yes_no("exigent", "Is there imminent danger to life or of serious harm?", "there is imminent danger to life or of serious harm", (DESK, SUPERVISOR), "the facts stated", 1),
    yes_no(
        "local_crime_investigation", "Is this part of an investigation of a crime under state or local law?",
        "it is part of an investigation of a crime under state or local law", (DESK, LEGAL), "the case file", 2,
    ),
    yes_no(
        "nonpublic_area", "Is access asked to a place the public may not enter?", "access is asked to a non-public area", (DESK,), "the place named", 1,
    ),
    yes_no(
        "office_space", "Is the ask for an office or quarters on the agency's land?", "an office or quarters on the agency's land is asked for", (DESK,), "the request", 1,
    ),
    yes_no(
        "agency_asked_immigration_to_act", "Did this agency itself first ask the immigration authorities to act, or report a conviction or act to them?",
        "this agency itself asked the immigration authorities to act", (DESK, LEGAL), "the agency's own messages", 2,
    ),
    yes_no(
        "sending_agency_complied", "Was the person handed over by an agency that already told the judge and noted the file?",
        "the agency that handed the person over already told the judge and noted the file", (DESK,), "the transfer papers", 2,
    ),
    yes_no(
        "transport_to_federal_facility", "Is the agency asked to drive the person to a federal facility?",
        "the agency is asked to drive the person to a federal facility", (DESK,), "the request", 1,
    ),
    yes_no(
        "federal_facility_ready", "Is a federal facility ready to take the person?",
        "a federal facility is ready to take the person", (DESK, LEGAL), "the asking agency's answer", 2,
    ),
    choice(
        "help_asked", "What help is asked for?", "the help asked for", (DESK, LEGAL), "the request",
        {
            "task_force": "staff for a task force or an enforcement operation",
            "on_site_support": "a perimeter, traffic control or other support on the spot",
            "transport": "transport of people",
            "equipment": "equipment, vehicles or rooms",
            "court_arrest": "arranging an arrest in or near a courthouse",
            "database_search": "a look-up in the agency's databases",
            "database_access": "direct access to the agency's databases",
            "status_inquiry": "asking the person about status or place of birth",
            "agreement_287g": "an agreement giving officers federal immigration powers (287(g) or like)",
            "detention_contract": "a contract to house people for the immigration authorities",
            "registry": "a register or surveillance of people by religion, origin or the like",
            "administrative_arrest": "arresting someone on an immigration officer's warrant, or taking part in such an arrest",
            "reentry_arrest": "looking into, detaining or arresting for the federal crime of re-entry after removal",
            "border_search": "searches without a warrant in the border zone",
            "officer_functions": "doing the work of an immigration officer",
            "federal_supervision": "putting the agency's officers under federal direction or deputising them",
            "interpreter": "immigration officers as interpreters for people in custody",
            "victim_certification": "enquiries needed to certify a victim's visa",
            "other": "some other help",
        },
    ),
    yes_no(
        "status_only_ground",
        "Would the person be kept only to find out citizenship or immigration status, or only because of it?",
        "citizenship or immigration status would be the only ground for keeping the person", (LEGAL, SUPERVISOR), "the booking record", 2,
    ),
    yes_no(
        "required_by_federal_law", "Does a federal statute or a federal court's order command this act (state law left aside)?",
        "a federal statute or a federal court's order commands it", (LEGAL,), "the statute or the order", 3,
    ),
    yes_no(
        "civil_arrest_intended", "Do the officers mean to make a civil arrest (not for a crime) there?",
        "the officers mean to make a civil arrest there", (DESK, LEGAL), "the paper; the officers' words", 1,
    ),
    yes_no(
        "warrantless_arrest_allowed", "Does state law allow this arrest without any warrant?",
        "state law allows this arrest without a warrant", (LEGAL,), "the statute", 2,
    ),
    yes_no(
        "officer_in_court_case", "Are the officers in court to take part in a case?",
        "the officers are in court to take part in a case", (DESK,), "the court calendar; the officers' words", 1,
    ),
    yes_no(
        "needed_for_ruling", "Does a judge need this to decide a matter before the court?",
        "a judge needs it to decide a matter before the court", (LEGAL,), "the judge's word", 2,
    ),
    yes_no(
        "consular_notice", "Is this done only to give consular notice?", "it is done only to give consular notice", (DESK, LEGAL), "the case file", 1,
    ),
    yes_no(
        "firearms_law_check", "Is this done only for a firearm licence or under a firearms law?",
        "it is done only for a firearm licence or under a firearms law", (DESK, LEGAL), "the case file", 1,
    ),
    choice(
        "data_asked", "Which information is asked for?", "the information asked for", (DESK,), "the request",
        {
            "home_or_work_address": "a home or work address",
            "contact": "a telephone number or another way to reach the person or the family",
            "criminal_history": "the criminal history of one named person",
            "appointment": "an appointment, such as a probation or parole check-in",
            "other": "some other information",
        },
    ),
    yes_no(
        "disclosure_lawful_otherwise", "Does the other law of the state (such as the rules on criminal-history records) allow this disclosure?",
        "other state law allows the disclosure", (LEGAL,), "the rules on those records", 3,
    ),
    yes_no(
        "duties_unrelated_to_immigration", "Are the duties asked for mainly about breaches of law that have nothing to do with immigration enforcement?",
        "the duties asked for are mainly about breaches unrelated to immigration enforcement", (LEGAL,), "the operation's plan", 3,
    ),
    yes_no(
        "found_in_other_police_work", "Did the agency come upon this during other police work, unconnected with immigration?",
        "the agency came upon it during other police work", (DESK, LEGAL), "the arrest report", 2,
    ),
    yes_no(
        "immigration_access_last_year", "In the year before, did the agency give the immigration authorities access to anyone?",
        "the immigration authorities were given access in the year before", (LEGAL, SUPERVISOR), "the agency's records of access", 2,
    ),
    yes_no(
        "detention_contract_kept", "Was the contract to house people for the immigration authorities in force when such contracts were frozen, and not enlarged since?",
        "the contract was in force when such contracts were frozen and has not been enlarged", (LEGAL,), "the contract", 3,
    ),
    date("decision_date", "On what day is the request answered?", "the day of the answer", (DESK,), "the log", 1),
    yes_no("outside_law_enforcement", "Does the asking officer belong to a law enforcement body from outside the city?", "the officer belongs to a law enforcement body from outside the city", (DESK,), "the officer's credentials", 1),
    yes_no("requester_primarily_immigration", "Is enforcing immigration law the asking agency's primary work?", "enforcing immigration law is the asking agency's primary work", (LEGAL,), "the agency's mandate", 2),
    yes_no("registration_offence", "Is the immigration offence one of registration, travel papers or supervision rather than presence or entry?", "the immigration offence is one of registration, travel papers or supervision", (LEGAL,), "the statute stated", 2),
    yes_no("staff_under_outside_direction", "Would the agency's staff be put under the direction and supervision of an outside agency's head?", "staff would be put under an outside agency's direction and supervision", (LEGAL, SUPERVISOR), "the agreement or the request", 2),
    yes_no("access_agreement", "Does an agreement, contract or subcontract give the asking agency this access?", "an agreement or contract gives this access", (LEGAL,), "the agreement", 2),
    yes_no("office_authorised_by_order", "Has the mayor, by an order in force, authorised the office for purposes other than civil immigration enforcement?", "a mayoral order in force authorises the office", (LEGAL,), "the order", 2),
    yes_no("routine_disclosure_preapproved", "Is this a routine disclosure that the privacy officer approved beforehand?", "it is a routine disclosure approved beforehand", (LEGAL, SUPERVISOR), "the list of routine disclosures", 2),
    yes_no("police_crime_investigation", "Is the disclosure by or to the city's police in investigating a crime committed, attempted or impending?", "the disclosure is by or to the city's police in investigating a crime", (DESK, LEGAL), "the case file", 2),
    yes_no("welfare_investigation", "Is the disclosure part of an open investigation of the welfare of a minor or of a person who cannot decide?", "it is part of an open welfare investigation", (DESK, LEGAL), "the case file", 2),
    yes_no("terrorism_investigation", "Is the disclosure needed in an investigation of terrorism?", "it is needed in an investigation of terrorism", (LEGAL, SUPERVISOR), "the case file", 3),
    yes_no("protected_private_matter", "Does the information concern a private matter that a standing order keeps confidential (abuse suffered, public assistance, tax records and the like)?", "the information concerns a private matter that a standing order protects", (LEGAL,), "the order's list", 2),
    yes_no("inside_courthouse", "Would it happen inside a courthouse?", "it would happen inside a courthouse", (DESK,), "the place named", 1),
    yes_no("federal_licence_programme", "Is it needed for a federally compliant licence, a trusted-traveller programme, or a vehicle's import or export?", "it is needed for a federal licence, traveller or vehicle programme", (DESK, LEGAL), "the application", 2),
    yes_no("dmv_data", "Does the information come from motor vehicle department records?", "the information comes from motor vehicle department records", (DESK,), "the system it is in", 1),
    yes_no("sealed_record_recipient", "Does the sealing statute list the asking body, or this use, among those to which the record is open?", "the sealing statute opens the record to the asking body or for this use", (LEGAL,), "the statute", 3),
    yes_no("needed_for_programme", "Is it needed to run a programme that the person asked for, or to register a voter?", "it is needed for a programme the person asked for", (DESK, LEGAL), "the application", 2),
    yes_no("to_data_broker", "Would the information go to a company that deals in data about people?", "the information would go to a data broker", (DESK, LEGAL), "the contract or the request", 2),
    yes_no("broker_attested", "Has the company stated in writing that nobody who would use it to enforce immigration law will be reached?", "the data broker has given the written statement that the law asks for", (LEGAL,), "the written statement", 2),
    yes_no("notice_barred", "Does a statute, a court's order or a subpoena bar telling the person or the parent?", "a statute, an order or a subpoena bars telling the person", (LEGAL,), "the order", 2),
    yes_no("custody_status_public", "Can anyone learn the custody status through the ordinary public channel?", "the custody status is public", (DESK,), "the public look-up", 1),
    yes_no("release_date_public", "Can anyone learn the release date through the ordinary public channel?", "the release date is public", (DESK,), "the public look-up", 1),
    yes_no("court_date_public", "Can anyone learn the court date through the ordinary public channel?", "the court date is public", (DESK,), "the court's public calendar", 1),
    yes_no("personal_data_public", "Can anyone learn the information asked for through the ordinary public channel?", "the information asked for is public", (DESK,), "the public look-up", 1),
)
