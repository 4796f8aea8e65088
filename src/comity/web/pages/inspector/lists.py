"""Lists of what does not fit, each as a page and as CSV: requests by their numbers, nobody's name but that of staff."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.store.desk import current
from comity.store.oversight import findings
from comity.store.oversight.refusals import Refusals
from comity.web.access import allowed
from comity.web.pages.documents.packing import download
from comity.web.pages.inspector import rows
from comity.web.pages.inspector.rows import Line

PAGE, MOST = 50, 20_000
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ReadingsForm(forms.Form):
    """Whose readings, or of which record."""

    by = forms.CharField(label=gettext_lazy("Who read (user name)"), required=False, max_length=150)
    matter = forms.CharField(
        label=gettext_lazy("Whose record (number of a request, or the sign in the list)"), required=False, max_length=64
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: its words, where its rows come from, and how each is told."""

    title: str | Promise
    lead: str | Promise
    nothing: str | Promise
    heads: Sequence[str | Promise]
    columns: Sequence[str]  # of the CSV
    found: Callable[[datetime, Mapping[str, str]], Any]  # rows that can be counted and cut
    lines: Callable[[Sequence[Any]], list[Line]]
    has_filter: bool = False


def _readings(_now: datetime, asked: Mapping[str, str]) -> Any:  # noqa: ANN401 - a query or a list
    sought = asked.get("matter", "").strip()
    matter = findings.matter_of(sought) if sought else ""
    if sought and not matter:
        return []
    return findings.readings(by=asked.get("by", "").strip(), matter=matter)


LISTS: Mapping[str, Listed] = {
    "overrides": Listed(
        gettext_lazy("Overrides"),
        gettext_lazy("Every answer that somebody wanted other than the law's, and who agreed."),
        gettext_lazy("Nobody has wanted another answer than the law's."),
        (
            gettext_lazy("Request"),
            gettext_lazy("Ask"),
            gettext_lazy("Wanted"),
            gettext_lazy("Proposed"),
            gettext_lazy("Settled"),
        ),
        ("request", "ask", "verdict", "proposed_by", "proposed_at", "settled_by", "settled_at", "agreed"),
        lambda _now, _asked: findings.overrides(),
        rows.overrides,
    ),
    "unanswered-duties": Listed(
        gettext_lazy("Duties not done"),
        gettext_lazy("What the law had done by a moment that has passed, and that nobody has recorded as done."),
        gettext_lazy("Every duty that was due is done."),
        (gettext_lazy("Request"), gettext_lazy("Duty"), gettext_lazy("Was due")),
        ("request", "duty", "citation", "due"),
        lambda now, _asked: findings.unanswered_duties(now),
        rows.duties,
    ),
    "late-releases": Listed(
        gettext_lazy("Late releases"),
        gettext_lazy("People who were let go after the moment that was due, or are held past it."),
        gettext_lazy("Nobody was let go late."),
        (gettext_lazy("Record"), gettext_lazy("Release was due"), gettext_lazy("Let go")),
        ("matter", "release_due", "released_at"),
        lambda now, _asked: findings.late_releases(now),
        rows.releases,
    ),
    "late-holds": Listed(
        gettext_lazy("Holds past their end"),
        gettext_lazy("Holds that ended after the law's limit, or run past it."),
        gettext_lazy("Every hold ended in time."),
        (gettext_lazy("Request"), gettext_lazy("Limit"), gettext_lazy("Ran out"), gettext_lazy("Ended")),
        ("request", "citation", "ends", "ended_at"),
        lambda now, _asked: findings.late_holds(now),
        rows.holds,
    ),
    "told-without-ground": Listed(
        gettext_lazy("Told without ground"),
        gettext_lazy("What left the agency although nothing allowed it."),
        gettext_lazy("Nothing left the agency without a ground."),
        (gettext_lazy("Request"), gettext_lazy("To"), gettext_lazy("When"), gettext_lazy("By")),
        ("request", "to", "at", "by"),
        lambda _now, _asked: findings.ungrounded(),
        rows.disclosures,
    ),
    "let-in-without-ground": Listed(
        gettext_lazy("Let in without ground"),
        gettext_lazy("Officers who were let in although nothing allowed it."),
        gettext_lazy("Nobody was let in without a ground."),
        (
            *(gettext_lazy("Request"), gettext_lazy("Who"), gettext_lazy("For what")),
            *(gettext_lazy("When"), gettext_lazy("Decided by")),
        ),
        ("request", "requester", "ask", "at", "decided_by"),
        lambda _now, _asked: findings.let_in_without_ground(),
        rows.visits,
    ),
    "readings": Listed(
        gettext_lazy("Who read what"),
        gettext_lazy("Every time that somebody looked at a person's record."),
        gettext_lazy("Nobody has looked at such a record."),
        (gettext_lazy("Who"), gettext_lazy("Role"), gettext_lazy("Page"), gettext_lazy("When"), gettext_lazy("Record")),
        ("by", "role", "page", "at", "matter"),
        _readings,
        rows.readings,
        has_filter=True,
    ),
    "set-up-changes": Listed(
        gettext_lazy("Changes of the desk"),
        gettext_lazy("People, roles, imports, settings."),
        gettext_lazy("Nothing was changed yet."),
        (gettext_lazy("When"), gettext_lazy("By"), gettext_lazy("What"), gettext_lazy("Entry")),
        ("at", "by", "role", "what", "value", "entry"),
        lambda _now, _asked: findings.set_up_changes(current().records),
        rows.set_up,
    ),
    "refusals": Listed(
        gettext_lazy("Refused"),
        gettext_lazy("Who asked for what is not their role's: which permission, who, and at which address."),
        gettext_lazy("Nobody was refused anything."),
        (gettext_lazy("When"), gettext_lazy("What"), gettext_lazy("Entry")),
        ("at", "what", "value", "entry"),
        lambda _now, _asked: Refusals(current().records),
        rows.refusals,
    ),
}  # fmt: skip


def _list(kind: str) -> Listed:
    if kind not in LISTS:
        raise Http404
    return LISTS[kind]


@allowed("read_record")
@require_safe
def listed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A list as a page."""
    wanted, now = _list(kind), current().clock()
    asked = {name: request.GET.get(name, "")[:150] for name in ("by", "matter")} if wanted.has_filter else {}
    page = Paginator(wanted.found(now, asked), PAGE).get_page(request.GET.get("page"))
    form = ReadingsForm(initial=asked) if wanted.has_filter else None
    context = {
        "kind": kind,
        "wanted": wanted,
        "page": page,
        "lines": wanted.lines(list(page.object_list)),
        "filter": form,
        "query": request.GET.urlencode(),
        "lists": [(name, each.title) for name, each in LISTS.items()],
        "now": now,
    }
    return render(request, "comity/inspector/list.html", context)


@allowed("read_record")
@require_safe
def exported(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same as CSV, without anybody's name but that of staff."""
    wanted = _list(kind)
    asked = {name: request.GET.get(name, "")[:150] for name in ("by", "matter")} if wanted.has_filter else {}
    found = list(wanted.found(current().clock(), asked)[:MOST])
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(wanted.columns)
    for line in wanted.lines(found):
        writer.writerow([_cell(value) for value in line.plain])
    return download(text.getvalue().encode(), f"{kind}.csv", "text/csv; charset=utf-8")


def _cell(value: object) -> str:
    """A cell that no table program takes for a formula."""
    if value is None:
        return ""
    text = value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
