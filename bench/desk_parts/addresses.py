"""Every page of the desk as its table of addresses has it, each with a role that may open it and where to open it.

The parts of an address that are a choice are taken from the loaded county: persons and requests by chance, every list,
every section of the law. A page whose address names something that the county does not hold is said to be left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from comity.store.desk import current
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk_parts.extras_pages import file, paper, review_cases, sent
from desk_parts.holdings import Holdings

ROLES = ("desk", "supervisor", "legal", "inspector", "policy", "administrator", "counsel")
FILES = re.compile(r"pdf|csv|zip|\.ics|json|policy|recount|receipt|leaf|ledger/|calendar\.|complete/|/pages/|/cuts/")
SOUGHT = ("ana", "noran perustley", "Kwarona Lusquist", "B-10100042", "B-1", "mar", "jo invented", "li")
TYPED = {"record_who", "record_what", "record_whom", "record_check", "record_paper"}
TRIED = 20  # addresses of a page, of which those are opened where there is one
LETTERS = 6
CLIENTS = 40  # of the lawyer whose pages are opened
WHO = {"requester": "ice_ero", "instrument": "i247a", "officer": "A. Agent", "words": "Keep him 48 hours."}
WHAT = {
    "asks": ["hold", "notify_release"],
    "purpose": "civil_immigration",
    "detainer": "yes",
    "administrative_warrant": "unknown",
    "judicial_warrant": "no",
    "federal_criminal_warrant": "unknown",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, who opens it, and how, one way of several by chance; each is an address and what is sent."""

    name: str
    role: str
    ways: Sequence[tuple[str, dict[str, Any] | None]]


class Addresses:
    """The pages of a loaded county; `enter` gives a browser in which somebody of a role has signed in."""

    def __init__(self, enter: Callable[[str], Client]) -> None:
        self.enter, self.left_out = enter, dict[str, str]()
        self._chance = random.Random(1)
        self.holdings = Holdings(current(), self._chance, lambda: self._of_counsel)

    def pages(self, only: str = "") -> Iterator[Page]:
        """Every page that can be opened, or those with some words in their name."""
        yield from (page for page in self._typed() if only in page.name)
        for name, permission, wanted in sorted(_named()):
            if name in TYPED or only not in name:
                continue  # opened with what was typed, or not asked for
            role = self._role(permission)
            ways = self._ways(name, wanted, role)
            if not ways:
                self.left_out[name] = f"the county holds no `{wanted[-1]}`"
                continue
            tried = [(self.enter(role).get(way[0]), way) for way in self._chance.sample(ways, min(TRIED, len(ways)))]
            if there := [way for answer, way in tried if _is_page(answer)]:
                yield Page(name, role, there)
            else:
                status = tried[0][0].status_code
                self.left_out[name] = _WHY.get(status, f"answers {status}")

    def _ways(self, name: str, wanted: tuple[str, ...], role: str) -> list[tuple[str, None]]:
        """The addresses of a page."""
        if name == "letter":
            return [(each, None) for each in self._letters()]
        if name == "review_case":
            return [(each, None) for each in review_cases(self.enter("legal"))]
        if name == "draft_file":
            drafts = self.holdings.choices("draft", ("draft",), role)
            return [(reverse(name, kwargs=dict(each)) + "?path=rules/policy-1.yaml", None) for each in drafts]
        return [(reverse(name, kwargs=dict(each)), None) for each in self.holdings.choices(name, wanted, role)]

    def _letters(self) -> Iterator[str]:
        """Letters that were made just now; one that waits for days leads back to where it is made."""
        given, desk = {"letter": "agency_answer:agency", "language": "en"}, self.enter("desk")
        for each in self.holdings.asked[-LETTERS:]:
            yield sent(desk, reverse("notice_new", kwargs=dict(each)), given)["Location"]

    def _typed(self) -> Iterator[Page]:
        """The pages that show what was typed before: who is looked for, and a request that is written down."""
        desk, search = self.enter("desk"), reverse("search")
        found = [desk.post(search, {"q": each}).headers["Location"] for each in SOUGHT]
        yield Page("search, for a name or a number", "desk", [(each, None) for each in found])
        draft = desk.get(reverse("record_request")).headers["Location"].removesuffix("who/")
        from django.utils import timezone

        received = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        for step, given in (("who", {**WHO, "received_at": received}), ("what", WHAT)):
            if desk.post(f"{draft}{step}/", given).status_code != 302:
                raise SystemExit(f"record, {step}: the bench does not fill this step in as it wants to be")
        looked = [(f"{draft}whom/", {"press": "find", "sought": each}) for each in SOUGHT]
        yield Page("record_whom, looking for a booking", "desk", looked)
        from comity.store.models import Matter

        matter = Matter.objects.get(pk=self.holdings.asked[0]["matter"])
        desk.post(f"{draft}whom/", {"press": "find", "sought": matter.booking_number})
        chosen = desk.post(f"{draft}whom/", {"press": "choose", "matter": matter.pk})
        if chosen.status_code != 302:
            raise SystemExit("record, whom: the bench does not choose a booking as it wants to be chosen")
        for step in ("who", "what", "whom", "check"):
            yield Page(f"record_{step}", "desk", [(f"{draft}{step}/", None)])
        other = desk.get(reverse("record_request")).headers["Location"]
        typed = {**WHO, "received_at": received, "paper": file(paper("i-247a"))}
        yield Page("record_paper", "desk", [(sent(desk, other, typed)["Location"], None)])

    def _role(self, permission: str) -> str:
        from comity.web.access import PERMISSIONS

        if permission == "public":
            return ""
        allowed = {role.value for role in PERMISSIONS[permission]} if permission in PERMISSIONS else set(ROLES)
        return next(role for role in ROLES if role in allowed)

    @cached_property
    def _of_counsel(self) -> list[str]:
        """The matters of the lawyer who opens pages; the first time they are appointed."""
        from comity.gate import Actor, Role, commands
        from comity.store.models import Counsel

        user = self.name("counsel")
        mine = Counsel.objects.filter(user=user, withdrawn_at=None).values_list("matter_id", flat=True)
        if len(mine) < CLIENTS:
            known = set(mine)
            wanted = [str(each["matter"]) for each in self.holdings.asked[-CLIENTS:]]
            appoint = [commands.AppointCounsel(each, user, "C. Bench") for each in dict.fromkeys(wanted)]
            appoint = [each for each in appoint if each.matter not in known]
            current().gate.do_all(appoint, Actor("s.overall", Role.SUPERVISOR))
        return list(mine.all())

    @staticmethod
    def name(role: str) -> str:
        """Who opens pages in a role, or in `legal:second` as a second person."""
        return f"bench-{role.replace(':', '-')}"


def _named(resolver: URLResolver | None = None, above: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The name, the permission and the choices of every address that shows a page."""
    for entry in (resolver or get_resolver()).url_patterns:
        where = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _named(entry, where)
        elif isinstance(entry, URLPattern) and entry.name and not FILES.search(where):
            permission = getattr(entry.callback, "comity_permission", "")
            if permission:
                yield entry.name, permission, _parts(where)


_WHY = {
    200: "gives a file, or leads no further",
    302: "leads to another page",
    404: "the county holds nothing that it shows",
    405: "takes what is sent, and shows nothing",
}


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]


def _parts(where: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<(?:\w+:)?(\w+)>", where))
