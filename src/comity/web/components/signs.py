"""The sign of a verdict: a word, a shape and a colour, in that order of importance.

A colour alone says nothing to somebody who does not see it, and nothing on paper; the shapes differ in outline too.
The colours take no side: they tell apart what the clerk is told, not what anybody should wish for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from comity.decide import Verdict

WAITING = "waiting"


@dataclass(frozen=True)
class Sign:
    """How a verdict is shown."""

    name: str
    word: str | Promise
    shape: str
    colour: str


_SIGNS = {
    sign.name: sign
    for sign in (
        Sign(Verdict.DO.value, pgettext_lazy("verdict", "Do"), "circle", "green"),
        Sign(Verdict.DO_NOT.value, pgettext_lazy("verdict", "Do not"), "octagon", "red"),
        Sign(Verdict.MAY.value, pgettext_lazy("verdict", "A supervisor decides"), "square", "blue"),
        Sign(Verdict.ASK_LEGAL.value, pgettext_lazy("verdict", "Ask legal first"), "triangle", "purple"),
        Sign(Verdict.FACTS_MISSING.value, pgettext_lazy("verdict", "Facts missing"), "diamond", "gold"),
        Sign(WAITING, pgettext_lazy("verdict", "Waiting"), "ring", "grey"),
    )
}


def sign_of(verdict: Verdict | str) -> Sign:
    """The sign of a verdict, or of `waiting`: asked, and not yet decided."""
    return _SIGNS[verdict.value if isinstance(verdict, Verdict) else verdict]
