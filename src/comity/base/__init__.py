"""Canonical bytes, strict documents, periods of days, the root error.

>>> from comity.base import Period, canonical_bytes
>>> canonical_bytes({"b": 1, "a": True})
b'{"a":true,"b":1}'
>>> from datetime import date
>>> Period(date(2014, 12, 14), None).covers(date(2017, 3, 15))
True
"""

from comity.base.canonical import canonical_bytes, digest
from comity.base.documents import Block, DocumentError, read_document, read_file
from comity.base.errors import ComityError
from comity.base.period import Period
from comity.base.values import replace

__all__ = [
    "Block",
    "ComityError",
    "DocumentError",
    "Period",
    "canonical_bytes",
    "digest",
    "read_document",
    "read_file",
    "replace",
]
