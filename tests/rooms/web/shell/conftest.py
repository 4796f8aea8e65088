"""The gallery, rendered once, and a browser to look at it; nothing is served from anywhere but these folders."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[3] / "src" / "comity" / "web" / "static"
TYPES = {".css": "text/css", ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page of the gallery: as it is, and as it looks in a build without the design system."""
    folders = {"whole": tmp_path_factory.mktemp("gallery"), "plain": tmp_path_factory.mktemp("plain")}
    for name, folder in folders.items():
        words = [sys.executable, str(HERE / "gallery.py"), str(folder), *(["--plain"] if name == "plain" else [])]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folders


@pytest.fixture
def show(browser: Any, gallery: dict[str, Path]) -> Callable[..., Any]:
    """Open a page of the gallery under the strictest policy; whatever the browser complains of fails the test."""

    @contextmanager
    def opened(name: str, *, build: str = "whole", width: int = 1280) -> Iterator[Any]:
        complaints: list[str] = []
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda line: complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", lambda route: _answer(route, gallery[build]))
        page.goto(f"http://desk.example/{name}.html")
        yield page
        assert complaints == []
        page.close()

    return opened


def _answer(route: Any, folder: Path) -> None:
    name = route.request.url.split("/", 3)[3].split("?")[0]
    path = STATIC / name.removeprefix("static/") if name.startswith("static/") else folder / name
    if not path.is_file():
        route.fulfill(status=404)
        return
    policy = "default-src 'self'; form-action 'self'"
    headers = {"content-type": TYPES[path.suffix], "content-security-policy": policy}
    route.fulfill(body=path.read_bytes(), headers=headers)
