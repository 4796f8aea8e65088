"""Today: what needs me now, the earliest moment first; alarms on top; what others have, and what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.facts import VOCABULARY
from comity.gate import Actor, Role
from comity.store.finding import look_alike
from comity.store.models import Alarm, Ask, ImportRun, Matter, Request
from comity.store.queries import today as all_open
from comity.store.queries import waiting_for_legal
from comity.store.rows import RequestState
from comity.web.access import allowed, own
from comity.web.law_files import law_ends
from comity.web.pages.announcing import news
from comity.web.pages.requests.sentences import language_of, said
from comity.web.pages.requests.steps import AT_ONCE
from comity.web.pages.requests.words import short_verdict

PAGE, DONE_SHOWN, ALARMS_SHOWN = 25, 50, 20
OLD = timedelta(hours=1)  # booking data older than this is told
MINE = {
    Role.DESK: ("facts", "ask_legal", "ready", "duties", "done"),
    Role.SUPERVISOR: ("facts", "ask_legal", "ready", "duties", "done"),
    Role.LEGAL: ("with_legal", "facts"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One request on the page."""

    request: Request
    verdict: str
    word: str
    text: str
    label: str
    url: str
    language: str  # of the text: what has no translation stays as it was written down
    alike: Matter | None = None  # another record that may be of the same booking

    @property
    def is_at_once(self) -> bool:
        """Whether the earliest thing that is owed was to be done at once: no minutes are counted from that."""
        owed = self.request.owed
        return any(each.due == self.request.needs_by and each.due_words == AT_ONCE for each in owed)

    @property
    def release(self) -> datetime | None:
        """When the person has to be let go, while held."""
        matter = self.request.matter
        return matter.release_due if matter.in_custody else None

    @property
    def due(self) -> datetime | None:
        """The earliest moment that matters, where it is not the release."""
        return None if self.request.needs_by == self.release else self.request.needs_by


@own
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The first page of whoever is signed in."""
    actor: Actor | None = request.actor
    first = {Role.DESK: "today", Role.SUPERVISOR: "today", Role.LEGAL: "reviews"}
    name = first.get(actor.role) if actor else None
    if name:
        return HttpResponseRedirect(reverse(name))
    return render(request, "comity/requests/home.html", {})


@allowed("read_today")
@require_safe
def whats_needed(request: HttpRequest) -> HttpResponseBase:
    """Today's page."""
    actor: Actor = request.actor
    now: datetime = settings.COMITY_CLOCK()
    page = Paginator(needed(actor), PAGE).get_page(request.GET.get("page"))
    waiting = list(waiting_for_others(actor)[:PAGE])
    alike = look_alike([each.matter for each in (*page, *waiting)])
    context = {
        "page": page,
        "rows": [replace(row(each, actor), alike=alike.get(each.matter_id)) for each in page],
        "waiting": [replace(row(each, actor, waits=True), alike=alike.get(each.matter_id)) for each in waiting],
        "alarms": [(alarm, alarm.id.partition(":")[2]) for alarm in alarms()[:ALARMS_SHOWN]],
        "done": list(done_today(now)[:DONE_SHOWN]),
        "last": Request.objects.order_by("-received_at").values_list("received_at", flat=True).first(),
        "imported_at": imported_at(now),
        **law_ends(),
        "law_orders": news(),
        "now": now,
    }
    return render(request, "comity/requests/today.html", context)


def needed(actor: Actor) -> QuerySet[Request]:
    """The requests about which somebody in this role has something to do, the earliest moment first."""
    found = all_open().filter(state__in=MINE[actor.role])
    if actor.role is Role.DESK:
        found = found.exclude(state=RequestState.READY.value, verdict="may")
    return found


def waiting_for_others(actor: Actor) -> QuerySet[Request]:
    """The requests that wait for legal, or for a supervisor."""
    with_legal = all_open().filter(state=RequestState.WITH_LEGAL.value)
    if actor.role is Role.DESK:
        return with_legal | all_open().filter(state=RequestState.READY.value, verdict="may")
    return with_legal


def alarms() -> QuerySet[Alarm]:
    """The alarms that nobody has confirmed, the earliest first."""
    found: QuerySet[Alarm] = (
        Alarm.objects.filter(confirmed_at=None).select_related("matter").order_by(F("due").asc(nulls_last=True), "id")
    )
    return found


def done_today(now: datetime) -> QuerySet[Ask]:
    """What was answered since midnight."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found: QuerySet[Ask] = (
        Ask.objects.filter(answered_at__gte=midnight).select_related("request", "matter").order_by("-answered_at", "id")
    )
    return found


def imported_at(now: datetime) -> datetime | None:
    """When booking data last came in, where that is too long ago; `None` where it is fresh, or never came."""
    last = ImportRun.objects.order_by("-at").values_list("at", flat=True).first()
    return last if last is not None and now - last > OLD else None


def counts(actor: Actor) -> dict[str, int]:
    """How much waits on a page, for the navigation."""
    if actor.role is Role.LEGAL:
        return {"reviews": waiting_for_legal().count()}
    if actor.role in MINE:
        return {"today": needed(actor).count()}
    return {}


def row(each: Request, actor: Actor, *, waits: bool = False) -> Row:
    """A request as a card: what to do about it in a sentence, and the word on its button."""
    url, here = reverse("answer", kwargs={"matter": each.matter_id, "asked": each.id}), get_language() or "en"
    first = next((ask for ask in each.asks.all() if ask.answer is None and ask.verdict == each.verdict), None)
    word = short_verdict(first.ask, each.verdict) if first else ""
    match each.state:
        case RequestState.FACTS.value:
            name = first.questions[0] if first and first.questions else ""
            question = VOCABULARY[name].question if name in VOCABULARY else each.order
            word = _("One fact missing") if first and len(first.questions) == 1 else ""
            return Row(each, each.verdict, word, said(question), _("Answer it"), url, language_of(question))
        case RequestState.WITH_LEGAL.value:
            return Row(each, "waiting", _("With legal"), said(each.order), _("Open"), url, here)
        case RequestState.DUTIES.value:
            owed = each.owed
            # the one whose moment the card tells: without a moment they come last
            dated = [duty for duty in owed if duty.due is not None]
            text = (dated or [*owed])[0].says if owed else ""
            word = _("Answered; something is left to do")
            return Row(each, "waiting", word, said(text), _("Do it"), url, language_of(text))
        case RequestState.DONE.value:
            text = _("Nothing is left to do but to close it.")
            return Row(each, "waiting", _("Done"), text, _("Close it"), url, here)
    label = _("Decide") if each.verdict == "may" and actor.role is Role.SUPERVISOR else _("Open")
    text = said(each.order)
    if waits and each.verdict == "may":
        text = _("A supervisor decides this.")
    return Row(each, each.verdict or "waiting", word, text, label, url, here)
