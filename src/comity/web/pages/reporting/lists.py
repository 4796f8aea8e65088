"""The reports that this office owes, and those that were filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.reports import Layout
from comity.store.models import Report
from comity.web.access import allowed
from comity.web.pages.reporting.counting import layouts
from comity.web.pages.reporting.telling import told


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that is owed, its newest days that are over, and what was filed about those."""

    layout: Layout
    pack: str
    name: str
    begins: date
    ends: date
    filed: Report | None


@allowed("read_counts")
@require_safe
def reports(request: HttpRequest) -> HttpResponseBase:
    """What is owed, and what was filed."""
    day = timezone.localtime(settings.COMITY_CLOCK()).date()
    context = {
        "owed": [_owed(each, day) for each in layouts()],
        "filed": [told(row) for row in Report.objects.all()[:200]],
    }
    return render(request, "comity/reports/list.html", context)


def _owed(layout: Layout, day: date) -> Owed:
    begins, ends = layout.period.last_before(day)
    pack, _slash, name = layout.name.partition("/")
    filed = Report.objects.filter(layout=layout.name, begins=begins, ends=ends).order_by("-drafted_at").first()
    return Owed(layout, pack, name, begins, ends, filed)
