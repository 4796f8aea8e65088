"""What the tests of the house read: the project's own files."""

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache"}
MADE |= {
    ".bench-venv",
    ".bench-ledger-venv",
    ".bench-sweep-venv",
    "__pycache__",
    "dist",
    "build",
    "node_modules",
    "uv.lock",
}


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: Path
    room: str  # "" for comity's own __init__
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below `src`."""
        return self.path.relative_to(ROOT / "src").as_posix()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """pyproject.toml, read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="session")
def storeys(project: dict[str, Any]) -> list[list[str]]:
    """The rooms of each floor as import-linter is told to keep them, top floor first; neighbours share a floor.

    A room in parentheses counts from the day its folder exists; its floor is there before it.
    """
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[room.strip("()") for room in re.split(r" *\| *", layer) if _is_there(room)] for layer in layers]


def _is_there(room: str) -> bool:
    return not room.startswith("(") or (ROOT / "src" / "comity" / room.strip("()") / "__init__.py").is_file()


@pytest.fixture(scope="session")
def floors(storeys: list[list[str]]) -> list[str]:
    """The rooms in that order, whatever their floor."""
    return [room for storey in storeys for room in storey]


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    """Every module of the product, parsed; not the migrations, which Django writes."""
    found = []
    written = (path for path in (ROOT / "src" / "comity").rglob("*.py") if path.parent.name != "migrations")
    for path in sorted(written):
        parts = path.relative_to(ROOT / "src" / "comity").parts
        text = path.read_text()
        found.append(Module(path, parts[0] if len(parts) > 1 else "", text, ast.parse(text)))
    assert found, "there is no product to look at"
    return tuple(found)


@pytest.fixture(scope="session")
def rooms(modules: tuple[Module, ...]) -> frozenset[str]:
    """The rooms that exist."""
    return frozenset(module.room for module in modules if module.room)


@pytest.fixture(scope="session")
def texts() -> dict[Path, str]:
    """Every text file that belongs to the project, whether or not git is here to ask."""
    found = {}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not MADE & set(path.relative_to(ROOT).parts):
            try:
                found[path] = path.read_text()
            except UnicodeDecodeError:
                continue  # a picture or a Parquet file
    return found
