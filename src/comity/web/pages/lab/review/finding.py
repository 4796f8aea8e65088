"""The cases of a pack as the lab finds them, beside what was signed; found once an hour for each text of a pack."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from comity.base import ComityError
from comity.gate.signing.looks import Look, Looked, SignedCase, looked_at
from comity.gate.signing.seen import reread
from comity.law import Pack
from comity.store.desk import current
from comity.store.models import CaseSignOff
from comity.web.pages.lab.running import KEPT_SECONDS, Found, ask_once

LOOKS: Mapping[Look, tuple[str, str | Promise]] = {
    Look.NEW: ("waiting", gettext_lazy("Not looked at yet")),
    Look.CHANGED: ("waiting", gettext_lazy("Changed since it was signed")),
    Look.RIGHT: ("done", gettext_lazy("Signed as right")),
    Look.WRONG: ("failed", gettext_lazy("Called wrong")),
    Look.CANNOT_SAY: ("none", gettext_lazy("Nobody could say")),
}


@dataclass(frozen=True, slots=True)
class Review:
    """The cases of a pack on a day."""

    pack: Pack
    day: date
    found: Found
    looks: Sequence[Looked] = ()

    @property
    def document(self) -> Mapping[str, Any]:
        """What the lab found."""
        return self.found.document or {"cases": [], "conditions": [], "left_out": [], "at_least": 0}

    def counts(self) -> list[tuple[str, str | Promise, int]]:
        """How many cases stand how."""
        counted = Counter(look.look for look in self.looks)
        return [(mark, words, counted[look]) for look, (mark, words) in LOOKS.items() if counted[look]]

    def next_after(self, key: str) -> Looked | None:
        """The next case that needs a look."""
        keys = [look.key for look in self.looks]
        start = keys.index(key) + 1 if key in keys else 0
        ordered = [*self.looks[start:], *self.looks[:start]]
        return next((look for look in ordered if look.look in {Look.NEW, Look.CHANGED} and look.key != key), None)


def signed(pack: str) -> dict[str, SignedCase]:
    """The words that count on the cases of a pack, by their keys."""
    rows = CaseSignOff.objects.filter(pack=pack).order_by("position")
    return {row.key: _signed(row) for row in rows}


def _signed(row: CaseSignOff) -> SignedCase:
    texts = (row.pack, row.pack_digest, row.key, row.digest)
    return SignedCase(*texts, json.loads(row.value), row.verdict, row.words, row.signed_at, row.signed_by)


def review_of(pack: Pack, day: date) -> Review:
    """The cases of a pack, and how each stands."""
    before = signed(pack.name)
    found = _found(pack, day, before)
    if found.fault:
        return Review(pack, day, found)
    library = current().library
    looks = [looked_at(each, before, pack.digest, library) for each in found.document["cases"]]
    return Review(pack, day, found, looks)


def _found(pack: Pack, day: date, before: Mapping[str, SignedCase]) -> Found:
    digests = [layer.digest for layer in pack.stack]
    key = f"review:{sha256(json.dumps([digests, day.isoformat()]).encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is not None:
        return Found(kept)
    given = [each.value for each in before.values() if _is_readable(each.value)]
    found = ask_once({"kind": "qa", "law": pack.name, "day": day.isoformat(), "given": given})
    if not found.fault:
        cache.set(key, found.document, KEPT_SECONDS)
    return found


def _is_readable(value: Mapping[str, object]) -> bool:
    try:
        reread(value, current().library)
    except ComityError:
        return False  # of an agency or a fact that is there no more
    return True


def wrong_ones(pack: str = "") -> list[CaseSignOff]:
    """The sign-offs that count and say *wrong*, the newest first."""
    rows = CaseSignOff.objects.filter(pack=pack) if pack else CaseSignOff.objects.all()
    standing: dict[tuple[str, str], CaseSignOff] = {}
    for row in rows.order_by("position"):
        standing[row.pack, row.key] = row
    return [row for row in sorted(standing.values(), key=lambda each: -each.position) if row.verdict == "wrong"]
