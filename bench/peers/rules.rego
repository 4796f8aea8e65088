package bench

import rego.v1

recent if {
	input.conviction
	input.years_since_conviction <= 5
	not input.youthful_offender
}

ground if recent

ground if input.tsdb_match

heavy if {
	input.conviction
	input.reentry_after_removal
}

heavy if input.tsdb_match

notified if input.judicial_warrant

notified if ground

rules contains "R02" if {
	input.agency in {"NYPD", "DOC", "PROBATION"}
	input.request == "DETAINER"
	input.judicial_warrant
	input.warrant_verified
	ground
}

rules contains "R03" if {
	input.agency == "NYPD"
	input.request == "DETAINER"
	input.hours_held <= 48
	heavy
}

rules contains "R04" if input.wrong_person

rules contains "R05" if {
	input.court_order_release
	not input.judicial_warrant
}

rules contains "R06" if {
	input.age < 18
	input.charge != "FELONY"
}

rules contains "R07" if {
	input.days_since_request > 30
	not input.judicial_warrant
}

rules contains "R08" if {
	input.request == "NOTIFICATION"
	notified
}

rules contains "R09" if {
	input.request == "INTERVIEW"
	input.consent_written
	input.counsel_present
}

rules contains "R10" if {
	input.request == "INFO"
	input.consent_written
}

rules contains "R10" if {
	input.request == "INFO"
	input.criminal_investigation
	input.supervisor_approval
}

rules contains "R11" if {
	input.victim_or_witness
	not input.judicial_warrant
}

rules contains "R12" if {
	input.task_force
	input.criminal_investigation
	input.charge in {"MISDEMEANOR", "FELONY"}
	input.supervisor_approval
	input.request != "DETAINER"
}

unless := {
	"R02": ["R04"],
	"R03": ["R04", "R05", "R06", "R07"],
	"R08": ["R07", "R11"],
	"R09": ["R11"],
	"R10": ["R11"],
	"R12": [],
}

defeated contains rule if {
	some rule, others in unless
	some other in others
	other in rules
}

default permit := false

permit if {
	some rule, _ in unless
	rule in rules
	not rule in defeated
}

duties contains "O1" if {
	input.detainer
	not input.notice_given
}

duties contains "O2" if {
	input.detainer
	not input.notice_translated
	not input.interpreter_offered
}

duties contains "O3" if permit

duties contains "O4" if {
	input.detainer
	input.hours_held > 48
	not permit
}

survey := {"permit": permit, "rules": rules, "duties": duties}
