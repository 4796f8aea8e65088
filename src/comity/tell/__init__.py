"""Tells law and decisions in plain English and in JSON.

>>> from comity.base import read_document
>>> from comity.decide import decide, read_case
>>> from comity.law import LawLibrary
>>> from comity.tell import decision_document, decision_lines, plain_text
>>> case = read_case(read_document(b'''
... at: 2021-03-15T09:40
... agency: us-wa/police
... request: {from: ice, asks: [notify_release], purpose: civil_immigration}
... facts:
...   {required_by_law: false, court_order: false, judicial_warrant: false, state_judicial_warrant: false, writ: false}
... '''), LawLibrary())
>>> decision = decide(case)
>>> print(plain_text(decision_lines(decision)).splitlines()[4].strip())
1. Do not tell them of the release.
>>> decision_document(decision)["answers"][0]["outcome"]
'forbidden'
"""

from comity.tell.acts import DUTY_MOMENTS, MARKS, OUTCOMES, act, order
from comity.tell.case_schema import case_schema
from comity.tell.charts import Bars, Chart, drawn
from comity.tell.conditions import clause_lines, clause_text, condition_clause, expression_clause
from comity.tell.decision_document import decision_document
from comity.tell.decision_schema import decision_schema
from comity.tell.facts import Names, choice_statement, denial, record_lines, value_statement, value_words, who_can_say
from comity.tell.history import history_lines
from comity.tell.law_document import pack_document, section_document, section_name
from comity.tell.page import brief_lines, decision_lines, heading_lines, law_unknown_text
from comity.tell.prose import BLANK, Line, counted, day_text, folded, glued, listed, plain_text, sentence
from comity.tell.questions import OpenQuestion, leads_texts, open_questions, question_lines, question_text
from comity.tell.rules import names_of, pack_lines, rule_heading, rule_lines, rule_title, rules_of, section_lines
from comity.tell.telling import Telling

__all__ = [
    "BLANK",
    "DUTY_MOMENTS",
    "MARKS",
    "OUTCOMES",
    "Bars",
    "Chart",
    "Line",
    "Names",
    "OpenQuestion",
    "Telling",
    "act",
    "brief_lines",
    "case_schema",
    "choice_statement",
    "clause_lines",
    "clause_text",
    "condition_clause",
    "counted",
    "day_text",
    "decision_document",
    "decision_lines",
    "decision_schema",
    "denial",
    "drawn",
    "expression_clause",
    "folded",
    "glued",
    "heading_lines",
    "history_lines",
    "law_unknown_text",
    "leads_texts",
    "listed",
    "names_of",
    "open_questions",
    "order",
    "pack_document",
    "pack_lines",
    "plain_text",
    "question_lines",
    "question_text",
    "record_lines",
    "rule_heading",
    "rule_lines",
    "rule_title",
    "rules_of",
    "section_document",
    "section_lines",
    "section_name",
    "sentence",
    "value_statement",
    "value_words",
    "who_can_say",
]
