"""What goes wrong with letters and their texts."""

from __future__ import annotations

from comity.base import ComityError


class NoticesError(ComityError):
    """A letter that lacks what its kind needs, or that cannot be set."""


class TextError(NoticesError):
    """A text of a letter that is missing, or that is not written as the English one is."""


class GlyphMissingError(NoticesError):
    """A letter of some script that no font here can draw; nothing is printed rather than an empty box."""

    def __init__(self, glyph: str, language: str) -> None:
        super().__init__(
            f"no font here can draw `{glyph}` ({_code_points(glyph)}), which the letter in `{language}` needs",
            help=_remedy(glyph),
        )
        self.glyph = glyph
        self.language = language


_CJK = (("\u1100", "\u11ff"), ("\u2e80", "\u9fff"), ("\uac00", "\ud7ff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"))
_SUPPLEMENTARY_CJK = ("\U00020000", "\U0003ffff")


def is_cjk(character: str) -> bool:
    """Whether a character belongs to Chinese, Japanese or Korean writing."""
    return any(first <= character <= last for first, last in (*_CJK, _SUPPLEMENTARY_CJK))


def _code_points(glyph: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in glyph)


def _remedy(glyph: str) -> str:
    if any(is_cjk(character) for character in glyph):
        return "Install the fonts with `apt install fonts-noto-cjk`, then make the letter again."
    return (
        "Install a font that has it (`apt install fonts-noto-core` has most scripts) and name its folder,"
        " or write the word in letters that the fonts have."
    )
