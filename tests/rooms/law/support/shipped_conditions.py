"""Every condition of every pack that ships, as text, found without comity's own reading of packs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import comity_law

KEYS = {"when", "if", "is", "not"}
STANDINGS = {"settled", "contested", "enjoined"}  # `is` of a standing is no condition


def conditions_of(document: Any, key: str = "") -> Iterator[str]:
    """The texts of conditions in a document, however nested."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from conditions_of(value, name)
    elif isinstance(document, list):
        for value in document:
            yield from conditions_of(value, "when" if key in {"all", "any"} else "")
    elif key in KEYS and document and document not in STANDINGS:
        yield document


def shipped() -> list[str]:
    """Every condition, once."""
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    files = [path for root in comity_law.__path__ for path in Path(root).glob("*/rules/*.yaml")]
    found = [text for path in sorted(files) for text in conditions_of(yaml.load(path.read_bytes(), Loader=loader))]
    return list(dict.fromkeys(found))
