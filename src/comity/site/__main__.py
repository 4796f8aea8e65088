"""`python -m comity.site …`: what is done at the desk's machine, and `begin`, which makes its home."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from comity.base import ComityError
from comity.site.home import home_of


def main(words: list[str]) -> int:
    """Run one of Django's commands, or `begin`; the exit status is that of the work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    try:
        if words[1:] == ["begin"]:
            home = home_of(os.environ)
            home.begin()
            sys.stdout.write(f"Write down the office in {home.propose_office()}\n")
            sys.stdout.write("Then run: python -m comity.site migrate\n")
        else:
            execute_from_command_line(words)
    except ComityError as error:
        sys.stderr.write(f"comity: {error.message}\nhelp: {error.help}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
