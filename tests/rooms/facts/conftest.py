"""Lets the tests of this room import the small vocabulary that others share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "law" / "support"))
