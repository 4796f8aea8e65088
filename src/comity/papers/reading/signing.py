"""Sees whether somebody signed, and reads in what office.

Captions of the form are no signer: `Signature of Immigration Officer` stands on a paper that nobody signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from comity.papers.reading.definitions import Form, Issuer
from comity.papers.reading.found import Signature, SignerOffice
from comity.papers.reading.matching import Finder, Match, plain
from comity.papers.reading.penned import ABOVE, by_hand
from comity.papers.seeing.page import Page, Place, Word, around

_OFFICES: tuple[tuple[SignerOffice, tuple[str, ...]], ...] = (
    (
        SignerOffice.IMMIGRATION_JUDGE,
        ("immigration judge", "board of immigration appeals", "appellate immigration judge"),
    ),
    (
        SignerOffice.IMMIGRATION_OFFICER,
        (
            "deportation officer", "detention and deportation officer", "sddo", "immigration officer",
            "field office director", "immigration enforcement agent", "border patrol agent", "special agent",
            "customs and border protection officer",
            "cbp officer", "supervisory detention", "removal officer", "patrol agent in charge", "sdo",
        ),
    ),
    (SignerOffice.US_MAGISTRATE, ("united states magistrate judge", "u s magistrate judge", "us magistrate judge")),
    (
        SignerOffice.ARTICLE_III_JUDGE,
        ("united states district judge", "u s district judge", "us district judge", "united states circuit judge"),
    ),
    (SignerOffice.CLERK_OF_COURT, ("clerk of court", "deputy clerk", "clerk of the court", "clerk")),
    (
        SignerOffice.STATE_JUDGE,
        (
            "judge of the superior court", "superior court judge", "circuit court judge", "judge of the circuit court",
            "judge of the district court", "district court judge", "municipal court judge", "county court judge",
            "criminal court judge", "justice of the supreme court", "justice of the peace", "judge of the county court",
        ),
    ),
    (SignerOffice.PAROLE_OFFICER, ("parole agent", "parole officer", "probation officer", "corrections officer")),
    (SignerOffice.LOCAL_OFFICER, ("deputy sheriff", "sheriff", "detective", "chief of police", "police officer")),
)  # fmt: skip
_SENTENCE = 9  # words; a line of more is no signature block
_TITLES = re.compile(r"\b(the\s+)?hon(orable|\.)?(?=\s|$)\s*", re.IGNORECASE)
_TYPED = re.compile(r"^/?s/", re.IGNORECASE)
_APART = 110.0  # at most, between the caption of a signature and that of the printed name
_SURE = 0.88
MARK = "a mark"  # how it is signed, where nobody can say whether the ink is a signature
Line = Sequence[Word]


def read_signature(form: Form | None, page: Page) -> Signature:
    """Who signed a page."""
    finder = Finder(page)
    caption = _caption(form.signature.line, finder) if form else None
    printed = _caption(form.signature.printed, finder, after=caption) if form else None
    captions = {id(word) for match in (caption, printed) if match for word in match.words}
    lines = _block(page, caption, printed, captions) if caption or printed else _last_office(page)
    if not lines:
        if caption is None:
            return Signature(None)
        is_there, how = _drawn(page, caption.place)
        return Signature(is_there, how, place=caption.place)
    office, words, sure = _office(lines, form)
    place = around(word.place for line in lines for word in line)
    line_place = caption.place if caption else around(word.place for word in lines[0])  # over the printed name
    is_there, how = _made(page, line_place)
    # what is shown beside the reading is the signature with what is printed under it
    place = around((place, Place(place.page, place.left, max(0.0, line_place.top - ABOVE), place.right, place.bottom)))
    return Signature(is_there, how, _name(lines, words), office, words, place, round(sure, 2))


def _caption(text: str, finder: Finder, *, after: Match | None = None) -> Match | None:
    """A caption on a line of its own; of several the first, below another where there is one."""
    for match in finder.all(text) if text else ():
        line = next((line for line in finder.page.lines if match.words[0] in line), ())
        alone = [word for word in line if -60 < word.place.left - match.place.left < 420]
        if len(alone) > len(match.words) + 2:
            continue
        if after is None or 0 < match.place.top - after.place.top < _APART:
            return match
    return None


def _block(page: Page, caption: Match | None, printed: Match | None, captions: set[int]) -> list[Line]:
    """The lines in which name and office are printed: between the two captions, and a line under the last."""
    low = printed or caption
    assert low is not None
    top = (caption.place.top if caption and printed else low.place.top - ABOVE) - 4
    bottom = low.place.bottom + (0 if printed else ABOVE)
    left, right = low.place.left - 60, max(low.place.right, low.place.left + 560)
    found: list[Line] = []
    for line in page.lines:
        words = [word for word in line if left <= word.place.left < right and id(word) not in captions]
        words = [word for word in words if top <= word.place.middle <= bottom and plain(word.text)]
        if words:
            found.append(words)
    return found


def _last_office(page: Page) -> list[Line]:
    """Where a paper has no captions: the last short line that names an office, with the line above it."""
    for index in range(len(page.lines) - 1, -1, -1):
        line = page.lines[index]
        if line[0].place.middle < 0.16 * page.height or len(line) > _SENTENCE:
            continue
        if any(_is_in(phrase, line) for _, phrases in _OFFICES for phrase in phrases):
            above = page.lines[index - 1] if index else ()
            near = (
                above
                and line[0].place.top - above[0].place.bottom < 2 * line[0].place.height
                and len(above) <= _SENTENCE
            )
            return [above, line] if near else [line]
    return []


def _office(lines: Sequence[Line], form: Form | None) -> tuple[SignerOffice, str, float]:
    """The office, the words that say so, and how sure it is; two offices that disagree are none."""
    # a long title goes on in the next line: it is looked for there before less is made of it
    found = _offices_in(lines) or _offices_in([[*one, *other] for one, other in pairwise(lines)])
    if not found and form is not None and form.issuer is Issuer.STATE_COURT:
        found |= _plain_judge(lines)
    if len(found) != 1:
        return SignerOffice.UNKNOWN, " / ".join(words for words, _ in found.values()), 0.0
    ((office, (words, sure)),) = found.items()
    return office, words, sure


def _offices_in(lines: Iterable[Line]) -> dict[SignerOffice, tuple[str, float]]:
    found: dict[SignerOffice, tuple[str, float]] = {}
    for line in lines:
        rest = list(line)
        for office, phrases in _OFFICES:
            for phrase in phrases:
                run = _is_in(phrase, rest)
                if run:
                    sure = sum(word.confidence for word in run) / len(run)
                    found.setdefault(office, (" ".join(word.text for word in run), sure))
                    rest = [word for word in rest if word not in run]
    return found


def _plain_judge(lines: Iterable[Line]) -> dict[SignerOffice, tuple[str, float]]:
    """A judge without the court's name, on a paper that is headed by a state's court."""
    for line in lines:
        for word in line:
            if plain(word.text) in {"judge", "justice"}:
                return {SignerOffice.STATE_JUDGE: (word.text, word.confidence)}
    return {}


def _is_in(phrase: str, line: Line) -> tuple[Word, ...]:
    """The words of a line that are a phrase, each by itself almost letter for letter."""
    wanted = phrase.split()
    texts: list[tuple[str, Word]] = [(part, word) for word in line for part in plain(word.text).split()]
    for start in range(len(texts) - len(wanted) + 1):
        run = texts[start : start + len(wanted)]
        if all(_is_like(text, want) for (text, _), want in zip(run, wanted, strict=True)):
            return tuple(dict.fromkeys(word for _, word in run))
    return ()


def _is_like(text: str, wanted: str) -> bool:
    """The same word, or in a longer one a letter that was misread."""
    if text == wanted:
        return True
    if len(wanted) < 5 or abs(len(text) - len(wanted)) > 1:
        return False
    if len(text) == len(wanted):
        return sum(a != b for a, b in zip(text, wanted, strict=True)) <= len(wanted) // 6
    long, short = (text, wanted) if len(text) > len(wanted) else (wanted, text)
    return len(wanted) > 6 and any(long[:index] + long[index + 1 :] == short for index in range(len(long)))


def _name(lines: Sequence[Line], office: str) -> str:
    """What is printed beside the office: a name, without the title before it."""
    text = " ".join(word.text for line in lines for word in line if not _TYPED.match(word.text))
    for part in filter(None, office.split(" / ")):
        text = text.replace(part, " ")
    text = _TITLES.sub("", text)
    return re.sub(r"\s+", " ", re.sub(r"[_|()\[\]]+", " ", text)).strip(" ,.;:-—")[:80]


def _made(page: Page, caption: Place) -> tuple[bool | None, str]:
    near = caption.grown(ABOVE)
    beside = [place for place in page.signed_fields if -60 < place.left - caption.left < 420]
    if any(abs(place.middle - near.middle) < near.height for place in beside):
        return True, "electronic"
    over = [
        word
        for word in page.words
        if -6 < caption.top - word.place.middle < ABOVE and abs(word.place.left - caption.left) < 220
    ]
    if any(_TYPED.match(word.text) and len(word.text) < 12 for word in over):
        return True, "typed"
    return _drawn(page, caption)


def _drawn(page: Page, caption: Place) -> tuple[bool | None, str]:
    is_there = by_hand(page, caption)
    return is_there, MARK if is_there is None else "by hand" if is_there else ""
