"""The conditions of a law that no case shows, in words: what is proven impossible, and what was not decided in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comity.decide import evaluator_for
from comity.gate.signing.showing import condition_words
from comity.law import Pack
from comity.store.desk import current
from comity.tell import Names
from comity.tell.prose import sentence
from comity.web.pages.requests.sentences import phrases_of


@dataclass(frozen=True, slots=True)
class Missing:
    """One of them; `says` is marked where it is English."""

    citation: str
    says: str
    is_impossible: bool


def missing_of(conditions: list[Mapping[str, Any]], pack: Pack, day: date) -> Iterator[Missing]:
    """Those of a pack's conditions, as found on a day, that are not shown both ways."""
    for each in conditions:
        if set(each["found"]) != {"shown"}:
            yield Missing(str(each["cite"]), _says(each, pack, day), "impossible" in each["found"])


def _says(condition: Mapping[str, Any], pack: Pack, day: date) -> str:
    text, library = str(condition["condition"]), current().library
    if not text:
        return _("It applies at all.")
    rules = evaluator_for(library.agency(condition["agency"]), pack, day, library.vocabulary).rules
    names = Names(library.vocabulary, rules.definitions, phrases_of(pack))
    return sentence(condition_words(text, condition["rule"], rules, names, holds=True))
