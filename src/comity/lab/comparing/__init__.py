"""Compares two laws: the kinds of case they answer differently, and what would join them; loads a solver when used."""

from comity.lab.comparing.joint import Span
from comity.lab.comparing.kinds import MOST_KINDS, Compared, Difference, Kind, compare
from comity.lab.comparing.matrix import Matrix, matrix
from comity.lab.comparing.sides import Side

__all__ = ["MOST_KINDS", "Compared", "Difference", "Kind", "Matrix", "Side", "Span", "compare", "matrix"]
