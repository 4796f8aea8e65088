"""A pack's files: every text that belongs to it, whether it can change an answer or not."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from comity.base import canonical_bytes
from comity.law.errors import LawError

MAX_FILES = 400
MAX_FILE_BYTES = 1_000_000
MAX_BYTES = 5_000_000
_DAY_OF_ARCHIVES = (1980, 1, 1, 0, 0, 0)  # so that the same files make the same archive
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_PATH = re.compile(r"(?:[a-z]{1,20}/)?[A-Za-z0-9][A-Za-z0-9-]{0,80}(?:\.[a-z]{1,20})?\.(?:yaml|csv|md)")


@dataclass(frozen=True)
class PackFiles:
    """Every file of a pack, by its path within it."""

    name: str  # of the pack
    texts: Mapping[str, str]

    @staticmethod
    def read(written: str) -> PackFiles:
        """The files again, as they were written down."""
        said = cast("Mapping[str, object]", json.loads(written))
        return PackFiles(str(said["pack"]), cast("Mapping[str, str]", said["files"]))

    def written(self) -> str:
        """The files as one text: canonical JSON."""
        return canonical_bytes({"pack": self.name, "files": dict(self.texts)}).decode()

    @property
    def digest(self) -> str:
        """The SHA-256 of that text, in hexadecimal figures."""
        return hashlib.sha256(self.written().encode()).hexdigest()

    def with_text(self, path: str, text: str) -> PackFiles:
        """The same with one file written anew, or taken out where the text is empty.

        Raises:
            LawError: a pack has no such file, or it is too large.
        """
        kept = {other: said for other, said in self.texts.items() if other != path}
        more = [(path, _with_line_end(text).encode())] if text.strip() else []
        return PackFiles(self.name, _checked([*((each, said.encode()) for each, said in kept.items()), *more]))

    def archive(self) -> bytes:
        """The files as a zip archive, in one folder of the pack's name."""
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
            for path, text in sorted(self.texts.items()):
                made.writestr(zipfile.ZipInfo(f"{self.name}/{path}", _DAY_OF_ARCHIVES), text, zipfile.ZIP_DEFLATED)
        return into.getvalue()

    def lay_out(self, folder: Path) -> Path:
        """The pack's own folder within a folder of this digest; made where it is not there yet, whole or not at all.

        Raises:
            LawError: it is there, and differs from these files.
        """
        home = folder / self.digest
        if not home.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=folder))
            self._write(made / self.name)
            try:
                made.rename(home)
            except OSError:  # another process was sooner
                shutil.rmtree(made)
        if path := self.differs(home / self.name):
            raise LawError(
                f"`{path}` of the adopted law `{self.name}` is not as it was sealed",
                help=f"Find out who changed it; then remove the folder `{home.name}`, and it is laid out anew.",
            )
        return home / self.name

    def _write(self, root: Path) -> None:
        for path, text in self.texts.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())

    def differs(self, root: Path) -> str:
        """The first file of a folder that is not as these files have it; empty if all are."""
        there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_symlink() or path.is_file()}
        for path in sorted(there ^ self.texts.keys()):
            return path
        for path, text in sorted(self.texts.items()):
            file = root / path
            if file.is_symlink() or file.stat().st_size != len(text.encode()) or file.read_bytes() != text.encode():
                return path
        return ""


def files_in(root: Path) -> PackFiles:
    """The files of the pack in a folder.

    Raises:
        LawError: a file would not belong to a pack, is no text, or is too large.
    """
    if root.is_symlink() or not (root / "pack.yaml").is_file():
        raise LawError(f"`{root}` is not the folder of a pack", help="Name the folder that holds `pack.yaml`.")
    return PackFiles(_name(root.name), _checked(_found(root)))


def _found(root: Path) -> Iterator[tuple[str, bytes]]:
    for base, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_aside(name))
        for name in sorted(name for name in names if not _is_aside(name)):
            file = Path(base) / name
            if file.is_symlink():
                raise LawError(f"`{name}` is a link", help="Put the file itself into the pack.")
            with file.open("rb") as stream:
                yield file.relative_to(root).as_posix(), stream.read(MAX_FILE_BYTES + 1)


def files_of_archive(content: bytes) -> PackFiles:
    """The files of the pack in a zip archive: one folder that bears the pack's name.

    Raises:
        LawError: it is no such archive, a file would not belong to a pack, is no text, or is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _in_archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise LawError("this is not a zip archive that can be read", help="Pack the pack's folder again.") from error


def _in_archive(archive: zipfile.ZipFile) -> PackFiles:
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > 2 * MAX_FILES:
        raise LawError(f"the archive has more than {MAX_FILES} files", help="Put the files of one pack into it.")
    paths = {each.filename: PurePosixPath(each.filename).parts for each in entries}
    kept = [each for each in entries if not any(_is_aside(part) for part in paths[each.filename])]
    tops = {paths[each.filename][0] for each in kept if len(paths[each.filename]) > 1}
    if len(tops) != 1 or any(len(paths[each.filename]) < 2 for each in kept):
        raise LawError(
            "the archive does not hold one folder that bears the pack's name",
            help="Pack the folder in which `pack.yaml` stands, not the files one by one.",
        )
    name = _name(tops.pop())
    return PackFiles(name, _checked((each.filename[len(name) + 1 :], _bounded(archive, each)) for each in kept))


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _is_aside(name: str) -> bool:
    """Whether a name is one that systems and editors leave behind."""
    return name.startswith((".", "__")) and name not in {".", ".."}


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise LawError(f"`{name[:60]}` is no name of a pack", help="Use lower case, digits and hyphens: us-ca-harbor.")
    return name


def _checked(found: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    total = 0
    for path, content in found:
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_BYTES or len(texts) >= MAX_FILES:
            raise LawError(f"`{path[:80]}` makes the pack too large", help="Split the file or the pack.")
        if not _PATH.fullmatch(path):
            raise LawError(
                f"`{path[:80]}` does not belong into a pack",
                help="A pack holds .yaml, .csv and .md files.",
            )
        texts[path] = _text(path, content)
    if "pack.yaml" not in texts:
        raise LawError("`pack.yaml` is missing", help="Every pack has one; it says whose law this is.")
    return texts


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise LawError(f"`{path}` is no text in UTF-8", help="Save it as UTF-8.") from None


def _with_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip() + "\n"
