"""The forms of a person's page."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.facts import Ask
from comity.gate import Role
from comity.gate.checking import MAX_LONG, MAX_SHORT
from comity.gate.state import Matter
from comity.web.components import moment_text
from comity.web.forms_render import Moment, Tiles

EARLY = timedelta(days=1)  # what happened while a booking was being written is no slip of the hand
_WHEN = {
    "required": gettext_lazy("Enter the day and the time"),
    "invalid": gettext_lazy("Enter the day and the time, such as 11/20/2026, 4:30 p.m."),
}


def _when(label: object, hint: object) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, help_text=hint, widget=Moment(), error_messages=_WHEN)


class OfMatter(forms.Form):
    """What happened to a person at a moment, which cannot lie long before the record of that person."""

    def __init__(self, matter: Matter, *args: object, now: datetime | None = None, **more: object) -> None:
        super().__init__(*args, **more)
        self._since = matter.booking.booked_at or matter.opened_at
        self.fields["at"].initial = now

    def clean_at(self) -> datetime:
        """Refuse a slip of the hand, such as the year before."""
        at: datetime = self.cleaned_data["at"]
        if self._since and at < self._since - EARLY:
            words = _("That is more than a day before this record begins (%(moment)s). Correct the day or the time.")
            raise forms.ValidationError(words % {"moment": moment_text(self._since)})
        return at


class ReleaseForm(OfMatter):
    """When the person was let go."""

    at = _when(gettext_lazy("When was the person let go?"), gettext_lazy("Change it if it was earlier."))


class HandOverForm(OfMatter):
    """To whom the person was handed over, when, and because of which request."""

    to = forms.CharField(
        label=gettext_lazy("To whom?"),
        max_length=MAX_SHORT,
        help_text=gettext_lazy("The agency or the facility, and the officer if you know."),
        error_messages={"required": gettext_lazy("Write to which agency or facility the person was handed over")},
    )
    request = forms.ChoiceField(
        label=gettext_lazy("Because of which request?"),
        widget=Tiles(),
        error_messages={
            "required": gettext_lazy("Choose the request, or that there is none"),
            "invalid_choice": gettext_lazy("Choose the request, or that there is none"),
        },
    )
    at = _when(gettext_lazy("When was the person handed over?"), "")
    NONE = "none"

    def __init__(self, matter: Matter, *args: object, now: datetime | None = None, **more: object) -> None:
        super().__init__(matter, *args, now=now, **more)
        asked = [each for each in matter.requests.values() if Ask.TRANSFER in each.asks]
        choices = [(each.id, _("Request %(number)s") % {"number": each.number}) for each in asked]
        none = (self.NONE, _("No agency asked: to another facility"))
        self.fields["request"].choices = [*choices, none]
        self.fields["request"].widget.descriptions = {each.id: _said(each.answers.get(Ask.TRANSFER)) for each in asked}


def _said(answer: object) -> str:
    if answer is None:
        return _("Not answered: nobody has allowed it.")
    return _("Answered yes.") if getattr(answer, "yes", False) else _("Answered no: it is not allowed.")


class CourtDateForm(OfMatter):
    """A day in court."""

    at = _when(gettext_lazy("When?"), "")
    court = forms.CharField(label=gettext_lazy("Which court?"), max_length=MAX_SHORT, required=False)
    docket = forms.CharField(
        label=gettext_lazy("Case number"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "comity-short"}),
    )


class NoteForm(forms.Form):
    """A note by staff."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=MAX_LONG,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("What an outside agency asks or is told is no note: record it as a request."),
        error_messages={"required": gettext_lazy("Write the note")},
    )


class CounselForm(forms.Form):
    """A lawyer who has an account."""

    user = forms.ChoiceField(
        label=gettext_lazy("Which lawyer?"),
        help_text=gettext_lazy("The lawyer then sees this person's requests, answers and letters."),
        error_messages={
            "required": gettext_lazy("Choose the lawyer"),
            "invalid_choice": gettext_lazy("Choose one of these lawyers"),
        },
    )

    def __init__(self, *args: object, appointed: frozenset[str] = frozenset(), **more: object) -> None:
        super().__init__(*args, **more)
        users = get_user_model().objects.filter(is_active=True, groups__name=Role.COUNSEL.value).order_by("username")
        self.names = {user.get_username(): user.get_full_name() or user.get_username() for user in users}
        free = [(key, f"{name} ({key})") for key, name in self.names.items() if key not in appointed]
        self.fields["user"].choices = [("", _("Choose")), *free]


class OrderForm(forms.Form):
    """An order to erase."""

    order = forms.CharField(
        label=gettext_lazy("Which order?"),
        max_length=MAX_LONG,
        help_text=gettext_lazy("The court, the day and the number of its order. Do not write the person's name."),
        error_messages={"required": gettext_lazy("Name the court and the number of its order")},
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have read what is lost"),
        error_messages={"required": gettext_lazy("Read what is lost, and say so")},
    )


class WithdrawForm(forms.Form):
    """An order to erase is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=MAX_LONG,
        help_text=gettext_lazy("For example that it names another person, or what the court says now."),
        error_messages={"required": gettext_lazy("Say why the order is taken back")},
    )


class AgreeForm(forms.Form):
    """A second person agrees to an erasure."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have seen the order, and I have read what is lost"),
        error_messages={"required": gettext_lazy("Look at the order and read what is lost, and say so")},
    )
