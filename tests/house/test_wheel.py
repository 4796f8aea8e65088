"""A city that installs comity gets the law with it."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from this tree, without network."""
    shelf = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(shelf)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(shelf.glob("*.whl")))


def test_the_wheel_carries_every_file_of_the_product_and_of_the_law(
    wheel: zipfile.ZipFile, root: Path, tally: Callable[..., None]
) -> None:
    source = root / "src"
    wanted = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    wanted = {name for name in wanted if "__pycache__" not in name}
    assert any(name.endswith(".yaml") for name in wanted)
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert carried == wanted
    tally("files in the wheel", len(carried))


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    notes = {name.split(".dist-info/")[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert b"comity = comity.site.command:main" in wheel.read(notes["entry_points.txt"])
    assert b"Apache License" in wheel.read(notes["licenses/LICENSE"])
