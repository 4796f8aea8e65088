"""The forms of letters."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.gate.checking import MAX_SHORT
from comity.web.forms_render import ManyTiles, Tiles
from comity.web.pages.custody.letters.proposing import Owed, Proposal
from comity.web.pages.custody.words import language_words, letter_label
from comity.web.pages.requests.sentences import said_or_marked

# never by plain e-mail: a lawyer's mail says only that something waits
CHANNELS = [
    ("hand", gettext_lazy("I handed it over")),
    ("mail", gettext_lazy("It went out by letter")),
    ("fax", gettext_lazy("It went out by fax")),
    ("portal", gettext_lazy("It was put into their own system")),
]
ARRIVED = {
    "signed": gettext_lazy("It was signed for"),
    "seen": gettext_lazy("I saw that it was received"),
    "called": gettext_lazy("They told me by telephone"),
    "receipt": gettext_lazy("There is a receipt of the delivery or of the fax"),
    "other": gettext_lazy("Another way"),
}


class LetterForm(forms.Form):
    """Which letter, and how it is printed."""

    letter = forms.ChoiceField(
        label=gettext_lazy("Which letter?"),
        widget=Tiles(),
        error_messages={
            "required": gettext_lazy("Choose the letter"),
            "invalid_choice": gettext_lazy("Choose one of these letters"),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        help_text=gettext_lazy(
            "English stands below. Letters to the agency, and the notice to a lawyer, are in English."
        ),
        error_messages={
            "required": gettext_lazy("Choose the language of the letter"),
            "invalid_choice": gettext_lazy("Choose one of these languages"),
        },
    )
    large = forms.BooleanField(label=gettext_lazy("In large print"), required=False)

    def __init__(self, choices: Sequence[Proposal], languages: Sequence[str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.proposals = {each.key: each for each in choices}
        labels = [(each.key, letter_label(each.kind.value, each.to)) for each in choices]
        self.fields["letter"].choices = labels
        self.fields["letter"].widget.descriptions = {
            each.key: format_html_join(" ", "{}", ((said_or_marked(duty.says),) for duty in each.duties))
            or _("No duty asks for it now.")
            for each in choices
        }
        named = [(tag, language_words(tag)) for tag in languages]
        self.fields["language"].choices = [("", _("Choose")), *named]


class GivenForm(forms.Form):
    """How a letter was given, and the duties that this discharges."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How was it given?"),
        choices=CHANNELS,
        widget=Tiles(),
        error_messages={
            "required": gettext_lazy("Say how it was given"),
            "invalid_choice": gettext_lazy("Choose one of these ways"),
        },
    )
    duties = forms.MultipleChoiceField(label=gettext_lazy("What it takes care of"), widget=ManyTiles(), required=False)

    def __init__(self, owed: Sequence[Owed], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        if owed:
            self.fields["duties"].choices = [(duty.id, said_or_marked(duty.says)) for duty in owed]
            self.fields["duties"].widget.descriptions = {duty.id: duty.citation for duty in owed}
        else:
            del self.fields["duties"]


class ArrivedForm(forms.Form):
    """How one knows that a letter arrived."""

    how = forms.ChoiceField(
        label=gettext_lazy("How do you know?"),
        choices=list(ARRIVED.items()),
        widget=Tiles(),
        error_messages={
            "required": gettext_lazy("Say how you know"),
            "invalid_choice": gettext_lazy("Choose one of these ways"),
        },
    )
    words = forms.CharField(label=gettext_lazy("More, if it helps"), max_length=MAX_SHORT, required=False)

    @property
    def told(self) -> str:
        """The way and the words, as they are recorded."""
        given = self.cleaned_data
        return f"{given['how']}: {given['words']}" if given["words"] else str(given["how"])


def arrived_words(how: str) -> str:
    """How it was known that a letter arrived."""
    way, _colon, words = how.partition(": ")
    label = ARRIVED.get(way)
    return f"{label}. {words}".strip() if label else how
