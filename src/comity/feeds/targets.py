"""What a mapping can fill: the fields of a person, a booking and its parts, and what kind of value each takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comity.facts import VOCABULARY
from comity.facts.kinds import Kind
from comity.feeds.mapping import GRADES

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_ACCEPTS = {
    "text": ("text", "whole"),
    "language": ("text",),
    "choice": ("text",),
    "date": ("date",),
    "moment": ("moment",),
    "yes_no": ("yes_no",),
    "whole": ("whole",),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One field that a mapping can fill."""

    name: str
    kind: str  # text, date, moment, yes_no, whole, choice, language
    needed: bool = False
    choices: tuple[str, ...] = ()
    may_be_unmapped: bool = False  # though needed: a row of which this has no meaning is passed over

    @property
    def accepts(self) -> tuple[str, ...]:
        """The kinds of column that can fill it without a table of codes."""
        return _ACCEPTS[self.kind]

    def fault(self, value: object) -> str:
        """What is wrong with a value, empty if nothing is."""
        if self.kind == "choice" and value not in self.choices:
            return f"is none of {', '.join(self.choices)}"
        if self.kind == "yes_no" and not isinstance(value, bool):
            return "is neither true nor false"
        if self.kind == "whole" and type(value) is not int:
            return "is no whole number"
        if self.kind in {"text", "language"} and not isinstance(value, str):
            return "is no text; put it in quotes"
        if self.kind == "language" and not _LANGUAGE.match(str(value)):
            return "is no language tag, such as `es` or `zh-Hans`"
        return "cannot be written in a map" if self.kind in {"date", "moment"} else ""


Fields = Mapping[str, Target]


def _targets(*targets: Target) -> Fields:
    return MappingProxyType({target.name: target for target in targets})


def _of_convictions() -> Fields:
    kinds = {Kind.YES_NO: "yes_no", Kind.CHOICE: "choice", Kind.COUNT: "whole", Kind.DATE: "date", Kind.TEXT: "text"}
    fields = VOCABULARY["convictions"].fields.values()
    return _targets(
        *(Target(each.name, kinds[each.kind], each.name == "offence", tuple(each.choices)) for each in fields)
    )


PERSON = _targets(
    Target("key", "text", needed=True),
    Target("was", "text"),  # the key that the person had before two records were merged
    Target("name", "text", needed=True),
    Target("birth_date", "date"),
    Target("language", "language"),
)
BOOKING = _targets(
    Target("number", "text", needed=True),
    Target("facility", "text"),
    Target("booked_at", "moment"),
    Target("arrest_date", "date"),
    Target("release_due", "moment"),
    Target("released_at", "moment"),
)
CHARGE = _targets(
    Target("key", "text"),  # the same key twice is one charge
    Target("offence", "text", needed=True),
    Target("title", "text"),
    Target("grade", "choice", choices=GRADES),
    Target("disposition", "text"),
)
COURT_DATE = _targets(Target("at", "moment", needed=True), Target("court", "text"), Target("docket", "text"))
CONVICTION = _of_convictions()
NOTE = _targets(Target("text", "text", needed=True, may_be_unmapped=True))
RELEASE = _targets(Target("at", "moment", needed=True))
TRANSFER = _targets(Target("at", "moment", needed=True), Target("to", "text", needed=True))
