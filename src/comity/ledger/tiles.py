"""Static files of a log (c2sp.org/tlog-tiles): their paths, the form of entry bundles, and writing them durably.

Any web server or object store can serve the folder. Files are written bundles first, then tiles, then the checkpoint by
an atomic replacement, each flushed to the disk before the next: no checkpoint is ever seen before its tiles.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from comity.ledger.checkpoint import Checkpoint
from comity.ledger.errors import MalformedError
from comity.ledger.note import MAX_SIZE
from comity.ledger.tree import HASH_BYTES, TILE_WIDTH

CHECKPOINT = "checkpoint"
ENTRIES = "entries"


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile, or of an entry bundle where the level is `entries`."""
    text = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03d}/{text}"
    return f"tile/{level}/{text}" + (f".p/{width}" if width < TILE_WIDTH else "")


def write_bundle(contents: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry after its length in two bytes."""
    return b"".join(len(content).to_bytes(2) + content for content in contents)


def read_bundle(bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle that has to hold exactly this many.

    Raises:
        MalformedError: it ends early, late, or holds another number of entries.
    """
    contents, at = list[bytes](), 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        if end > len(bundle) or at + 2 > len(bundle):
            raise _malformed("the entry bundle ends within an entry")
        contents.append(bundle[at + 2 : end])
        at = end
    if len(contents) != width:
        raise _malformed(f"the entry bundle has {len(contents)} entries instead of {width}")
    return contents


def read_tile(tile: bytes, width: int) -> list[bytes]:
    """The hashes of a tile of this width.

    Raises:
        MalformedError: it has another length.
    """
    if len(tile) != width * HASH_BYTES:
        raise _malformed(f"the tile has {len(tile)} bytes instead of {width * HASH_BYTES}")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def tile_widths(count: int, first: int = 0) -> Iterator[tuple[int, int]]:
    """The tiles that hold this many hashes or entries, from a tile onwards: each one's number and width."""
    for number in range(first, (count + TILE_WIDTH - 1) // TILE_WIDTH):
        yield number, min(TILE_WIDTH, count - number * TILE_WIDTH)


def levels(size: int) -> Iterator[tuple[int, int]]:
    """The tile levels of a log and how many hashes each has."""
    level = 0
    while size >> 8 * level:
        yield level, size >> 8 * level
        level += 1


class StaticFolder:
    """A folder that a web server serves as a log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        """The content of a file, or nothing where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def checkpoint(self) -> Checkpoint | None:
        """The head that is shown; nothing is verified."""
        content = self.read(CHECKPOINT)
        return Checkpoint.read(content) if content is not None else None

    def bundle(self, number: int, width: int) -> list[bytes] | None:
        """The entries of a bundle, from the full file if the partial one is gone; nothing where there is none."""
        for wide in dict.fromkeys((width, TILE_WIDTH)):
            content = self.read(tile_path(ENTRIES, number, wide))
            if content is not None:
                return read_bundle(content, wide)[:width]
        return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file so that it is either whole and on the disk, or not there."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(place.name + ".new")
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
        _flush_folder(place.parent)

    def write_row(self, level: int | str, count: int, content: Callable[[int, int], bytes]) -> int:
        """Write those tiles of a level that are not there yet; returns how many files were written.

        Full tiles never change, and are written in order: the first one that is missing is found by halving.
        """
        written = 0
        for number, width in tile_widths(count, self._first_missing(level, count)):
            path = tile_path(level, number, width)
            if not (self.folder / path).exists():
                self.write(path, content(number, width))
                written += 1
        return written

    def drop_partial(self, level: int | str) -> None:
        """Remove unfinished tiles that a full one has replaced."""
        folder = self.folder / "tile" / str(level)
        for partial in folder.rglob("*.p"):
            if partial.with_suffix("").exists():
                for file in partial.iterdir():
                    file.unlink()
                partial.rmdir()

    def _first_missing(self, level: int | str, count: int) -> int:
        low, high = 0, min(count, MAX_SIZE) // TILE_WIDTH
        while low < high:
            middle = (low + high) // 2
            if (self.folder / tile_path(level, middle)).exists():
                low = middle + 1
            else:
                high = middle
        return low


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, help="Fetch the file again, or from another mirror.")
