"""Past requests, as the lab tries them under another law: the case as it was last decided, and what was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from comity.base import ComityError
from comity.decide import Outcome, Verdict
from comity.gate.deciding import case_of
from comity.gate.sealing.state import is_gone
from comity.gate.state import AskDecided
from comity.gate.state import Request as Asked
from comity.lab.what_if import Past, Told
from comity.law import LawLibrary
from comity.store.models import Request
from comity.store.records import DjangoRecords

LOT = 200  # matters opened at once


@dataclass
class PastRequests:
    """The requests on record that were decided; `unread` names those whose case can no longer be read, and why."""

    read: list[Past] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    undecided: int = 0


def past_requests(
    records: DjangoRecords, library: LawLibrary, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> PastRequests:
    """Every request of matters that are here, neither erased nor sealed by a court; nothing is written."""
    found = PastRequests()
    handles = list(Request.objects.order_by("matter_id").values_list("matter_id", flat=True).distinct())
    for start in range(0, len(handles), LOT):
        for matter in records.states(handles[start : start + LOT]).values():
            for request in () if is_gone(matter) else matter.requests.values():
                _add(found, request, library)
        progress(min(start + LOT, len(handles)), len(handles))
    return found


def past_documents(records: DjangoRecords) -> tuple[list[dict[str, object]], int]:
    """The same as documents for a child that reads them, and how many requests were never decided."""
    found: list[dict[str, object]] = []
    undecided = 0
    handles = list(Request.objects.order_by("matter_id").values_list("matter_id", flat=True).distinct())
    for start in range(0, len(handles), LOT):
        for matter in records.states(handles[start : start + LOT]).values():
            for request in () if is_gone(matter) else matter.requests.values():
                told = {ask.value: list(_texts(_told(one))) for ask, one in request.decided.items()}
                undecided += not told
                if told:
                    found.append({"name": request.number, "case": dict(request.case), "told": told})
    return found, undecided


def _texts(told: Told) -> tuple[str, str, str]:
    return told.outcome.value, told.verdict.value, told.norm


def _add(found: PastRequests, request: Asked, library: LawLibrary) -> None:
    if not request.decided:
        found.undecided += 1
        return
    try:
        case = case_of(request.case, library)
    except ComityError as error:
        found.unread.append(f"{request.number}: {error.message}")
        return
    found.read.append(Past(request.number, case, {ask: _told(one) for ask, one in request.decided.items()}))


def _told(decided: AskDecided) -> Told:
    return Told(Outcome(decided.outcome), Verdict(decided.verdict), decided.ref)
