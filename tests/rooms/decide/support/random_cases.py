"""Random cases for law that ships: any day, any agency, any facts that the law looks at, known, partly known or not."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from naive_law import Layer
from small_packs import yaml_text

from comity.facts.kinds import Fact, Kind, Vocabulary


def random_day(chance: random.Random, first: date, last: date) -> date:
    """Any day from the first to the last."""
    return first + timedelta(days=chance.randrange((last - first).days + 1))


class RandomFacts:
    """Makes facts for one law: those that its conditions name, with offences that its lists name or nearly name."""

    def __init__(self, layers: list[Layer], vocabulary: Vocabulary, about: date) -> None:
        text = "\n".join(yaml_text(section) for layer in layers for section, _ in layer.sections)
        words = set("".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split())
        self.facts = [fact for name, fact in vocabulary.facts.items() if name in words]
        self.offences = [row.offence for layer in layers for rows, _ in layer.lists.values() for row in rows]
        self.about = about

    def draw(self, chance: random.Random, unknown: float) -> dict[str, Any]:
        """The facts known in one case, as they are written."""
        known = [fact for fact in self.facts if chance.random() >= unknown]
        return {fact.name: self._value(fact, chance) for fact in known}

    def _value(self, fact: Fact, chance: random.Random) -> Any:
        if fact.kind is Kind.RECORDS:
            known = [self._record(fact, chance) for _ in range(chance.choice([0, 0, 1, 1, 2, 3]))]
            return known if chance.random() < 0.6 else {"known": known, "complete": chance.random() < 0.5}
        return self._scalar(fact, chance)

    def _record(self, fact: Fact, chance: random.Random) -> dict[str, Any]:
        left_out = chance.choice([0.0, 0.0, 0.3])
        fields = [field for field in fact.fields.values() if chance.random() >= left_out]
        return {field.name: self._scalar(field, chance) for field in fields}

    def _scalar(self, fact: Fact, chance: random.Random) -> Any:
        match fact.kind:
            case Kind.YES_NO:
                return chance.random() < 0.5
            case Kind.CHOICE:
                return chance.choice(list(fact.choices))
            case Kind.COUNT:
                return chance.choice(
                    [fact.minimum, fact.maximum, chance.randint(fact.minimum, min(fact.maximum, 4000))]
                )
            case Kind.DATE:
                return self._near(chance)
            case Kind.MOMENT:
                at = chance.choice([(9, 40), (0, 0), (23, 59)])
                return datetime.combine(self._near(chance), datetime.min.time()).replace(hour=at[0], minute=at[1])
        return self._offence(chance)

    def _near(self, chance: random.Random) -> date:
        """A day within some years before the case, often a whole number of years, or 29 February."""
        years = chance.choice([0, 0, 1, 5, 5, 10, 15, 20])
        year = self.about.year - years
        plain = date(year, self.about.month, min(self.about.day, 28))
        leap = [date(year, 2, 29)] if year % 4 == 0 and year % 100 else []
        return chance.choice([plain, plain + timedelta(days=chance.randint(-400, 400)), *leap])

    def _offence(self, chance: random.Random) -> str:
        if not self.offences or chance.random() < 0.3:
            return "NY PL 1.00"
        listed = chance.choice(self.offences)
        return chance.choice([listed, listed, f"{listed}(9)", listed.partition("(")[0]])


def as_naive(facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The facts as the naive reading takes them: a list of records with whether it is complete."""
    found: dict[str, Any] = {"decision_date": day}
    for name, value in facts.items():
        if isinstance(value, list):
            found[name] = (value, True)
        else:
            found[name] = (value["known"], value["complete"]) if isinstance(value, dict) else value
    return found
