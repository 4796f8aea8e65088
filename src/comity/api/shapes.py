"""Forms of what is sent and answered, made from the gate's own dataclasses, so that nothing is written down twice.

`given(kind)` is strict and bounded: what it lets through, `made` turns into the dataclass. `told(kind)` is what a
program is answered; it is made from the dataclass by its attributes.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, JsonValue, StrictBool, StringConstraints
from pydantic import Field as Said
from pydantic import create_model as create

from comity.api.fields import CHOICES, EXAMPLES, NEEDED, PATTERNS, SAID, WRITABLE, longest
from comity.facts import VOCABULARY
from comity.gate.checking import MAX_ENTRIES, MAX_PAPER

Kind = TypeVar("Kind")
Hint = Any  # what stands as the type of a field

_EITHER: Hint = (Union, types.UnionType)
_LIST: Hint = tuple
_TABLE: Hint = dict
_GIVEN = ConfigDict(extra="forbid", frozen=True)
_TOLD = ConfigDict(from_attributes=True)
_MADE_OF: dict[type[BaseModel], type] = {}


def _only_text(value: object) -> object:
    """The value, where it is a text; a number is no day and no moment."""
    if not isinstance(value, str):
        raise ValueError("a day or a moment is a text, as ISO 8601 has it")
    return value


def _only_a_day(value: object) -> object:
    """A day is written as one: a bare number would be taken for seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-11-20")
    return _only_text(value)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text)]
Day = Annotated[date, BeforeValidator(_only_a_day)]
Count = Annotated[int, Said(strict=True, ge=0, le=MAX_PAPER)]
FactName: Hint = Literal[tuple(VOCABULARY.facts)]


@cache
def given(kind: type, *, leaving: tuple[str, ...] = ()) -> type[BaseModel]:
    """The form in which a program gives a value of a kind, but for fields that come from elsewhere."""
    hints = get_type_hints(kind)
    named = [each for each in fields(kind) if each.name not in leaving]
    wanted = {each.name: (_given(kind, each.name, hints[each.name]), _default(kind, each)) for each in named}
    name = kind.__name__ if leaving or kind.__module__.endswith("commands") else f"{kind.__name__}Given"
    form: type[BaseModel] = create(name, __config__=_GIVEN, __doc__=kind.__doc__, **wanted)  # type: ignore[call-overload]
    _MADE_OF[form] = kind
    return form


def made(kind: type[Kind], form: BaseModel, **more: object) -> Kind:
    """The value that a program gave."""
    stated = {name: _value(getattr(form, name)) for name in type(form).model_fields}
    return kind(**stated, **more)


def _value(stated: object) -> object:
    if isinstance(stated, BaseModel):
        return made(_MADE_OF[type(stated)], stated)
    return tuple(_value(each) for each in stated) if isinstance(stated, tuple) else stated


def _default(kind: type, each: Field[object]) -> object:
    """Pydantic's field of a dataclass's own: its default, and what is said of it."""
    key = f"{kind.__name__}.{each.name}"
    example = EXAMPLES.get(key, EXAMPLES.get(each.name))
    said: dict[str, object] = {"description": SAID.get(each.name)}
    if example is not None:
        said["examples"] = [example]
    if each.default is not MISSING:
        said["default"] = each.default
    elif each.default_factory is not MISSING:
        said["default_factory"] = each.default_factory
    return Said(**said)  # type: ignore[call-overload]


def _given(kind: type, name: str, hint: Hint) -> Hint:
    origin, inner = _parts(hint)
    if origin in _EITHER:
        return reduce(or_, (_given(kind, name, each) for each in inner))
    if origin is tuple:
        least = int(name == "asks")
        return Annotated[_LIST[_given(kind, name, inner[0]), ...], Said(min_length=least, max_length=MAX_ENTRIES)]
    if is_dataclass(hint):
        return given(cast("Hint", hint))
    if origin is Mapping:
        return Annotated[_TABLE[FactName, JsonValue], Said(max_length=MAX_ENTRIES)]
    known: Hint = {bool: StrictBool, int: Count, datetime: Moment, date: Day, object: JsonValue}
    return _text(kind, name) if hint is str else known.get(hint, hint)


def _text(kind: type, name: str) -> Hint:
    key = f"{kind.__name__}.{name}"
    if key in CHOICES:
        return Literal[CHOICES[key]]
    bounds = StringConstraints(
        strict=True, min_length=int(key in NEEDED), max_length=longest(name), pattern=PATTERNS.get(key, WRITABLE)
    )
    return Annotated[str, bounds]


@cache
def told(kind: type, *, leaving: tuple[str, ...] = ()) -> type[BaseModel]:
    """The form in which a program is told a value of a kind, but for fields that are nobody's business there."""
    hints = get_type_hints(kind, include_extras=True)
    named = [each.name for each in fields(kind) if each.name not in leaving]
    wanted = {name: (_told(hints[name]), Said(description=SAID.get(name))) for name in named}
    form: type[BaseModel] = create(kind.__name__, __config__=_TOLD, __doc__=kind.__doc__, **wanted)  # type: ignore[call-overload]
    return form


def _told(hint: Hint) -> Hint:
    origin, inner = _parts(hint)
    if origin in _EITHER:
        return reduce(or_, (_told(each) for each in inner))
    if origin is tuple:
        told_parts = tuple(each if each is Ellipsis else _told(each) for each in inner)
        return _LIST[told_parts]
    if is_dataclass(hint):
        return told(cast("Hint", hint))
    if origin is Mapping:
        return _TABLE[inner[0], _told(inner[1])]
    return JsonValue if hint is object else hint


def _parts(hint: Hint) -> tuple[Hint, tuple[Hint, ...]]:
    return get_origin(hint), get_args(hint)
