"""What counsel has stated, whether it is confirmed, and what it did to the answers; and the facts that matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from comity.base import ComityError
from comity.facts import VOCABULARY, Fact, Kind
from comity.gate import Event, EventKind, Role, case_of
from comity.gate.state import Claim
from comity.tell import sentence, value_statement
from comity.tell.spoken.phrases import plain
from comity.web.pages.counsel.opening import Client
from comity.web.pages.requests.sentences import language_of, phrases, said
from comity.web.pages.requests.telling import as_told, plain_fact
from comity.web.pages.requests.words import ask_words

PAPER = re.compile(r"SHA-256 (?P<sha256>[0-9a-f]{64})$")
ALWAYS = ("convictions", "juvenile", "victim_or_witness", "proof_of_status_shown", "judicial_warrant")
NEVER = frozenset({"requester", "purpose", "instrument", "received_at", "decision_date", "data_asked", "help_asked"})


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer before and after something was stated."""

    number: str
    ask: str
    before: str
    after: str

    @property
    def has_changed(self) -> bool:
        """Whether it is another one."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that counsel has stated."""

    claim: Claim
    words: str
    paper: str  # the hash of the document, empty without one
    settled: Claim | None  # what legal has said of it since
    settled_words: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Matters:
    """A fact that matters: it is open, or an answer rests on it."""

    fact: Fact
    question: str
    language: str
    is_open: bool
    now: str  # how it is stated now


def stated(client: Client) -> list[Stated]:
    """What this lawyer and others of counsel have stated, the newest first."""
    claims = client.matter.claims
    taken_back = [each for each in claims if each.withdrawn]
    found = [
        each
        for each in claims
        if each.disputed and each.role == Role.COUNSEL.value and not each.withdrawn
        if not any(other.takes_back(each) and other.at >= each.at for other in taken_back)
    ]
    return [_stated(claim, client) for claim in reversed(found)]


def _stated(claim: Claim, client: Client) -> Stated:
    since = [
        each
        for each in client.matter.claims
        if each.name == claim.name and not each.disputed and each.role == Role.LEGAL.value and each.at >= claim.at
    ]
    settled = since[-1] if since else None
    paper = PAPER.search(claim.paper)
    return Stated(
        claim=claim,
        words=claim_words(claim.name, claim.value, client),
        paper=paper["sha256"] if paper else "",
        settled=settled,
        settled_words=claim_words(settled.name, settled.value, client) if settled else "",
        moved=tuple(_moved(claim, client)),
    )


def claim_words(name: str, value: object, client: Client) -> str:
    """A fact with its value, as a sentence."""
    if name not in VOCABULARY or value in (None, "unknown"):
        return ""
    case: dict[str, object] = {
        "at": client.at.isoformat(),
        "agency": client.matter.agency or client.desk.office.agency,
        "request": {"asks": ["hold"]},
        "facts": {name: {"value": value}},
    }
    local = cast("dict[str, object]", as_told(case, ZoneInfo(client.desk.office.zone)))
    try:
        found = case_of(local, client.desk.library).facts
    except ComityError:  # the law or the list of facts has changed since
        return sentence(plain_fact(name, {"value": value}))
    return sentence(
        "; ".join(plain(value_statement(each.fact, each.claims[0].value, phrases())) for each in found.values())
    )


def _moved(claim: Claim, client: Client) -> Iterator[Moved]:
    """The answers of the decisions before a statement and right after it."""
    place = next((at for at, event in enumerate(client.events) if _is_claim(event, claim)), None)
    if place is None:
        return
    before = _orders(client.events[:place])
    for key, order in _orders(_up_to_next_act(client.events[place + 1 :])).items():
        if key in before:
            request = client.matter.requests[key[0]]
            yield Moved(request.number, ask_words(key[1]), said(before[key]), said(order))


def _is_claim(event: Event, claim: Claim) -> bool:
    said_so = event.kind is EventKind.FACT_DISPUTED and event.body.get("name") == claim.name
    return said_so and event.at == claim.at and event.by.name == claim.by


def _up_to_next_act(events: Sequence[Event]) -> Iterator[Event]:
    """The decisions that one act brought: they follow it at once."""
    for event in events:
        if event.kind is not EventKind.DECIDED:
            return
        yield event


def _orders(events: Sequence[Event] | Iterator[Event]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for event in events:
        if event.kind is EventKind.DECIDED:
            for each in cast("Sequence[Mapping[str, object]]", event.body["decided"]):
                found[str(event.body["request"]), str(each["ask"])] = str(each["order"])
    return found


def facts_that_matter(client: Client) -> list[Matters]:
    """The facts of open questions first, then those that answers rest on, then those that lawyers bring most often."""
    opened: dict[str, bool] = {}
    for told in client.told:
        for question in told.questions:
            opened |= dict.fromkeys(question.facts, True)
    for told in client.told:
        for answer in told.answers:
            names = [name for reason in answer.decisive for name, _value in reason.facts]
            opened = {**dict.fromkeys([*names, *sorted(answer.matters)], False), **opened} if names else opened
    order = [name for name, is_open in opened.items() if is_open] + [
        name for name, is_open in opened.items() if not is_open
    ]
    wanted = dict.fromkeys([*order, *ALWAYS])
    return [_matters(name, client, is_open=opened.get(name, False)) for name in wanted if _can_be_told(name)]


def _can_be_told(name: str) -> bool:
    return name in VOCABULARY and name not in NEVER and VOCABULARY[name].kind is not Kind.TEXT


def _matters(name: str, client: Client, *, is_open: bool) -> Matters:
    fact = VOCABULARY[name]
    known = value_now(name, client)
    shown = "" if known is None else claim_words(name, known, client)
    return Matters(fact, said(fact.question), language_of(fact.question), is_open, shown)


def value_now(name: str, client: Client) -> object:
    """What is stated of a fact now by whoever can state it; None while that is nothing."""
    for told in client.told:
        facts = cast("Mapping[str, object]", told.opened.asked.case.get("facts", {}))
        given = facts.get(name)
        if isinstance(given, Mapping) and "disputed" in given:
            given = cast("Sequence[object]", given["disputed"])[0]
        if isinstance(given, Mapping) and "value" in given:
            return given["value"]
        if given is not None:
            return given
    return None
