"""Every page of a record that a reading can name has words in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import comity.api
import comity.web.pages
from comity.web.pages.custody.words import PAGES

OPENING = {
    "open_person": 2,
    "open_request": 3,
    "open_client": 2,
    "noted": 3,
    "ReadMatter": 1,
    "ActPage": 0,
}  # where the name stands


def names() -> Iterator[str]:
    rooms = (Path(str(room.__file__)).parent for room in (comity.web.pages, comity.api))
    for path in (path for room in rooms for path in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            place = OPENING.get(getattr(called, "id", getattr(called, "attr", "")))
            given = node.args[place : place + 1] if isinstance(node, ast.Call) and place is not None else []
            yield from (str(each.value) for each in given if isinstance(each, ast.Constant))


def test_a_page_that_a_reading_names_has_its_words() -> None:
    found = set(names())
    assert len(found) > 20
    assert {"search", "about whom", "api search"} <= found
    assert sorted(found - set(PAGES)) == []
