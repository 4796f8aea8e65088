"""Law without anybody's record: a case decided and forgotten, the packs in force, the facts that law may speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, NinjaAPI, Query
from pydantic import JsonValue, RootModel, WithJsonSchema

from comity.api.acting import JSON, tell
from comity.api.reading import DecisionTold
from comity.api.shapes import Day, told
from comity.api.tokens import ANY, Token
from comity.decide import decide
from comity.facts import VOCABULARY, Fact
from comity.gate import case_of
from comity.law import Pack
from comity.store.desk import current
from comity.tell import decision_document

MAX_CASE = 200_000
CaseGiven = Annotated[dict[str, JsonValue], WithJsonSchema({"x-is": "Case"})]
On = Annotated[Day | None, Query(None, description="The day whose law is meant; left out: today.")]


class DecisionMade(RootModel[DecisionTold]):
    """A decision."""


@dataclass(frozen=True, slots=True)
class PackTold:
    """The law of one jurisdiction, fixed by its digest."""

    name: str
    title: str
    layer: str
    digest: str
    as_read: date
    knows_from: date
    knows_to: date | None
    is_ours: bool  # whether it binds the office's own agency
    in_force: int  # how many of its norms are in force on the day


@dataclass(frozen=True, slots=True)
class LawTold:
    """The packs at hand on one day."""

    on: date
    agency: str
    packs: tuple[PackTold, ...]


@dataclass(frozen=True, slots=True)
class FactTold:
    """A fact that law may speak of."""

    name: str
    kind: str
    question: str
    says: str
    stated_by: tuple[str, ...]
    source: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactsTold:
    """The closed list of facts."""

    facts: tuple[FactTold, ...]


def add_law(api: NinjaAPI) -> None:
    """Give an API the addresses of law."""

    @api.post(
        "/decisions",
        auth=Token(ANY, most=MAX_CASE),
        response=DecisionMade,
        tags=["law"],
        operation_id="decide_case",
        summary="Decide a free case",
    )
    def decide_case(request: HttpRequest, case: Annotated[CaseGiven, Body(...)]) -> HttpResponse:
        """Apply the law to a case document and forget it: nothing is recorded, and no key is needed."""
        decision = decide(case_of(case, current().library))
        made = DecisionMade(cast("dict[str, JsonValue]", decision_document(decision)))
        return HttpResponse(made.model_dump_json(), content_type=JSON)

    @api.get(
        "/laws",
        auth=Token(ANY, takes=("on",)),
        response=told(LawTold),
        tags=["law"],
        operation_id="read_laws",
        summary="List law packs",
    )
    def read_laws(request: HttpRequest, on: On = None) -> HttpResponse:
        """The law packs at hand, each with its digest, and how many of its norms are in force on a day."""
        return tell(_laws(on or timezone.localdate(settings.COMITY_CLOCK())))

    @api.get(
        "/facts",
        auth=Token(ANY),
        response=told(FactsTold),
        tags=["law"],
        operation_id="read_facts",
        summary="List facts",
    )
    def read_facts(request: HttpRequest) -> HttpResponse:
        """The facts that law may speak of, and who can state each."""
        return tell(FactsTold(tuple(_fact(fact) for fact in VOCABULARY.facts.values())))


def _laws(on: date) -> LawTold:
    desk = current()
    ours = {pack.name for pack in desk.library.binding(desk.office.agency).stack}
    packs = [desk.library.pack(name) for name in desk.library.names()]
    return LawTold(on, desk.office.agency, tuple(_pack(pack, on, ours=ours) for pack in packs))


def _pack(pack: Pack, on: date, *, ours: set[str]) -> PackTold:
    return PackTold(
        name=pack.name,
        title=pack.title,
        layer=pack.layer.value,
        digest=pack.digest,
        as_read=pack.as_read,
        knows_from=pack.horizon.first,
        knows_to=pack.horizon.last,
        is_ours=pack.name in ours,
        in_force=sum(norm.at.days.covers(on) for norm in pack.norms),
    )


def _fact(fact: Fact) -> FactTold:
    who = tuple(role.value for role in fact.established_by)
    return FactTold(fact.name, fact.kind.value, fact.question, fact.says, who, fact.source, tuple(fact.choices))
