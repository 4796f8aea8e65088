"""Time is an argument: nobody below the door asks the clock."""

import ast
from typing import Any

import pytest

MOMENTS = {"now", "utcnow", "today"}
CLOCK = {"time", "time_ns", "localtime", "gmtime", "ctime"}


def questions(tree: ast.AST) -> list[str]:
    """Every place that asks what time or what day it is."""
    return [name for node in ast.walk(tree) for name in _asks(node)]


def _asks(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return [f"from time import {alias.name}" for alias in node.names if alias.name in CLOCK]
    if isinstance(node, ast.Attribute) and node.attr in MOMENTS:
        return [ast.unparse(node)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "time":
        return [ast.unparse(node)] if node.attr in CLOCK else []
    return []


def test_nobody_outside_the_site_asks_the_time(modules: tuple[Any, ...]) -> None:
    asked = {module.name: questions(module.tree) for module in modules if module.room != "site"}
    assert {name: found for name, found in asked.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.date.today()",
        "import datetime as d\nask = d.datetime.utcnow",
        "import time\nx = time.time()",
        "from time import time_ns",
    ],
)
def test_a_question_about_the_time_is_noticed(text: str) -> None:
    assert questions(ast.parse(text))


@pytest.mark.parametrize("text", ["from datetime import time\nx = time.fromisoformat('10:00')", "at = case.moment"])
def test_a_time_that_was_handed_in_is_no_question(text: str) -> None:
    assert questions(ast.parse(text)) == []
