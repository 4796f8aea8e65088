"""Below which number the public page hides a count: as the pack says, or the packs above it."""

from __future__ import annotations

from comity.base import Block
from comity.base.documents import read_file
from comity.law import Pack
from comity.reports.errors import ReportError
from comity.reports.suppress import THRESHOLD

FOLDER, FILE = "reports", "public.yaml"
_LEAST, _MOST = 2, 100


def threshold_of(pack: Pack) -> int:
    """The number that the nearest pack gives, the own one first.

    Raises:
        ReportError: its file cannot be read.
    """
    for each in pack.stack:
        path = each.root / FOLDER / FILE
        if path.is_file():
            return _read(path.name, read_file(path), each.name)
    return THRESHOLD


def _read(name: str, document: object, pack: str) -> int:
    number = document.get("hide_below") if isinstance(document, Block) else None
    if type(number) is not int or not _LEAST <= number <= _MOST:
        raise ReportError(
            f"`{FOLDER}/{name}` of the pack `{pack}` gives no `hide_below` from {_LEAST} to {_MOST}",
            help="Write it as `hide_below: 10`.",
        )
    return number
