"""A county's own policy upon California's law, as a draft: court dates are not told for a civil purpose."""

import json
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from comity.gate.ordering.law import law_of
from comity.gate.ordering.state import standing
from comity.law import LawLibrary
from comity.law.whole import PackFiles

NAME = "us-ca-harbor"
RULE = f"{NAME}/policy-7/a"
COUNTY = PackFiles(
    NAME,
    {
        "pack.yaml": """\
pack: us-ca-harbor
title: Harbor County
layer: local
extends: us-ca
timezone: America/Los_Angeles
horizon: {from: 2026-01-01, to: 2027-12-31}
as_read: 2026-11-20
authors: [the county]
reviewer: none
licence: CC0-1.0
agencies:
  county-jail: {name: Harbor County Jail, kinds: [jail, county_agency]}
  sheriff: {name: Sheriff of Harbor County, kinds: [sheriff, county_agency]}
""",
        "sources.yaml": """\
policy-7:
  title: Harbor County Jail, Policy 7, an invented text
  address: none
  read: 2026-11-20
  basis: read
""",
        "rules/policy-7.yaml": """\
section: Policy 7
title: Court dates
binds: [county-jail, sheriff]
source: policy-7
norms:
  - id: a
    cite: (a)
    says: Nobody is told a court date for a civil immigration purpose.
    forbids: [share_court_date]
    when: purpose == "civil_immigration"
    from: 2026-01-01
""",
        "examples/policy-7.yaml": """\
- name: A court date is not told for a civil immigration purpose
  at: 2026-11-20T09:00
  agency: county-jail
  request: {from: ice_ero, asks: [share_court_date], purpose: civil_immigration}
  facts: {detainer: true}
  expect:
    share_court_date: {outcome: forbidden, because: [policy-7/a], verdict: do_not}
  cite: Policy 7(a)
""",
    },
)


def changed(path: str, old: str, new: str, files: PackFiles = COUNTY) -> PackFiles:
    """A draft in which some words are others."""
    assert old in files.texts[path]
    return files.with_text(path, files.texts[path].replace(old, new))


_ANSWERED: dict[str, Any] = {}


def answer_at_hand(question: Any, folders: Any, _bounds: Any, *, bound: Any, by: str) -> Any:
    """What the lab's child would answer, worked out in this process and remembered: starting one takes its time."""
    asked = json.dumps([question, [str(folder) for folder in folders], dict(bound), by])
    if asked not in _ANSWERED:
        library = _library(tuple(folders), tuple(bound.items()))
        _ANSWERED[asked] = import_module(by).answer(question, library)
    return _ANSWERED[asked]


@lru_cache(maxsize=8)
def _library(folders: tuple[Path, ...], bound: tuple[tuple[str, str], ...]) -> LawLibrary:
    return LawLibrary(folders, bound=dict(bound))


class Adopting:
    """The law of a desk over any records, as its orders have it; drafts are laid out in a scratch folder."""

    def __init__(self, records: Any, folder: Path, library: LawLibrary) -> None:
        self.records, self.folder, self.shipped = records, folder, library
        self.kept: dict[str, PackFiles] = {}

    def keep(self, files: PackFiles) -> str:
        self.kept[files.digest] = files
        return files.digest

    def drafts(self, digest: str) -> Path:
        return self.kept[digest].lay_out(self.folder)

    def at(self, moment: Any) -> LawLibrary:
        office = self.records.office()
        orders = self.records.matters([office])[office].orders.values()
        return law_of(self.shipped, standing(orders, moment), self.drafts)
