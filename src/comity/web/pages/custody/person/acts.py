"""What is done about a person: released, handed over, a day in court, a note, a lawyer's access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate import commands
from comity.gate.state import CourtDate
from comity.web.access import allowed
from comity.web.pages.custody.acting import ActPage, act_page, seen_before
from comity.web.pages.custody.person.forms import CounselForm, CourtDateForm, HandOverForm, NoteForm, ReleaseForm

METHODS = ["GET", "HEAD", "POST"]


def back_to(matter: str) -> str:
    """The page of the person."""
    return reverse("person", kwargs={"matter": matter})


def sent(http: HttpRequest) -> Any:  # noqa: ANN401 - Django's own mapping
    """What was typed, if something was sent."""
    return http.POST if http.method == "POST" else None


def this_minute() -> Any:  # noqa: ANN401 - whatever the clock of the settings gives
    """The minute that it is now."""
    return settings.COMITY_CLOCK().replace(second=0, microsecond=0)


@allowed("release")
@require_http_methods(METHODS)
def release(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Record that the person was let go, after a look at what that means."""
    says = ActPage(
        "release",
        _("Release this person"),
        _("Yes, the person was released"),
        _("The release is recorded and sealed."),
        template="comity/custody/release.html",
    )
    form = ReleaseForm(seen_before(matter), sent(request), now=this_minute())
    return act_page(
        request,
        matter,
        form,
        says=says,
        wanted=lambda given: [commands.Release(matter, given["at"])],
        then=back_to(matter),
    )


@allowed("transfer")
@require_http_methods(METHODS)
def hand_over(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Record that the person was handed over, after a look at what was answered."""
    says = ActPage(
        "hand over",
        _("Hand this person over"),
        _("Yes, the person was handed over"),
        _("The hand-over is recorded and sealed."),
        template="comity/custody/hand_over.html",
    )
    form = HandOverForm(seen_before(matter), sent(request), now=this_minute())

    def wanted(given: dict[str, Any]) -> list[commands.Command]:
        asked = "" if given["request"] == HandOverForm.NONE else given["request"]
        return [commands.Transfer(matter, given["to"], asked, given["at"])]

    return act_page(request, matter, form, says=says, wanted=wanted, then=back_to(matter))


@allowed("record_court_date")
@require_http_methods(METHODS)
def court_date(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Enter a day in court by hand."""
    says = ActPage(
        "court date",
        _("Enter a court date"),
        _("Enter it"),
        _("The court date is recorded."),
        lead=_("For a date that the booking system does not have."),
    )

    def wanted(given: dict[str, Any]) -> list[commands.Command]:
        return [commands.RecordCourtDate(matter, CourtDate(given["at"], given["court"], given["docket"]))]

    form = CourtDateForm(seen_before(matter), sent(request))
    return act_page(request, matter, form, says=says, wanted=wanted, then=back_to(matter))


@allowed("write_note")
@require_http_methods(METHODS)
def note(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Write a note."""
    says = ActPage("note", _("Write a note"), _("Keep the note"), _("The note is kept."))
    return act_page(
        request,
        matter,
        NoteForm(sent(request)),
        says=says,
        wanted=lambda given: [commands.WriteNote(matter, given["text"])],
        then=back_to(matter),
    )


@allowed("appoint_counsel")
@require_http_methods(METHODS)
def appoint(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Give a lawyer access."""
    kept = seen_before(matter)
    appointed = frozenset(each.user for each in kept.counsel if each.withdrawn_at is None)
    form = CounselForm(sent(request), appointed=appointed)
    says = ActPage(
        "lawyer",
        _("Enter the person's lawyer"),
        _("Give access"),
        _("The lawyer has access now."),
        more={"nobody": not form.names},
        template="comity/custody/lawyer.html",
    )

    def wanted(given: dict[str, Any]) -> list[commands.Command]:
        return [commands.AppointCounsel(matter, given["user"], form.names[given["user"]])]

    return act_page(request, matter, form, says=says, wanted=wanted, then=back_to(matter))


@allowed("appoint_counsel")
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, matter: str, user: str) -> HttpResponseBase:
    """End a lawyer's access."""
    kept = next((each for each in seen_before(matter).counsel if each.user == user and not each.withdrawn_at), None)
    if kept is None:
        raise Http404
    says = ActPage(
        "lawyer",
        _("End a lawyer's access"),
        _("End the access"),
        _("The lawyer's access has ended."),
        lead=_("%(name)s then sees nothing of this person any more. What was seen before stays known.")
        % {"name": kept.name},
    )
    return act_page(
        request,
        matter,
        forms.Form(sent(request)),
        says=says,
        wanted=lambda _given: [commands.WithdrawCounsel(matter, user)],
        then=back_to(matter),
    )
