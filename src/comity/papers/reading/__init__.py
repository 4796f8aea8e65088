"""From pages to what a paper says: which form it is, what stands in it, who signed."""

from comity.papers.reading.definitions import Form, shipped_forms
from comity.papers.reading.found import (
    Box,
    FieldRead,
    Nature,
    Paper,
    Points,
    Sign,
    Signature,
    SignerOffice,
    Tick,
)

__all__ = [
    "Box",
    "FieldRead",
    "Form",
    "Nature",
    "Paper",
    "Points",
    "Sign",
    "Signature",
    "SignerOffice",
    "Tick",
    "shipped_forms",
]
