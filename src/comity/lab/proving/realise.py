"""Finds facts that make definitions come out as wanted: lists of records, days, moments.

The search is bounded and always tries the same things; where it finds nothing, that proves nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from comity.decide.resolve import base_facts
from comity.facts import FactValue, RecordList, Vocabulary
from comity.lab.proving.candidates import Candidates
from comity.lab.proving.definitions import Definitions

TRIES = 4_000  # lists of records tried for one set of definitions
MOST_RECORDS = 4  # in one list


class Realiser:
    """Finds facts for the definitions of one law, or of several at once."""

    def __init__(self, laws: Sequence[Definitions], vocabulary: Vocabulary) -> None:
        self._laws, self._vocabulary, self._candidates = laws, vocabulary, Candidates(laws)

    def facts(
        self, wanted: Mapping[str, bool], fixed: Mapping[str, FactValue | None]
    ) -> dict[str, FactValue | None] | None:
        """Facts under which each definition has its wanted truth, with some facts fixed; `None` if none was found."""
        search = _Search(self._laws, wanted, fixed)
        chance = random.Random(0)  # noqa: S311 - the same search each time
        behind = sorted(search.behind - fixed.keys() - {"decision_date"})
        choices = {name: self._candidates.of(self._vocabulary[name]) for name in behind}
        best = {name: _plainest(values) for name, values in choices.items()}
        missed = search.missed(best)
        for _ in range(TRIES if choices else 0):
            if not missed:
                break
            name = chance.choice(behind)
            tried = {**best, name: self._changed(best[name], choices[name], chance)}
            now = search.missed(tried)
            if now <= missed:
                best, missed = tried, now
        return None if missed else search.pruned(best)

    def _changed(self, now: FactValue | None, choices: Sequence[object], chance: random.Random) -> FactValue | None:
        if not isinstance(now, RecordList):
            return chance.choice(choices)  # type: ignore[return-value]
        records = list(now.known)
        if records and chance.random() < 0.6:
            at = chance.randrange(len(records))
            if chance.random() < 0.3:
                del records[at]
            else:  # one field is set to something else
                record, fields = dict(records[at]), chance.choice(choices)
                field = chance.choice(sorted(fields))  # type: ignore[call-overload]
                records[at] = {**record, field: fields[field]}  # type: ignore[index]
        elif len(records) < MOST_RECORDS:
            records.append(chance.choice(choices))  # type: ignore[arg-type]
        return RecordList(tuple(records), complete=True)


class _Search:
    """What is sought of some definitions, with some facts fixed."""

    def __init__(
        self, laws: Sequence[Definitions], wanted: Mapping[str, bool], fixed: Mapping[str, FactValue | None]
    ) -> None:
        self._wanted, self._fixed = wanted, fixed
        self._laws = [(law, law.needed(wanted)) for law in laws]
        self.behind = {
            fact
            for law, needed in self._laws
            for name in needed
            for fact in base_facts(law.rules.derived[name], law.rules.derived)
        }

    def missed(self, found: Mapping[str, FactValue | None]) -> int:
        """How many definitions do not come out as wanted."""
        known = {**self._fixed, **found}
        return sum(law.missed(needed, self._wanted, known) for law, needed in self._laws)

    def pruned(self, found: dict[str, FactValue | None]) -> dict[str, FactValue | None]:
        """The facts without those records, and without those fields, that nothing depends on."""
        for name in list(found):
            while less := [each for each in _smaller(found[name]) if not self.missed({**found, name: each})]:
                found = {**found, name: less[0]}
        return found


def _smaller(value: FactValue | None) -> Iterator[RecordList]:
    """The list with one record less, then with one field less."""
    if isinstance(value, RecordList):
        records = value.known
        for at in range(len(records)):
            yield RecordList((*records[:at], *records[at + 1 :]), complete=True)
        for at, record in enumerate(records):
            for field in record:
                less = {name: given for name, given in record.items() if name != field}
                yield RecordList((*records[:at], less, *records[at + 1 :]), complete=True)


def _plainest(choices: Sequence[object]) -> FactValue | None:
    """No record, or the first value."""
    return RecordList((), complete=True) if choices and isinstance(choices[0], dict) else choices[0]  # type: ignore[return-value]
