"""Everything that is held about one person, for that person: every row of every table, and who looked at it.

What is left out is named beside it, with the reason: nobody is shown another person's name by this, and no secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db import models

from comity.store.models import Finding, Matter

# the reasons for which something is left out
STAFF, OFFICER, ADVICE, SECRET, UNDECIDED = "staff", "officer", "advice", "secret", "undecided"

# INVARIANT: a table that is not listed is given whole; a column that names others is left out by its name everywhere
_LEFT_OUT = {
    **dict.fromkeys(
        ("by", "recorded_by", "answered_by", "done_by", "asked_by", "proposed_by", "settled_by", "given_by"), STAFF
    ),
    **dict.fromkeys(("confirmed_by", "explained_by", "user", "to_address", "created_by", "uploaded_by"), STAFF),
    "decided_by": STAFF,
    "officer": OFFICER,
    "question": ADVICE,
    "sealed": SECRET,
    "digest": SECRET,
    "hash": SECRET,
    "secret": SECRET,
}
_OF_ONE_TABLE = {("OutboxMessage", "to"): STAFF, ("IdempotencyKey", "body"): SECRET, ("Upload", "report"): SECRET}
_AS_TEXT = {("Matter", "charges")}  # columns of JSON that are written like any other
Cell = str | int | bool | None | list[object] | dict[str, object]


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about a person: rows by table, and what of them is left out, with its reason."""

    handles: tuple[str, ...]
    tables: Mapping[str, Sequence[Mapping[str, Cell]]]
    left_out: Mapping[str, str]  # `Table.column`, or a whole table: the reason


def matters_of_person(handle: str) -> list[str]:
    """Every matter of the person whom a matter is about; without a person's name in the records, that matter alone."""
    person = Matter.objects.filter(handle=handle).values_list("person_id", flat=True).first()
    if not person:
        return [handle]
    return list(
        Matter.objects.filter(person_id=person).order_by("booked_at", "handle").values_list("handle", flat=True)
    )


def everything_held(handle: str) -> Held:
    """Every row about the person in every table that carries a matter; one query for each table."""
    handles = matters_of_person(handle)
    tables: dict[str, list[Mapping[str, Cell]]] = {}
    left_out: dict[str, str] = {}
    for model in sorted(apps.get_app_config("store").get_models(), key=lambda each: each.__name__):
        column = _matter_column(model)
        if column is None:
            continue
        shown, hidden = _columns(model)
        rows = list(model.objects.filter(**{f"{column}__in": handles}).order_by("pk").values(*shown))
        if rows:
            tables[model.__name__] = [
                {name: _plain(_read(model, name, value)) for name, value in row.items()} for row in rows
            ]
            left_out |= {f"{model.__name__}.{name}": reason for name, reason in hidden.items()}
    if Finding.objects.filter(about_id__in=handles).exists():  # it may be about somebody else, who is named in it
        left_out["Finding"] = UNDECIDED
    return Held(tuple(handles), tables, left_out)


def _matter_column(model: type[models.Model]) -> str | None:
    if model is Matter:
        return "pk"
    names = {field.name for field in _fields(model)}
    if "matter" in names:
        return "matter"
    return "matter_id" if "matter_id" in names else None


def _columns(model: type[models.Model]) -> tuple[list[str], dict[str, str]]:
    shown, hidden = [], {}
    for field in _fields(model):
        reason = _OF_ONE_TABLE.get((model.__name__, field.name)) or _LEFT_OUT.get(field.name, "")
        if reason or isinstance(field, models.BinaryField):
            hidden[field.name] = reason or SECRET
        else:
            shown.append(field.attname)
    return shown, hidden


def _fields(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.fields)  # noqa: SLF001 - Django's own way to ask a model


def _read(model: type[models.Model], name: str, value: object) -> object:
    """What a column says, taken out of the text in which it is kept."""
    return json.loads(str(value)) if (model.__name__, name) in _AS_TEXT else value


def _plain(value: object) -> Cell:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool | list | dict):
        return value
    return str(value)
