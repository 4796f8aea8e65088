"""What was read of a paper: readings, each with its place and how sure it is. None of it is a fact."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.papers.reading.definitions import FieldName
from comity.papers.seeing.page import Place


class Nature(StrEnum):
    """Whose paper it is, by the ordered test."""

    ADMINISTRATIVE = "administrative"  # an officer of an agency issued it, or an immigration judge
    JUDICIAL = "judicial"  # a judge of a court signed it
    CANNOT_TELL = "cannot_tell"  # the signs are missing, or disagree: a person has to look


class SignerOffice(StrEnum):
    """In what office somebody signed."""

    IMMIGRATION_OFFICER = "immigration_officer"
    IMMIGRATION_JUDGE = "immigration_judge"
    ARTICLE_III_JUDGE = "article_iii_judge"
    US_MAGISTRATE = "us_magistrate"
    STATE_JUDGE = "state_judge"
    CLERK_OF_COURT = "clerk_of_court"
    PAROLE_OFFICER = "parole_officer"
    LOCAL_OFFICER = "local_officer"
    UNKNOWN = "unknown"

    @property
    def is_judge(self) -> bool:
        """Whether it is a judge of a court; an immigration judge is none."""
        return self in {SignerOffice.ARTICLE_III_JUDGE, SignerOffice.US_MAGISTRATE, SignerOffice.STATE_JUDGE}


class Tick(StrEnum):
    """What is in a box."""

    TICKED = "ticked"
    EMPTY = "empty"
    UNCLEAR = "unclear"  # it was not found, or what is in it is neither


class Points(StrEnum):
    """Where a sign points."""

    ADMINISTRATIVE = "administrative"
    JUDICIAL = "judicial"
    NEITHER = "neither"  # it is shown because it is often mistaken for one


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing on the paper that speaks for or against."""

    points: Points
    says: str  # a sentence for the clerk
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FieldRead:
    """A value that stands in a field, as written; `value` is plain, such as a day as 2026-11-20."""

    field: FieldName
    text: str
    value: str
    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box, and whether it is ticked."""

    box: str
    words: str  # beside it, as the form has them
    tick: Tick
    place: Place
    confidence: float
    says: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, as far as it can be seen."""

    is_there: bool | None  # None: nobody can say
    how: str = ""  # by hand, typed, electronic, or a mark of which nobody can say what it is
    name: str = ""
    office: SignerOffice = SignerOffice.UNKNOWN
    office_words: str = ""
    place: Place | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file."""

    form: str  # of a definition, or `other` or `unreadable`
    title: str
    pages: tuple[int, ...]  # in the order of the form, numbered as in the file
    confidence: float
    nature: Nature
    why: str  # a sentence: which step of the test decided
    signs: tuple[Sign, ...] = ()
    signature: Signature = Signature(None)
    fields: tuple[FieldRead, ...] = ()
    boxes: tuple[Box, ...] = ()
    place: Place | None = None  # by which it was recognised
    cancels: bool = False
    says: str = ""
    basis: str = ""
