"""A draft as its pages find it: its files, the pack that they make, and what the lab says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from comity.base import ComityError
from comity.facts import Ask
from comity.gate.ordering.checking import bound_by
from comity.law import LawLibrary, Pack
from comity.law.whole import PackFiles
from comity.store.adopting.files import kept_files
from comity.store.desk import current
from comity.store.models import LawDraft
from comity.web.pages.lab.laws import own_agency, today
from comity.web.pages.lab.running import CHECKS, Found, ask_lab

MOST_KINDS = 24  # of case, told for each ask


@dataclass(frozen=True)
class OpenedFiles:
    """The files of a draft, or of an order, before the law in force."""

    digest: str

    @cached_property
    def files(self) -> PackFiles:
        """The files themselves."""
        return kept_files(self.digest)

    @cached_property
    def root(self) -> Path:
        """The folder in which they stand."""
        return current().law.drafts(self.digest)

    @cached_property
    def in_force(self) -> LawLibrary:
        """The law that binds the office now."""
        return current().library

    @cached_property
    def pack(self) -> Pack | None:
        """The pack that they make; nothing where it cannot be read."""
        try:
            return self.in_force.with_packs(self.root.parent).pack(self.root.name)
        except ComityError:
            return None

    @cached_property
    def own(self) -> Pack:
        """The lowest law that binds the office now."""
        return self.in_force.binding(own_agency())

    @property
    def placed(self) -> dict[str, object]:
        """What a question of the lab says of the draft."""
        bound = bound_by(self.pack, own_agency(), self.in_force) if self.pack else {}
        return {"draft": str(self.root.parent), "bound": bound}

    def checked(self) -> Found:
        """What `comity check-law` finds, and what stands against adopting it."""
        day = (today() + timedelta(days=1)).isoformat()
        question = {"kind": "check", "root": str(self.root), "agency": own_agency(), "day": day}
        return ask_lab(question, [self.own], CHECKS)

    def differences(self) -> Found:
        """How it differs from the law in force, ask by ask."""
        asks = [ask.value for ask in Ask]
        question: dict[str, Any] = {"kind": "differences", "agency": own_agency(), "day": today().isoformat()}
        return ask_lab({**question, "asks": asks, "most": MOST_KINDS, **self.placed}, [self.own])

    def proofs(self) -> Found:
        """Whether what the draft promises holds."""
        assert self.pack is not None
        return ask_lab({"kind": "prove", "law": self.pack.name, "of": "shipped", **self.placed}, [self.own])


def without_own() -> dict[str, object]:
    """What a question of the lab says of the law at hand without the office's own layer."""
    return {"without": [str(folder) for folder in current().law.shipped.folders]}


def differences_without() -> Found:
    """How the law that is left when the office's own layer ends differs from the law in force, ask by ask."""
    desk, agency = current(), own_agency()
    if why := desk.library.withheld(agency):
        return Found(None, why, _("What changes cannot be told; the order can be entered."))
    question = {"kind": "differences", "agency": agency, "day": today().isoformat(), **without_own()}
    laws = [desk.library.binding(agency), desk.law.shipped.binding(agency)]
    return ask_lab({**question, "asks": [ask.value for ask in Ask], "most": MOST_KINDS}, laws)


def draft_named(name: str) -> LawDraft:
    """A draft.

    Raises:
        Http404: there is none.
    """
    row = LawDraft.objects.filter(id=name).first()
    if row is None:
        raise Http404
    return row
