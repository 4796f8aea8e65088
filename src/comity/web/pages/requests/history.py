"""History: what happened to a request, in order, each with who did it and its place in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base import ComityError
from comity.facts import VOCABULARY
from comity.gate import Event, EventKind, Role, case_of, event_bytes
from comity.ledger import Audience
from comity.tell import sentence, value_statement
from comity.tell.spoken.phrases import plain
from comity.web.access.context import ROLE_NAMES
from comity.web.pages.requests.forms.answer_forms import VERDICTS
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.sentences import phrases, said
from comity.web.pages.requests.telling import as_told, paper_name, plain_fact
from comity.web.pages.requests.words import agency_words, ask_words, channel_words

TITLES: Mapping[EventKind, str | Promise] = {
    EventKind.RECORDS_CHANGED: gettext_lazy("The booking system changed"),
    EventKind.REQUEST_RECEIVED: gettext_lazy("Request recorded"),
    EventKind.PAPER_ADDED: gettext_lazy("A paper came later"),
    EventKind.PAPER_DATED: gettext_lazy("The day on a paper was confirmed"),
    EventKind.FACT_ESTABLISHED: gettext_lazy("A fact was stated"),
    EventKind.FACT_DISPUTED: gettext_lazy("A fact was disputed"),
    EventKind.DECIDED: gettext_lazy("The law was applied"),
    EventKind.REVIEW_ASKED: gettext_lazy("Legal was asked"),
    EventKind.REVIEWED: gettext_lazy("Legal answered"),
    EventKind.OVERRIDE_PROPOSED: gettext_lazy("Another answer was proposed"),
    EventKind.OVERRIDE_CONFIRMED: gettext_lazy("A second person agreed to the other answer"),
    EventKind.OVERRIDE_DECLINED: gettext_lazy("A second person did not agree"),
    EventKind.ANSWERED: gettext_lazy("The agency was answered"),
    EventKind.DISCLOSED: gettext_lazy("Something was told"),
    EventKind.VISITED: gettext_lazy("Officers came"),
    EventKind.NOTICE_GIVEN: gettext_lazy("A letter went out"),
    EventKind.NOTICE_CONFIRMED: gettext_lazy("A letter arrived"),
    EventKind.DUTY_DONE: gettext_lazy("A duty was done"),
    EventKind.HOLD_STARTED: gettext_lazy("The hold began"),
    EventKind.HOLD_ENDED: gettext_lazy("The hold ended"),
    EventKind.RELEASED: gettext_lazy("The person was released"),
    EventKind.TRANSFERRED: gettext_lazy("The person was handed over"),
    EventKind.COUNSEL_APPOINTED: gettext_lazy("A lawyer was given access"),
    EventKind.COUNSEL_WITHDRAWN: gettext_lazy("A lawyer's access ended"),
    EventKind.ALARM_RAISED: gettext_lazy("An alarm was raised"),
    EventKind.ALARM_CONFIRMED: gettext_lazy("An alarm was seen"),
    EventKind.REQUEST_CLOSED: gettext_lazy("Request closed"),
}
_OF_MATTER = frozenset({
    EventKind.RECORDS_CHANGED, EventKind.RELEASED, EventKind.TRANSFERRED,
    EventKind.COUNSEL_APPOINTED, EventKind.COUNSEL_WITHDRAWN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    at: datetime
    title: str
    by: str
    seal: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What happened, and the seal of the last decision."""

    events: tuple[Happened, ...]
    readings: int
    seal: str
    seal_code: str


def history(opened: Opened) -> History:
    """The history of a request as its reader may see it."""
    pairs = opened.desk.records.history(opened.matter.handle)
    hidden = opened.actor.role is Role.COUNSEL
    seen = [(event, leaf) for event, leaf in pairs if not (hidden and event.audience is Audience.OVERSIGHT)]
    about = [(event, leaf) for event, leaf in seen if _concerns(event, opened)]
    decided = [(event, leaf) for event, leaf in about if event.kind is EventKind.DECIDED]
    last, leaf = decided[-1] if decided else (None, None)
    return History(
        events=tuple(_happened(event, at, opened) for event, at in about),
        readings=sum(event.kind is EventKind.READ for event, _leaf in seen),
        seal="" if leaf is None else str(leaf),
        seal_code=short_code(last) if last else "",
    )


def short_code(event: Event) -> str:
    """A short code of an entry, to compare a sheet of paper with the record: the beginning of its digest."""
    digest = hashlib.sha256(event_bytes(event)).hexdigest()
    return "-".join(digest[at : at + 4] for at in (0, 4, 8))


def _concerns(event: Event, opened: Opened) -> bool:
    if event.kind not in TITLES:
        return False
    if event.kind in _OF_MATTER:
        return event.at >= opened.asked.recorded_at
    return opened.asked.id in _requests_of(event, opened)


def _requests_of(event: Event, opened: Opened) -> Iterator[str]:
    """The requests that an event concerns; a fact of the whole matter concerns each."""
    body = event.body
    for part in (body, *(body.get(name) for name in ("disclosure", "hold", "visit"))):
        if isinstance(part, Mapping) and part.get("request"):
            yield str(part["request"])
    if event.kind is EventKind.REQUEST_RECEIVED:
        yield str(body["id"])
    if event.kind in {EventKind.FACT_ESTABLISHED, EventKind.FACT_DISPUTED} and not body.get("request"):
        yield opened.asked.id
    matter = opened.matter
    for table in (matter.reviews, matter.overrides, matter.notices, matter.duties, matter.holds):
        if (kept := table.get(str(body.get("id")))) is not None:
            yield str(getattr(kept, "request", "")) or opened.asked.id
    if (alarm := matter.alarms.get(str(body.get("id")))) is not None:
        yield from (opened.asked.id,) if opened.asked.id in alarm.about else ()


def _happened(event: Event, leaf: int | None, opened: Opened) -> Happened:
    tell = _DETAILS.get(event.kind)
    details = tuple(text for text in tell(event.body, opened) if text) if tell else ()
    role = ROLE_NAMES.get(event.by.role, event.by.role.value)
    by = str(role) if event.by.role is Role.SYSTEM else f"{event.by.name}, {role}"
    return Happened(event.at, str(TITLES[event.kind]), by, "" if leaf is None else str(leaf), details)


Body = Mapping[str, object]


def stated_words(name: str, value: object, opened: Opened) -> str:
    """A fact with its value, as a sentence."""
    return sentence(_stated({name: {"value": value}}, opened)) if name in VOCABULARY.facts else ""


def _fact(body: Body, opened: Opened) -> Iterator[str]:
    if body.get("withdrawn"):
        yield _("Taken back: %(why)s") % {"why": body.get("why", "")}
        return
    yield stated_words(str(body["name"]), body["value"], opened)
    yield _("Said by: %(who)s") % {"who": body["said_by"]} if body.get("said_by") else ""
    yield str(body.get("why", ""))
    yield _("From: %(paper)s") % {"paper": said(paper_name(str(body["paper"])))} if body.get("paper") else ""


def _stated(document: Mapping[str, object], opened: Opened) -> str:
    case = {**dict(opened.asked.case), "facts": document, "request": {"asks": ["hold"]}}
    local = as_told(case, ZoneInfo(opened.desk.office.zone))
    try:
        found = case_of(cast("dict[str, object]", local), opened.desk.library).facts
    except ComityError:  # the law or the list of facts has changed since
        return "; ".join(plain_fact(name, given) for name, given in document.items())
    return "; ".join(plain(value_statement(each.fact, each.claims[0].value, phrases())) for each in found.values())


def _decided(body: Body, _opened: Opened) -> Iterator[str]:
    for each in body["decided"]:  # type: ignore[attr-defined]
        yield said(str(each["order"]))


def _answered(body: Body, _opened: Opened) -> Iterator[str]:
    answer: Mapping[str, object] = body["answer"]  # type: ignore[assignment]
    word = _("Yes") if answer["yes"] else _("No")
    yield f"{ask_words(str(answer['ask']))}: {word}"
    yield channel_words(str(answer.get("told", "")))
    yield str(answer.get("words", ""))


def _disclosed(body: Body, _opened: Opened) -> Iterator[str]:
    told: Mapping[str, object] = body["disclosure"]  # type: ignore[assignment]
    yield _("To %(agency)s: %(what)s") % {"agency": told["to"], "what": said(str(told["what"]))}
    yield "" if told.get("ground") else _("Nothing allowed it. It stands here as an incident.")


def _visited(body: Body, _opened: Opened) -> Iterator[str]:
    came: Mapping[str, object] = body["visit"]  # type: ignore[assignment]
    yield f"{agency_words(str(came['requester']))} {came.get('officer', '')}".strip()
    if not came["let_in"]:
        yield _("Sent away.")
    elif not came.get("ground"):
        yield _("Nothing allowed it. It stands here as an incident.")


def _text(*names: str) -> Callable[[Body, Opened], Iterator[str]]:
    def tell(body: Body, _opened: Opened) -> Iterator[str]:
        for name in names:
            yield str(body.get(name, "") or "")

    return tell


def _alarm(body: Body, _opened: Opened) -> Iterator[str]:
    yield phrases().again(str(body.get("words", "")))


def _paper(body: Body, _opened: Opened) -> Iterator[str]:
    paper: Mapping[str, object] = body["paper"]  # type: ignore[assignment]
    yield str(paper["name"])


def _dated(body: Body, _opened: Opened) -> Iterator[str]:
    yield str(body["day"])


def _duty(body: Body, opened: Opened) -> Iterator[str]:
    duty = opened.matter.duties.get(str(body.get("id")))
    yield said(duty.says) if duty else ""
    yield str(body.get("how", ""))


def _asked_legal(body: Body, _opened: Opened) -> Iterator[str]:
    yield said(str(body.get("question", "")))  # a fact's own question, unless somebody wrote another


def _override(body: Body, _opened: Opened) -> Iterator[str]:
    yield f"{ask_words(str(body['ask']))}: {dict(VERDICTS).get(str(body['verdict']), body['verdict'])}"
    yield str(body.get("reason", ""))


_DETAILS: Mapping[EventKind, Callable[[Body, Opened], Iterator[str]]] = {
    EventKind.PAPER_ADDED: _paper,
    EventKind.PAPER_DATED: _dated,
    EventKind.FACT_ESTABLISHED: _fact,
    EventKind.FACT_DISPUTED: _fact,
    EventKind.DECIDED: _decided,
    EventKind.ANSWERED: _answered,
    EventKind.DISCLOSED: _disclosed,
    EventKind.VISITED: _visited,
    EventKind.DUTY_DONE: _duty,
    EventKind.OVERRIDE_PROPOSED: _override,
    EventKind.REVIEW_ASKED: _asked_legal,
    EventKind.REVIEWED: _text("opinion"),
    EventKind.OVERRIDE_DECLINED: _text("why_not"),
    EventKind.REQUEST_CLOSED: _text("why"),
    EventKind.NOTICE_CONFIRMED: _text("how"),
    EventKind.ALARM_RAISED: _alarm,
}
