"""What is done at the desk's machine: begin, serve, seal, tick, and the demonstration."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django

from comity.base import ComityError

if TYPE_CHECKING:
    from comity.store.desk import Desk
    from comity.witness import Sealed

Say = Callable[[str], None]
Advance = Callable[[int, int], None]
SETTINGS = "comity.site.settings"
WORKERS, THREADS = 2, 8


class OperationsError(ComityError):
    """Something that cannot be done at this machine."""


def start_django() -> None:
    """Bring up Django with the office's settings, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def open_desk() -> Desk:
    """The desk of this machine."""
    start_django()
    from comity.store.desk import current  # noqa: PLC0415 - Django has to be up

    return current()


def migrate() -> None:
    """Bring the tables to this program's form."""
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - Django has to be up

    call_command("migrate", verbosity=0, interactive=False)


def serve(address: str, workers: int) -> None:
    """Serve the pages; this program becomes the server."""
    host, _, port = address.rpartition(":")
    words = [
        "gunicorn",
        "--bind",
        f"{host or '127.0.0.1'}:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(THREADS),
    ]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.execv(sys.executable, [sys.executable, "-m", *words, "comity.site.wsgi"])  # noqa: S606 - the program itself


def seal() -> Sealed:
    """One round of sealing."""
    start_django()
    from comity.site.sealing import opened_sealer  # noqa: PLC0415 - Django has to be up

    with opened_sealer() as sealer:
        return sealer.seal()


def begin_demo() -> Path:
    """Give the demonstration a home of its own, gone with the machine's other scratch files."""
    home = Path(os.environ.get("COMITY_HOME") or tempfile.mkdtemp(prefix="comity-demo-"))
    os.environ.update(COMITY_HOME=str(home), COMITY_DEMO="1")
    migrate()
    return home
