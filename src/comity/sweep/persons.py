"""Names and booking numbers that stand in a text: proposed to whoever reviews a finding, never taken for right."""

from __future__ import annotations

import re

from comity.sweep.contacts import Words

_NAME = r"[A-ZÁÉÍÓÚÑ][A-Za-zÁÉÍÓÚÑáéíóúñ'’-]+"
_NUMBERED = re.compile(
    r"(?i:\b(?:bkg|booking|bk|jacket|inmate|i/m)(?: ?(?:no|num|number)\b\.?)? ?[#:]? ?)"
    r"(?P<number>[A-Z]{0,3}-?[0-9][0-9-]{3,})"
    r"|\b(?P<shaped>(?:19|20)[0-9]{2}-[0-9]{4,}|[A-Z]{1,3}-[0-9]{4,})\b"
)
_COMMA = re.compile(rf"\b(?P<name>{_NAME}, ?{_NAME})")
_CUE = r"\b(?i:i/m|inmate|subj(?:ect)?|arrestee|deft|re:|person) "
_CUED = re.compile(rf"{_CUE}(?P<name>{_NAME}(?: {_NAME})?)")
_CUED_IN_CAPITALS = re.compile(rf"{_CUE}(?P<name>{_NAME}(?:, ?{_NAME})?)")


def persons_in(body: str) -> tuple[Words, ...]:
    """Words that look like a booking number or a person's name, in their order.

    A text in capitals throughout shows names only where a word such as *inmate* stands before them.
    """
    found = {match.span(group): match[group] for match in _NUMBERED.finditer(body) for group in _given(match)}
    for pattern in (_CUED_IN_CAPITALS,) if body.isupper() else (_CUED, _COMMA):
        found |= {match.span("name"): match["name"] for match in pattern.finditer(body)}
    return tuple(Words(start, end, words) for (start, end), words in sorted(found.items()))


def _given(match: re.Match[str]) -> list[str]:
    return [group for group in ("number", "shaped") if match[group]]
