"""Drafting a report at a press: counted now, with the places that people fill in, and sealed as it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.gate import GateError, commands
from comity.reports import Layout, headed
from comity.store.desk import current
from comity.store.models import Report
from comity.store.reporting.counts import covered
from comity.web.access import allowed
from comity.web.pages.reporting.counting import count_now, filed_report, layout_named, zone
from comity.web.pages.reporting.telling import readable
from comity.web.pages.requests.opening import UNUSABLE, status_of, tell_beside
from comity.web.pages.requests.sentences import said

FURTHEST = 24  # periods back


class Draft(forms.Form):
    """What people add to the numbers."""

    why = forms.CharField(
        label=gettext_lazy("What was wrong in the report that this one corrects?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say what was wrong in the report that is corrected")},
    )

    def __init__(self, layout: Layout, corrected: Report | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if corrected is None:
            del self.fields["why"]
        for figure in layout.figures:
            if figure.fill is not None:
                who, why = said(figure.fill.by), said(figure.fill.why)
                self.fields[f"fill-{figure.id}"] = forms.CharField(
                    label=headed({"id": figure.id, "says": said(figure.says)}),
                    help_text=_("To be filled in by %(who)s. %(why)s") % {"who": who, "why": why},
                    required=False,
                    max_length=1_000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def filled(self) -> dict[str, str]:
        """What was written for each place, by its figure."""
        texts = self.cleaned_data.items()
        return {name.removeprefix("fill-"): text for name, text in texts if name.startswith("fill-")}


@allowed("file_report")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pack: str, name: str) -> HttpResponseBase:
    """Count a report of some days, and file the draft."""
    layout = layout_named(f"{pack}/{name}")
    corrected = filed_report(request.GET["corrects"]) if "corrects" in request.GET else None
    begins, ends = (corrected.begins, corrected.ends) if corrected else _days(request, layout)
    now = count_now(layout, begins, ends)
    form = Draft(layout, corrected, request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            value = now.counted.value(zone(), form.filled(), covered().size)
            command = commands.FileReport(
                "draft",
                layout=layout.name,
                begins=begins,
                ends=ends,
                value=value,
                corrects=corrected.id if corrected else "",
                why=form.cleaned_data.get("why", ""),
            )
            try:
                done = current().gate.do(command, request.actor)
            except GateError as error:
                tell_beside(form, error)
                status = status_of(error)
            else:
                return HttpResponseRedirect(reverse("report", args=[list(done.matter.reports)[-1]]))
    context = {
        "layout": layout,
        "begins": begins,
        "ends": ends,
        "value": readable(now.counted.value(zone(), {}, covered().size)),
        "form": form,
        "corrected": corrected,
        "periods": [] if corrected else [(at, *layout.period.last_before(_today(), at)) for at in range(4)],
    }
    return render(request, "comity/reports/draft.html", context, status=status)


def _days(request: HttpRequest, layout: Layout) -> tuple[Any, Any]:
    back = request.GET.get("back", "0")
    if not back.isdecimal() or int(back) > FURTHEST:
        raise Http404
    return layout.period.last_before(_today(), int(back))


def _today() -> Any:  # noqa: ANN401 - a day
    return timezone.localtime(settings.COMITY_CLOCK()).date()
