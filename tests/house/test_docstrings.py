"""Everything public says in one sentence what it is."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def unsaid(tree: ast.Module) -> list[str]:
    """The public definitions, by line, whose docstring is missing or does not begin with a whole sentence."""
    return [f"{name} ({why})" for name, text in _public(tree, "") if (why := _fault(text))]


def _public(node: ast.Module | Definition, above: str) -> Iterator[tuple[str, str | None]]:
    yield (above or "the module"), ast.get_docstring(node)
    for child in node.body if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []:
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield from _public(child, f"{above}.{child.name}".strip("."))


def _fault(text: str | None) -> str:
    if not text:
        return "no docstring"
    first = text.split("\n\n")[0].splitlines()
    if len(first) > 1:
        return "the first sentence is longer than a line"
    return "" if first[0].endswith((".", ":", "?")) else "no whole sentence"


def test_everything_public_says_what_it_is(modules: tuple[Any, ...], tally: Callable[..., None]) -> None:
    public = [module for module in modules if not module.path.stem.startswith("_") or module.path.stem == "__init__"]
    faults = {module.name: unsaid(module.tree) for module in public}
    assert {name: found for name, found in faults.items() if found} == {}
    tally("public names explained", sum(len(list(_public(module.tree, ""))) for module in public))


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '"""A module."""\ndef ask(): pass',
        '"""A module."""\nclass Ask:\n    """An ask."""\n    def words(self): pass',
        '"""a fragment"""',
        '"""A sentence that\nruns on."""',
    ],
)
def test_silence_is_noticed(text: str) -> None:
    assert unsaid(ast.parse(text))


def test_private_parts_may_be_silent() -> None:
    assert (
        unsaid(
            ast.parse('"""A module."""\ndef _inner(): pass\nclass Ask:\n    """An ask."""\n    def __len__(self): pass')
        )
        == []
    )
