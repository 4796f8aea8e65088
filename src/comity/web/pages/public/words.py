"""The words of the public page: rows and columns of its tables, and what the chart shows, told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comity.law import LawError
from comity.reports import GROUNDS, Table, YearShown
from comity.store.desk import current
from comity.tell import Bars, Chart
from comity.web.pages.requests.words import ask_words

Words = Mapping[str, str | Promise]

COLUMNS: Words = {
    "received": gettext_lazy("Requests received"),
    "held": gettext_lazy("People held beyond release"),
    "transferred": gettext_lazy("People handed over"),
    "declined": gettext_lazy("Answered no"),
    "agreed": gettext_lazy("Answered yes"),
}
HEADINGS: Words = {
    "months": gettext_lazy("By month"),
    "asks": gettext_lazy("What was asked, and how it was answered"),
    "agencies": gettext_lazy("Which agencies asked"),
    "grounds": gettext_lazy("What the answers rest on"),
    "others": gettext_lazy("State and local agencies, counted apart"),
}
FIRST: Words = {
    "months": gettext_lazy("Month"),
    "asks": gettext_lazy("What was asked"),
    "agencies": gettext_lazy("Agency"),
    "grounds": gettext_lazy("Law or decision"),
    "others": gettext_lazy("Agency"),
}
_AGENCIES: Words = {
    "immigration_authority": gettext_lazy("Immigration authorities (ICE, CBP, USCIS)"),
    "federal": gettext_lazy("Other federal agencies"),
    "state": gettext_lazy("Agencies of another state"),
    "local": gettext_lazy("Agencies of this state"),
    "other": gettext_lazy("Not said"),
}
_GROUNDS: Words = {
    "supervisor": gettext_lazy("A supervisor, where the law leaves it to the office"),
    "review": gettext_lazy("Legal, where the law is silent or unclear"),
    "override": gettext_lazy("Two persons together, against the rule"),
    "other": gettext_lazy("Not said"),
}
_MONTHS = (
    gettext_lazy("Jan"),
    gettext_lazy("Feb"),
    gettext_lazy("Mar"),
    gettext_lazy("Apr"),
    pgettext_lazy("a month, shortened", "May"),  # apart from the whole word, which is Django's
    gettext_lazy("Jun"),
    gettext_lazy("Jul"),
    gettext_lazy("Aug"),
    gettext_lazy("Sep"),
    gettext_lazy("Oct"),
    gettext_lazy("Nov"),
    gettext_lazy("Dec"),
)


def month_words(month: str) -> str:
    """A month, shortly: `2026-03` is *Mar*."""
    return str(_MONTHS[int(month[5:]) - 1])


def row_words(table: str, row: str) -> str:
    """What stands at the head of a row."""
    if table == "months":
        return month_words(row)
    if table == "asks":
        return ask_words(row)
    if table == "grounds" and row not in (*GROUNDS, "other"):
        return citation_words(row)
    return str((_GROUNDS if table == "grounds" else _AGENCIES).get(row, row))


def citation_words(section: str) -> str:
    """A section as a lawyer writes it; its code where its pack is not at hand any more."""
    pack, _slash, name = section.partition("/")
    try:
        sections = current().library.pack(pack).sections
    except LawError:
        return section
    return next((each.citation for each in sections if name_of(each.file) == name), section)


def name_of(file: str) -> str:
    """The short name of a section: its file's stem."""
    return file.rpartition("/")[2].removesuffix(".yaml")


def months_chart(shown: YearShown, table: Table) -> Chart:
    """The chart of the months: what was received, and what was answered with no."""
    months = tuple(month_words(month) for month in table.rows)
    bars = tuple(
        Bars(str(COLUMNS[name]), tuple(table.cells[month, name] for month in table.rows))
        for name in ("received", "declined")
    )
    title = _("Requests received and asks answered no, by month, %(year)s") % {"year": shown.year}
    return Chart("months", title, _told(bars, months), months, bars, _("not shown"))


def _told(bars: Sequence[Bars], months: Sequence[str]) -> str:
    """A sentence for each measure: where it was highest, of what is shown."""
    said = []
    for each in bars:
        known = [(value, month) for value, month in zip(each.values, months, strict=True) if value is not None]
        if known:
            most, month = max(known, key=lambda pair: pair[0])
            said.append(
                _("%(measure)s: highest in %(month)s, with %(number)s.")
                % {"measure": each.name, "month": month, "number": most}
            )
    said.append(_("The table below has every number."))
    return " ".join(said)


def number_words(value: int | None, threshold: int) -> SafeString | int:
    """A number of the page; a hidden one says why."""
    if value is not None:
        return value
    words = _("not shown: fewer than %(number)s, or hidden with one that is") % {"number": threshold}
    return format_html('<abbr title="{}">*</abbr><span class="comity-hidden"> {}</span>', words, words)
