"""The packs that ship with comity, read twice: by comity and naively."""

from datetime import date
from functools import cache

from naive_law import Layer, NaiveLaw

from comity.law import Agency, LawLibrary, Pack

LIBRARY = LawLibrary()
PACKS = LIBRARY.names()


@cache
def layer_of(name: str) -> Layer:
    """One pack, naively read."""
    return Layer(LIBRARY.pack(name).root)


def naive_law(agency: Agency, pack: Pack, day: date) -> NaiveLaw:
    """The law for an agency on a day, naively read."""
    return NaiveLaw([layer_of(layer.name) for layer in pack.stack], agency.name, day)
