"""Every page of the desk as its table of addresses has it, each with a role that may open it and where to open it.

The parts of an address that are a choice are taken from the loaded county: persons and requests by chance, every list,
every section of the law. A page whose address names something that the county does not hold is said to be left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk_parts.county import END

Choice = Mapping[str, object]
ROLES = ("desk", "supervisor", "legal", "inspector", "policy", "administrator", "counsel")
FILES = re.compile(r"pdf|csv|zip|\.ics|json|policy|recount|receipt|leaf|ledger/|calendar\.|complete/")
SOUGHT = ("ana", "noran perustley", "Kwarona Lusquist", "B-10100042", "B-1", "mar", "jo invented", "li")
TRIED = 40  # addresses of a page, of which those are opened where there is one
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

    def pages(self) -> Iterator[Page]:
        """Every page that can be opened."""
        yield from self._typed()
        for name, permission, wanted in sorted(_named()):
            role = self._role(permission)
            choices = self._choices(wanted, role)
            ways = [(reverse(name, kwargs=dict(each)), None) for each in choices]
            if "draft" in wanted:
                continue  # opened with what was typed
            if not ways:
                self.left_out[name] = f"the county holds no `{wanted[-1]}`"
                continue
            tried = [(self.enter(role).get(way[0]), way) for way in self._chance.sample(ways, min(TRIED, len(ways)))]
            if there := [way for answer, way in tried if _is_page(answer)]:
                yield Page(name, role, there)
            else:
                status = tried[0][0].status_code
                self.left_out[name] = _WHY.get(status, f"answers {status}")

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

        matter = Matter.objects.get(pk=self._asked[0]["matter"])
        desk.post(f"{draft}whom/", {"press": "find", "sought": matter.booking_number})
        chosen = desk.post(f"{draft}whom/", {"press": "choose", "matter": matter.pk})
        if chosen.status_code != 302:
            raise SystemExit("record, whom: the bench does not choose a booking as it wants to be chosen")
        for step in ("who", "what", "whom", "check"):
            yield Page(f"record_{step}", "desk", [(f"{draft}{step}/", None)])

    def _role(self, permission: str) -> str:
        from comity.web.access import PERMISSIONS

        if permission == "public":
            return ""
        allowed = {role.value for role in PERMISSIONS[permission]} if permission in PERMISSIONS else set(ROLES)
        return next(role for role in ROLES if role in allowed)

    def _choices(self, wanted: tuple[str, ...], role: str) -> list[Choice]:
        """What the parts of an address are, each time for another person."""
        known = self._known
        if any(name not in known and name not in {"matter", "asked", "other"} for name in wanted):
            return []
        about = self._of_counsel if role == "counsel" else self._asked
        pick = self._chance.choice
        others = {name: known[name] for name in wanted if name in known}
        made = [
            {**each, "other": pick(self._asked)["matter"], **{name: pick(some) for name, some in others.items()}}
            for each in about
        ]
        return [{name: each[name] for name in wanted} for each in made] if wanted else [{}]

    @cached_property
    def _asked(self) -> list[dict[str, str]]:
        """Some requests with their matters, the open ones among them."""
        from comity.store.models import Request

        rows = Request.objects.order_by("id").values_list("matter_id", "id")
        known = list(rows[:20_000])
        some = [*self._chance.sample(known, min(160, len(known))), *rows.filter(closed_at=None)[:40]]
        return [{"matter": matter, "asked": asked} for matter, asked in some]

    @cached_property
    def _of_counsel(self) -> list[dict[str, str]]:
        """The matters of the lawyer who opens pages; the first time they are appointed."""
        from comity.gate import Actor, Role, commands
        from comity.store.desk import current
        from comity.store.models import Counsel

        user = self.name("counsel")
        known = list(Counsel.objects.filter(user=user).values_list("matter_id", flat=True))
        if not known:
            known = [each["matter"] for each in self._asked[-CLIENTS:]]
            appoint = [commands.AppointCounsel(matter, user, "C. Bench") for matter in dict.fromkeys(known)]
            current().gate.do_all(appoint, Actor("s.overall", Role.SUPERVISOR))
        return [{"matter": matter} for matter in known]

    @cached_property
    def _known(self) -> dict[str, list[object]]:
        """What else an address can name."""
        from comity.store.desk import current
        from comity.tell import section_name
        from comity.web.pages.inspector.lists import LISTS
        from django.conf import settings

        desk, pack = current(), settings.COMITY_OFFICE.agency.partition("/")[0]
        sections = [section_name(each) for each in desk.library.pack(pack).sections]
        leaves = [self._chance.randrange(desk.records.record.log.size) for _ in range(200)]
        facts: list[object] = ["judicial_warrant", "release_due"]
        known: dict[str, list[object]] = {"kind": [*LISTS], "pack": [pack], "section": [*sections], "index": [*leaves]}
        return {**known, "year": [END.year], "name": facts}

    @staticmethod
    def name(role: str) -> str:
        """Who opens pages in a role."""
        return f"bench-{role}"


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
    302: "leads to another page",
    404: "the county holds nothing that it shows",
    405: "takes what is sent, and shows nothing",
}


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]


def _parts(where: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<(?:\w+:)?(\w+)>", where))
