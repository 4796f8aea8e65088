"""Counts what has been published, after each round of sealing, so that the public page need not read the log."""

from __future__ import annotations

from django.conf import settings

from comity.ledger import Appender, Log, StaticFolder
from comity.reports import published_size
from comity.site.desk import clock
from comity.store.reporting import counts


def count_published(log: Log | Appender) -> int:
    """Take in the entries that have become public since; says how many.

    Raises:
        StoreError: the folder shows less than was counted, or the log has less than the folder.
    """
    folder = StaticFolder(settings.COMITY_HOME.folder / "published")
    return counts.bring_up(log.store.leaves, published_size(folder), int(clock().timestamp()))
