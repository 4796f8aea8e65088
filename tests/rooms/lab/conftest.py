"""Lets the tests of this room import what they share, and what the tests of the rooms below share."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "support"), str(HERE.parent / "law" / "support"), str(HERE.parent / "decide" / "support")]
