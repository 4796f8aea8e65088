"""Pages as paper: what a browser would print."""

from __future__ import annotations

import io
from typing import Any

import pypdf


def on_paper(page: Any, **options: Any) -> Any:
    """The page as it is printed, once every letter has its font: what is still loading would be left blank."""
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready.then(() => true)")
    content = page.pdf(**options)
    page.emulate_media(media="screen")
    return pypdf.PdfReader(io.BytesIO(content))
