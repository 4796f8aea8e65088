"""A city that installs comity gets the law and the look with it, and needs nothing but pip."""

import gettext
import importlib.util
import io
import json
import posixpath
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hatchling.bridge.app import Application

STATIC = "comity/web/static/uswds"


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


def test_the_wheel_brings_the_design_system_whole(wheel: zipfile.ZipFile, tally: Callable[..., None]) -> None:
    names = set(wheel.namelist())
    style = f"{STATIC}/css/uswds.min.css"
    if style not in names:
        pytest.skip("the build had no network to bring the design system")
    text = wheel.read(style).decode()
    asked = {posixpath.normpath(f"{STATIC}/css/{address}") for address in re.findall(r"url\(([^)]+)\)", text)}
    assert len(asked) > 20
    assert asked <= names, "the style names a file that is not there"
    assert "://" not in re.sub(r"https?://(?:www\.)?(?:designsystem\.digital\.gov|w3\.org)\S*", "", text)
    assert "sourceMappingURL" not in text
    assert wheel.read(f"{STATIC}/LICENSE.md")
    tally("files of the design system", sum(name.startswith(STATIC) for name in names))


def test_the_wheel_brings_every_translation_compiled(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    catalogues = [name for name in names if name.endswith(".po")]
    assert catalogues
    for name in catalogues:
        compiled = gettext.GNUTranslations(io.BytesIO(wheel.read(name.removesuffix("po") + "mo")))
        assert compiled.gettext("Help") == "Ayuda"


def test_what_is_needed_to_build_is_in_the_source_archive(root: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"hatch_build.py", "package.json", "package-lock.json", "pyproject.toml", "dev"} <= names


def test_npm_is_asked_for_one_version_by_its_hash_and_at_no_address(root: Path) -> None:
    wanted = json.loads((root / "package.json").read_text())["dependencies"]
    locked = json.loads((root / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    brought = [package for name, package in locked.items() if name]
    assert brought
    assert all(package["integrity"].startswith("sha512-") for package in brought)
    assert [package for package in brought if "resolved" in package] == []


@pytest.fixture
def cut_off(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The build's hook in a checkout that never had the design system, on a machine that reaches no registry."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, tmp_path)
    for name, value in {
        "registry": "http://127.0.0.1:9",
        "cache": str(tmp_path / "none"),
        "fetch_retries": "0",
    }.items():
        monkeypatch.setenv(f"npm_config_{name}", value)
    spec = importlib.util.spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    place = (str(tmp_path), {}, None, None, str(tmp_path / "dist"), "wheel")
    return module.BuildHook(*place, app=Application())


def test_a_checkout_without_network_is_built_all_the_same(cut_off: Any, capfd: pytest.CaptureFixture[str]) -> None:
    cut_off.initialize("standard", {})
    said = capfd.readouterr()
    assert "no design system; its pages are plain but whole" in said.out + said.err
    assert not (Path(cut_off.root) / "src" / "comity" / "web" / "static" / "uswds").exists()


def test_a_release_without_the_design_system_is_not_built(cut_off: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_RELEASE", "1")
    with pytest.raises(Exception, match="npm ended with"):
        cut_off.initialize("standard", {})
