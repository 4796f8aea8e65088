"""A comment that appeals to the law cites law that a pack holds."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

APPEAL = re.compile(r"#\s*LAW:\s*(?P<citation>.+?)\s*$", re.MULTILINE)


def appeals(text: str) -> list[str]:
    """The citations that `# LAW:` comments appeal to."""
    return [match["citation"] for match in APPEAL.finditer(text)]


def is_cited(citation: str, files: list[str]) -> bool:
    """Whether one file of a pack has the section, as it is written, and the subdivision."""
    section, *subdivisions = re.split(r"(?=\([A-Za-z0-9]+\))", citation, maxsplit=1)
    section = " ".join(section.split())
    return any(section in text and all(part in text for part in subdivisions) for text in files)


def test_every_appeal_to_the_law_is_cited_by_a_pack(
    modules: tuple[Any, ...], root: Path, tally: Callable[..., None]
) -> None:
    packs = [" ".join(path.read_text().split()) for path in (root / "src" / "comity_law").rglob("*.yaml")]
    made = [(module.name, citation) for module in modules for citation in appeals(module.text)]
    assert [(name, citation) for name, citation in made if not is_cited(citation, packs)] == []
    tally("appeals to the law", len(made))


PACK = "section: Cal. Gov. Code § 7284.6 norms: - {id: a1c, cite: (a)(1)(C)}"


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("x = 1  # LAW: Gov. Code § 7284.6(a)(1)(C)", True),
        ("# LAW: Cal. Gov. Code § 7284.6", True),
        ("# LAW: Gov. Code § 7284.6(a)(1)(D)", False),
        ("# LAW: Gov. Code § 7282.5", False),
    ],
)
def test_an_appeal_to_law_that_no_pack_holds_is_noticed(line: str, cited: bool) -> None:
    assert [is_cited(citation, [PACK]) for citation in appeals(line)] == [cited]
