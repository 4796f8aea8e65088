"""What stands of each fact of a request now: its value, and who disputes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from comity.facts import VOCABULARY, Fact
from comity.gate import commands, standing_disputes
from comity.gate.state import Claim
from comity.web.pages.requests.forms.fact_forms import OF_PERSON
from comity.web.pages.requests.history import stated_words
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.sentences import language_of, said

LONG_WHY = 2_000
OF_REQUEST = {"from": "requester", "purpose": "purpose", "instrument": "instrument"}
NOT_DISPUTED = frozenset({"received_at", "decision_date"})


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute that nobody has settled."""

    fact: Fact
    claim: Claim
    question: str
    language: str  # of the question
    words: str  # what is so, as whoever disputes it has it
    is_own: bool


def disputed_now(opened: Opened) -> list[Disputed]:
    """The disputes that stand, the oldest first."""
    names = dict.fromkeys(claim.name for claim in opened.matter.claims if claim.disputed and claim.name in VOCABULARY)
    standing = [each for name in names for each in standing_disputes(opened.matter, name, opened.asked.id)]
    return [
        Disputed(
            VOCABULARY[claim.name],
            claim,
            said(VOCABULARY[claim.name].question),
            language_of(VOCABULARY[claim.name].question),
            stated_words(claim.name, claim.value, opened),
            claim.by == opened.actor.name and not opened.is_closed,
        )
        for claim in sorted(standing, key=lambda each: each.at)
    ]


def value_now(opened: Opened, name: str) -> object:
    """What is stated of a fact now by whoever can state it, as a case document has it; None while that is nothing."""
    given = _facts(opened).get(name)
    if isinstance(given, Mapping) and "disputed" in given:
        given = given["disputed"][0]
    return given.get("value") if isinstance(given, Mapping) and "value" in given else given


def _facts(opened: Opened) -> dict[str, Any]:
    """The facts of the case as it was last decided; what the request says of itself is one of them."""
    case: Any = dict(opened.asked.case)
    asked = {name: case.get("request", {}).get(key) for key, name in OF_REQUEST.items()}
    return {**{name: value for name, value in asked.items() if value is not None}, **case.get("facts", {})}


def may_be_disputed(opened: Opened) -> list[tuple[str, str, str]]:
    """The facts that this request rests on or asks for: name, question, and the language of that."""
    open_names = [name for ask in opened.asked.unanswered for name in opened.asked.decided[ask].questions]
    names = [
        name
        for name in dict.fromkeys([*_facts(opened), *open_names])
        if name in VOCABULARY and name not in NOT_DISPUTED
    ]
    return [(name, said(VOCABULARY[name].question), language_of(VOCABULARY[name].question)) for name in names]


def scope_of(fact: Fact, asked: str) -> str:
    """The request that a statement of a fact is for: none, where it is about the person."""
    return "" if fact.name in OF_PERSON else asked


class TakeBackForm(forms.Form):
    """Why a dispute is taken back."""

    why = forms.CharField(
        label=gettext_lazy("What has turned out?"),
        max_length=LONG_WHY,
        error_messages={"required": gettext_lazy("Write what has turned out")},
    )

    def __init__(self, fact: Fact, *args: object, **given: object) -> None:
        super().__init__(*args, prefix=f"back-{fact.name}", **given)
        self.fact = fact

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        why, scope = self.cleaned_data["why"], scope_of(self.fact, asked)
        return [commands.DisputeFact(matter, self.fact.name, None, request=scope, why=why, withdrawn=True)]
