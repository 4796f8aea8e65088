"""Each word has one meaning, written down once."""

import ast
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROW = re.compile(r"^\| (?P<word>[^|]+?) \| (?P<meaning>[^|]+?) \|$", re.MULTILINE)
ENUMS = ("Ask", "Outcome", "Verdict", "AgencyKind")


@pytest.fixture(scope="module")
def listed(root: Path) -> list[tuple[str, str]]:
    """The words of the glossary with their meanings."""
    rows = ROW.findall((root / "docs" / "words.md").read_text())
    return [(word, meaning) for word, meaning in rows if word not in {"Word", "---"}]


def test_each_word_is_listed_once(listed: list[tuple[str, str]], tally: Callable[..., None]) -> None:
    counts = Counter(re.sub(r"[*`]", "", word).lower() for word, _ in listed)
    assert len(counts) > 40
    assert [word for word, number in counts.items() if number > 1] == []
    tally("words with one meaning", len(counts))


def test_each_meaning_is_a_sentence(listed: list[tuple[str, str]]) -> None:
    assert [word for word, meaning in listed if len(meaning) < 15 or not meaning.endswith(".")] == []


@pytest.mark.parametrize("name", ENUMS)
def test_every_value_the_program_knows_is_in_the_glossary(
    name: str, modules: tuple[Any, ...], listed: list[tuple[str, str]]
) -> None:
    values = [value for module in modules for value in _values(module.tree, name)]
    assert values, f"no enum {name} was found in src/comity"
    words = {word for word, _ in listed}
    assert [value for value in values if f"`{value}`" not in words] == []


def _values(tree: ast.Module, name: str) -> list[str]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    assigned = [node.value for found in classes for node in found.body if isinstance(node, ast.Assign)]
    return [value.value for value in assigned if isinstance(value, ast.Constant) and isinstance(value.value, str)]
