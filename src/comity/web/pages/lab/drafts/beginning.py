"""The files with which a draft begins."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings

from comity.law import Agency, LawError, Layer, Pack
from comity.law.whole import PackFiles, files_in, files_of_archive
from comity.store.desk import current
from comity.web.pages.lab.drafts.forms import ARCHIVE, IN_FORCE
from comity.web.pages.lab.laws import own_agency, today

_PACK = """\
pack: {name}
title: {title}
layer: local
extends: {extends}
timezone: {zone}
horizon: {{from: {first}, to: {last}}}
as_read: {today}
authors: [the office]
reviewer: none
licence: CC0-1.0
agencies:
  {short}: {{name: {agency}, kinds: [{kinds}]}}
"""
_SOURCES = """\
policy:
  title: Policy of this office
  address: none
  read: {today}
  basis: read
"""
_RULE = """\
# One rule, to be written over. Everything that a rule can say stands in the guide for law authors.
section: Policy 1
title: Court dates
binds: [{short}]
source: policy
norms:
  - id: a
    cite: (a)
    says: Nobody is told a court date for a civil immigration purpose.
    forbids: [share_court_date]
    when: purpose == "civil_immigration"
    from: {today}
"""
_EXAMPLE = """\
- name: A court date is not told for a civil immigration purpose
  at: {today}T09:00
  agency: {short}
  request: {{from: ice_ero, asks: [share_court_date], purpose: civil_immigration}}
  facts: {{}}
  expect:
    share_court_date: {{outcome: forbidden, because: [policy-1/a]}}
  cite: Policy 1(a)
"""


def beginning(given: dict[str, Any]) -> PackFiles:
    """The files of a new draft, as its form says.

    Raises:
        LawError: the file holds no pack, or the office has no layer of its own.
    """
    if given["start"] == ARCHIVE:
        return files_of_archive(given["file"].read())
    own = current().library.binding(own_agency())
    if given["start"] == IN_FORCE:
        if own.layer is not Layer.LOCAL:
            raise LawError(f"the office has no layer of its own upon {own.title}", help="Begin a new layer.")
        return files_in(own.root)
    return new_layer(given["name"], own, current().library.agency(own_agency()), today())


def new_layer(name: str, own: Pack, agency: Agency, day: date) -> PackFiles:
    """A new layer upon the law that binds an office, with one rule and its example to be written over."""
    said = {
        "name": name,
        "title": json.dumps(settings.COMITY_OFFICE.name, ensure_ascii=False),  # as YAML reads it, whatever is in it
        "extends": own.name,
        "zone": own.calendar.zone,
        "first": day,
        "last": own.known.last or day.replace(year=day.year + 1),
        "today": day,
        "short": agency.name.partition("/")[2],
        "agency": agency.title,
        "kinds": ", ".join(sorted(kind.value for kind in agency.kinds)),
    }
    texts = {
        "pack.yaml": _PACK,
        "sources.yaml": _SOURCES,
        "rules/policy-1.yaml": _RULE,
        "examples/policy-1.yaml": _EXAMPLE,
    }
    return PackFiles(name, {path: text.format(**said) for path, text in texts.items()})
