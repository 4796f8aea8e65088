"""What a supervisor says of a finding."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from comity.gate.checking import MAX_LONG
from comity.web.forms_render import Tiles
from comity.web.pages.findings.words import OUTCOMES


class ExplainForm(forms.Form):
    """What it was, why, and what had been told."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=[(name, words) for name, words in OUTCOMES.items()],
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose what it was")},
    )
    why = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("A sentence or two. It is sealed with your name."),
        max_length=MAX_LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write how you know")},
    )
    told = forms.CharField(
        label=gettext_lazy("What was the agency told?"),
        help_text=gettext_lazy(
            "Only if it was told something that is on record nowhere. It is recorded as told without a ground, and "
            "the person's lawyer sees it."
        ),
        max_length=MAX_LONG,
        required=False,
    )

    def __init__(self, *args: object, is_about_nobody: bool = False, **more: object) -> None:
        super().__init__(*args, **more)
        if is_about_nobody:
            del self.fields["told"]


class ApartForm(forms.Form):
    """Why a finding is not about the person that it is proposed for."""

    apart_why = forms.CharField(
        label=gettext_lazy("How do you know that it is not?"),
        help_text=gettext_lazy("A sentence or two. It is sealed with your name."),
        max_length=MAX_LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write how you know")},
    )


class ReopenForm(forms.Form):
    """Why a finding is opened again."""

    reopen_why = forms.CharField(
        label=gettext_lazy("Why is it opened again?"),
        max_length=MAX_LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is opened again")},
    )
