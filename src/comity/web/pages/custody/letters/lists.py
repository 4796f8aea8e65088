"""The page of letters: which are owed, which went out and are not known to have arrived, which have arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.gate.watch import AT_ONCE_GRACE
from comity.law import LawLibrary
from comity.notices import LetterKind
from comity.store.desk import current
from comity.store.models import Duty, Matter, Notice, Request
from comity.store.queries import notices_unconfirmed
from comity.web.access import allowed
from comity.web.pages.custody.letters.proposing import Owed, Proposal, gathered, letter_of, must_of, owed_of

MOST, PAGE, ARRIVED = 120, 25, 25
SHOWN = 40  # letters to write; whoever has written these sees the next


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A letter that is owed about one request."""

    matter: Matter
    request: Request
    letter: Proposal

    @property
    def due(self) -> datetime | None:
        """When it is due."""
        return self.letter.due

    def at_once(self, now: datetime) -> bool:
        """Whether the law wants it at once, and that is still possible."""
        wanted = any(duty.at_once for duty in self.letter.duties)
        return wanted and (self.due is None or now < self.due + AT_ONCE_GRACE)


def to_write(library: LawLibrary) -> list[ToWrite]:
    """The letters that are owed, the first due first."""
    rows = Duty.objects.filter(owed=True).select_related("matter", "request")
    table: dict[str, list[Duty]] = {}
    for duty in rows.order_by(F("due").asc(nulls_last=True), "id")[:MOST]:
        table.setdefault(duty.request_id, []).append(duty)
    musts: dict[str, str] = {}
    found = []
    for duties in table.values():
        pairs = [(letter, owed) for duty in duties for letter, owed in _letters(duty, musts, library)]
        found += [ToWrite(duties[0].matter, duties[0].request, each) for each in gathered(pairs)]
    return sorted(found, key=lambda each: each.due.timestamp() if each.due else float("inf"))


def _letters(duty: Duty, musts: dict[str, str], library: LawLibrary) -> Iterable[tuple[tuple[LetterKind, str], Owed]]:
    if duty.ref not in musts:
        musts[duty.ref] = must_of(duty.ref, library)
    must = musts[duty.ref]
    letter = letter_of(must, duty.trigger, duty.owed_to)
    if letter:
        yield letter, owed_of(duty, must)


@allowed("read_notices")
@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """The page of letters."""
    now = settings.COMITY_CLOCK()
    page = Paginator(notices_unconfirmed(), PAGE).get_page(request.GET.get("page"))
    arrived = Notice.objects.filter(confirmed_at__isnull=False).select_related("matter")
    last = list(arrived.order_by("-confirmed_at", "id")[:ARRIVED])
    numbers = Request.objects.in_bulk({each.request_id for each in [*page, *last]})
    owed = to_write(current().library)
    context = {
        "to_write": [(each, each.at_once(now)) for each in owed[:SHOWN]],
        "more": len(owed) - SHOWN,
        "page": page,
        "out": [(each, numbers.get(each.request_id)) for each in page],
        "arrived": [(each, numbers.get(each.request_id)) for each in last],
        "now": now,
    }
    return render(request, "comity/custody/notices.html", context)
