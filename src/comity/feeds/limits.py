"""How much a feed reads at most; what is more is refused before it is held in memory."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one import."""

    file_bytes: int = 4_000 * MEGABYTE
    rows: int = 20_000_000
    columns: int = 500
    cell: int = 20_000  # characters
    line: int = 1 * MEGABYTE  # characters of one line
    rows_of_booking: int = 2_000
    rows_in_memory: int = 200_000  # what is more is sorted in files
    memory_bytes: int = 1_500 * MEGABYTE  # of the child that reads an upload
    seconds: int = 120  # of the child's own work
    silence: int = 60  # seconds without a word from the child


ON_DISK = Limits()
UPLOADED = Limits(file_bytes=25 * MEGABYTE, rows=1_000_000)
