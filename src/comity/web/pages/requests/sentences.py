"""What lower rooms say, in the language of the page: by the catalogues of `comity.tell`; what they lack is English."""

from __future__ import annotations

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comity.law import Pack
from comity.store.desk import current
from comity.tell.page import because_again
from comity.tell.spoken.phrases import ENGLISH, SOURCE, Phrases, phrases_in, pieces, plain


def spoken() -> str:
    """The language of the page."""
    return get_language() or "en"


def phrases() -> Phrases:
    """The sentences of that language, with those of the office's law."""
    if spoken() == SOURCE:
        return ENGLISH
    desk = current()
    return phrases_in(spoken(), desk.library.binding(desk.office.agency).stack)


def said(text: str) -> str:
    """A sentence of a lower room in the language of the page; in English where the catalogue does not have it."""
    return phrases()(text) if text else ""


def language_of(text: str) -> str:
    """The language in which a sentence of a lower room stands on the page: that of the page, or English."""
    return spoken() if phrases().has(text) else "en"


def said_in_parts(text: str) -> str:
    """The short ground of an order in the language of the page, each of its sentences by itself."""
    return because_again(text, phrases()) if text else ""


def marked(text: str) -> SafeString:
    """A text in which what is English is marked, as a page shows it: for whoever listens to it."""
    parts = [(SafeString(' lang="en"') if is_english else "", part) for part, is_english in pieces(text)]
    if not any(language for language, _ in parts):
        return SafeString(escape(plain(text)))
    return format_html_join("", "<span{}>{}</span>", parts)


def said_or_marked(text: str) -> SafeString:
    """A text of the law or of the vocabulary in the language of the page; marked where it is English."""
    return marked(phrases().said(text))


def phrases_of(pack: Pack) -> Phrases:
    """The sentences of the page's language, with those of a law that need not be the office's."""
    return phrases_in(spoken(), pack.stack)


def said_of(text: str, pack: Pack) -> SafeString:
    """A text of a law in the language of the page; marked where it is English."""
    return marked(phrases_of(pack).said(text))


def plainly_of(text: str, pack: Pack) -> str:
    """The same without marks, for what holds no markup: the title of a page."""
    return phrases_of(pack)(text)


def written_again(text: str) -> SafeString:
    """What was written down in English, in the language of the page; marked where it can only be told as it was."""
    known = phrases()
    told = known.again(text)
    return marked(told if told != text or known.language == SOURCE else known.said(text))
