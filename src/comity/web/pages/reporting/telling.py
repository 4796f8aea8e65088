"""How a filed report is shown: where it stands, what it says, and what stands above it on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.reports import COLUMNS, Heading, headed, report_csv, report_pdf
from comity.store.models import Report

SHORT = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A report as a page shows it."""

    row: Report
    value: Mapping[str, Any]
    stage: str  # drafted, signed, published, corrected
    stage_words: str
    correction: Report | None  # what corrects it, if that is published
    corrected: Report | None  # what it corrects

    @property
    def seal(self) -> str:
        """The short code of its figures."""
        return str(self.row.digest.removeprefix("sha256:")[:SHORT])


def told(row: Report) -> Told:
    """A filed report, with what corrects it and what it corrects."""
    correction = Report.objects.filter(corrects=row.id).exclude(published_at=None).first()
    corrected = Report.objects.filter(pk=row.corrects).first() if row.corrects else None
    stage = "corrected" if correction else "published" if row.published_at else "signed" if row.signed_at else "drafted"
    return Told(row, readable(json.loads(row.value)), stage, stage_words(stage), correction, corrected)


def readable(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figures with the words that stand above the columns of a list."""
    figures = [
        {**each, "head": headed(each), "heads": [COLUMNS[word] for word in each.get("show", ())]}
        for each in value["figures"]
    ]
    return {**value, "figures": figures, "has_counts": any("count" in each for each in figures)}


def stage_words(stage: str) -> str:
    """Where a report stands, in a word or two."""
    return {
        "drafted": _("draft"),
        "signed": _("signed, not published"),
        "published": _("published"),
        "corrected": _("published, and corrected"),
    }[stage]


def csv_response(row: Report) -> HttpResponse:
    """The report as CSV."""
    named = f'attachment; filename="{_file(row)}.csv"'
    content = report_csv(json.loads(row.value))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": named})


def pdf_response(row: Report) -> HttpResponse:
    """The report on paper."""
    named = f'inline; filename="{_file(row)}.pdf"'
    content = report_pdf(json.loads(row.value), heading(told(row)))
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": named})


def heading(shown: Told) -> Heading:
    """What stands above a report on paper, in the language of the law."""
    row = shown.row
    states = {
        "drafted": "Draft. Nobody has signed this.",
        "signed": "Signed, not published.",
        "published": "",
        "corrected": "Corrected. A later report stands in its place; this one is kept as it was.",
    }
    facts = [("Figures sealed", f"{_day(row.drafted_at)}, from {shown.value['covers']} entries of the log")]
    if row.signed_at:
        facts.append(("Signed", f"{row.signed_by} ({row.signed_as}), {_day(row.signed_at)}"))
    if row.published_at:
        facts.append(("Published", _day(row.published_at)))
    if shown.corrected:
        facts.append(("Corrects", f"the report published {_day(shown.corrected.published_at)}: {row.why}"))
    last = row.published_at or row.signed_at or row.drafted_at
    dated = timezone.localtime(last).date()
    office = settings.COMITY_OFFICE.name
    return Heading(office, row.begins, row.ends, dated, states[shown.stage], f"figures {shown.seal}", tuple(facts))


def _day(moment: Any) -> str:  # noqa: ANN401 - a column of the table
    return f"{timezone.localtime(moment):%Y-%m-%d}"


def _file(row: Report) -> str:
    return f"{row.layout.replace('/', '-')}-{row.ends:%Y-%m-%d}"
