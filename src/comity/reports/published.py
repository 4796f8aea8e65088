"""The published log, as anybody can fetch it: how many entries are out, and reading them from their bundles."""

from __future__ import annotations

from collections.abc import Iterator

from comity.ledger import StaticFolder, tile_path
from comity.ledger.tree import TILE_WIDTH
from comity.reports.errors import ReportError


def published_size(folder: StaticFolder) -> int:
    """How many entries the folder shows; those after them are not public yet."""
    head = folder.checkpoint()
    low, high = 0, (head.size if head else 0) // TILE_WIDTH
    while low < high:
        middle = (low + high) // 2
        if (folder.folder / tile_path("entries", middle)).exists():
            low = middle + 1
        else:
            high = middle
    return low * TILE_WIDTH + _partial(folder, low)


def published_entries(folder: StaticFolder, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """The entries from one index to before another.

    Raises:
        ReportError: a bundle is missing.
    """
    size = published_size(folder) if last is None else last
    for number in range(first // TILE_WIDTH, -(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        bundle = folder.bundle(number, width)
        if bundle is None:
            raise ReportError(f"entry bundle {number:,} is missing", help="Fetch the whole folder again.")
        yield from bundle[max(0, first - number * TILE_WIDTH) :]


def _partial(folder: StaticFolder, number: int) -> int:
    """The entries of the bundle that is not full yet: the widest of its files."""
    place = (folder.folder / tile_path("entries", number, 1)).parent
    return max((int(file.name) for file in place.glob("*") if file.name.isdecimal()), default=0)
