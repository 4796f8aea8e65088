"""The fonts that letters are set in: those inside the typesetter, and folders named one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

NOTO = Path("/usr/share/fonts/opentype/noto")  # where Debian's fonts-noto-cjk puts its fonts


@dataclass(frozen=True, slots=True)
class FontShelf:
    """Folders of fonts.

    The fonts of the machine at large are left aside: the same letter has the same bytes wherever its shelf is the same.
    """

    folders: tuple[Path, ...] = (NOTO,)

    @property
    def families(self) -> frozenset[str]:
        """The families on the shelf."""
        return _families(self.folders)

    @property
    def opened(self) -> typst.Fonts:
        """The fonts as the typesetter reads them, looked up once."""
        return _opened(self.folders)


@cache
def _opened(folders: tuple[Path, ...]) -> typst.Fonts:
    there = [str(folder) for folder in folders if folder.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=there)


@cache
def _families(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(_opened(folders).families())
