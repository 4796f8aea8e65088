"""Administrative or judicial: an ordered test, of which the first step that fits decides, and never one word alone.

1. Nobody signed, or what stands there may be a stamp, a cross or another mark, or nobody can say in what office:
   nobody can tell.
2. A form of an immigration agency, or one headed by it, with a second sign: administrative, also where the words
   *warrant*, *judge* or *district court* stand on it.
3. Signed by an immigration judge, on the paper of an immigration court: administrative.
4. Headed by a court, with a case number, signed by a judge of such a court: judicial.
5. Signed by the clerk of a court: nobody can tell from the paper; on an indictment or an information it is a court's
   criminal warrant all the same.

Where signs of both kinds are strong, nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.papers.reading.definitions import Form, FormNature, Issuer
from comity.papers.reading.fields import DOCKET
from comity.papers.reading.found import Box, FieldRead, Nature, Points, Sign, Signature, SignerOffice, Tick
from comity.papers.reading.matching import HEAD, Finder, number_on
from comity.papers.reading.signing import MARK
from comity.papers.seeing.page import Page, around

_AGENCY = ("department of homeland security", "immigration and customs enforcement", "customs and border protection")
_IMMIGRATION_COURT = ("executive office for immigration review", "immigration court", "board of immigration appeals")
_FEDERAL = ("united states district court",)
_STATE = (
    "superior court", "circuit court of the state", "district court of the state", "criminal court of the",
    "municipal court", "county court", "justice court", "court of common pleas",
)  # fmt: skip
_TO_OFFICERS = ("any immigration officer authorized pursuant", "to any immigration officer of the united states")
_TO_ANYBODY = ("any authorized law enforcement officer", "to any peace officer of this state")
_REMOVAL = ("immigration and nationality act", "removal proceedings", "is a removable alien")
_FILE = re.compile(r"\bA\s*-?\s*\d{3}\s*-?\s*\d{3}\s*-?\s*\d{2,3}\b")
_NUMBER = re.compile(r"\bcase\s+(no|number)s?\b\W*\s*([A-Z0-9:][A-Z0-9:-]{3,})", re.IGNORECASE)
_OFFICERS = {SignerOffice.IMMIGRATION_OFFICER, SignerOffice.PAROLE_OFFICER, SignerOffice.LOCAL_OFFICER}
_WORDS = {
    SignerOffice.IMMIGRATION_OFFICER: "an immigration officer",
    SignerOffice.IMMIGRATION_JUDGE: "an immigration judge, who is not a judge of a court",
    SignerOffice.ARTICLE_III_JUDGE: "a federal judge",
    SignerOffice.US_MAGISTRATE: "a federal magistrate judge",
    SignerOffice.STATE_JUDGE: "a judge of a state court",
    SignerOffice.CLERK_OF_COURT: "a clerk of a court, who is not a judge",
    SignerOffice.PAROLE_OFFICER: "a parole or probation officer",
    SignerOffice.LOCAL_OFFICER: "an officer of a sheriff or a police department",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the test says of a paper, and the signs it looked at."""

    nature: Nature
    why: str
    signs: tuple[Sign, ...]


def judge(
    form: Form | None, page: Page, signature: Signature, fields: Sequence[FieldRead], boxes: Sequence[Box]
) -> Judged:
    """Apply the test to a paper by its first page."""
    signs = (*_on_paper(form, page, fields), *_by_signer(signature), *_often_mistaken(form, boxes))
    nature, why = _decided(form, signature, signs, boxes)
    return Judged(nature, why, signs)


def _on_paper(form: Form | None, page: Page, fields: Sequence[FieldRead]) -> Iterator[Sign]:
    finder = Finder(page)
    if form and form.number and (place := number_on(page, form.number)):
        points = Points.ADMINISTRATIVE if form.nature is FormNature.ADMINISTRATIVE else Points.JUDICIAL
        yield Sign(points, f"It has the form number {form.number}.", place)
    if form and form.nature is FormNature.ADMINISTRATIVE and (match := finder.any(form.head, above=HEAD)):
        yield Sign(Points.ADMINISTRATIVE, f"It has the heading of this kind of paper: {form.title}.", match.place)
    yield from _phrases(finder, _AGENCY, Points.ADMINISTRATIVE, "It is headed by an immigration agency.", HEAD / 2)
    yield from _phrases(
        finder, _IMMIGRATION_COURT, Points.ADMINISTRATIVE, "It is headed by an immigration court.", HEAD / 2
    )
    yield from _phrases(finder, _FEDERAL, Points.JUDICIAL, COURT_HEADING, HEAD / 1.5)
    yield from _phrases(finder, _STATE, Points.JUDICIAL, COURT_HEADING, HEAD / 1.5)
    yield from _phrases(
        finder, _TO_OFFICERS, Points.ADMINISTRATIVE, "It is addressed to immigration officers alone.", 1
    )
    yield from _phrases(finder, _TO_ANYBODY, Points.JUDICIAL, "It is addressed to any officer.", 1)
    yield from _phrases(finder, _REMOVAL, Points.ADMINISTRATIVE, "It speaks of removal, which is not a crime.", 1)
    yield from _case(page, fields)


COURT_HEADING = "It is headed by a court."
CASE_NUMBER = "It has the number of a case in court."
_UNSIGNED = "Nobody has signed it. A paper without a signature is for legal to look at."
_MARKED = "There is a mark on the line. A person has to look whether it is a signature."
_UNSEEN = "It cannot be seen whether somebody signed it. A paper without a signature is for legal to look at."


def _phrases(finder: Finder, phrases: Sequence[str], points: Points, says: str, above: float) -> Iterator[Sign]:
    if match := finder.any(phrases, above=above):
        yield Sign(points, says, match.place)


def _case(page: Page, fields: Sequence[FieldRead]) -> Iterator[Sign]:
    for line in page.lines:
        text = " ".join(word.text for word in line)
        if _FILE.search(text):
            yield Sign(Points.ADMINISTRATIVE, "It has an immigration file number.", around(word.place for word in line))
            break
    known = next((each for each in fields if each.field.value == "case_number" and each.value), None)
    if known:
        yield Sign(Points.JUDICIAL, CASE_NUMBER, known.place)
        return
    for line in page.lines:
        text = " ".join(word.text for word in line)
        found = _NUMBER.search(text)
        in_head = line[0].place.middle < HEAD * page.height
        if in_head and (DOCKET.search(text) or (found and any(map(str.isdigit, found[2])))):
            yield Sign(Points.JUDICIAL, CASE_NUMBER, around(word.place for word in line))
            return


def _by_signer(signature: Signature) -> Iterator[Sign]:
    place = signature.place
    if signature.is_there is False:
        yield Sign(Points.NEITHER, "Nobody has signed it.", place)
    elif signature.how == MARK:
        yield Sign(Points.NEITHER, "There is a mark where somebody signs, such as a stamp, a cross or a circle.", place)
    if signature.office is SignerOffice.UNKNOWN:
        yield Sign(Points.NEITHER, "It does not say, where it is signed, in what office somebody signs.", place)
        return
    words = f"Where it is signed stands the office of {_WORDS[signature.office]}: “{signature.office_words}”."
    if signature.office.is_judge:
        yield Sign(Points.JUDICIAL, words, place)
    elif signature.office is SignerOffice.CLERK_OF_COURT:
        yield Sign(Points.NEITHER, words, place)
    else:
        yield Sign(Points.ADMINISTRATIVE, words, place)


def _often_mistaken(form: Form | None, boxes: Sequence[Box]) -> Iterator[Sign]:
    if form is None:
        return
    for box in boxes:
        if box.says and box.tick is Tick.TICKED:
            yield Sign(Points.NEITHER, f"The box “{box.words}” is ticked. {box.says}", box.place)
    if (
        form.issuer is Issuer.IMMIGRATION
        and form.nature is FormNature.ADMINISTRATIVE
        and form.facts.get("administrative_warrant")
    ):
        yield Sign(Points.NEITHER, "The words “you are commanded” or “warrant” stand on papers of both kinds.")


def _decided(
    form: Form | None, signature: Signature, signs: Sequence[Sign], boxes: Sequence[Box]
) -> tuple[Nature, str]:
    office = signature.office
    against = [sign for sign in signs if sign.points is Points.ADMINISTRATIVE]
    speaks = {sign.says for sign in signs if sign.points is Points.JUDICIAL}
    is_court = COURT_HEADING in speaks and (form is None or form.nature is FormNature.COURT)
    if not signature.is_there:
        return Nature.CANNOT_TELL, _unsigned(signature)
    if form is not None and form.nature is FormNature.ADMINISTRATIVE:
        return _of_an_agency(office, against, is_court)
    if office in _OFFICERS | {SignerOffice.IMMIGRATION_JUDGE}:
        if is_court or len(against) < 2:
            return Nature.CANNOT_TELL, f"A court's paper is not signed by {_WORDS[office]}. The signs disagree."
        return Nature.ADMINISTRATIVE, f"It is signed by {_WORDS[office]}, and other signs agree."
    if office is SignerOffice.UNKNOWN:
        return Nature.CANNOT_TELL, "Nobody can say from the paper in what office it is signed."
    if office is SignerOffice.CLERK_OF_COURT:
        return Nature.CANNOT_TELL, _by_clerk(form, boxes)
    if is_court and CASE_NUMBER in speaks and len(against) <= 1 + (office is SignerOffice.STATE_JUDGE):
        return Nature.JUDICIAL, f"It is headed by a court, has a case number, and is signed by {_WORDS[office]}."
    return (
        Nature.CANNOT_TELL,
        "It names a judge, but a court's heading or a case number is missing, or the signs disagree.",
    )


def _unsigned(signature: Signature) -> str:
    if signature.is_there is False:
        return _UNSIGNED
    return _MARKED if signature.how == MARK else _UNSEEN


def _of_an_agency(office: SignerOffice, against: Sequence[Sign], is_court: bool) -> tuple[Nature, str]:
    if office is SignerOffice.UNKNOWN:
        return Nature.CANNOT_TELL, "It is a form of an agency, but nobody can read in what office it is signed."
    if office.is_judge or is_court:
        return (
            Nature.CANNOT_TELL,
            "It is a form of an agency, and a judge or a court stands on it as its source. The signs disagree.",
        )
    if len(against) >= 2:
        return Nature.ADMINISTRATIVE, f"It is an agency's form, signed by {_WORDS[office]}. No judge has signed it."
    return Nature.CANNOT_TELL, "Only one sign speaks for an agency's paper, and one is not enough."


def _by_clerk(form: Form | None, boxes: Sequence[Box]) -> str:
    if form and is_charged(form, boxes):
        return (
            "A clerk signed it, on an indictment or an information: a court's criminal warrant, signed by no judge. "
            "Some laws ask for a judge; legal has to say."
        )
    return "A clerk signed it, and no indictment or information is ticked. Legal has to look at it."


def is_charged(form: Form, boxes: Sequence[Box]) -> bool:
    """Whether an indictment or an information is ticked, on which the clerk of a court may issue a warrant."""
    # LAW: Fed. R. Crim. P. 9(b)(1)
    charging = {rule.box for rule in form.boxes if rule.charge}
    return any(box.box in charging and box.tick is Tick.TICKED for box in boxes)
