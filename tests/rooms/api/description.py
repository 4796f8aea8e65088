"""Writes the published description of the API anew: `.venv/bin/python tests/rooms/api/description.py --write`."""

import json
import sys
from pathlib import Path

PUBLISHED = Path(__file__).parents[3] / "docs" / "schemas" / "openapi.json"


def text() -> str:
    """The description as it is published."""
    from comity.api.version import document

    return json.dumps(document(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__" and "--write" in sys.argv:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from desk_for_tests import open_desk

    open_desk()
    PUBLISHED.write_text(text())
