"""Proves a property of a law over every case, or gives the case that breaks it; loads its solver only when used."""

from comity.lab.proving.properties import FILE, Property, properties_of, read_properties, written_property
from comity.lab.proving.prove import Proof, ProofResult, prove

__all__ = [
    "FILE",
    "Proof",
    "ProofResult",
    "Property",
    "properties_of",
    "prove",
    "read_properties",
    "written_property",
]
