"""From the bytes of a file to pages: words with their places, and what the page looks like."""

from comity.papers.seeing.limits import LIMITS, Limits
from comity.papers.seeing.opening import open_pages
from comity.papers.seeing.page import Page, Place, Word

__all__ = ["LIMITS", "Limits", "Page", "Place", "Word", "open_pages"]
