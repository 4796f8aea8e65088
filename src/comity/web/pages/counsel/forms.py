"""The form by which counsel states a fact: what is so, and the document that shows it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from comity.facts import Fact
from comity.web.pages.requests.disputing.otherwise import otherwise_field, otherwise_value
from comity.web.pages.requests.forms.paper_forms import EMPTY, checked_paper


class TellForm(forms.Form):
    """A fact, its value, and a document."""

    def __init__(self, fact: Fact, now: object, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fact, self.known = fact, now
        self.fields["value"] = otherwise_field(fact, now)
        self.fields["value"].label = _("What is so?")  # the page's heading asks the question itself
        self.fields["document"] = forms.FileField(
            label=_("The document that shows it"),
            help_text=_("A PDF, PNG, JPEG or TIFF file of at most 25 MB. It is kept encrypted."),
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"}),
            error_messages={
                "required": _("Choose the document that shows it"),
                "empty": EMPTY,
            },
        )

    def clean_document(self) -> UploadedFile:
        """Refuse what is too large or of another type; give it the type that it has."""
        return checked_paper(self.cleaned_data["document"])

    def value(self) -> object:
        """What is stated, as a case document has it."""
        return otherwise_value(self.fact, self.known, self.cleaned_data["value"])
