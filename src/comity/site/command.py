"""The entry point of the `comity` command: gives it the clock and the folders of law."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli.app import run
from comity.cli.tools import Tools, Workplace

if TYPE_CHECKING:
    from comity.lab.bulk import Scheduler
    from comity.law import LawLibrary


def main() -> None:
    """Run the command. `COMITY_LAW` may name more folders of packs, separated as paths are."""
    folders = [Path(part) for part in os.environ.get("COMITY_LAW", "").split(os.pathsep) if part]
    law = tuple(folders)
    run(Tools(lambda: datetime.now(UTC), law, _workplace, cluster=_cluster))


def _cluster(address: str, library: LawLibrary) -> Scheduler:
    from comity.site.cluster import Spark  # noqa: PLC0415 - numpy is slow to come

    return Spark(address, library)


def _workplace() -> Workplace:
    from comity.site.operations import Machine  # noqa: PLC0415 - Django is slow to come

    return Machine()
