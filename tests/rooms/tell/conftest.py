"""What the tests of this room share: the laws as they are, and every worked example decided once."""

import pytest

from comity.decide import Decision, decide
from comity.law import LawLibrary
from comity.review.examples import Example, examples_of


@pytest.fixture(scope="session")
def library() -> LawLibrary:
    """The packs that ship with comity."""
    return LawLibrary()


@pytest.fixture(scope="session")
def decisions(library: LawLibrary) -> list[tuple[str, Decision]]:
    """Every worked example of every pack, by where it stands, decided."""
    examples = [one for name in library.names() for one in examples_of(library.pack(name), library)]
    found = [(one.where, decide(one.case)) for one in examples if isinstance(one, Example)]
    assert len(found) > 100
    return found
