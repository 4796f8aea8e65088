"""Everything fits on the table: files, functions and rooms stay small enough to read."""

import ast
from collections import Counter
from collections.abc import Callable
from typing import Any

FILE_LINES = 400
FUNCTION_LINES = 40
ROOM_MODULES = 15
EXCEPTIONS: dict[str, str] = {}  # name: the reason; kept empty


def test_no_file_has_more_than_400_lines(modules: tuple[Any, ...], tally: Callable[..., None]) -> None:
    lengths = {module.name: len(module.text.splitlines()) for module in modules}
    assert {name: length for name, length in lengths.items() if length > FILE_LINES and name not in EXCEPTIONS} == {}
    tally("modules measured", len(lengths))


def test_no_function_has_more_than_40_lines(modules: tuple[Any, ...]) -> None:
    lengths = {
        f"{module.name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert lengths
    assert {name: n for name, n in lengths.items() if n > FUNCTION_LINES and name not in EXCEPTIONS} == {}


def test_no_room_has_more_than_15_modules(modules: tuple[Any, ...]) -> None:
    inside = [module.path for module in modules if module.room and module.path.name != "__init__.py"]
    sizes = Counter(str(path.parent).partition("src/comity/")[2] for path in inside)  # a room within a room by itself
    assert {room: size for room, size in sizes.items() if size > ROOM_MODULES and room not in EXCEPTIONS} == {}
