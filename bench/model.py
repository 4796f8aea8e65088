"""The rule set that every engine is given: twenty-five facts, twelve norms, four duties.

Modelled on a city's detainer rules, not a statement of any law. The conditions are written here once more, apart from
the pack, so that the pack and every peer can be checked against something that neither of them made.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comity.facts import Fact, Kind, Role, Vocabulary
from comity.law.conditions import parse_condition
from comity.law.expressions import Expression, Name, all_of, any_of, negation, rebuilt

Case = dict[str, object]

_YES_NO = [
    "detainer",
    "judicial_warrant",
    "warrant_verified",
    "conviction",
    "tsdb_match",
    "reentry_after_removal",
    "wrong_person",
    "court_order_release",
    "consent_written",
    "counsel_present",
    "criminal_investigation",
    "supervisor_approval",
    "notice_given",
    "notice_translated",
    "interpreter_offered",
    "task_force",
    "youthful_offender",
    "victim_or_witness",
]
_COUNTS = {  # the most that may be said, and the most that a random case says
    "years_since_conviction": (60, 12),
    "hours_held": (200, 96),
    "age": (99, 60),
    "days_since_request": (250, 60),
}
_CHOICES = {
    "agency": ["NYPD", "DOC", "PROBATION", "OTHER"],
    "request": ["DETAINER", "NOTIFICATION", "INTERVIEW", "INFO"],
    "charge": ["NONE", "VIOLATION", "MISDEMEANOR", "FELONY"],
}


@dataclass(frozen=True)
class Rule:
    """A norm: what it permits, unless one of the norms in `unless` holds; or, with no such list, what it prohibits."""

    name: str
    permits: bool
    when: Expression
    unless: tuple[str, ...] = ()


def _permit(name: str, when: str, *unless: str) -> Rule:
    return Rule(name, True, parse_condition(when), unless)


def _prohibit(name: str, when: str) -> Rule:
    return Rule(name, False, parse_condition(when))


# R01, the twelfth norm: nothing is done unless one of these permits it.
RULES = (
    _permit(
        "R02",
        'agency in ["NYPD", "DOC", "PROBATION"] && request == "DETAINER" && judicial_warrant && warrant_verified'
        " && (conviction && years_since_conviction <= 5 && !youthful_offender || tsdb_match)",
        "R04",
    ),
    _permit(
        "R03",
        'agency == "NYPD" && request == "DETAINER" && hours_held <= 48'
        " && (conviction && reentry_after_removal || tsdb_match)",
        *("R04", "R05", "R06", "R07"),
    ),
    _prohibit("R04", "wrong_person"),
    _prohibit("R05", "court_order_release && !judicial_warrant"),
    _prohibit("R06", 'age < 18 && charge != "FELONY"'),
    _prohibit("R07", "days_since_request > 30 && !judicial_warrant"),
    _permit(
        "R08",
        'request == "NOTIFICATION"'
        " && (judicial_warrant || conviction && years_since_conviction <= 5 && !youthful_offender || tsdb_match)",
        *("R07", "R11"),
    ),
    _permit("R09", 'request == "INTERVIEW" && consent_written && counsel_present', "R11"),
    _permit("R10", 'request == "INFO" && (consent_written || criminal_investigation && supervisor_approval)', "R11"),
    _prohibit("R11", "victim_or_witness && !judicial_warrant"),
    _permit(
        "R12",
        'task_force && criminal_investigation && charge in ["MISDEMEANOR", "FELONY"] && supervisor_approval'
        ' && request != "DETAINER"',
    ),
)
DUTIES: Mapping[str, Expression] = MappingProxyType(
    {
        "O1": parse_condition("detainer && !notice_given"),
        "O2": parse_condition("detainer && !notice_translated && !interpreter_offered"),
        "O3": parse_condition("permit"),
        "O4": parse_condition("detainer && hours_held > 48 && !permit"),
    }
)


def permission(rules: tuple[Rule, ...] = RULES) -> Expression:
    """The whole answer as one condition: some norm permits it and none of those it gives way to holds."""
    when = {rule.name: rule.when for rule in rules}
    return any_of(
        all_of([rule.when, *(negation(when[name]) for name in rule.unless)]) for rule in rules if rule.permits
    )


PERMIT = permission()


def duty_conditions() -> dict[str, Expression]:
    """Each duty's condition over facts alone."""
    return {
        name: rebuilt(when, lambda node: PERMIT if node == Name("permit") else None) for name, when in DUTIES.items()
    }


def vocabulary() -> Vocabulary:
    """The facts, as comity is told of them."""
    facts = [Fact(name, Kind.YES_NO, f"{_words(name)}?", _words(name), (Role.DESK,), "the case") for name in _YES_NO]
    for name, (most, _) in _COUNTS.items():
        facts.append(Fact(name, Kind.COUNT, f"{_words(name)}?", _words(name), (Role.DESK,), "the case", maximum=most))
    for name, words in _CHOICES.items():
        choices = MappingProxyType({word: word.lower() for word in words})
        facts.append(
            Fact(name, Kind.CHOICE, f"{_words(name)}?", _words(name), (Role.DESK,), "the case", choices=choices)
        )
    return Vocabulary.of(facts)


def random_cases(number: int, *, unknown: float = 0.0, seed: int = 1) -> list[Case]:
    """Cases in which each fact is unknown (`None`) with the given chance."""
    dice = random.Random(seed)
    # A name written in a program is interned: so are these, or every look-up by such a name would compare two texts.
    facts = {sys.intern(name): fact for name, fact in vocabulary().facts.items()}
    return [
        {name: None if dice.random() < unknown else _drawn(fact, dice) for name, fact in facts.items()}
        for _ in range(number)
    ]


def _drawn(fact: Fact, dice: random.Random) -> object:
    if fact.kind is Kind.COUNT:
        return dice.randint(0, _COUNTS[fact.name][1])
    return dice.choice(list(fact.choices)) if fact.kind is Kind.CHOICE else dice.random() < 0.5


def _words(name: str) -> str:
    return name.replace("_", " ")
