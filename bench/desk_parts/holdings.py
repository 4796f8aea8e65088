"""What a loaded county holds of everything that an address can name, and which matters a page is about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from comity.store import models
from comity.store.desk import Desk
from comity.tell import section_name
from comity.web.pages.inspector.lists import LISTS
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model

from desk_parts.extras_pages import REPORTS

Choice = Mapping[str, object]
MOST = 40  # matters of a kind
FACTS = ("judicial_warrant", "release_due")


class Holdings:
    """Choices for the parts of an address, by chance where there are many."""

    def __init__(self, desk: Desk, chance: random.Random, of_counsel: Callable[[], Sequence[str]]) -> None:
        self._desk, self._chance, self._of_counsel = desk, chance, of_counsel

    def choices(self, name: str, wanted: tuple[str, ...], role: str) -> list[Choice]:
        """What the parts of a page's address can be; none where the county holds no such thing."""
        if not wanted:
            return [{}]
        if name in self._of_page:
            return self._of_page[name]()
        if name in self._about:
            return [{"matter": each} for each in self._about[name]()]
        if wanted[-1] in self._named:
            return [{part: each[part] for part in wanted} for each in self._named[wanted[-1]]()]
        about = [{"matter": each} for each in self._of_counsel()] if role == "counsel" else self.asked
        if "other" in wanted:
            about = [{**each, "other": self._chance.choice(self.asked)["matter"]} for each in about]
        return [{part: each[part] for part in wanted} for each in about if set(wanted) <= each.keys()]

    @cached_property
    def asked(self) -> list[dict[str, object]]:
        """Some requests with their matters, the open ones among them."""
        rows = models.Request.objects.order_by("id").values_list("matter_id", "id")
        known = list(rows[:20_000])
        some = [*self._chance.sample(known, min(160, len(known))), *rows.filter(closed_at=None)[:40]]
        return [{"matter": matter, "asked": asked} for matter, asked in some]

    @cached_property
    def _about(self) -> dict[str, Callable[[], Iterable[str]]]:
        """Pages about matters of one kind only."""
        sealed = models.Sealing.objects.filter(opened_at=None)
        ordered = models.Matter.objects.exclude(erasure_ordered_at=None).values_list("pk", flat=True)
        shut = sealed.exclude(agreed_at=None).values_list("pk", flat=True)
        return {
            "approve_erasure": lambda: ordered,
            "withdraw_erasure": lambda: ordered,
            "certificate": lambda: models.Erasure.objects.values_list("pk", flat=True),
            "erasure_certificate": lambda: models.Erasure.objects.values_list("pk", flat=True),
            "settle_sealing": lambda: sealed.filter(agreed_at=None).values_list("pk", flat=True),
            "sealing_certificate": lambda: shut,
            "courts_key": lambda: shut,
            "order_opening": lambda: shut.filter(opening_at=None),
            "settle_opening": lambda: shut.exclude(opening_at=None),
        }

    @cached_property
    def _named(self) -> dict[str, Callable[[], list[Choice]]]:
        """What else is named in an address, with the matter and the request that it belongs to."""
        return {
            **{part: self._kept(part, table, held) for part, (table, held) in _OF_MATTERS.items()},
            **{part: _ids(part, table) for part, table in _ALONE.items()},
            "user": lambda: _rows("user", models.Counsel.objects.filter(withdrawn_at=None)[:MOST]),
            "sha256": self._papers,
            "user_name": lambda: [{"user_name": each.get_username()} for each in get_user_model().objects.all()[:MOST]],
            "kind": lambda: [{"kind": each} for each in LISTS],
            "pack": lambda: [{"pack": self._pack}],
            "section": lambda: [{"pack": self._pack, "section": each} for each in self._sections()],
            "index": lambda: [{"index": each} for each in self._leaves()],
            "year": lambda: [{"year": year} for year in (2026, 2025)],
        }

    @cached_property
    def _of_page(self) -> dict[str, Callable[[], list[Choice]]]:
        """Pages of which one part goes with another."""

        def with_facts(about: Iterable[Choice]) -> list[Choice]:
            return [{**each, "name": fact} for each in about for fact in FACTS]

        def of_clients() -> list[Choice]:
            return [{"matter": each} for each in self._of_counsel()]

        return {
            **dict.fromkeys(("fact", "dispute", "take_back"), lambda: with_facts(self.asked)),
            "tell_us_fact": lambda: with_facts(of_clients()),
            "report_draft": lambda: [{"pack": self._pack, "name": each} for each in REPORTS],
            "own_paper": lambda: [
                {"matter": each["matter"], "sha256": each["sha256"]}
                for each in self._papers()
                if each["matter"] in set(self._of_counsel())
            ],
        }

    def _kept(self, part: str, table: type[Model], held: str) -> Callable[[], list[Choice]]:
        """Things of which the gate's own state has the names, from matters that have some."""

        def choices() -> list[Choice]:
            rows = table.objects.order_by("-pk").values_list("matter_id", flat=True)[: 4 * MOST]
            handles = list(dict.fromkeys(rows))[:MOST]
            states = self._desk.records.matters(sorted(handles))
            return [
                {"matter": handle, part: name, "asked": getattr(thing, "request", "")}
                for handle, state in states.items()
                for name, thing in getattr(state, held).items()
            ]

        return choices

    def _papers(self) -> list[Choice]:
        rows = models.PaperFile.objects.order_by("-kept_at").values_list("matter_id", flat=True)[: 4 * MOST]
        states = self._desk.records.matters(sorted(set(rows)))
        return [
            {"matter": handle, "asked": request.id, "sha256": paper.sha256}
            for handle, state in states.items()
            for request in state.requests.values()
            for paper in request.papers
        ]

    @property
    def _pack(self) -> str:
        return str(settings.COMITY_OFFICE.agency.partition("/")[0])

    def _sections(self) -> list[str]:
        return [section_name(each) for each in self._desk.library.pack(self._pack).sections]

    def _leaves(self) -> list[int]:
        size = self._desk.records.record.log.size
        return [self._chance.randrange(size) for _ in range(200)]


_OF_MATTERS: dict[str, tuple[type[Model], str]] = {
    "hold": (models.Hold, "holds"),
    "review": (models.Review, "reviews"),
    "override": (models.Override, "overrides"),
    "notice": (models.Notice, "notices"),
    "duty": (models.Duty, "duties"),
    "finding": (models.Finding, "findings"),
}
_ALONE: dict[str, type[Model]] = {
    "report": models.Report,
    "order": models.LawOrder,
    "draft": models.LawDraft,
    "token": models.ApiToken,
    "webhook": models.WebhookEndpoint,
    "upload": models.Upload,
}


def _ids(part: str, table: type[Model]) -> Callable[[], list[Choice]]:
    return lambda: [{part: key} for key in table.objects.values_list("pk", flat=True)[:MOST]]


def _rows(part: str, rows: Iterable[Any]) -> list[Choice]:
    return [{"matter": row.matter_id, part: getattr(row, part)} for row in rows]
