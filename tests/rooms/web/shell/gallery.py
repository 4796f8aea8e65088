"""Renders every component and every state of a form into files: `python gallery.py FOLDER [--plain]`.

Its pages are its own, so that the look is tested apart from what stands on it; --plain leaves the design system out.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from django.urls import path

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 20, 14, 20, tzinfo=timezone(timedelta(hours=-8)))
urlpatterns: list[Any] = []


def prepare() -> None:
    """Open the desk with the product's own settings, but for the addresses and what a template knows of who reads."""
    sys.path.insert(0, str(HERE.parents[2]))
    from desk_for_tests import open_desk

    open_desk()
    from django.test.utils import override_settings

    names = ("set_language", "account_logout", "choose_role")
    urlpatterns.extend(path(f"{name}/", _nowhere, name=name) for name in names)
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "gallery"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
    languages = [("en", "English"), ("es", "español")]
    override_settings(ROOT_URLCONF=__name__, TEMPLATES=[templates], LANGUAGES=languages).enable()


def _nowhere(request: Any) -> None:
    raise NotImplementedError


def make_form(**given: Any) -> Any:
    """A form with one field of every kind."""
    from django import forms

    from comity.web.forms_render import Day, ManyTiles, Moment, Tiles

    class Request(forms.Form):
        number = forms.CharField(
            label="Booking number", help_text="As on the wristband, for example B-55102.", max_length=12
        )
        agency = forms.ChoiceField(
            label="Who asks",
            choices=[("", "Choose one"), ("Federal", [("ice", "ICE"), ("cbp", "CBP")]), ("state", "A state agency")],
        )
        ask = forms.ChoiceField(
            label="What do they ask?",
            help_text="Choose what the paper says, not what you think it means.",
            choices=[("hold", "Hold the person"), ("notify_release", "Tell them of the release")],
            widget=Tiles(descriptions={"hold": "Keep the person after the moment of release."}),
        )
        also = forms.MultipleChoiceField(
            label="What else?",
            required=False,
            choices=[("interview", "Interview"), ("transfer", "Hand the person over")],
            widget=ManyTiles(),
        )
        received = forms.DateTimeField(label="When did it come?", widget=Moment())
        born = forms.DateField(label="Date of birth on the paper", required=False, widget=Day())
        words = forms.CharField(label="Words of the request", required=False, widget=forms.Textarea(attrs={"rows": 4}))
        paper = forms.FileField(label="The paper", help_text="PDF or picture, at most 25 MB.")
        sure = forms.BooleanField(label="I have seen the paper itself")
        seen = forms.CharField(widget=forms.HiddenInput(), required=False)

        def clean(self) -> None:
            raise forms.ValidationError("This paper was recorded already, as request 2026-0409.")

    return Request(**given)


def make_chart() -> Any:
    """A chart of two measures, with a number that is not shown."""
    from comity.tell import Bars, Chart

    bars = (Bars("Requests received", (12, 31, None)), Bars("Answered no", (9, 22, 4)))
    words = "Requests received: highest in February, with 31."
    return Chart("gallery", "Requests by month", words, ("January", "February", "March"), bars, "not shown")


def context(name: str) -> dict[str, Any]:
    """What every page is given."""
    from django.core.paginator import Paginator
    from django.test import RequestFactory

    request = RequestFactory().get("/requests/", {"sort": "due", "q": "quispe & rojas"})
    return {
        "request": request,
        "office": "Harbor County Sheriff",
        "navigation": [
            ("Today", "/", name == "today", 3),
            ("Record a request", "/record/", name.startswith("form"), None),
            ("Deadlines", "/deadlines/", False, None),
            ("Notices", "/notices/", False, 12),
        ],
        "person_name": "Maria Ortiz",
        "role_name": "booking desk",
        "help_url": "/help/",
        "help_phone": "555-0100",
        "now": NOW,
        "release": NOW + timedelta(hours=2, minutes=10),
        "soon": NOW + timedelta(minutes=25),
        "late": NOW - timedelta(hours=3, minutes=5),
        "far": NOW.astimezone(UTC) + timedelta(days=5),
        "old": NOW - timedelta(days=400),
        "trail": [("Today", "/"), ("Requests", "/requests/"), ("2026-0412", "")],
        "verdicts": ["do", "do_not", "may", "ask_legal", "facts_missing", "waiting"],
        "page": Paginator(range(400), 10).page(7),
        "labels": ["Who asks", "What they ask", "About whom"],
        "request_number": "2026-0412",
        "chart": make_chart(),
        "seal": 18204,
        "seal_code": "q7Xk-20Fd-9aLm",
        "hostile": "<script>alert(1)</script>",
        "form": make_form() if name == "form" else make_form(data={}, files={}) if name == "form_errors" else None,
    }


def render_all(folder: Path) -> None:
    """Write each page in each language."""
    from django.template.loader import render_to_string
    from django.utils import translation

    for language in ("en", "es"):
        with translation.override(language):
            for source in sorted((HERE / "gallery").glob("*.html")):
                text = render_to_string(source.name, context(source.stem))
                (folder / f"{source.stem}.{language}.html").write_text(text)


if __name__ == "__main__":
    prepare()
    if "--plain" in sys.argv:
        from comity.web.templatetags import comity

        comity.USWDS = Path("nowhere")
    render_all(Path(sys.argv[1]))
