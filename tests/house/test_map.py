"""The map is true, and each door says what the map says."""

import doctest
import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROW = re.compile(r"^\| (?P<floor>\d+) \| `(?P<room>\w+)` \| (?P<line>.+) \|$", re.MULTILINE)
FOLDER = re.compile(r"^\| `(?P<folder>[\w./-]+)` \|", re.MULTILINE)


@pytest.fixture(scope="module")
def rows(root: Path) -> list[re.Match[str]]:
    return list(ROW.finditer((root / "docs" / "map.md").read_text()))


def test_the_map_lists_every_room_once_from_the_top_floor_down(
    rows: list[re.Match[str]], storeys: list[list[str]], rooms: frozenset[str], tally: Callable[..., None]
) -> None:
    listed = [row["room"] for row in rows]
    heights = {room: height for height, storey in enumerate(reversed(storeys)) for room in storey}
    expected = [room for storey in storeys for room in storey]
    assert listed == expected, "docs/map.md and the floors in pyproject.toml must list the same rooms in one order"
    assert set(listed) == rooms, "a room on the map is missing in src/comity, or the other way round"
    assert {row["room"]: int(row["floor"]) for row in rows} == heights
    tally("rooms on the map", len(rows))


def test_each_door_says_what_the_map_says(rows: list[re.Match[str]], root: Path) -> None:
    said = {row["room"]: _first_line(root / "src" / "comity" / row["room"] / "__init__.py") for row in rows}
    assert said == {row["room"]: row["line"] for row in rows}


def test_each_door_shows_an_example_that_works(floors: list[str], tally: Callable[..., None]) -> None:
    for room in floors[1:]:  # nobody stands above the top floor to look in at its door
        result = doctest.testmod(importlib.import_module(f"comity.{room}"))
        assert result.attempted > 0, f"comity.{room} shows no example at its door"
        assert result.failed == 0, f"the example at the door of comity.{room} does not hold; see the output"
        tally("examples at doors", result.attempted)


def test_each_door_lists_what_may_be_carried_out(floors: list[str]) -> None:
    for room in floors[1:]:
        door = importlib.import_module(f"comity.{room}")
        offered = getattr(door, "__all__", None)
        assert offered, f"comity.{room} has no __all__"
        assert len(set(offered)) == len(offered), f"comity.{room}.__all__ lists a name twice"
        assert [name for name in offered if not hasattr(door, name)] == []


def test_every_folder_and_file_on_the_map_exists(root: Path) -> None:
    named = [row["folder"] for row in FOLDER.finditer((root / "docs" / "map.md").read_text())]
    named = [name for name in named if not (root / "src" / "comity" / name).is_dir()]
    assert len(named) > 5
    assert [name for name in named if not (root / name).exists()] == []


def _first_line(door: Path) -> str:
    text = door.read_text()
    match = re.match(r'"""(.+?)("""|\n)', text)
    assert match, f"{door.parent.name}/__init__.py does not begin with a docstring"
    return match[1].strip()
