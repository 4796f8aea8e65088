"""What is stated otherwise than it is known: a field for any kind of fact, and the value that it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from comity.facts import Fact, Kind
from comity.web.forms_render import Tiles
from comity.web.pages.requests.forms.fact_forms import entry_words, fact_field, known_entries, plain_value

NONE_AT_ALL, VACATED, SEALED, MISDEMEANOR = "none", "vacated", "sealed", "misdemeanor"


def otherwise_field(fact: Fact, now: object) -> forms.Field:
    """The field: of a list of records, what is wrong with one of its entries, or with all of it."""
    if fact.kind is not Kind.RECORDS:
        return fact_field(fact)
    changes = {VACATED: _("It was vacated or dismissed: it counts no more")}
    if "sealed" in fact.fields:
        changes[SEALED] = _("It is sealed or expunged")
    if "grade" in fact.fields:
        changes[MISDEMEANOR] = _("It was reduced to a misdemeanor")
    choices = [
        (f"{change}:{place}", f"{entry_words(fact, entry)}. {words}")
        for place, entry in enumerate(known_entries(now))
        for change, words in changes.items()
    ]
    return forms.ChoiceField(
        choices=[*choices, (NONE_AT_ALL, _("There are none at all"))],
        widget=Tiles(),
        error_messages={"required": _("Choose what is so")},
    )


def otherwise_value(fact: Fact, now: object, given: Any) -> object:  # noqa: ANN401 - whatever the field gives
    """What is stated, as a case document has it."""
    if fact.kind is not Kind.RECORDS:
        return plain_value(fact, given)
    return {"known": list(_changed(known_entries(now), given)), "complete": _is_complete(now, given)}


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
