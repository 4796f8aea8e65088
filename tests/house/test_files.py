"""What is committed runs anywhere: no path of one machine, no address of one registry."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp|opt)/[A-Za-z0-9_.-]+")
REGISTRY = re.compile(r"pythonhosted|pypi\.org|npmjs|index-url")
ABOUT_REGISTRIES = {"dev"}  # it tells uv to leave the address out


def accused(text: str) -> list[str]:
    """The machine paths and registry addresses in a text."""
    return [match[0] for pattern in (MACHINE, REGISTRY) for match in pattern.finditer(text)]


def test_no_file_names_a_path_of_one_machine_or_a_registry(
    texts: dict[Path, str], root: Path, tally: Callable[..., None]
) -> None:
    here = Path(__file__)
    names = {path: path.relative_to(root).as_posix() for path in texts if path != here}
    found = {name: accused(texts[path]) for path, name in names.items() if name not in ABOUT_REGISTRIES}
    assert {name: words for name, words in found.items() if words} == {}
    tally("files read", len(names))


@pytest.mark.parametrize("text", ["see /home/somebody/x", "--find-links /opt/wheels", "--index-url https://example"])
def test_a_path_or_a_registry_is_noticed(text: str) -> None:
    assert accused(text)


@pytest.mark.parametrize("text", ["https://example.org/home/page", "src/home/x", "and/or", "https://www.apache.org/"])
def test_an_ordinary_address_is_left_alone(text: str) -> None:
    assert accused(text) == []


def test_law_is_text_and_holds_no_program(root: Path) -> None:
    law = root / "src" / "comity_law"
    files = [path for path in law.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    kinds = {".yaml", ".csv", ".md"}
    assert [path.name for path in files if path.suffix not in kinds and path != law / "__init__.py"] == []
    assert [path.name for path in files if os.access(path, os.X_OK) and path.stat().st_mode & 0o111] == []
    assert [path.name for path in law.rglob("*") if path.is_symlink()] == []


def test_text_files_end_with_a_line_end_and_have_no_tabs(texts: dict[Path, str], root: Path) -> None:
    plain = {path: text for path, text in texts.items() if path.suffix in {".py", ".md", ".yaml", ".toml", ".csv"}}
    bad = [path for path, text in plain.items() if text and (not text.endswith("\n") or "\t" in text or "\r" in text)]
    assert [path.relative_to(root).as_posix() for path in bad] == []


def test_only_the_one_durable_makes_tests_durable_for_it_empties_the_record_too(texts: dict[Path, str]) -> None:
    here = {"desk_for_tests.py", Path(__file__).name}
    assert [path.name for path, text in texts.items() if "transactional_db" in text and path.name not in here] == []
