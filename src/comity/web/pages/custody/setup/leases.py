"""Who is bringing an upload in: a lock that ends with the program, however it ends.

Where a program was killed in the middle, nobody holds the lock any more, and the next tick says so of the upload.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from comity.store.models import Upload

WAITING, RUNNING, CUT, FINISHED, FAILED = "waiting", "running", "cut", "done", "failed"


@contextmanager
def alone_with(upload: str) -> Iterator[bool]:
    """Whether nobody else is bringing this upload in; nobody begins to as long as this lasts."""
    path = _folder() / upload
    lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
        path.unlink(missing_ok=True)
    finally:
        os.close(lock)


def mark_cut() -> int:
    """Mark the uploads whose bringing in was cut off, and say how many; what came in stays, and the file is kept."""
    count = 0
    for upload in Upload.objects.filter(state=RUNNING).values_list("id", flat=True):
        with alone_with(upload) as is_alone:
            if is_alone:
                # who has finished meanwhile has said so before they let go of the lock
                count += Upload.objects.filter(id=upload, state=RUNNING).update(state=CUT, report=json.dumps({}))
    return count


def _folder() -> Path:
    folder: Path = settings.COMITY_HOME.folder / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
