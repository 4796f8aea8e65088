"""Decisions and changes are written down, in order and in one form."""

import re
from collections.abc import Callable
from pathlib import Path

HEADINGS = ["The question", "What pulled each way", "The choice", "What would make us reconsider"]
CATEGORIES = {"added", "changed", "deprecated", "removed", "fixed", "security"}


def test_decisions_are_numbered_without_gaps(root: Path, tally: Callable[..., None]) -> None:
    names = sorted(path.name for path in (root / "docs" / "decisions").glob("*.md"))
    numbers = [re.fullmatch(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md", name) for name in names]
    assert all(numbers), f"a decision's file is called NNNN-verb-noun.md: {names}"
    assert [int(match[1]) for match in numbers if match] == list(range(1, len(names) + 1))
    tally("decisions on record", len(names))


def test_each_decision_is_one_page_in_one_form(root: Path) -> None:
    for path in (root / "docs" / "decisions").glob("*.md"):
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. "), f"{path.name} does not begin with its number"
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS, f"{path.name} has other headings"
        assert len(text.splitlines()) <= 60, f"{path.name} is longer than a page"


def test_each_change_not_yet_released_is_a_well_formed_fragment(root: Path, tally: Callable[..., None]) -> None:
    fragments = [path for path in (root / "changelog.d").iterdir() if path.name != "README.md"]
    for path in fragments:
        assert re.fullmatch(rf"({'|'.join(sorted(CATEGORIES))})-[a-z0-9-]+\.md", path.name), f"{path.name}: wrong name"
        text = path.read_text()
        assert re.fullmatch(r"(★ )?[A-Z].*[.)]\n", text, re.DOTALL), f"{path.name} is not a sentence and a line end"
        assert "\n\n" not in text, f"{path.name} has more than one paragraph"
        assert not text.startswith(("-", "*", "#")), f"{path.name} brings its own bullet or heading"
    tally("changes to announce", len(fragments))


def test_the_changelog_has_a_place_for_what_comes(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text()
    assert "## Unreleased" in text
    assert re.search(r"^Law language: \d+$", text, re.MULTILINE), "the law-language version is stated apart"
