"""A form for each fact of the vocabulary, made from its kind; and the list of records with its own small form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.facts import VOCABULARY, Fact, Kind
from comity.facts.about_person import FACTS as ABOUT_PERSON
from comity.gate import Role, commands
from comity.gate.actors import MAY_ESTABLISH
from comity.web.forms_render import Day, Moment, Tiles
from comity.web.pages.requests.sentences import said

OF_PERSON = frozenset(fact.name for fact in ABOUT_PERSON)  # these hold for every request about the person
COMPLETE, PARTIAL, NONE = "complete", "partial", "none"
Entry = dict[str, Any]


def fact_field(fact: Fact, *, required: bool = True) -> forms.Field:
    """The field that asks for a fact, with the vocabulary's own question."""
    given: dict[str, Any] = {"label": said(fact.question), "required": required}
    match fact.kind:
        case Kind.YES_NO:
            errors = {"required": _("Choose yes or no")}
            choices = [("yes", _("Yes")), ("no", _("No"))] + ([] if required else [("", _("Not known"))])
            return forms.ChoiceField(choices=choices, widget=Tiles(), error_messages=errors, **given)
        case Kind.CHOICE:
            choices = [(word, _capital(said(meaning))) for word, meaning in fact.choices.items()]
            first = [("", _("Choose one") if required else _("Not known"))]
            return forms.ChoiceField(
                choices=first + choices, error_messages={"required": _("Choose one of the list")}, **given
            )
        case Kind.COUNT:
            errors = {"required": _("Write a number"), "invalid": _("Write a whole number")}
            return forms.IntegerField(min_value=fact.minimum, max_value=fact.maximum, error_messages=errors, **given)
        case Kind.DATE:
            return forms.DateField(widget=Day(), error_messages={"required": _("Enter the day")}, **given)
        case Kind.MOMENT:
            errors = {"required": _("Enter the day and the time")}
            return forms.DateTimeField(widget=Moment(), error_messages=errors, **given)
    return forms.CharField(max_length=200, error_messages={"required": _("Write it as the record has it")}, **given)


def plain_value(fact: Fact, given: Any) -> object:  # noqa: ANN401 - whatever the field gives
    """What a field gave, as a case document has it; `None` for what is not known."""
    if given in ("", None):
        return None
    if fact.kind is Kind.YES_NO:
        return bool(given == "yes")
    if isinstance(given, datetime | date):
        return given.isoformat()
    return given if isinstance(given, int) else str(given)


class FactForm(forms.Form):
    """States one fact, and from which paper or record it was read."""

    def __init__(self, fact: Fact, *args: object, **given: object) -> None:
        super().__init__(*args, prefix=f"fact-{fact.name}", **given)
        self.fact = fact
        self.fields["value"] = fact_field(fact)
        self.fields["paper"] = forms.CharField(
            label=_("Where did you read it?"),
            required=False,
            max_length=200,
            help_text=_("For example: %(source)s.") % {"source": said(fact.source)},
        )

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        value = plain_value(self.fact, self.cleaned_data["value"])
        return [stating(self.fact, value, self.cleaned_data["paper"], matter, asked)]


def stating(fact: Fact, value: object, paper: str, matter: str, asked: str) -> commands.EstablishFact:
    """The command that states a fact, for the matter or for the request, as the fact is."""
    scope = "" if fact.name in OF_PERSON else asked
    return commands.EstablishFact(matter, fact.name, value, paper or fact.source, scope)


class EntryForm(forms.Form):
    """One entry of a list of records, with the fields that a role may state."""

    prefix = "entry"

    def __init__(self, fact: Fact, role: Role, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fact = fact
        allowed = MAY_ESTABLISH.get(role, frozenset())
        for field in fact.fields.values():
            if allowed & set(field.established_by):
                self.fields[field.name] = fact_field(field, required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that nearly every entry has."""
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields that few entries need."""
        return [self[name] for name in self.fields if name not in FIRST]

    def entry(self) -> Entry:
        """What was filled in."""
        found = {name: plain_value(self.fact.fields[name], value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in found.items() if value is not None}


FIRST = ("offence", "grade", "date", "filed", "court")


class RecordsForm(forms.Form):
    """The list so far, whether there can be others, and where it was read."""

    prefix = "records"
    entries = forms.CharField(required=False, widget=forms.HiddenInput())
    others = forms.ChoiceField(
        label=gettext_lazy("Is this the whole list?"),
        choices=[
            (COMPLETE, gettext_lazy("Yes, the list is complete")),
            (PARTIAL, gettext_lazy("There may be more")),
            (NONE, gettext_lazy("There are none at all")),
        ],
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose whether the list is complete")},
    )
    paper = forms.CharField(label=gettext_lazy("Where did you read it?"), required=False, max_length=200)

    def __init__(self, fact: Fact, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fact = fact

    def clean(self) -> dict[str, Any]:
        """Refuse a list that contradicts itself."""
        given = super().clean() or {}
        entries = unsigned(given.get("entries", ""))
        if given.get("others") == NONE and entries:
            self.add_error("others", _("The list has entries. Remove them, or choose another answer."))
        if given.get("others") == COMPLETE and not entries:
            self.add_error("others", _("The list is empty. Add an entry, or choose “none at all”."))
        return {**given, "known": entries}

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        complete = self.cleaned_data["others"] != PARTIAL
        value = {"known": self.cleaned_data["known"], "complete": complete}
        return [stating(self.fact, value, self.cleaned_data["paper"], matter, asked)]


def signed(entries: Sequence[Entry]) -> str:
    """The list so far, for a hidden field: it comes back as it was sent or not at all."""
    return signing.dumps(list(entries), salt="comity records", compress=True)


def unsigned(text: str) -> list[Entry]:
    """The list again; an empty one if it was changed on its way."""
    try:
        found = signing.loads(text, salt="comity records") if text else []
    except signing.BadSignature:
        return []
    return [dict(entry) for entry in found]


def known_entries(value: object) -> list[Entry]:
    """The entries of a fact as it is stated now."""
    if isinstance(value, Mapping):
        value = value.get("known", [])
    return json.loads(json.dumps(value)) if isinstance(value, list | tuple) else []


def entry_words(fact: Fact, entry: Mapping[str, Any]) -> str:
    """One entry in a line."""
    parts = [_entry_part(fact.fields[name], value) for name, value in entry.items() if name in fact.fields]
    return "; ".join(parts) or _("nothing is known of it")


def _entry_part(field: Fact, value: object) -> str:
    if isinstance(value, bool):
        return f"{said(field.says)}: {_('yes') if value else _('no')}"
    return str(said(field.choices.get(str(value), str(value))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def fact_named(name: str) -> Fact | None:
    """A fact of the vocabulary."""
    return VOCABULARY.facts.get(name)
