"""Writes a decision as one JSON document: stable keys, no fractions, everything that a person could ask about it.

Its form is `decision_schema`; shares and scores are whole numbers per thousand, moments carry their offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from comity.base import Period
from comity.decide import Answer, Change, Decision, DutyOwed, LimitRun, Question, Reason, SettlingSet
from comity.facts import VOCABULARY, Claim, Established, RecordList, Vocabulary
from comity.law import Doubt, Fault, NormException
from comity.law.pack import StandingSpan
from comity.tell.acts import order
from comity.tell.questions import given_text, question_text
from comity.tell.telling import Telling

Json = Mapping[str, object]
SCHEMA = "urn:comity:decision:1"


def decision_document(decision: Decision, vocabulary: Vocabulary = VOCABULARY) -> dict[str, object]:
    """The decision as a JSON document that has a canonical form."""
    telling = Telling.of(decision, vocabulary)
    case, packs = decision.case, {pack.name: pack for pack in decision.case.pack.stack}
    return {
        "schema": SCHEMA,
        "case": {
            "name": case.name,
            "at": _plain(case.at),
            "agency": {"name": case.agency.name, "title": case.agency.title},
            "pack": case.pack.name,
            "asks": [ask.value for ask in case.asks],
        },
        "answers": [_answer(answer, telling) for answer in decision.answers],
        "duties": [_duty(owed) for owed in decision.duties],
        "facts": [_established(fact) for fact in decision.facts],
        "packs": [
            {
                "name": name,
                "title": packs[name].title,
                "layer": packs[name].layer.value,
                "digest": digest,
                "as_read": _plain(day),
            }
            for name, digest, day in decision.packs
        ],
    }


def _answer(answer: Answer, telling: Telling) -> Json:
    return {
        "ask": answer.ask.value,
        "words": answer.ask.words,
        "outcome": answer.outcome.value,
        "verdict": answer.verdict.value,
        "order": order(answer.ask, answer.verdict),
        "marks": _sorted(answer.marks),
        "settled_by_residual": answer.settled_by_residual,
        "layers": [{"pack": name, "outcome": outcome.value} for name, outcome in answer.layers],
        "reasons": [_reason(reason, answer, telling) for reason in answer.reasons],
        "doubts": [_doubt(doubt) for doubt in answer.doubts],
        "faults": [_fault(fault) for fault in answer.faults],
        "settling_sets": [_settling(found) for found in answer.settling_sets],
        "questions": [_question(question, telling) for question in answer.questions],
        "matters": sorted(answer.matters),
        "nearest": [_change(change) for change in answer.nearest],
        "limits": [_limit(run) for run in answer.limits],
    }


def _reason(reason: Reason, answer: Answer, telling: Telling) -> Json:
    at = reason.norm.at
    return {
        "ref": at.ref,
        "citation": at.citation,
        "says": at.says,
        "effect": reason.effect.value,
        "layer": reason.layer.value,
        "bearing": reason.bearing.value,
        "decisive": reason in answer.decisive,
        "exceptions": [_exception(exception) for exception in reason.exceptions],
        "facts": [_fact_used(name, value, telling) for name, value in reason.facts],
        "basis": reason.basis.value,
        "unread": reason.unread,
        "standing": _standing(reason.standing),
        "in_force": _days(at.days),
        "by": at.by,
    }


def _fact_used(name: str, value: object, telling: Telling) -> Json:
    """A name that a norm looked at: a fact, or a definition with the facts it rests on."""
    sources = [_source(claim) for fact in telling.established(name) for claim in fact.claims]
    return {
        "name": name,
        "says": telling.names.says(name),
        "value": _plain(value),
        "rests_on": list(telling.facts_behind(name)),
        "sources": [source for source in sources if source],
    }


def _source(claim: Claim) -> Json:
    given = {"by": claim.source.by, "from": claim.source.paper, "at": _plain(claim.source.at)}
    return {key: value for key, value in given.items() if value}


def _exception(exception: NormException) -> Json:
    return {"ref": exception.ref, "citation": exception.citation, "says": exception.says}


def _standing(span: StandingSpan | None) -> Json | None:
    return {"is": span.standing.value, "why": span.why, "days": _days(span.days)} if span else None


def _doubt(doubt: Doubt) -> Json:
    return {"id": doubt.id, "citation": doubt.citation, "says": doubt.says, "default": doubt.default.value}


def _fault(fault: Fault) -> Json:
    return {"ref": fault.ref, "where": fault.where, "message": fault.message, "help": fault.help}


def _settling(found: SettlingSet) -> Json:
    return {"facts": sorted(found.facts), "leads_to": _sorted(found.leads_to)}


def _question(question: Question, telling: Telling) -> Json:
    facts = [telling.names.vocabulary[name] for name in question.facts]
    return {
        "facts": list(question.facts),
        "question": question_text(facts),
        "who": sorted({role.value for fact in facts for role in fact.established_by}),
        "from": [fact.source for fact in facts],
        "leads_to": [
            {
                "given": [{"name": name, "values": [_plain(value) for value in values]} for name, values in lead.given],
                "words": given_text(lead, telling.names),
                "outcome": lead.outcome.value,
            }
            for lead in question.leads_to
        ],
        "settles_per_mille": round(question.settles * 1000),
        "score_per_mille": round(question.score * 1000),
    }


def _change(change: Change) -> Json:
    return {
        "facts": [{"name": name, "value": _plain(value)} for name, value in change.facts],
        "outcome": change.outcome.value,
    }


def _limit(run: LimitRun) -> Json:
    at = run.limit.at
    return {
        "ref": at.ref,
        "citation": at.citation,
        "says": at.says,
        "certain": run.certain,
        "binds": run.binds,
        "starts": run.limit.starts,
        "ends": _plain(run.ends),
        "then": run.limit.then,
    }


def _duty(owed: DutyOwed) -> Json:
    duty = owed.duty
    return {
        "ref": duty.at.ref,
        "citation": duty.at.citation,
        "says": duty.at.says,
        "must": duty.must,
        "owed_to": duty.owed_to,
        "on": duty.trigger,
        "asks": _sorted(duty.asks),
        "certain": owed.certain,
        "due": _plain(owed.due),
        "due_words": owed.words,
        "missing": owed.missing,
        "contents": list(duty.contents),
        "languages": list(duty.languages),
    }


def _established(fact: Established) -> Json:
    return {
        "name": fact.fact.name,
        "says": fact.fact.says,
        "disputed": fact.disputed,
        "claims": [{"value": _plain(claim.value), "source": _source(claim)} for claim in fact.claims],
    }


def _days(days: Period) -> Json:
    return {"from": _plain(days.first), "to": _plain(days.last)}


def _sorted(words: Iterable[Enum]) -> list[str]:
    return sorted(str(word.value) for word in words)


def _plain(value: object) -> object:
    """A value in JSON: days and moments as text, a list of records with whether it is complete."""
    if isinstance(value, RecordList):
        known = [{name: _plain(field) for name, field in record.items()} for record in value.known]
        return {"known": known, "complete": value.complete}
    return value.isoformat() if isinstance(value, date | datetime) else value
