"""Law QA: the fewest cases that show every condition of a pack's rules, for a lawyer to look at one by one."""

from comity.lab.qa.cases import ConditionFound, LawCase, LawCases, Shows, law_cases
from comity.lab.qa.search import Showing

__all__ = ["ConditionFound", "LawCase", "LawCases", "Showing", "Shows", "law_cases"]
