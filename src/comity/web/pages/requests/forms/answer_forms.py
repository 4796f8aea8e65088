"""The forms on the Answer page: answering, asking legal, overriding, telling, finishing; each one makes a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p

from comity.facts import Ask
from comity.gate import commands
from comity.web.forms_render import ManyTiles, Moment, Tiles
from comity.web.pages.requests.steps import Ready
from comity.web.pages.requests.words import CHANNELS, ask_words

YES, NO, LATER = "yes", "no", "later"
LONGEST = 4_000
VERDICTS = (
    ("do", _p("what to answer", "Yes, do it")),
    ("do_not", _p("what to answer", "No, do not")),
    ("may", _p("what to answer", "A supervisor may choose")),
)


def _short(label: object, *, required: str = "", hint: object = "", longest: int = 200) -> forms.CharField:
    errors = {"required": required} if required else {}
    return forms.CharField(
        label=label, required=bool(required), error_messages=errors, help_text=hint, max_length=longest
    )


def _long(label: object, *, required: object, hint: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        error_messages={"required": required},
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


# INVARIANT: what is sealed is the answer that the reader saw; another one since then is refused
_CHANGED = gettext_lazy("The answer has changed since you opened this page. Read it again, then answer.")


def value_of(each: Ready) -> str:
    """An answer that the law has settled, as the form sends it: `hold:no`."""
    return f"{each.ask.value}:{YES if each.yes else NO}"


class AnswerForm(forms.Form):
    """Says what was answered to the asks that can be answered now, and how the agency was told."""

    prefix = "answer"

    def __init__(self, ready: Sequence[Ready], *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.ready = {each.ask: each for each in ready}
        self._add_settled([each for each in ready if each.yes is not None])
        for each in ready:
            if each.yes is None:
                self._add_choice(each)
        channels = [("", _("Choose one")), *CHANNELS.items()]
        self.fields["told"] = forms.ChoiceField(
            label=_("How did you tell them?"),
            choices=channels,
            error_messages={"required": _("Choose how you told the agency")},
        )
        self.fields["words"] = _short(_("What else you said"), longest=1_000)

    def _add_settled(self, settled: Sequence[Ready]) -> None:
        if not settled:
            return
        yes, no = _("Yes: %(ask)s"), _("No: %(ask)s")
        choices = [(value_of(each), (yes if each.yes else no) % {"ask": ask_words(each.ask)}) for each in settled]
        alone = len(settled) == 1 == len(self.ready)
        self.fields["asks"] = forms.MultipleChoiceField(
            label=_("Your answer"),
            choices=choices,
            required=len(settled) == len(self.ready),
            initial=[value for value, _label in choices],
            error_messages={"required": _("Choose at least one answer"), "invalid_choice": _CHANGED},
            widget=forms.MultipleHiddenInput() if alone else ManyTiles(),
        )

    def _add_choice(self, each: Ready) -> None:
        self.fields[each.ask.value] = forms.ChoiceField(
            label=_("You decide: %(ask)s?") % {"ask": ask_words(each.ask)},
            choices=[(YES, _("Yes")), (NO, _("No")), (LATER, _("Not now"))],
            initial=LATER,
            widget=Tiles(),
        )

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """One command for each ask that is answered."""
        found: list[commands.Command] = []
        for ask, each in self.ready.items():
            yes = each.yes if value_of(each) in self.cleaned_data.get("asks", ()) else None
            if each.yes is None:
                yes = {YES: True, NO: False}.get(self.cleaned_data.get(ask.value, ""))
            if yes is not None:
                told, words = self.cleaned_data["told"], self.cleaned_data["words"]
                found.append(commands.AnswerAsk(matter, asked, ask, yes=yes, told=told, words=words))
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse an answer to nothing."""
        given = super().clean() or {}
        chosen = given.get("asks") or [
            ask for ask, each in self.ready.items() if each.yes is None and given.get(ask.value) in {YES, NO}
        ]
        if not chosen and not self.errors:
            raise forms.ValidationError(_("You have answered nothing. Choose yes or no first."))
        return given


class AskLegalForm(forms.Form):
    """Asks legal about one ask, or about a fact."""

    prefix = "legal"
    question = _long(
        gettext_lazy("What should legal look at?"),
        required=gettext_lazy("Write what legal should answer"),
        hint=gettext_lazy("Legal sees the whole request. One or two sentences are enough."),
    )
    ask = forms.CharField(required=False, widget=forms.HiddenInput())

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        about = self.cleaned_data["ask"]
        asks = {ask.value: ask for ask in Ask}
        return [commands.AskReview(matter, asked, self.cleaned_data["question"], asks.get(about))]


class ReviewForm(forms.Form):
    """Legal's answer: a verdict on an ask, or words alone on a fact; and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=VERDICTS,
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose an answer")},
    )
    opinion = _long(
        gettext_lazy("Why?"),
        required=gettext_lazy("Say why, in a sentence or two"),
        hint=gettext_lazy("The desk reads this. It is sealed with your name."),
    )

    def __init__(self, review: str, *args: object, about_ask: bool, **given: object) -> None:
        super().__init__(*args, prefix=f"review-{review}", **given)
        self.review = review
        if not about_ask:
            del self.fields["verdict"]

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        given = self.cleaned_data
        return [commands.GiveReview(matter, self.review, given.get("verdict", ""), given["opinion"])]


class OverrideForm(forms.Form):
    """Wants another answer than the law's."""

    prefix = "override"
    ask = forms.ChoiceField(label=gettext_lazy("About which ask?"))
    verdict = forms.ChoiceField(
        label=gettext_lazy("Which answer do you want?"),
        choices=VERDICTS[:2],
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose the answer you want")},
    )
    reason = _long(
        gettext_lazy("Why?"),
        required=gettext_lazy("Say why the answer should be another"),
        hint=gettext_lazy("A second person reads this before anything changes. It is sealed with your name."),
    )

    def __init__(self, asks: Sequence[Ask], *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fields["ask"].choices = [(ask.value, ask_words(ask)) for ask in asks]

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        given = self.cleaned_data
        return [commands.ProposeOverride(matter, asked, Ask(given["ask"]), given["verdict"], given["reason"])]


class SettleForm(forms.Form):
    """A second person agrees to an override, or does not."""

    agree = forms.ChoiceField(
        label=gettext_lazy("Do you agree?"),
        choices=[(YES, gettext_lazy("Yes, I agree")), (NO, gettext_lazy("No, the law's answer stays"))],
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )
    why_not = forms.CharField(
        label=gettext_lazy("If not: why?"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, override: str, *args: object, **given: object) -> None:
        super().__init__(*args, prefix=f"settle-{override}", **given)
        self.override = override

    def clean(self) -> dict[str, Any]:
        """A no needs its reason."""
        given = super().clean() or {}
        if given.get("agree") == NO and not given.get("why_not", "").strip():
            self.add_error("why_not", _("Say why the law's answer should stay"))
        return given

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        agrees = self.cleaned_data["agree"] == YES
        return [commands.SettleOverride(matter, self.override, confirm=agrees, why_not=self.cleaned_data["why_not"])]


class DiscloseForm(forms.Form):
    """Records that information left."""

    prefix = "disclose"
    what = _short(gettext_lazy("What was told?"), required=gettext_lazy("Write what was told, in a few words"))
    to = _short(gettext_lazy("To whom?"), required=gettext_lazy("Write which agency or officer was told"))
    ask = forms.ChoiceField(label=gettext_lazy("Which ask was that about?"), required=False)
    at = forms.DateTimeField(
        label=gettext_lazy("When?"), required=False, widget=Moment(), help_text=gettext_lazy("Leave it empty for now.")
    )

    def __init__(self, asks: Sequence[Ask], *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fields["ask"].choices = [
            *((ask.value, ask_words(ask)) for ask in asks),
            ("", _("None of these, or it was not asked for")),
        ]

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        given = self.cleaned_data
        ask = Ask(given["ask"]) if given["ask"] else None
        return [commands.Disclose(matter, given["what"], given["to"], asked, ask, given["at"])]


class DutyForm(forms.Form):
    """Says that a duty was done, and how."""

    how = _short(
        gettext_lazy("How was it done?"),
        required=gettext_lazy("Write how it was done"),
        hint=gettext_lazy("For example: handed over in cell 4."),
    )

    def __init__(self, duty: str, *args: object, **given: object) -> None:
        super().__init__(*args, prefix=f"duty-{duty.replace(':', '-').replace('.', '-').replace('/', '-')}", **given)
        self.duty = duty

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        return [commands.FinishDuty(matter, self.duty, self.cleaned_data["how"])]


class WhyForm(forms.Form):
    """Ends something with a reason, which may be left out where nothing is left to do."""

    why = _short(gettext_lazy("Why?"), longest=1_000)


class CloseForm(WhyForm):
    """Closes a request."""

    prefix = "close"

    def commands(self, matter: str, asked: str) -> list[commands.Command]:
        """The command."""
        return [commands.CloseRequest(matter, asked, self.cleaned_data["why"])]


class PlainForm(forms.Form):
    """A button: what it does stands in its address."""

    prefix = "plain"
