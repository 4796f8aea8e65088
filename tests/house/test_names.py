"""Names say what a thing is, in the law's and the clerk's words."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

EMPTY = {
    "common", "data", "handle", "handler", "helper", "info", "item", "manager", "misc", "process", "processor",
    "stuff", "thing", "util", "utility",
}  # fmt: skip
DJANGOS = {"handle", "process_exception", "process_view"}  # methods that Django calls, by names of its own


def empty_words(name: str) -> set[str]:
    """The words of an identifier that say nothing."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    words = {part.lower() for part in parts}
    singular = {re.sub(r"ies$", "y", word).removesuffix("s") for word in words} | {w.removesuffix("es") for w in words}
    return (words | singular) & EMPTY


def _names(module: Any) -> Iterator[str]:
    yield module.path.stem
    yield module.room
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in DJANGOS:
            yield node.name


def test_no_module_class_or_function_has_an_empty_name(modules: tuple[Any, ...]) -> None:
    found = {(module.name, name) for module in modules for name in _names(module) if empty_words(name)}
    assert found == set()


@pytest.mark.parametrize("name", ["utils", "PackManager", "handle_ask", "process_rows", "HTTPHandler", "caseData"])
def test_an_empty_name_is_noticed(name: str) -> None:
    assert empty_words(name)


@pytest.mark.parametrize("name", ["dataclass", "metadata", "subprocess", "itemised", "Ask", "read_pack"])
def test_a_word_that_only_contains_one_is_left_alone(name: str) -> None:
    assert not empty_words(name)
