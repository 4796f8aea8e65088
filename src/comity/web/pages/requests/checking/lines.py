"""The lines of a reading in the words of the page, and the form in which somebody confirms them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.papers import (
    Line,
    Nature,
    Paper,
    Place,
    Proposal,
    Reading,
    Sign,
    SignerOffice,
    lines_of,
    propose,
    shipped_forms,
)
from comity.papers.spoken import said
from comity.web.forms_render import Tiles
from comity.web.pages.requests.places import MARGIN
from comity.web.pages.requests.sentences import spoken

Picture = Callable[[int], str]
RIGHT, FIX, UNKNOWN = "right", "fix", "unknown"
_LOW = 0.6

FIELD_WORDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Name of the person"),
    "date": gettext_lazy("Day of the paper"),
    "agency": gettext_lazy("Office that sends it"),
    "officer": gettext_lazy("Printed name and title of whoever signs"),
    "case_number": gettext_lazy("Case number"),
    "court": gettext_lazy("Court"),
    "served": gettext_lazy("Day on which a copy was handed over"),
    "release": gettext_lazy("Estimated release"),
    "offence": gettext_lazy("Offence"),
}
OFFICE_WORDS: Mapping[str, str | Promise] = {
    SignerOffice.IMMIGRATION_OFFICER: gettext_lazy("An immigration officer"),
    SignerOffice.IMMIGRATION_JUDGE: gettext_lazy("An immigration judge (not a judge of a court)"),
    SignerOffice.ARTICLE_III_JUDGE: gettext_lazy("A federal district or circuit judge"),
    SignerOffice.US_MAGISTRATE: gettext_lazy("A federal magistrate judge"),
    SignerOffice.STATE_JUDGE: gettext_lazy("A judge of a state court"),
    SignerOffice.CLERK_OF_COURT: gettext_lazy("A clerk of a court (not a judge)"),
    SignerOffice.PAROLE_OFFICER: gettext_lazy("A parole or probation officer"),
    SignerOffice.LOCAL_OFFICER: gettext_lazy("An officer of a sheriff or the police"),
}
NATURE_WORDS: Mapping[str, str | Promise] = {
    "administrative": gettext_lazy("Administrative: no judge of a court has signed it"),
    "judicial": gettext_lazy("A judge of a court has signed it"),
    "cannot_tell": gettext_lazy("We cannot tell whether a judge signed it"),
}


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line on the page."""

    number: int
    name: str  # of its field in the form
    line: Line
    label: str
    value: str
    language: str
    cut: Place | None  # what is shown beside it, of the page
    height: float  # of that page
    picture: str  # its address
    is_unsure: bool
    tile: forms.BoundField
    fix: forms.BoundField


@dataclass(frozen=True, slots=True)
class PaperShown:
    """One paper of the file, with its lines."""

    number: int
    paper: Paper
    nature: str
    alert: str  # in what manner it is told
    lines: tuple[LineShown, ...]

    @property
    def signs(self) -> list[Sign]:
        """What speaks for and against, each said once however often it stands on the paper."""
        return list({(sign.points, sign.says): sign for sign in self.paper.signs}.values())


class ConfirmForm(forms.Form):
    """Right, not so, or can't tell, for every line of every paper; a line that is left alone is not confirmed."""

    def __init__(self, reading: Reading, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.reading = reading
        for index, paper in enumerate(reading.papers):
            for line in lines_of(paper):
                name = field_name(index, line)
                self.fields[name] = forms.ChoiceField(
                    label=label_of(paper, line), choices=_choices(line), widget=Tiles(), required=False
                )
                self.fields[f"{name}-fix"] = _fix(line)

    def clean(self) -> dict[str, object]:
        """A line that is not so needs what is so instead."""
        found: dict[str, object] = super().clean() or self.cleaned_data
        for name in [each for each in self.fields if not each.endswith("-fix")]:
            if found.get(name) == FIX and not found.get(f"{name}-fix"):
                self.add_error(f"{name}-fix", _("Write or choose what is right, or say “I can't tell”"))
        if not self.errors and not any(self.confirmed(index) for index in range(len(self.reading.papers))):
            self.add_error(None, _("No line is confirmed yet. Choose “Right” beside each line that you can see."))
        return found

    def confirmed(self, index: int) -> dict[str, str]:
        """The lines of a paper that somebody stands by, with their values."""
        found = {}
        for line in lines_of(self.reading.papers[index]):
            name = field_name(index, line)
            said = self.cleaned_data.get(name)
            value = (
                line.value if said == RIGHT else str(self.cleaned_data.get(f"{name}-fix", "")) if said == FIX else ""
            )
            if value:
                found[line.key] = value
        return found

    def proposals(self) -> list[Proposal]:
        """What follows from what was confirmed, paper by paper."""
        return [propose(paper, self.confirmed(index)) for index, paper in enumerate(self.reading.papers)]

    def papers(self, picture: Picture) -> Iterator[PaperShown]:
        """The papers with their lines, for the page; pictures of pages stand at the addresses that it is told."""
        number = 0
        heights = {page.number: page.height for page in self.reading.pages}
        for index, paper in enumerate(self.reading.papers):
            shown = []
            for line in lines_of(paper):
                number += 1
                cut = line.place.grown(MARGIN) if line.place and line.confidence > 0 else None
                spot = (cut, heights.get(cut.page, 1294.0), picture(cut.page)) if cut else (None, 0.0, "")
                shown.append(self._shown(number, index, line, spot))
            told = "warning" if paper.nature is Nature.CANNOT_TELL else "info"
            yield PaperShown(index + 1, paper, str(NATURE_WORDS[paper.nature.value]), told, tuple(shown))

    def _shown(self, number: int, index: int, line: Line, spot: tuple[Place | None, float, str]) -> LineShown:
        name, paper = field_name(index, line), self.reading.papers[index]
        cut, height, picture = spot
        return LineShown(
            number=number,
            name=name,
            line=line,
            label=label_of(paper, line),
            value=value_of(paper, line),
            language="en" if line.key.startswith("field:") else "",
            cut=cut,
            height=height,
            picture=picture,
            is_unsure=line.confidence < _LOW,
            tile=self[name],
            fix=self[f"{name}-fix"],
        )


def lines_context(form: ConfirmForm, picture: Picture) -> dict[str, Any]:
    """What the lines of a reading need on a page, wherever the pictures of its pages stand."""
    shown = list(form.papers(picture))
    return {
        "form": form,
        "papers": shown,
        "pages": [(page, picture(page.number)) for page in form.reading.pages],
        "lines": [line for each in shown for line in each.lines],
    }


def field_name(index: int, line: Line) -> str:
    """The name of a line's field."""
    return f"paper{index + 1}-{line.key.replace(':', '-')}"


def label_of(paper: Paper, line: Line) -> str:
    """What a line is about."""
    kind, _colon, name = line.key.partition(":")
    if kind == "box":
        words = next(box.words for box in paper.boxes if box.box == name)
        return _("Box: “%(words)s”") % {"words": words}
    if kind == "field":
        return str(FIELD_WORDS[name])
    return {"form": _("What the paper is"), "signed": _("Is it signed?"), "nature": _("In what office somebody signs")}[
        kind
    ]


def value_of(paper: Paper, line: Line) -> str:
    """What was read, in words."""
    kind = line.key.partition(":")[0]
    if kind == "form":
        return _said(paper.title) if paper.form in {"other", "unreadable"} else f"{paper.form}: {_said(paper.title)}"
    if not line.value:
        return _("Nothing could be read")
    if kind == "nature":
        words = paper.signature.office_words
        return f"{OFFICE_WORDS[line.value]}: “{words}”" if words else str(OFFICE_WORDS[line.value])
    if kind == "field":
        text = next(each.text for each in paper.fields if f"field:{each.field.value}" == line.key)
        return text if text == line.value else f"{text} ({line.value})"
    return {"yes": _("Yes"), "no": _("No"), "ticked": _("Ticked"), "empty": _("Empty")}[line.value]


def _said(title: str) -> str:
    return said(title, spoken()) or title


def _choices(line: Line) -> list[tuple[str, str]]:
    unread = not line.value or line.value in {"other", "unreadable"}
    if unread:
        return [(FIX, _("I can read it")), (UNKNOWN, _("I can't tell"))]
    return [(RIGHT, _("Right")), (FIX, _("Not so")), (UNKNOWN, _("I can't tell"))]


def _fix(line: Line) -> forms.Field:
    kind = line.key.partition(":")[0]
    label = _("What is right")
    choices = {
        "form": [(form.form, f"{form.form}: {_said(form.title)}") for form in shipped_forms()],
        "signed": [("yes", _("Yes")), ("no", _("No"))],
        "nature": [(str(office), words) for office, words in OFFICE_WORDS.items()],
        "box": [("ticked", _("Ticked")), ("empty", _("Empty"))],
    }.get(kind)
    if choices is None:
        return forms.CharField(label=label, required=False, max_length=200)
    return forms.ChoiceField(label=label, required=False, choices=[("", _("Choose one")), *choices])
