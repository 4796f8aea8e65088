"""Questions of the lab, answered in a child process that has little time and little memory.

>>> from comity.lab.bounded import Bounds, answered
>>> found = answered({"kind": "prove", "law": "us-wa", "of": "shipped"}, (), Bounds())
>>> {each["result"] for one in found for each in one["found"]} <= {"proven", "empty"}
True
"""

from comity.lab.bounded.child import Bounds, NotDecidedError, answered

__all__ = ["Bounds", "NotDecidedError", "answered"]
