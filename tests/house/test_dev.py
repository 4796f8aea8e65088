"""Two commands are enough: the launcher needs nothing, the lock holds everything, CI does what people do."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINNED = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ]+)(?: ; [^\\]+)? \\$", re.MULTILINE)


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    """What requirements.lock holds: name and version."""
    return dict(PINNED.findall((root / "requirements.lock").read_text()))


@pytest.mark.parametrize("words", [[], ["nonsense"], ["--help"]])
def test_the_launcher_says_what_it_can_do(root: Path, words: list[str]) -> None:
    done = subprocess.run([sys.executable, root / "dev", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    for command in ("demo", "test", "comity", "fix", "lock"):
        assert f"./dev {command}" in done.stdout


def test_the_launcher_needs_only_the_standard_library(root: Path) -> None:
    tree = ast.parse((root / "dev").read_text())
    used = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    used |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert used
    assert {name.partition(".")[0] for name in used} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_what_is_to_be_started_can_be_started(root: Path, name: str) -> None:
    assert os.access(root / name, os.X_OK)
    assert (root / name).read_text().startswith("#!/usr/bin/env ")


def test_every_command_that_the_documents_name_exists(texts: dict[Path, str]) -> None:
    documents = {path: text for path, text in texts.items() if path.suffix == ".md"}
    named = {word for text in documents.values() for word in re.findall(r"\./dev ([a-z-]+)", text)}
    assert {"demo", "test"} <= named
    assert named <= {"demo", "test", "comity", "fix", "lock"}


def test_every_dependency_is_pinned_within_its_bounds(
    project: dict[str, Any], pins: dict[str, str], tally: Callable[..., None]
) -> None:
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, asked):
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements.lock; run ./dev lock"
        assert requirement.specifier.contains(version), f"{requirement.name} {version} is out of bounds; run ./dev lock"
    tally("packages pinned by hash", len(pins))


def test_every_pin_has_hashes_and_no_address(root: Path, pins: dict[str, str]) -> None:
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", (root / "requirements.lock").read_text(), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in "".join(blocks)


def test_ci_runs_what_people_run(root: Path) -> None:
    assert re.search(r"^exec \./dev test --strict$", (root / ".ci" / "run").read_text(), re.MULTILINE)
    assert subprocess.run(["bash", "-n", root / ".ci" / "run"], check=False).returncode == 0
