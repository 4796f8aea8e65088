"""Facts and law in; answer, reasons, still-open out.

>>> from comity.base import read_document
>>> from comity.decide import decide, read_case
>>> from comity.facts import Ask
>>> from comity.law import LawLibrary
>>> case = read_case(read_document(b'''
... at: 2017-03-15T09:40
... agency: us-ny-nyc/nypd
... request: {from: ice, asks: [hold, share_court_date], purpose: civil_immigration}
... facts: {detainer: true, judicial_warrant: false, convictions: []}
... '''), LawLibrary())
>>> [(answer.ask.value, answer.outcome.value) for answer in decide(case).answers]
[('hold', 'open'), ('share_court_date', 'silent')]
"""

from comity.decide.case import Case, read_case
from comity.decide.decision import Answer, Bearing, Change, Decision, DutyOwed, LimitRun, Reason
from comity.decide.errors import CaseError
from comity.decide.evaluate import Evaluator, decide, evaluator_for
from comity.decide.outcome import Mark, Outcome, Verdict
from comity.decide.residual import Lead, Question, Residual, SettlingSet

__all__ = [
    "Answer",
    "Bearing",
    "Case",
    "CaseError",
    "Change",
    "Decision",
    "DutyOwed",
    "Evaluator",
    "Lead",
    "LimitRun",
    "Mark",
    "Outcome",
    "Question",
    "Reason",
    "Residual",
    "SettlingSet",
    "Verdict",
    "decide",
    "evaluator_for",
    "read_case",
]
