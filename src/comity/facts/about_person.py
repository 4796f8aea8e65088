"""Facts about the person's record and custody. None is about nationality, birthplace or status."""

from comity.facts.kinds import Fact, Role, choice, count, date, moment, records, text, yes_no

DESK, LEGAL = Role.DESK, Role.LEGAL
RECORD = "the criminal history search"

OFFENCE_FIELDS: tuple[Fact, ...] = (
    text("offence", "Which offence, by section?", "the offence", (DESK,), RECORD),
    choice(
        "grade", "Felony, misdemeanour or less?", "the grade", (DESK,), RECORD,
        {"felony": "a felony", "misdemeanor": "a misdemeanour", "violation": "less than a misdemeanour"},
    ),
    choice(
        "form", "Completed, or attempted and the like?", "the form", (DESK,), RECORD,
        {
            "completed": "completed", "attempt": "attempt", "conspiracy": "conspiracy",
            "solicitation": "solicitation", "facilitation": "facilitation",
        },
    ),
    choice(
        "court", "Which court system?", "the court system", (DESK,), RECORD,
        {"this_state": "a court of this state", "other_state": "a court of another state", "federal": "a federal court", "foreign": "a foreign court"},
    ),
    yes_no("equivalent_here", "Is it the equivalent of an offence of this state that the law lists?", "it is equivalent to a listed offence of this state", (LEGAL,), "the comparison of the two statutes", 3),
    yes_no("hate_crime", "Was it charged as a hate crime?", "it is a hate crime", (DESK,), RECORD),
    yes_no("juvenile", "Was it a juvenile adjudication?", "it is a juvenile adjudication", (DESK,), RECORD),
    yes_no("youthful_offender", "Was it a youthful-offender adjudication?", "it is a youthful-offender adjudication", (DESK,), RECORD),
    yes_no("reduced_by_2014_act", "Is it a misdemeanour that was a felony or wobbler before the 2014 sentencing initiative?", "it is a misdemeanour reduced by the 2014 initiative", (LEGAL,), "the statute"),
    yes_no("patronizing", "Does it concern patronizing a person for prostitution?", "it concerns patronizing a person for prostitution", (DESK, LEGAL), RECORD),
    yes_no("involves_firearm", "Is it about a firearm, rifle, shotgun, bullet or ammunition?", "it is about a firearm or ammunition", (DESK, LEGAL), RECORD),
)

CONVICTION_FIELDS: tuple[Fact, ...] = (*OFFENCE_FIELDS, date("date", "On what day was the conviction?", "the day of conviction", (DESK,), RECORD), yes_no("judgment", "Was a sentence imposed, so that there is a judgment?", "there is a judgment", (DESK,), RECORD), date("sentence_date", "On what day was sentence imposed?", "the day of sentence", (DESK,), RECORD), count("days_incarcerated", "How many days in prison or jail for it, up to this arrest?", "days incarcerated for it", (DESK,), RECORD, 0, 40000), yes_no("sealed", "Is the record sealed or expunged?", "the record is sealed", (DESK,), RECORD), yes_no("wobbler", "Could it have been charged either as a felony or as a misdemeanour?", "it could be charged either way", (LEGAL,), "the statute"), yes_no("state_prison", "Was it punishable by imprisonment in the state prison?", "it was punishable in the state prison", (LEGAL,), "the statute"), yes_no("serious_or_violent", "Is it (or, if from elsewhere, would it be here) a serious or violent felony as the state's penal code lists them?", "it is a listed serious or violent felony", (LEGAL,), "the statute"), yes_no("aggravated_felony", "Is it a federal conviction within 8 USC 1101(a)(43)(A) to (P)?", "it is a federal conviction within 8 USC 1101(a)(43)(A) to (P)", (LEGAL,), "the judgment"), yes_no("in_named_category", "Does it fall in a category of offences that the law names, though the law does not list its section?", "it falls in a category that the law names", (LEGAL,), "the comparison of the statute with the law's categories", 3), yes_no("predicate_felony", "Would it count as a predicate felony under this state's sentencing law?", "it would count as a predicate felony here", (LEGAL,), "the judgment; the sentencing law"))

CASE_FIELDS: tuple[Fact, ...] = (*OFFENCE_FIELDS, date("filed", "When was it charged?", "the day it was charged", (DESK,), "the court record"), yes_no("adjourned_for_dismissal", "Is it adjourned in contemplation of dismissal?", "it is adjourned in contemplation of dismissal", (DESK,), "the court record"), yes_no("released_for_delay", "Was release ordered because the charge was not completed in time?", "release was ordered for delay", (DESK,), "the court record"), yes_no("sentenced_conditional_discharge", "Has a conditional discharge been imposed?", "a conditional discharge was imposed", (DESK,), "the court record"), yes_no("mandatory_youthful_offender", "Must a youthful-offender finding be made?", "a youthful-offender finding is mandatory", (LEGAL,), "the court record"), yes_no("held_to_answer", "Has a magistrate found probable cause and held the person to answer?", "a magistrate has found probable cause and held the person to answer", (DESK,), "the court record"), yes_no("state_prison", "Is it punishable by imprisonment in the state prison?", "it is punishable in the state prison", (LEGAL,), "the statute"), yes_no("serious_or_violent", "Is it a serious or violent felony as the state's penal code lists them?", "it is a listed serious or violent felony", (LEGAL,), "the statute"))

FACTS: tuple[Fact, ...] = (
    records("convictions", "Which convictions does the search show?", "convictions", (DESK,), RECORD, CONVICTION_FIELDS, 3),
    records("pending_cases", "Which criminal cases are pending?", "pending criminal cases", (DESK,), "the court index", CASE_FIELDS, 3),
    records("arrest_charges", "What is the person charged with in this arrest?", "charges in this arrest", (DESK,), "the booking record", OFFENCE_FIELDS, 1),
    date("arrest_date", "On what day was this arrest?", "the day of this arrest", (DESK,), "the booking record", 1),
    moment("booked_at", "When was the person booked in?", "the person was booked in", (DESK,), "the booking record", 1),
    moment("release_due", "When would the person be released but for the request?", "release is due", (DESK,), "the release order, bond or sentence record", 1),
    yes_no("otherwise_releasable", "Without the request, would the person be free to go now?", "without the request the person would be free to go", (DESK,), "the booking record", 1),
    yes_no("release_decision_pending", "Has a judge still to decide about bail or release?", "a judge has still to decide about bail or release", (DESK,), "the court calendar", 1),
    yes_no("custodial_sentence", "Has a sentence of jail or prison been imposed in this case?", "a sentence of jail or prison has been imposed in this case", (DESK,), "the court record", 1),
    yes_no("controlled_substance_arrest", "Is this arrest for breaking a law on controlled substances?", "the arrest is for breaking a law on controlled substances", (DESK,), "the booking record", 1),
    yes_no("physical_custody", "Is the person physically held by the agency (not only supervised)?", "the person is physically held", (DESK,), "the booking record", 1),
    yes_no("search_run", "Was the record search that the law asks for run about the time of release?", "the required search was run about the time of release", (DESK,), "the search log", 1),
    yes_no("outstanding_criminal_warrant", "Does the search show an outstanding criminal warrant?", "the search shows an outstanding criminal warrant", (DESK,), RECORD, 2),
    yes_no("gang_database_match", "Is the person identified as a known gang member in the database the law names?", "the person is identified as a gang member in the database the law names", (DESK,), RECORD, 2),
    yes_no("gang_admitted", "Has the person admitted to being a gang member?", "the person has admitted to being a gang member", (DESK,), "the arrest report", 2),
    yes_no("terrorist_screening_match", "Is the person a possible match in the terrorist screening database?", "the person is a possible match in the terrorist screening database", (DESK, LEGAL), RECORD, 2),
    yes_no("reentry_after_removal", "Do the records show an unlawful return after a removal?", "the records show an unlawful return after a removal", (DESK, LEGAL), RECORD, 2),
    yes_no(
        "removal_after_aggravated_felony", "Do the records suggest that the earlier removal followed a conviction of an aggravated felony (8 USC 1326(b)(2))?",
        "the earlier removal may have followed an aggravated felony", (LEGAL,), RECORD, 2,
    ),
    yes_no("sex_or_arson_registrant", "Is the person a current registrant of the state's sex and arson registry?", "the person is a current registrant", (DESK,), "the registry", 2),
    yes_no("victim_or_witness", "Is the person in contact with the agency as a victim or witness?", "the person is a victim or witness", (DESK,), "the case file", 1),
    yes_no("attending_court", "Is the person at, going to or coming from court as a party, witness or family member?", "the person is attending court", (DESK,), "the court calendar", 1),
    yes_no("juvenile", "Is the person under 18?", "the person is under 18", (DESK,), "the booking record", 1),
    yes_no("records_sealed", "Is the record asked about sealed?", "the record asked about is sealed", (DESK,), "the seal flag", 2),
    yes_no("informed_by_court", "Has a court told the agency what the search is meant to find (a conviction, a case, a warrant, a match)?", "a court told the agency of it", (DESK,), "the court's message", 2),
    yes_no("informed_by_government", "Has a court or another government body told the agency of the conviction or the match?", "a court or another government body told the agency of it", (DESK,), "the message", 2),
    yes_no("several_covered_cases", "Is the person the defendant in more than one pending case that charges a crime the law covers (those adjourned for dismissal left out)?", "the person is the defendant in more than one pending covered case", (DESK, LEGAL), "the court index", 3),
    yes_no("criminal_arrest_ground", "The request aside, is there a ground to arrest the person for a crime (a criminal warrant, or probable cause)?", "there is a ground to arrest the person for a crime", (DESK, LEGAL), "the search; the case file", 2),
    yes_no("suspected_of_crime", "Is the person suspected of unlawful activity, immigration matters left aside?", "the person is suspected of unlawful activity other than an immigration matter", (DESK, LEGAL), "the case file", 1),
    yes_no("conviction_sealed_by_time", "Is the conviction asked about sealed because of the time that has passed?", "the conviction is sealed by lapse of time", (DESK,), "the seal flag", 2),
)
