"""Cases of requests as conditions see them: two are alike where the law of their day and every fact looked at are.

A year of a large county has a million entries and few kinds of case: each kind is read and decided once. Conditions see
the day of a case only through what is dated in its law; between two of those dates all days are the same to them.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import cast

from comity.base import ComityError, read_document
from comity.decide import Case, read_case
from comity.decide.case import local_time
from comity.law import LawLibrary
from comity.law.expressions import Expression, names_in

Document = Mapping[str, object]
_STATED = {"requester": "from", "purpose": "purpose", "instrument": "instrument", "received_at": "received"}
_SHARED, _SECONDS = 15, 19  # signs of a moment, to ten minutes: no zone's day begins within them; to the seconds


class Cases:
    """The cases of one report, for the conditions that it has."""

    def __init__(self, library: LawLibrary, conditions: Iterable[Expression]) -> None:
        self._library = library
        self._asked = frozenset[str]().union(*map(names_in, conditions))
        self._looked_at: dict[str, tuple[str, ...]] = {}
        self._dates: dict[str, list[date]] = {}
        self._times: dict[tuple[str, str], int | str] = {}
        self._likenesses: dict[int, tuple[Document, str]] = {}  # each with its document, which keeps its place
        self._read: dict[str, Case | None] = {}

    def likeness(self, document: Document) -> str:
        """What a case has in common with those of which every condition says the same."""
        known = self._likenesses.get(id(document))
        if known is None:
            known = self._likenesses[id(document)] = (document, self._worked_out(document))
        return known[1]

    def _worked_out(self, document: Document) -> str:
        agency = str(document.get("agency", ""))
        pack = self._pack(agency)
        facts = cast("Document", document.get("facts") or {})
        request = cast("Document", document.get("request") or {})
        values = [
            _bare(facts[name]) if name in facts else request.get(_STATED.get(name, "")) for name in self._names(pack)
        ]
        return f"{agency} {self._time(pack, str(document.get('at', '')))} {values!r}"

    def case(self, document: Document) -> Case | None:
        """A case like this one; nothing where it was never decided, or its law is not at hand any more."""
        likeness = self.likeness(document)
        if likeness not in self._read:
            self._read[likeness] = _read(document, self._library)
        return self._read[likeness]

    def _pack(self, agency: str) -> str:
        try:
            return self._library.binding(agency).name
        except ComityError:
            return ""

    def _names(self, pack: str) -> tuple[str, ...]:
        """Every fact at which a condition can come to look, through the definitions of all times."""
        if pack not in self._looked_at:
            try:
                stack = self._library.pack(pack).stack
            except ComityError:
                stack = ()
            terms: dict[str, frozenset[str]] = {}
            for each in (definition for layer in stack for definition in layer.definitions):
                terms[each.name] = terms.get(each.name, frozenset()) | names_in(each.expression)
            found, ahead = set[str](), set(self._asked)
            while ahead:
                found |= ahead
                ahead = set[str]().union(*(terms.get(name, frozenset()) for name in ahead)) - found
            self._looked_at[pack] = tuple(sorted(found))
        return self._looked_at[pack]

    def _time(self, pack: str, at: str) -> int | str:
        """Between which two dates of its law a moment lies; the moment itself where there is no telling."""
        key = (pack, at[:_SHARED] + at[_SECONDS:])
        if key not in self._times:
            try:
                zone = self._library.pack(pack).calendar.zone
                day = local_time(datetime.fromisoformat(at), zone).date()
                self._times[key] = bisect_right(self._dates_of(pack), day)
            except (ComityError, ValueError, OverflowError):
                self._times[key] = at
        return self._times[key]

    def _dates_of(self, pack: str) -> list[date]:
        """Every day on which something in a law that is looked at by day begins to hold, or holds no more."""
        if pack not in self._dates:
            whole = self._library.pack(pack)
            dated = [each.at.days for layer in whole.stack for each in layer.definitions]
            lists = [each for layer in (whole, *whole.stack) for each in layer.lists.values()]
            dated += [whole.known, *(row.days for each in lists for row in each.rows)]
            ends = {days.last + timedelta(days=1) for days in dated if days.last and days.last < date.max}
            self._dates[pack] = sorted({days.first for days in dated} | ends)
        return self._dates[pack]


def _bare(stated: object) -> object:
    """What a fact is stated to be, without who said so and when."""
    if not isinstance(stated, Mapping):
        return stated
    if "disputed" in stated:
        return {"disputed": [_bare(each) for each in cast("Iterable[object]", stated["disputed"])]}
    return stated["value"] if "value" in stated else dict(stated)


def _read(document: Document, library: LawLibrary) -> Case | None:
    if not document:
        return None
    try:
        return read_case(read_document(json.dumps(dict(document)).encode(), json_form=True), library)
    except ComityError:
        return None
