"""How a filed report is shown: where it stands, what it says, and what stands above it on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from comity.reports import Frame, Heading, headed, number_of, report_csv, report_pdf, said_again
from comity.store.models import Report
from comity.web.pages.requests.sentences import phrases, spoken

SHORT = 12
SIGNED_IN = "en"  # the language of the law, in which a report is sealed, signed and published
HEADS: Mapping[str, str | Promise] = {
    "entry": gettext_lazy("Entry"),
    "received": gettext_lazy("Received"),
    "requester": gettext_lazy("Agency"),
    "instrument": gettext_lazy("Paper"),
    "asked": gettext_lazy("Asked"),
    "answers": gettext_lazy("Answered"),
    "grounds": gettext_lazy("Law"),
    "left": gettext_lazy("Left custody"),
    "left_at": gettext_lazy("When"),
    "left_to": gettext_lazy("To"),
    "day": gettext_lazy("Day"),
    "month": gettext_lazy("Month"),
    "persons": gettext_lazy("People"),
    "came": gettext_lazy("Came"),
}


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
    """The figures in the language of the page, with the words that stand above the columns of a list."""
    value, language = _again(value)
    figures = [
        {
            **each,
            "head": headed(each),
            "number": number_of(each),
            "heads": [HEADS[word] for word in each.get("show", ())],
        }
        for each in value["figures"]
    ]
    counted = [each for each in figures if "count" in each]
    told = {"language": language, "is_courtesy": language != SIGNED_IN, "has_counts": bool(counted)}
    return {**value, **told, "figures": figures, "has_numbers": any(each["number"] for each in counted)}


def _again(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """A report in the language of the page; as it was signed, where one of its texts has no translation."""
    known, is_whole = phrases(), True

    def say(text: str) -> str:
        nonlocal is_whole
        is_whole = is_whole and known.has(text)
        return known(text)

    told = said_again(value, say)
    if is_whole and spoken() != SIGNED_IN:
        return told, spoken()
    return said_again(value, str), SIGNED_IN


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


def pdf_response(row: Report, language: str = SIGNED_IN) -> HttpResponse:
    """The report on paper as it is signed; in another language, which says that it is a courtesy."""
    if language not in settings.COMITY_OFFICE.languages:
        language = SIGNED_IN
    with override(language):
        value, language = _again(json.loads(row.value))
    with override(language):
        content = report_pdf(value, heading(told(row)), frame(language))
    ending = "" if language == SIGNED_IN else f"-{language}"
    named = f'inline; filename="{_file(row)}{ending}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": named})


def frame(language: str) -> Frame:
    """The words around the figures on paper."""
    if language == SIGNED_IN:
        return Frame()
    return Frame(
        language,
        note=_("A courtesy translation that no certified translator has reviewed. What is signed is the English."),
        law=_("Law"),
        to=_("To"),
        days=_("Days"),
        span=_("{first} to {last}"),
        figures=_("Figures"),
        number=_("No."),
        counted=_("What is counted"),
        count=_("Number"),
        what=_("What"),
        unsettled=_("and {number} not settled"),
        none=_("None."),
        elsewhere=_("Not counted here"),
        filled_by=_("to be filled in by {who}."),
        notes=_("Notes"),
        page=_("Page {page} of {pages}"),
        columns={word: str(head) for word, head in HEADS.items()},
    )


def heading(shown: Told) -> Heading:
    """What stands above a report on paper."""
    row = shown.row
    states = {
        "drafted": _("Draft. Nobody has signed this."),
        "signed": _("Signed, not published."),
        "published": "",
        "corrected": _("Corrected. A later report stands in its place; this one is kept as it was."),
    }
    sealed = {"day": _day(row.drafted_at), "number": shown.value["covers"]}
    facts = [(_("Figures sealed"), _("%(day)s, from %(number)s entries of the log") % sealed)]
    if row.signed_at:
        facts.append((_("Signed"), f"{row.signed_by} ({row.signed_as}), {_day(row.signed_at)}"))
    if row.published_at:
        facts.append((_("Published"), _day(row.published_at)))
    if shown.corrected:
        corrects = {"day": _day(shown.corrected.published_at), "why": row.why}
        facts.append((_("Corrects"), _("the report published %(day)s: %(why)s") % corrects))
    last = row.published_at or row.signed_at or row.drafted_at
    dated = timezone.localtime(last).date()
    office, seal = settings.COMITY_OFFICE.name, _("figures %(seal)s") % {"seal": shown.seal}
    return Heading(office, row.begins, row.ends, dated, states[shown.stage], seal, tuple(facts))


def _day(moment: Any) -> str:  # noqa: ANN401 - a column of the table
    return f"{timezone.localtime(moment):%Y-%m-%d}"


def _file(row: Report) -> str:
    return f"{row.layout.replace('/', '-')}-{row.ends:%Y-%m-%d}"
