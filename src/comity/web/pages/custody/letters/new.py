"""A new letter: chosen, made, looked at, and recorded as given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import GateError, NotFoundError, commands
from comity.notices import GlyphMissingError, NoticesError, TextError, TextLibrary
from comity.store.errors import PaperError
from comity.web.access import allowed
from comity.web.pages.custody.letters.forms import GivenForm, LetterForm
from comity.web.pages.custody.letters.making import Made, made_of, make, pdf_response, words_of
from comity.web.pages.custody.letters.proposing import Owed, must_of, owed_of, proposals
from comity.web.pages.custody.letters.writing import texts_of, undecided
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.opening import CONFLICT, UNUSABLE, Opened, do, open_request, status_of, tell_beside
from comity.web.pages.requests.telling import Told
from comity.web.pages.requests.words import ask_words


@allowed("give_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: HttpRequest, matter: str, asked: str) -> HttpResponseBase:
    """Choose a letter; those that are owed come first."""
    opened = open_request(request, matter, asked, "letter")
    texts, choices = texts_of(opened), proposals(Told(opened))
    spoken = _spoken(opened, texts)
    keys = {each.key for each in choices}
    wanted = request.GET.get("letter", "")
    start = {"letter": wanted if wanted in keys else choices[0].key, "language": spoken}
    sent = request.POST if request.method == "POST" else None
    form = LetterForm(choices, texts.languages(), sent, initial=start)
    unprintable, status = None, 200
    if sent is not None:
        if form.is_valid():
            given = form.cleaned_data
            chosen = form.proposals[given["letter"]]
            try:
                made = make(opened, chosen, language=given["language"], large=given["large"], texts=texts)
            except (NoticesError, PaperError) as error:
                unprintable, status = error, UNUSABLE
            else:
                return HttpResponseRedirect(_address(made))
        else:
            status = UNUSABLE
    context = {
        **_shown(opened),
        "form": form,
        "owed": [each for each in choices if each.duties],
        "speaks": opened.matter.person.language,
        "no_text": not spoken,
        "undecided": [ask_words(ask) for ask in undecided(opened)],
        "unprintable": unprintable,
        "is_glyph": isinstance(unprintable, GlyphMissingError),
    }
    return render(request, "comity/custody/notice_new.html", context, status=status)


def _spoken(opened: Opened, texts: TextLibrary) -> str:
    """The language of the texts that serves the person; empty where none does."""
    try:
        return texts.language(opened.matter.person.language)
    except TextError:
        return ""


def _shown(opened: Opened) -> dict[str, Any]:
    back = address(opened.matter.handle, opened.asked.id)
    return {"opened": opened, "matter": opened.matter, "asked": opened.asked, "now": opened.at, "back": back}


def _address(made: Made) -> str:
    return reverse("letter", kwargs={"matter": made.matter, "asked": made.asked, "made": made.token()})


@allowed("give_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, matter: str, asked: str, made: str) -> HttpResponseBase:
    """Look at a made letter, print it, and record that it was given."""
    kept = made_of(made, matter, asked)
    if kept is None:
        messages.warning(request, _("This letter was made some days ago. Make it again, with today's date."))
        return HttpResponseRedirect(reverse("notice_new", kwargs={"matter": matter, "asked": asked}))
    opened = open_request(request, matter, asked, "letter")
    recorded = [each for each in opened.matter.notices.values() if each.sha256 == kept.sha256 and each.to == kept.to]
    owed = _owed(opened, kept)
    start = {"duties": [duty.id for duty in owed if not (duty.must == "tell_person" and undecided(opened))]}
    form = GivenForm(owed, request.POST if request.method == "POST" else None, initial=start)
    status, is_recorded = 200, len(recorded) > kept.before
    if request.method == "POST":
        status = CONFLICT if is_recorded else UNUSABLE
        if not is_recorded and form.is_valid():
            try:
                do(request, _command(kept, form.cleaned_data))
            except NotFoundError as error:
                raise Http404 from error
            except GateError as error:
                tell_beside(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("It is recorded that the letter was given, with its fingerprint."))
                return HttpResponseRedirect(address(matter, asked))
    context = {
        **_shown(opened),
        "made": kept,
        "token": made,
        "form": form,
        "words": words_of(opened.desk, kept),
        "recorded": recorded[-1] if is_recorded else None,
    }
    return render(request, "comity/custody/letter.html", context, status=status)


def _command(kept: Made, given: dict[str, Any]) -> commands.GiveNotice:
    return commands.GiveNotice(
        matter=kept.matter,
        request=kept.asked,
        kind=kept.kind,
        to=kept.to,
        language=kept.language,
        sha256=kept.sha256,
        channel=given["channel"],
        duties=tuple(given.get("duties", ())),
    )


def _owed(opened: Opened, kept: Made) -> list[Owed]:
    """The duties of the letter that nobody has discharged meanwhile."""
    found = [opened.matter.duties[key] for key in kept.duties if key in opened.matter.duties]
    return [owed_of(duty, must_of(duty.ref, opened.desk.library)) for duty in found if not duty.done_at]


@allowed("give_notice")
@require_safe
def letter_pdf(request: HttpRequest, matter: str, asked: str, made: str) -> HttpResponseBase:
    """The made letter itself."""
    kept = made_of(made, matter, asked)
    if kept is None:
        raise Http404
    opened = open_request(request, matter, asked, "letter")
    try:
        return pdf_response(opened.desk, matter, kept.sha256, f"letter-{opened.asked.number}-{kept.to}.pdf")
    except PaperError as error:
        raise Http404 from error
