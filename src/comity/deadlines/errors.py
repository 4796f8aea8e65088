"""What goes wrong when a time limit cannot be read or counted."""

from comity.base.errors import ComityError

_LONGEST = 60


class DueTimeError(ComityError):
    """A due time that cannot be read, or a period that cannot be counted."""


def quoted(value: object) -> str:
    """What somebody wrote, in backticks, on one line and cut to a length that can be shown."""
    try:
        text = " ".join(str(value)[: _LONGEST + 1].split())
    except ValueError:  # Python writes out no number of more than some thousand figures
        return "a number of very many figures"
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST]}…`"
