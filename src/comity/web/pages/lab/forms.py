"""The forms of the lab: which law, on which day, for which ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from comity.facts import Ask
from comity.web.forms_render import Day, ManyTiles
from comity.web.pages.lab.laws import agency_choices, own_agency, own_pack, pack_choices, today
from comity.web.pages.lab.words import OUTCOMES, SETTLED
from comity.web.pages.requests.words import ASKS

_ASKS = [(ask.value, words) for ask, words in ASKS.items()]
_DAY_NEEDED = {"required": gettext_lazy("Choose a day"), "invalid": gettext_lazy("Choose a day")}
LONGEST_CONDITION, LONGEST_CASE = 2_000, 50_000


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), error_messages=_DAY_NEEDED, **more)


class LawForm(forms.Form):
    """A law, on a day."""

    law = forms.ChoiceField(label=gettext_lazy("Law"), choices=pack_choices)
    on = _day(gettext_lazy("As it stood on"))


class CompareForm(forms.Form):
    """Two laws, each for an agency on a day, and what is asked."""

    first = forms.ChoiceField(label=gettext_lazy("First law"), choices=agency_choices)
    first_on = _day(gettext_lazy("First law, as it stood on"))
    second = forms.ChoiceField(label=gettext_lazy("Second law"), choices=agency_choices)
    second_on = _day(gettext_lazy("Second law, as it stood on"))
    ask = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=_ASKS)


class PairsForm(forms.Form):
    """All laws on a day, and what is asked."""

    on = _day(gettext_lazy("As they stood on"))
    ask = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=_ASKS)


class ProveForm(forms.Form):
    """A law whose own properties are proven."""

    law = forms.ChoiceField(label=gettext_lazy("Law"), choices=pack_choices)


class OwnPropertyForm(forms.Form):
    """A property that the reader writes: under a condition, some outcomes are never given."""

    law = forms.ChoiceField(label=gettext_lazy("Law"), choices=pack_choices)
    when = forms.CharField(
        label=gettext_lazy("Condition"),
        help_text=gettext_lazy(
            'As a pack writes it, for example: purpose == "civil_immigration" && !judicial_warrant. '
            "Empty: in every case."
        ),
        required=False,
        max_length=LONGEST_CONDITION,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )
    asks = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"),
        choices=_ASKS,
        widget=ManyTiles(),
        error_messages={"required": gettext_lazy("Choose what is asked")},
    )
    never = forms.MultipleChoiceField(
        label=gettext_lazy("What must never be the answer"),
        choices=[(word, OUTCOMES[word]) for word in SETTLED],
        widget=ManyTiles(),
        error_messages={"required": gettext_lazy("Choose what must never be the answer")},
    )


class WhatIfForm(forms.Form):
    """A law under which past requests are tried, on the day of each or on one day for all."""

    law = forms.ChoiceField(label=gettext_lazy("Law to try"), choices=agency_choices)
    on = _day(
        gettext_lazy("As it stood on"),
        required=False,
        help_text=gettext_lazy("Empty: on the day of each request."),
    )


class CaseForm(forms.Form):
    """A case, as it is written for `comity decide`."""

    case = forms.CharField(
        label=gettext_lazy("The case"),
        help_text=gettext_lazy("An invented case, as comity decide reads it. Do not write anybody's name."),
        max_length=LONGEST_CASE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write a case")},
    )


def comparison_at_first() -> dict[str, object]:
    """What the form of a comparison shows before anything was chosen: the office's own law, twice."""
    agency, day = own_agency(), today()
    return {"first": agency, "second": agency, "first_on": day, "second_on": day, "ask": Ask.HOLD.value}


def law_at_first() -> dict[str, object]:
    """The office's own law, today."""
    return {"law": own_pack(), "on": today()}
