"""What is said of a paper, in another language: each English sentence is the key of its translation.

English is what a reading is kept in. A sentence with values in it stands in the catalogue with `{a}`, `{b}` in their
places; a value that the catalogue knows is said in the other language as well, and what the paper says stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from comity.base import read_file

SOURCE = "en"
_FOLDER = Path(__file__).parent
_VALUE = re.compile(r"\\\{([a-z])\\\}")


def said(text: str, language: str) -> str | None:
    """A sentence about a paper in a language; nothing where the catalogue does not have it."""
    if language == SOURCE:
        return text
    table = catalogue(language)
    if text in table:
        return table[text]
    for pattern, template in _templates(language):
        if found := pattern.fullmatch(text):
            return template.format(**{name: table.get(value, value) for name, value in found.groupdict().items()})
    return None


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language, by its English; none where there is no such file."""
    path = _FOLDER / f"{language}.yaml"
    found = read_file(path) if language.isalpha() and path.exists() else {}
    return {str(one): str(other) for one, other in found.items()} if isinstance(found, dict) else {}


@cache
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    written = ((one, other) for one, other in catalogue(language).items() if "{a}" in one)
    return tuple((re.compile(_VALUE.sub(r"(?P<\1>.+)", re.escape(one))), other) for one, other in written)
