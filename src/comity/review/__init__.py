"""Holds a pack against its own examples, and finds law that nothing can reach.

>>> from comity.law import LawLibrary
>>> from comity.review import check_examples
>>> library = LawLibrary()
>>> count, findings = check_examples(library.pack("us-il-cook"), library)
>>> count > 0, findings
(True, [])
"""

from comity.review.examples import Example, check_examples, examples_of
from comity.review.reachable import check_reachable

__all__ = ["Example", "check_examples", "check_reachable", "examples_of"]
