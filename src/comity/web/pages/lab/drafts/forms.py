"""The forms of drafts: where one begins, a file of it, and the orders that make it law or end it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.law.whole.files import MAX_BYTES, MAX_FILE_BYTES
from comity.web.forms_render import Day, Tiles

IN_FORCE, NEW, ARCHIVE = "in_force", "new", "archive"
_PACK = r"^[a-z0-9][a-z0-9-]{2,60}\Z"


class BeginForm(forms.Form):
    """Where a draft begins: with the layer in force, with a new one, or with files from elsewhere."""

    start = forms.ChoiceField(
        label=gettext_lazy("What does it begin with?"),
        choices=[
            (IN_FORCE, gettext_lazy("The office's own layer, as it is in force")),
            (NEW, gettext_lazy("A new layer of the office's own upon the law that binds it")),
            (ARCHIVE, gettext_lazy("A pack from a file")),
        ],
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose what the draft begins with")},
    )
    name = forms.RegexField(
        _PACK,
        label=gettext_lazy("Name of a new layer"),
        help_text=gettext_lazy("Lower case and hyphens, as us-ca-harbor. Only where the draft begins a new layer."),
        required=False,
        error_messages={"invalid": gettext_lazy("Use lower case letters, digits and hyphens")},
    )
    file = forms.FileField(
        label=gettext_lazy("The pack, as a zip file"),
        help_text=gettext_lazy("The folder of pack.yaml, packed. Only where the draft begins with a file."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """What the chosen beginning needs has to be there."""
        given = super().clean() or {}
        if given.get("start") == NEW and not given.get("name") and not self.has_error("name"):
            self.add_error("name", _("Give the new layer a name"))
        if given.get("start") == ARCHIVE:
            self._check_file(given.get("file"))
        return given

    def _check_file(self, file: Any) -> None:  # noqa: ANN401 - as Django hands it over
        if not file:
            self.add_error("file", _("Choose the file"))
        elif file.size > MAX_BYTES:
            self.add_error("file", _("This file is too large for a pack"))


class FileForm(forms.Form):
    """One file of a draft."""

    path = forms.CharField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Its place within the pack, as rules/policy-7.yaml."),
        max_length=120,
        error_messages={"required": gettext_lazy("Name the file")},
    )
    text = forms.CharField(
        label=gettext_lazy("Its text"),
        help_text=gettext_lazy("Empty: the file is taken out of the draft."),
        required=False,
        strip=False,
        max_length=MAX_FILE_BYTES,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "autocomplete": "off", "class": "comity-code"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=64)


class OrderForm(forms.Form):
    """From which day on a draft is law, and who decided it."""

    day = forms.DateField(
        label=gettext_lazy("Law from the beginning of"),
        widget=Day(),
        error_messages={"required": gettext_lazy("Choose a day"), "invalid": gettext_lazy("Choose a day")},
    )
    why = forms.CharField(
        label=gettext_lazy("Who decided it, and when?"),
        help_text=gettext_lazy("It is shown to the public. For example: the board of supervisors, 17 November 2026."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say who decided it, and when")},
    )
    files = forms.CharField(widget=forms.HiddenInput(), max_length=64)


class RepealForm(OrderForm):
    """From which day on the office's own layer is no law any more, and who decided it."""

    day = forms.DateField(
        label=gettext_lazy("It ends at the beginning of"),
        widget=Day(),
        error_messages={"required": gettext_lazy("Choose a day"), "invalid": gettext_lazy("Choose a day")},
    )


class TakeBackForm(forms.Form):
    """Why an order is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Why is the order taken back?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why the order is taken back")},
    )
