"""Files that were taken from a watch folder: kept for some days, to look at what was refused, and then taken away.

They hold everybody whom the other system sent, in the clear, and would outlive an erasure.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from comity.feeds.errors import FeedError

KEPT = timedelta(days=7)
DONE, REFUSED, REPORT = "done", "refused", ".report.txt"


def take_away(folder: Path, *, at: datetime, kept: timedelta = KEPT) -> int:
    """Take away what was brought in, or refused, longer ago than `kept`, with its report; says how many deliveries.

    Raises:
        FeedError: one could not be taken away; the others were.
    """
    gone, stuck = 0, list[Path]()
    for path in list(_longer_ago(folder, (at - kept).timestamp())):
        try:
            _delete(path)
            _delete(_report_of(path))
        except OSError:
            stuck.append(path)
        else:
            gone += 1
    if stuck:
        raise FeedError(
            f"{len(stuck)} files that were brought in long ago could not be taken away from `{stuck[0].parent.name}`",
            help="Delete them by hand, or give the desk's user the right to; they name people.",
        )
    return gone


def _longer_ago(folder: Path, moment: float) -> Iterator[Path]:
    for name in (DONE, REFUSED):
        inside = folder / name
        if inside.is_symlink() or not inside.is_dir():
            continue
        for path in sorted(inside.iterdir()):
            is_report = path.name.endswith(REPORT) and (inside / path.name.removesuffix(REPORT)).exists()
            if not is_report and _taken_at(path) < moment:
                yield path


def _taken_at(path: Path) -> float:
    """When a delivery was taken: its report was written then, and a file without one was last moved."""
    report = _report_of(path)
    return report.lstat().st_mtime if report.exists() else path.lstat().st_ctime


def _report_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{REPORT}")


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
