"""What is said of papers, in the language of the page: `{{ paper.title|of_paper }}`; what is English is marked."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from comity.papers.spoken import said
from comity.web.pages.requests.sentences import spoken

register = template.Library()


@register.filter
def of_paper(text: str) -> str:
    """A sentence about a paper in the language of the page, or in English and marked as that."""
    told = said(text, spoken())
    return told if told is not None else format_html('<span lang="en">{}</span>', text)
