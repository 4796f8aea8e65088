"""A published log, read from a folder or over HTTP: only its files, never a proof server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from comity.ledger import Checkpoint, read_bundle, read_tile, tile_path
from comity.ledger.tree import TILE_WIDTH
from comity.witness.errors import AnswerError, UnreachableError
from comity.witness.wire import SECONDS, Line, is_address

CHECKPOINT, ENTRIES = "checkpoint", "entries"
MAX_FILE_BYTES = TILE_WIDTH * (65_535 + 2)


class PublishedLog:
    """The files of a log at a folder or an address."""

    def __init__(self, place: str, *, seconds: float = SECONDS) -> None:
        self.place = place
        self._line = Line(place, seconds=seconds) if is_address(place) else None

    def read(self, path: str) -> bytes | None:
        """The content of a file, or nothing where there is none.

        Raises:
            UnreachableError: the log cannot be read at all.
        """
        if self._line is None:
            return self._read_file(Path(self.place, path))
        answer = self._line.get(path, limit=MAX_FILE_BYTES)
        if answer.status == 200:
            return answer.body
        if answer.status in {404, 410}:
            return None
        raise UnreachableError(
            f"`{self.place}` answers {answer.status} for `{path}`", help="Ask again later, or whoever runs it."
        )

    def _read_file(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnreachableError(
                f"`{path.name}` cannot be read: {error.strerror}", help="Check the folder and its rights."
            ) from error
        if len(content) > MAX_FILE_BYTES:
            raise AnswerError(f"`{path.name}` is longer than any file of a log", help="Check the folder.")
        return content

    def head(self) -> Checkpoint | None:
        """The head that is shown; nothing is verified.

        Raises:
            MalformedError: it is not a checkpoint.
        """
        content = self.read(CHECKPOINT)
        return Checkpoint.read(content) if content is not None else None

    def hashes(self, level: int, number: int, width: int) -> list[bytes] | None:
        """The first hashes of a tile, from the full file if the partial one is gone; nothing where there is none.

        Raises:
            MalformedError: the file has a wrong length.
        """
        for wide in dict.fromkeys((width, TILE_WIDTH)):
            content = self.read(tile_path(level, number, wide))
            if content is not None:
                return read_tile(content, wide)[:width]
        return None

    def entries(self, number: int, widths: Iterable[int]) -> list[bytes] | None:
        """The entries of a bundle, by the first of some widths that is there; nothing where there is none.

        Raises:
            MalformedError: the file does not hold what its name says.
        """
        for wide in dict.fromkeys((*widths, TILE_WIDTH)):
            content = self.read(tile_path(ENTRIES, number, wide))
            if content is not None:
                return read_bundle(content, wide)
        return None

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
