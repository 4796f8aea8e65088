"""Lets the tests of this room import what the tests of the rooms below share."""

import sys
from pathlib import Path

ROOMS = Path(__file__).parent.parent
sys.path[:0] = [str(ROOMS / "law" / "support"), str(ROOMS / "decide" / "support")]
