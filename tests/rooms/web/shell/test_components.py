"""Moments as people say them, signs, and the tags that refuse what they do not know."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation

import comity.web
from comity.decide import Verdict
from comity.web import sign_of
from comity.web.components import countdown, due_text, moment_text
from comity.web.templatetags.comity import has_design_system

PLACE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 20, 14, 20, tzinfo=PLACE)


@pytest.fixture(autouse=True)
def _in_the_place() -> Any:
    from django.utils import timezone

    addresses = ModuleType("addresses")
    addresses.urlpatterns = [path("language/", lambda request: None, name="set_language")]  # type: ignore[attr-defined]
    with timezone.override(PLACE), translation.override("en"), override_settings(ROOT_URLCONF=addresses):
        yield


def drawn(text: str, **known: object) -> str:
    return Template("{% load comity %}" + text).render(Context({"now": NOW, **known}))


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (datetime(2026, 11, 20, 16, 30, tzinfo=PLACE), "today, 4:30 p.m.", "hoy, 16:30"),
        (datetime(2026, 11, 21, 0, 30, tzinfo=UTC), "today, 4:30 p.m.", "hoy, 16:30"),
        (datetime(2026, 11, 21, 9, 0, tzinfo=PLACE), "tomorrow, 9 a.m.", "mañana, 09:00"),
        (datetime(2026, 11, 19, 9, 5, tzinfo=PLACE), "yesterday, 9:05 a.m.", "ayer, 09:05"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=PLACE), "tomorrow, 12:00 a.m.", "mañana, 00:00"),
        (datetime(2026, 12, 4, 12, 0, tzinfo=PLACE), "Friday, December 4, noon", "viernes 4 de diciembre, 12:00"),
        (
            datetime(2025, 12, 4, 8, 15, tzinfo=PLACE),
            "Thursday, December 4, 2025, 8:15 a.m.",
            "jueves 4 de diciembre de 2025, 08:15",
        ),
    ],
)
def test_a_moment_is_told_on_the_clock_of_the_place_in_the_readers_language(
    moment: datetime, english: str, spanish: str
) -> None:
    assert moment_text(moment, NOW) == english
    with translation.override("es"):
        assert moment_text(moment, NOW) == spanish


def test_what_comes_in_at_midnight_is_of_the_day_that_begins_and_what_is_due_then_of_the_day_that_ends() -> None:
    midnight = datetime(2027, 1, 1, tzinfo=PLACE)
    assert drawn("{% moment at %}", at=midnight).count("Friday, January 1, 2027, 12:00 a.m.") == 1
    for tag in ("deadline", "due"):
        assert "Thursday, December 31, end of the day" in drawn(f"{{% {tag} at %}}", at=midnight)
    with translation.override("es"):
        assert moment_text(midnight) == "viernes 1 de enero de 2027, 00:00"
        assert due_text(midnight) == "jueves 31 de diciembre de 2026, al final del día"


def test_a_moment_that_is_read_later_carries_its_year() -> None:
    assert moment_text(NOW) == "Friday, November 20, 2026, 2:20 p.m."


@pytest.mark.parametrize(
    ("away", "words", "state"),
    [
        (timedelta(seconds=20), "in 1 minute", "soon"),
        (timedelta(hours=2), "in 2 hours", "soon"),
        (timedelta(hours=2, minutes=10), "in 2 hours 10 minutes", "later"),
        (timedelta(days=3, hours=1, minutes=5), "in 3 days 1 hour", "later"),
        (-timedelta(minutes=1), "late by 1 minute", "late"),
    ],
)
def test_a_deadline_says_how_far_off_it_is(away: timedelta, words: str, state: str) -> None:
    left = countdown(NOW + away, NOW)
    assert (left.words, left.state) == (words, state)


def test_the_night_on_which_clocks_go_back_is_an_hour_longer() -> None:
    evening, morning = datetime(2026, 10, 31, 22, tzinfo=PLACE), datetime(2026, 11, 1, 6, tzinfo=PLACE)
    assert countdown(morning, evening).words == "in 9 hours"


def test_every_verdict_has_a_sign() -> None:
    assert len({sign_of(verdict).shape for verdict in Verdict} | {sign_of("waiting").shape}) == len(Verdict) + 1


@pytest.mark.parametrize(
    "text",
    [
        '{% alert "danger" %}{% endalert %}',
        '{% answer "do_not" "Do not." de=1 %}{% endanswer %}',
        "{% deadline %}",
    ],
)
def test_a_tag_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn(text)


def test_a_body_is_escaped_once() -> None:
    text = drawn('{% alert "info" title %}<p>{{ name }}</p>{% endalert %}', title="A & B", name="<b>C & D</b>")
    assert "A &amp; B" in text
    assert "<p>&lt;b&gt;C &amp; D&lt;/b&gt;</p>" in text


def test_sorting_again_turns_the_order_and_begins_at_the_first_page() -> None:
    def heading(address: str) -> str:
        return drawn('{% sort_heading "due" "Due" %}', request=RequestFactory().get(address))

    assert 'href="?sort=due"' in heading("/?page=3")
    assert 'href="?sort=-due"' in heading("/?sort=due")
    assert 'aria-sort="ascending"' in heading("/?sort=due")
    assert 'aria-sort="descending"' in heading("/?sort=-due")


def test_a_city_may_show_its_own_colours_and_its_name() -> None:
    from django.template.loader import render_to_string

    text = render_to_string("comity/base.html", {"office": "Harbor & Sons", "city_stylesheet": "/static/harbor.css"})
    assert '<link rel="stylesheet" href="/static/harbor.css">' in text
    assert "Harbor &amp; Sons" in text


def test_a_place_with_one_language_offers_no_other() -> None:
    text, request = '{% include "comity/components/languages.html" %}', RequestFactory().get("/today/?sort=due")
    with override_settings(LANGUAGES=[("en", "English"), ("es", "Spanish")]):
        assert "Español" in drawn(text, request=request)
        assert 'value="/today/?sort=due"' in drawn(text, request=request)
    with override_settings(LANGUAGES=[("en", "English")]):
        assert "Español" not in drawn(text, request=request)


@pytest.mark.parametrize(
    ("level", "kind"), [("debug", "info"), ("success", "success"), ("error", "error"), ("own", "info")]
)
def test_a_message_of_any_level_is_an_alert_and_is_escaped(level: str, kind: str) -> None:
    text = drawn("{% message_alert message %}", message=SimpleNamespace(level_tag=level, message="<i>Saved</i>"))
    assert f"usa-alert--{kind}" in text
    assert "&lt;i&gt;Saved&lt;/i&gt;" in text


def test_a_field_of_another_kind_is_drawn_by_django() -> None:
    class Other(forms.Form):
        when = forms.SplitDateTimeField(label="When")
        agreed = forms.NullBooleanField(label="Agreed", required=False)

    text = str(Other())
    assert text.count("<input") == 2
    assert 'class="usa-select"' in text


def test_what_was_typed_comes_back_escaped_and_a_hint_is_text() -> None:
    class Plain(forms.Form):
        name = forms.CharField(label="Name & number", help_text="Not <b>bold</b>", max_length=2)

    text = str(Plain({"name": '"><script>'}))
    assert 'value="&quot;&gt;&lt;script&gt;"' in text
    assert "Not &lt;b&gt;bold&lt;/b&gt;" in text
    assert "Name &amp; number" in text


def test_errors_of_a_field_that_is_not_shown_are_told_all_the_same() -> None:
    class Hiding(forms.Form):
        seen = forms.CharField(widget=forms.HiddenInput(), error_messages={"required": "Begin again."})

    assert "Begin again." in drawn("{% error_summary form %}", form=Hiding({}))
    assert drawn("{% error_summary form %}", form=Hiding()) == ""


def test_an_icon_is_drawn_from_the_one_sheet_and_left_out_without_it() -> None:
    assert drawn('{% icon "print" %}').count('href="/static/uswds/img/sprite.svg#print"') == has_design_system()


def test_every_icon_that_a_page_names_is_in_the_sheet() -> None:
    web = Path(comity.web.__file__).parent
    texts = [path.read_text() for path in (web / "templates").rglob("*.html")]
    named = {name for text in texts for name in re.findall(r"{% icon \"(\w+)\"", text)}
    chosen = (web.parents[2] / "hatch_build.py").read_text()
    assert {name for name in named if f'"{name}"' not in chosen} == set()
