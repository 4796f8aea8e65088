"""Drafting a report at a press: counted now, with the places that people fill in, and sealed as it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
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
from comity.web.access import allowed
from comity.web.pages.reporting.counting import filed_report, layout_named
from comity.web.pages.reporting.tally import Tally
from comity.web.pages.reporting.telling import readable
from comity.web.pages.reporting.turn import again_link, since, tally
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
    """A report of some days as it is counted, and its draft filed."""
    layout = layout_named(f"{pack}/{name}")
    corrected = filed_report(request.GET["corrects"]) if "corrects" in request.GET else None
    begins, ends = (corrected.begins, corrected.ends) if corrected else _days(request, layout)
    found = tally(request, layout, begins, ends)
    if isinstance(found, HttpResponse):
        return found
    form = Draft(layout, corrected, request.POST or None)
    status = 200
    if request.method == "POST":
        filed = _filed(request, form, found, layout=layout, days=(begins, ends), corrected=corrected)
        if isinstance(filed, HttpResponse):
            return filed
        status = filed
    context = {
        "layout": layout,
        "begins": begins,
        "ends": ends,
        "value": readable(found.value),
        "shown": found.digest,
        "at": found.at,
        "since": since(found),
        "again": again_link(request),
        "form": form,
        "corrected": corrected,
        "periods": [] if corrected else [(at, *layout.period.last_before(_today(), at)) for at in range(4)],
    }
    return render(request, "comity/reports/draft.html", context, status=status)


def _filed(
    request: HttpRequest, form: Draft, found: Tally, *, layout: Layout, days: tuple[Any, Any], corrected: Report | None
) -> HttpResponse | int:
    """Where the draft stands that was filed; the number of the answer, where the form says why it was not."""
    if form.is_valid() and request.POST.get("shown") != found.digest:
        form.add_error(None, _("The numbers are not those that you saw. Look at them, then file the draft."))
    if not form.is_valid():
        return UNUSABLE
    command = commands.FileReport(
        "draft",
        layout=layout.name,
        begins=days[0],
        ends=days[1],
        value=found.filled(form.filled()),
        corrects=corrected.id if corrected else "",
        why=form.cleaned_data.get("why", ""),
    )
    try:
        done = current().gate.do(command, request.actor)
    except GateError as error:
        tell_beside(form, error)
        return status_of(error)
    return HttpResponseRedirect(reverse("report", args=[list(done.matter.reports)[-1]]))


def _days(request: HttpRequest, layout: Layout) -> tuple[Any, Any]:
    back = request.GET.get("back", "0")
    if not back.isdecimal() or int(back) > FURTHEST:
        raise Http404
    return layout.period.last_before(_today(), int(back))


def _today() -> Any:  # noqa: ANN401 - a day
    return timezone.localtime(settings.COMITY_CLOCK()).date()
