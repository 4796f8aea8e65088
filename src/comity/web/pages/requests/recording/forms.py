"""The forms of the steps before the last look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.facts import VOCABULARY, Ask
from comity.notices import unprintable
from comity.store.finding import spellings_of
from comity.store.models import Matter
from comity.web.forms_render import Day, ManyTiles, Moment, Tiles
from comity.web.pages.requests.forms.paper_forms import EMPTY, checked_paper
from comity.web.pages.requests.sentences import said
from comity.web.pages.requests.words import ASK_SENTENCES, ASKS

PAPER_FACTS = ("detainer", "administrative_warrant", "judicial_warrant", "federal_criminal_warrant")
DETAINERS = frozenset({"i247", "i247d", "i247a"})  # forms that are a detainer by themselves
NEW, UNKNOWN = "new", "unknown"
OLDEST = timedelta(days=130 * 365)  # nobody is known to have lived longer
LONG_PAST = timedelta(days=31)
_PICTURE = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")  # arrows, emoji


def _choices(name: str, *, left_out: Sequence[str] = ()) -> list[tuple[str, str]]:
    found = VOCABULARY[name].choices.items()
    return [(word, _capital(said(meaning))) for word, meaning in found if word not in left_out]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class WhoForm(forms.Form):
    """Who asks, on what form, when it came, and its words."""

    requester = forms.ChoiceField(
        label=gettext_lazy("Agency"), error_messages={"required": gettext_lazy("Choose the agency that asks")}
    )
    instrument = forms.ChoiceField(
        label=gettext_lazy("On what form, or how, did it come?"),
        help_text=gettext_lazy("The form number stands in a corner of the paper, for example I-247A."),
        error_messages={"required": gettext_lazy("Choose the form, or how it came")},
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("When did it come?"),
        widget=Moment(),
        error_messages={
            "required": gettext_lazy("Enter the day and the time"),
            "invalid": gettext_lazy("Enter the day and the time"),
        },
    )
    officer = forms.CharField(label=gettext_lazy("Name and office of the officer"), required=False, max_length=200)
    paper = forms.FileField(
        label=gettext_lazy("Is there a paper?"),
        required=False,
        help_text=gettext_lazy("What you confirm on it fills in these steps. PDF, PNG, JPEG or TIFF, at most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"}),
        error_messages={"empty": EMPTY},
    )
    words = forms.CharField(
        label=gettext_lazy("What did they say?"),
        required=False,
        max_length=4_000,
        help_text=gettext_lazy("Their own words, if they asked by telephone or in person."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        first = [("", _("Choose one"))]
        self.order_fields(("paper",))
        self.fields["requester"].choices = first + _choices("requester")
        self.fields["instrument"].choices = first + _choices("instrument", left_out=("none",))

    def clean_paper(self) -> UploadedFile | None:
        """Refuse what is too large, empty or of another type; give it the type that it has."""
        paper: UploadedFile | None = self.cleaned_data["paper"]
        return None if paper is None else checked_paper(paper)

    def clean_received_at(self) -> datetime:
        """A request cannot come from the future."""
        at: datetime = self.cleaned_data["received_at"]
        if at > settings.COMITY_CLOCK():
            raise forms.ValidationError(_("This moment has not come yet. Correct the day or the time."))
        return at

    def tell_of_paper(self) -> None:
        """Of a paper to be read first, say what is wrong with it and nothing else; or that none is chosen."""
        if "paper" not in self.errors:  # Enter in any field presses the first button, so the rest is told as well
            self.add_error("paper", _("No paper is chosen. Choose it, or fill in below who asks."))
            return
        for name in [name for name in self.errors if name != "paper"]:
            del self.errors[name]


class WhatForm(forms.Form):
    """What they ask, for what, and what the paper shows."""

    asks = forms.MultipleChoiceField(
        label=gettext_lazy("Choose everything that the paper or the caller asks for"),
        choices=[(ask.value, ASKS[ask]) for ask in Ask],
        widget=ManyTiles(descriptions=ASK_SENTENCES),
        error_messages={"required": gettext_lazy("Choose at least one thing that they ask")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        initial=UNKNOWN,
        help_text=gettext_lazy("As the paper says it. The agency's name alone does not tell."),
    )
    paper = forms.FileField(
        label=gettext_lazy("The paper"),
        required=False,
        help_text=gettext_lazy("A PDF, PNG, JPEG or TIFF file of at most 25 MB. It is kept encrypted."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"}),
        error_messages={"empty": EMPTY},
    )

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fields["purpose"].choices = [(UNKNOWN, _("I can't tell")), *_choices("purpose")]
        answers = [("yes", _("Yes")), ("no", _("No")), (UNKNOWN, _("I can't tell"))]
        for name in PAPER_FACTS:
            fact = VOCABULARY[name]
            self.fields[name] = forms.ChoiceField(
                label=said(fact.question), choices=answers, widget=Tiles(), initial=UNKNOWN
            )
        self.order_fields(("asks", "purpose", *PAPER_FACTS, "paper"))

    def clean_paper(self) -> UploadedFile | None:
        """Refuse what is too large, empty or of another type; give it the type that it has."""
        paper: UploadedFile | None = self.cleaned_data["paper"]
        return None if paper is None else checked_paper(paper)


class FindForm(forms.Form):
    """Words by which a booking is looked for."""

    sought = forms.CharField(
        label=gettext_lazy("Name or booking number"),
        max_length=100,
        help_text=gettext_lazy("A part of the name is enough."),
        error_messages={"required": gettext_lazy("Write a name or a booking number")},
    )


class WhomForm(forms.Form):
    """Which of the bookings that were found, or none."""

    matter = forms.ChoiceField(
        label=gettext_lazy("Which booking?"),
        widget=Tiles(),
        error_messages={
            "required": gettext_lazy("Choose the booking, or “None of these”"),
            "invalid_choice": gettext_lazy("Choose one of the bookings that were found"),
        },
    )

    def __init__(self, found: Sequence[tuple[Matter, str]], *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        choices = [(matter.handle, f"{matter.name} · {matter.booking_number}") for matter, _text in found]
        widget = Tiles(descriptions={matter.handle: text for matter, text in found})
        self.fields["matter"].widget = widget
        self.fields["matter"].choices = [*choices, (NEW, _("None of these: enter the person by hand"))]


class PersonForm(forms.Form):
    """A person who is not in the booking system."""

    name = forms.CharField(
        label=gettext_lazy("Name of the person"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name, or what the person is called for now")},
    )
    birth_date = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=Day())
    booking_number = forms.CharField(
        label=gettext_lazy("Booking number"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"class": "comity-short"}),
    )
    release_due = forms.DateTimeField(
        label=gettext_lazy("When would the person be released?"),
        required=False,
        widget=Moment(),
        help_text=gettext_lazy("Without this request. Leave it empty if nobody knows yet."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the person"), initial="en")

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fields["language"].choices = LANGUAGES

    def clean_name(self) -> str:
        """Refuse what no letter to the person could hold."""
        name = str(self.cleaned_data["name"])
        picture = _PICTURE.search(name)
        if sign := unprintable(name) or (picture and picture[0]):
            words = _("It holds a sign that no letter can print (%(sign)s). Type the name again.")
            raise forms.ValidationError(words % {"sign": f"U+{ord(sign):04X}"})
        return name

    def clean_birth_date(self) -> date | None:
        """Refuse a day on which nobody who is held was born."""
        day: date | None = self.cleaned_data["birth_date"]
        today = timezone.localtime(settings.COMITY_CLOCK()).date()
        if day and not today - OLDEST < day <= today:
            raise forms.ValidationError(_("Nobody who is held was born on that day. Correct it, or leave it empty."))
        return day

    def clean_release_due(self) -> datetime | None:
        """Refuse a moment that is a slip of the hand: of last month or before, and no hold of today follows from it."""
        due: datetime | None = self.cleaned_data["release_due"]
        if due and due < settings.COMITY_CLOCK() - LONG_PAST:
            raise forms.ValidationError(_("That is more than a month past. Correct the day, or leave it empty."))
        return due

    def clean_booking_number(self) -> str:
        """Refuse the number of a booking that is here: the request would stand beside it, and its deadlines with it."""
        number = str(self.cleaned_data["booking_number"]).strip()
        found = Matter.objects.filter(booking_number__in=spellings_of(number)).first() if number else None
        if found is not None:
            words = _("This is the booking of %(name)s. Look for it above and choose it, or leave the number empty.")
            raise forms.ValidationError(words % {"name": found.name})
        return number


LANGUAGES = (
    ("en", gettext_lazy("English")),
    ("es", gettext_lazy("Spanish")),
    ("zh-Hans", gettext_lazy("Chinese")),
    ("vi", gettext_lazy("Vietnamese")),
    ("tl", gettext_lazy("Tagalog")),
    ("ko", gettext_lazy("Korean")),
    ("und", gettext_lazy("Another language, or not known")),
)
