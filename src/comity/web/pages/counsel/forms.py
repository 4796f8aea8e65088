"""The form by which counsel states a fact: what is so, and the document that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from comity.facts import Fact, Kind
from comity.web.forms_render import Tiles
from comity.web.pages.requests.fact_forms import entry_words, fact_field, known_entries, plain_value
from comity.web.pages.requests.recording.forms import checked_paper

NONE_AT_ALL, VACATED, SEALED, MISDEMEANOR = "none", "vacated", "sealed", "misdemeanor"


class TellForm(forms.Form):
    """A fact, its value, and a document."""

    def __init__(self, fact: Fact, now: object, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fact, self.known = fact, now
        self.entries = known_entries(now) if fact.kind is Kind.RECORDS else []
        self.fields["value"] = self._records_field() if fact.kind is Kind.RECORDS else fact_field(fact)
        self.fields["value"].label = _("What is so?")  # the page's heading asks the question itself
        self.fields["document"] = forms.FileField(
            label=_("The document that shows it"),
            help_text=_("A PDF, PNG, JPEG or TIFF file of at most 25 MB. It is kept encrypted."),
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"}),
            error_messages={
                "required": _("Choose the document that shows it"),
                "empty": _("This file is empty. Choose it again."),
            },
        )

    def _records_field(self) -> forms.ChoiceField:
        """What is wrong with a list of records: one of its entries, or all of it."""
        changes = {VACATED: _("It was vacated or dismissed: it counts no more")}
        if "sealed" in self.fact.fields:
            changes[SEALED] = _("It is sealed or expunged")
        if "grade" in self.fact.fields:
            changes[MISDEMEANOR] = _("It was reduced to a misdemeanor")
        choices = [
            (f"{change}:{place}", f"{entry_words(self.fact, entry)}. {words}")
            for place, entry in enumerate(self.entries)
            for change, words in changes.items()
        ]
        return forms.ChoiceField(
            choices=[*choices, (NONE_AT_ALL, _("There are none at all"))],
            widget=Tiles(),
            error_messages={"required": _("Choose what is so")},
        )

    def clean_document(self) -> UploadedFile:
        """Refuse what is too large or of another type; give it the type that it has."""
        return checked_paper(self.cleaned_data["document"])

    def value(self) -> object:
        """What is stated, as a case document has it."""
        given = self.cleaned_data["value"]
        if self.fact.kind is not Kind.RECORDS:
            return plain_value(self.fact, given)
        return {"known": list(_changed(self.entries, given)), "complete": _is_complete(self.known, given)}


def _changed(entries: Sequence[dict[str, Any]], given: str) -> Sequence[dict[str, Any]]:
    if given == NONE_AT_ALL:
        return []
    change, _colon, place = given.partition(":")
    at = int(place)
    if change == VACATED:
        return [entry for number, entry in enumerate(entries) if number != at]
    new = {"sealed": True} if change == SEALED else {"grade": "misdemeanor"}
    return [{**entry, **new} if number == at else entry for number, entry in enumerate(entries)]


def _is_complete(now: object, given: str) -> bool:
    if given == NONE_AT_ALL:
        return True
    return bool(now.get("complete", True)) if isinstance(now, dict) else True
