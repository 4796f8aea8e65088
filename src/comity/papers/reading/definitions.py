"""Kinds of paper as they are written down in `forms/*.yaml`; forms/README.md says what each key means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from cattrs import Converter, override
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from comity.base import Block, read_file
from comity.facts import VOCABULARY, Ask
from comity.papers.errors import FormError

FOLDER = Path(__file__).parents[1] / "forms"
LONGEST = 64  # letters of words that are looked for: longer ones are found less well
Texts = tuple[str, ...]


class FormNature(StrEnum):
    """What kind of body makes such papers."""

    ADMINISTRATIVE = "administrative"  # officers of an agency do
    COURT = "court"  # a court does; who signed decides what it is
    OTHER = "other"  # neither


class Issuer(StrEnum):
    """Who issues a form."""

    IMMIGRATION = "immigration"
    IMMIGRATION_COURT = "immigration_court"
    FEDERAL_COURT = "federal_court"
    STATE_COURT = "state_court"
    CORRECTIONS = "corrections"
    LOCAL = "local"


class Basis(StrEnum):
    """How far the blank form was seen by whoever wrote its definition."""

    READ = "read"
    IN_PART = "in_part"
    MEMORY = "memory"


class FieldName(StrEnum):
    """What is read from a paper, and nothing else: there is no field for citizenship, birthplace or file numbers."""

    NAME = "name"
    DATE = "date"
    AGENCY = "agency"
    OFFICER = "officer"
    CASE_NUMBER = "case_number"
    COURT = "court"
    SERVED = "served"
    RELEASE = "release"
    OFFENCE = "offence"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where a value stands."""

    field: FieldName
    after: Texts = ()
    until: str = ""
    below: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class BoxRule:
    """A box, the words beside it, and what a tick means."""

    box: str
    beside: str
    facts: Mapping[str, object] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    cancels: bool = False
    charge: bool = False  # an indictment or information, on which a clerk of court may issue a warrant
    says: str = ""


@dataclass(frozen=True, slots=True)
class SignatureRule:
    """The captions under a signature, and under the printed name and title."""

    line: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of paper."""

    form: str
    title: str
    nature: FormNature
    issuer: Issuer
    basis: Basis
    head: Texts
    signs: Texts
    signature: SignatureRule = SignatureRule()
    instrument: str = ""
    number: str = ""
    later: Texts = ()
    needs: Texts = ()
    unless: Texts = ()
    fields: tuple[FieldRule, ...] = ()
    boxes: tuple[BoxRule, ...] = ()
    asks: tuple[Ask, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    signed_fact: str = ""
    judicial_facts: Mapping[str, object] = field(default_factory=dict)
    clerk_facts: Mapping[str, object] = field(default_factory=dict)
    says: str = ""


@cache
def shipped_forms() -> tuple[Form, ...]:
    """The forms that come with comity, by their files' names.

    Raises:
        FormError: a file is not written as a form.
    """
    return tuple(read_form(path) for path in sorted(FOLDER.glob("*.yaml")))


def read_form(path: Path) -> Form:
    """One form.

    Raises:
        FormError: it is not written as one; the file and the fault are named.
        DocumentError: the file cannot be read.
    """
    written = read_file(path)
    if not isinstance(written, Block):
        raise FormError(f"`{path.name}` is no form", help="Write `key: value` lines, as forms/README.md says.")
    try:
        form = _CONVERTER.structure(written, Form)
    except (BaseValidationError, ForbiddenExtraKeysError, KeyError, TypeError, ValueError) as error:
        raise FormError(f"`{path.name}` is no form: {error}", help="See forms/README.md for the keys.") from error
    _check(form, path.name)
    return form


def _check(form: Form, name: str) -> None:
    phrases = (*form.head, *form.signs, *form.later, *form.needs, *form.unless, *(box.beside for box in form.boxes))
    long = next((phrase for phrase in phrases if len(phrase) > LONGEST), None)
    if long:
        raise FormError(f"`{name}` looks for more than {LONGEST} letters: `{long}`", help="Take its first words.")
    facts = {*form.facts, *form.judicial_facts, *form.clerk_facts, *(fact for box in form.boxes for fact in box.facts)}
    unlisted = {fact for fact in facts | ({form.signed_fact} - {""}) if fact not in VOCABULARY}
    if unlisted:
        raise FormError(f"`{name}` names facts that are not listed: {sorted(unlisted)}", help="See `comity law facts`.")
    if form.instrument and form.instrument not in VOCABULARY["instrument"].choices:
        raise FormError(f"`{name}` has an instrument that is not listed: `{form.instrument}`", help="Leave it out.")


def _converter() -> Converter:
    made = Converter(forbid_extra_keys=True, detailed_validation=False)
    made.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)
    made.register_structure_hook_func(lambda kind: kind == Texts, lambda value, _: _texts(value))
    made.register_structure_hook(Form, make_dict_structure_fn(Form, made, form=override()))
    return made


def _texts(value: object) -> Texts:
    """One text or a list of texts."""
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) and each for each in given):
        raise TypeError("texts are expected")
    return tuple(str(each) for each in given)


_CONVERTER = _converter()
