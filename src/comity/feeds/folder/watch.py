"""A watch folder: files that have come to rest are brought in, and moved to `done` or `refused` with a report.

Whoever sends a file writes it under a name that ends in `.part`, or in another folder of the same disk, and renames
it when it is whole. A delivery of several files is a folder of its own, renamed in the same way.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comity.base import ComityError
from comity.feeds.errors import FeedError
from comity.feeds.feed import Feed
from comity.feeds.folder.kept import DONE, REFUSED, REPORT
from comity.feeds.importer import Importer, OnError, Progress
from comity.feeds.report import Report

AT_REST = 30  # seconds without any change
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
_LOCK = ".comity-watch"
_NUMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """One delivery that was taken out of the folder."""

    name: str
    moved_to: Path
    report: Report | None  # None: it could not be read at all
    error: str = ""


def watch(
    folder: Path,
    feed: Feed,
    importer: Importer,
    *,
    at: datetime,
    on_error: OnError = OnError.KEEP,
    at_rest: int = AT_REST,
    progress: Progress = lambda done, of: None,
) -> list[Taken]:
    """Bring in what lies in a folder and has come to rest at this moment; look once.

    Raises:
        FeedError: the folder is not there.
    """
    if not folder.is_dir():
        raise FeedError(f"the folder `{folder.name}` is not there", help="Make it, or name another one.")

    def bring(path: Path) -> Report:
        return importer.run(feed, [path], on_error=on_error, progress=progress)

    with _alone(folder) as is_alone:
        return [_take(path, folder, bring) for path in _rested(folder, at, at_rest)] if is_alone else []


def _take(path: Path, folder: Path, bring: Callable[[Path], Report]) -> Taken:
    try:
        report = bring(path)
    except ComityError as error:
        moved = _moved(path, folder / REFUSED, [error.message, f"  {error.help}"])
        return Taken(path.name, moved, None, error.message)
    moved = _moved(path, folder / (DONE if report.is_whole else REFUSED), list(report.lines()))
    return Taken(path.name, moved, report)


def _moved(path: Path, to: Path, lines: list[str]) -> Path:
    to.mkdir(mode=0o700, exist_ok=True)
    goal = next(goal for goal in _names(to, path) if not goal.exists())
    report = goal.with_name(f"{goal.name}{REPORT}")
    report.write_text("\n".join([path.name, "", *lines, ""]), encoding="utf-8", errors="replace")
    report.chmod(0o600)
    path.rename(goal)
    return goal


def _names(to: Path, path: Path) -> Iterator[Path]:
    yield to / path.name
    for number in range(2, _NUMBERED):
        yield to / f"{path.stem}-{number}{path.suffix}"
    raise FeedError(f"`{to.name}` is full of files named `{path.name}`", help="Clear the folder.")


def _rested(folder: Path, at: datetime, at_rest: int) -> list[Path]:
    """The deliveries, by name, that nobody has touched for a while; what is still being written is left."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in {DONE, REFUSED} or path.name.endswith(_UNFINISHED):
            continue
        inside = [path, *path.iterdir()] if path.is_dir() else [path]
        if any(each.is_symlink() for each in inside) or not (path.is_file() or path.is_dir()):
            continue
        unfinished = any(each.name.endswith(_UNFINISHED) for each in inside)
        if not unfinished and len(inside) > path.is_dir() and at.timestamp() - _touched(inside) >= at_rest:
            found.append(path)
    return found


def _touched(paths: list[Path]) -> float:
    """When one of them was last written, renamed or moved."""
    return max(max(seen.st_mtime, seen.st_ctime) for seen in (path.lstat() for path in paths))


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else is looking into the folder; a lock that ends with the process, however it ends."""
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)
