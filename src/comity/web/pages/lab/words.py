"""The words of the lab's pages: outcomes, findings, and what a case is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.decide import Outcome, Verdict
from comity.facts import Kind
from comity.law import Pack
from comity.tell import Names, choice_statement, names_of, sentence
from comity.tell.facts import value_words
from comity.tell.spoken.phrases import plain
from comity.web.pages.requests.sentences import phrases_of

OUTCOMES: Mapping[str, str | Promise] = {
    "required": gettext_lazy("the law commands it"),
    "permitted": gettext_lazy("the law allows it"),
    "forbidden": gettext_lazy("the law forbids it"),
    "silent": gettext_lazy("no rule in force governs it"),
    "conflict": gettext_lazy("the rules disagree"),
    "open": gettext_lazy("still open"),
}
SETTLED = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.OPEN)
RESULTS: Mapping[str, tuple[str, str | Promise]] = {
    "proven": ("done", gettext_lazy("Proven")),
    "broken": ("failed", gettext_lazy("Broken")),
    "empty": ("none", gettext_lazy("Says nothing")),
    "undecided": ("waiting", gettext_lazy("Not decided")),
}
VERDICTS: Mapping[Verdict, str | Promise] = {
    Verdict.DO: gettext_lazy("Do"),
    Verdict.DO_NOT: gettext_lazy("Do not"),
    Verdict.MAY: gettext_lazy("A supervisor decides"),
    Verdict.ASK_LEGAL: gettext_lazy("Ask legal first"),
    Verdict.FACTS_MISSING: gettext_lazy("Facts missing"),
}
_SECOND = "@second"


def names_for(pack: Pack, day: date) -> Names:
    """How the facts and definitions of a law are said, in the language of the page."""
    return names_of(pack, day, phrases=phrases_of(pack))


def given_words(name: str, values: Sequence[object], first: Names, second: Names) -> str:
    """What is given of a fact or a definition in a kind of case: one value, or one of several."""
    if name.endswith(_SECOND):
        words = statement(name.removesuffix(_SECOND), values, second)
        return _("%(fact)s (as the second law defines it)") % {"fact": words}
    return statement(name, values, first)


def statement(name: str, values: Sequence[object], names: Names) -> str:
    """That a name has one of some values, as a sentence."""
    fact = names.fact(name)
    if fact is None or fact.kind is Kind.YES_NO:
        return _told(names.statement(name, values[0]) if len(values) == 1 else names.says(name))
    if fact.kind is Kind.CHOICE:
        return _told(choice_statement(fact, values, phrases=names.phrases))
    if fact.kind is Kind.RECORDS:
        return _told(f"{names.says(name)}: {_records(values)}")
    return _told(f"{names.says(name)}: {' / '.join(_span(value) for value in values)}")


def _told(text: str) -> str:
    words = sentence(plain(text))
    return words.removesuffix(".")


def _span(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if value["first"] == value["last"]:
        return str(value["first"])
    return _("%(first)s to %(last)s") % value


def _records(values: Sequence[object]) -> str:
    shown = [
        ", ".join(f"{field} {str(value).lower()}" for field, value in record.items())
        for record in values
        if isinstance(record, Mapping)
    ]
    return "; ".join(shown) or _("none")


def case_words(facts: Mapping[str, object], names: Names) -> list[str]:
    """What is known in a case, a sentence for each fact."""
    return [statement(name, value if isinstance(value, list) else [value], names) for name, value in facts.items()]


def plain_value(name: str, value: object, names: Names) -> str:
    """A value by itself."""
    fact = names.fact(name)
    return plain(value_words(fact, value, names.phrases)) if fact else str(value)
