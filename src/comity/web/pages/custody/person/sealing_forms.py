"""The forms of sealing a record for a court, and of opening it again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.gate.checking import MAX_LONG, MAX_SHORT
from comity.matters import MatterKey

KEY_DIGITS = 64
_DIGITS = 2 * KEY_DIGITS  # with a space between any two


class SealingForm(forms.Form):
    """An order to seal."""

    court = forms.CharField(
        label=gettext_lazy("Which court?"),
        max_length=MAX_SHORT,
        error_messages={"required": gettext_lazy("Name the court")},
    )
    order = forms.CharField(
        label=gettext_lazy("Which order?"),
        max_length=MAX_LONG,
        help_text=gettext_lazy("The day and the number of the order. Do not write the person's name."),
        error_messages={"required": gettext_lazy("Name the day and the number of the order")},
    )
    key = forms.CharField(
        label=gettext_lazy("The court's public key"),
        max_length=_DIGITS,
        help_text=gettext_lazy("64 digits and letters a to f, as the court gave them. Read them back to the court."),
        error_messages={"required": gettext_lazy("Enter the court's public key")},
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have read what nobody here can see any more"),
        error_messages={"required": gettext_lazy("Read what nobody here can see any more, and say so")},
    )


class OpeningForm(forms.Form):
    """An order to open, with the key that the court has opened."""

    order = forms.CharField(
        label=gettext_lazy("Which order?"),
        max_length=MAX_LONG,
        help_text=gettext_lazy("The court, the day and the number of its order. Do not write the person's name."),
        error_messages={"required": gettext_lazy("Name the court and the number of its order")},
    )
    key = forms.CharField(
        label=gettext_lazy("The key that the court has opened"),
        max_length=_DIGITS,
        help_text=gettext_lazy("64 digits and letters a to f. It is not shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the key that the court has opened")},
    )

    def clean_key(self) -> MatterKey:
        """The key itself."""
        digits = "".join(self.cleaned_data["key"].split())
        try:
            secret = bytes.fromhex(digits)
        except ValueError:
            secret = b""
        if len(digits) != KEY_DIGITS or len(secret) * 2 != KEY_DIGITS:
            raise forms.ValidationError(_("This is no key: enter its 64 digits and letters a to f"))
        return MatterKey(secret)


class SettlingForm(forms.Form):
    """An order of a court is taken back; who agrees writes nothing."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=MAX_LONG,
        required=False,
        help_text=gettext_lazy("For example that it names another person, or what the court says now."),
    )
