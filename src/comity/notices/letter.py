"""What a letter says, before it is put into words: values only, checked and bounded when they are made."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from comity.facts import Ask
from comity.notices.errors import NoticesError

MAX_ASKS = 20
MAX_CITATIONS = 10
MAX_COURT_DATES = 12
MAX_ADDRESS_LINES = 6
MAX_NAME = 200
MAX_CODE = 60
MAX_REASON = 1_000
MAX_REQUEST_TEXT = 20_000

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
_ALLOWED_FORMATS = "\u200c\u200d"  # the joiners, which Persian and the scripts of India need inside words
_REFUSED = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


class LetterKind(Enum):
    """What a letter is for."""

    REQUEST_COPY = "request_copy"  # to the person: what was asked, and what the office means to do
    COUNSEL_NOTICE = "counsel_notice"  # to counsel: the same, with reasons, release and court times
    AGENCY_ANSWER = "agency_answer"  # to the requester: each ask answered and cited; English, and no more than that
    INTERVIEW_CONSENT = "interview_consent"  # to the person, before an interview about civil immigration
    RELEASE_NOTICE = "release_notice"  # to the person and to counsel alike: the requester was told of the release


class AnswerWord(Enum):
    """The answer to one ask, as a letter gives it."""

    YES = "yes"
    NO = "no"
    NOT_DECIDED = "not_decided"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, slots=True)
class Office:
    """The office that writes."""

    name: str
    address: tuple[str, ...]
    telephone: str

    def __post_init__(self) -> None:
        _line(self, "name", required=True)
        _line(self, "telephone", required=True)
        _lines(self, "address", MAX_ADDRESS_LINES)


@dataclass(frozen=True, slots=True)
class AskLine:
    """One ask with its answer, the law that the answer rests on, and for counsel the reason in English."""

    ask: Ask
    answer: AnswerWord
    citations: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        _lines(self, "citations", MAX_CITATIONS)
        _line(self, "reason", most=MAX_REASON)


@dataclass(frozen=True, slots=True)
class CourtDate:
    """When the person has to be in court, and where if it is known."""

    at: datetime
    court: str = ""

    def __post_init__(self) -> None:
        _line(self, "court")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: everything it can say, in no language yet but the one it is to be written in.

    Values of one line lose their line breaks. `request_text` is the request in the requester's own words, attached to
    the letters that carry a copy; without it they say that the paper must come with them.

    Raises:
        NoticesError: a field that the kind needs is missing, too long, or holds what cannot be printed.
    """

    kind: LetterKind
    language: str  # BCP 47
    office: Office
    reference: str
    dated: date
    addressee: str
    person_name: str
    booking_number: str
    requester: str
    asks: tuple[AskLine, ...]
    release_due: datetime | None
    court_dates: tuple[CourtDate, ...]
    received: datetime
    seal: str
    large_print: bool = False
    request_text: str = ""

    def __post_init__(self) -> None:
        if not _TAG.match(self.language):
            raise NoticesError(f"`{self.language[:40]}` names no language", help="Write a tag such as es or zh-Hans.")
        if isinstance(self.dated, datetime):
            raise NoticesError("a letter is dated with a day", help="Give the day without the time.")
        for name in ("addressee", "person_name", "requester"):
            _line(self, name, required=True)
        _line(self, "reference", most=MAX_CODE, required=True)
        _line(self, "booking_number", most=MAX_CODE)
        _line(self, "seal", most=MAX_CODE)
        text = "\n".join(_clean("request_text", row) for row in _bounded_rows(self.request_text))
        object.__setattr__(self, "request_text", text.strip("\n"))
        _at_most("asks", self.asks, MAX_ASKS)
        _at_most("court_dates", self.court_dates, MAX_COURT_DATES)
        self._check_kind()

    def _check_kind(self) -> None:
        kind = self.kind
        if kind in _WITH_ASKS and not self.asks:
            raise _lacking(kind, "asks", "Say what was asked and how each ask is answered.")
        if kind is LetterKind.RELEASE_NOTICE and self.release_due is None:
            raise _lacking(kind, "release_due", "Give the time of release that the requester was told.")
        if kind is not LetterKind.AGENCY_ANSWER and not self.booking_number:
            raise _lacking(kind, "booking_number", "Give the number of the booking.")
        if kind is LetterKind.AGENCY_ANSWER and self.language.partition("-")[0].lower() != "en":
            raise NoticesError("an answer to an agency is written in English", help="Give `en` as the language.")


_WITH_ASKS = frozenset({LetterKind.REQUEST_COPY, LetterKind.COUNSEL_NOTICE, LetterKind.AGENCY_ANSWER})


def _lacking(kind: LetterKind, name: str, help: str) -> NoticesError:
    return NoticesError(f"a letter of kind `{kind.value}` needs `{name}`", help=help)


def _line(owner: object, name: str, *, most: int = MAX_NAME, required: bool = False) -> None:
    """Fold the white space of a value of one line, and refuse what cannot be printed."""
    text = _one_line(name, getattr(owner, name), most)
    if required and not text:
        raise NoticesError(f"`{name}` of a letter is empty", help="Fill it in.")
    object.__setattr__(owner, name, text)


def _lines(owner: object, name: str, most: int) -> None:
    _at_most(name, getattr(owner, name), most)
    object.__setattr__(owner, name, tuple(_one_line(name, line, MAX_NAME) for line in getattr(owner, name)))


def _one_line(name: str, text: str, most: int) -> str:
    if len(text) > most:
        raise NoticesError(f"`{name}` of a letter has more than {most:,} characters", help="Shorten it.")
    return _clean(name, " ".join(text.split()))


def _bounded_rows(text: str) -> list[str]:
    if len(text) > MAX_REQUEST_TEXT:
        raise NoticesError(
            f"the text of the request has more than {MAX_REQUEST_TEXT:,} characters",
            help="Leave it out, and give a copy of the paper with the letter.",
        )
    return text.expandtabs(4).splitlines()


def _clean(name: str, text: str) -> str:
    """The text in composed form; what is not to be seen, or turns the direction of reading, is refused."""
    if character := unprintable(text):
        raise NoticesError(
            f"`{name}` of a letter holds the character U+{ord(character):04X}, which cannot be printed",
            help="Type it again without that character.",
        )
    return unicodedata.normalize("NFC", text).rstrip()


def _at_most(name: str, found: tuple[object, ...], most: int) -> None:
    if not isinstance(found, tuple):
        raise NoticesError(f"`{name}` of a letter is not a tuple", help="Give a tuple, an empty one for none.")
    if len(found) > most:
        raise NoticesError(f"`{name}` of a letter has more than {most} entries", help="Write two letters.")


def unprintable(text: str) -> str:
    """The first character that no letter can hold: not to be seen, or turning the direction of reading; else empty."""
    refused = (each for each in text if unicodedata.category(each) in _REFUSED and each not in _ALLOWED_FORMATS)
    return next(refused, "")
