"""The entry point of the `comity` command: gives it the clock and the folders of law."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from comity.cli.app import run
from comity.cli.tools import Tools, Workplace


def main() -> None:
    """Run the command. `COMITY_LAW` may name more folders of packs, separated as paths are."""
    folders = [Path(part) for part in os.environ.get("COMITY_LAW", "").split(os.pathsep) if part]
    run(Tools(clock=lambda: datetime.now(UTC), law_folders=tuple(folders), workplace=_workplace))


def _workplace() -> Workplace:
    from comity.site.operations import Machine  # noqa: PLC0415 - Django is slow to come

    return Machine()
