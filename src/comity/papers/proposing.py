"""From what a clerk has confirmed to the facts and asks that follow from it, each with its source on the paper.

INVARIANT: nothing follows from a line that nobody confirmed, and nothing from what was only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.facts import VOCABULARY, Ask
from comity.facts import Role as Sayer
from comity.papers.reading.definitions import FieldName, Form, FormNature, Issuer, shipped_forms
from comity.papers.reading.fields import day_in
from comity.papers.reading.found import Box, Nature, Paper, SignerOffice, Tick
from comity.papers.reading.matching import plain
from comity.papers.reading.nature import is_charged
from comity.papers.seeing.page import Place

FORM, NATURE, SIGNED = "form", "nature", "signed"
BOX, FIELD = "box:", "field:"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # of a paper; beyond, a slip of the pen
_REQUESTERS = {  # the narrower first
    "cbp": ("customs and border protection", "cbp", "border patrol", "border patrol agent"),
    "ice_hsi": ("homeland security investigations", "hsi"),
    "ice_ero": ("enforcement and removal operations", "ero", "deportation officer", "sddo"),
    "ice": ("immigration and customs enforcement", "ice"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reading that a clerk confirms, corrects or leaves open."""

    key: str  # unique within a paper: form, nature, signed, box:…, field:…
    value: str  # as read; empty where nothing could be read
    place: Place | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ProposedFact:
    """A fact that follows from confirmed lines."""

    name: str
    value: object
    place: Place | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What follows from the lines of one paper that were confirmed."""

    facts: tuple[ProposedFact, ...]
    asks: tuple[Ask, ...]
    instrument: str = ""  # a choice of the fact of this name
    cancels: bool = False
    requester: str = ""  # a choice of the fact of this name
    officer: str = ""
    name: str = ""  # of the person
    dated: str = ""  # the day of the paper, as it is written
    day: date | None = None  # the same, where it is a day
    pages: tuple[int, ...] = ()  # of the file, that this paper has


def lines_of(paper: Paper) -> tuple[Line, ...]:
    """The lines of a paper, in the order in which they are shown."""
    return tuple(_lines(paper))


def _lines(paper: Paper) -> Iterator[Line]:
    yield Line(FORM, paper.form, paper.place, paper.confidence)
    signature = paper.signature
    told = "" if signature.is_there is None else "yes" if signature.is_there else "no"
    yield Line(SIGNED, told, signature.place, signature.confidence)
    yield Line(NATURE, _office(paper), signature.place, signature.confidence)
    for box in paper.boxes:
        yield Line(BOX + box.box, "" if box.tick is Tick.UNCLEAR else box.tick.value, box.place, box.confidence)
    for each in paper.fields:
        yield Line(FIELD + each.field.value, each.value or each.text, each.place, each.confidence)


def _office(paper: Paper) -> str:
    office = paper.signature.office
    return "" if office is SignerOffice.UNKNOWN else office.value


def propose(paper: Paper, confirmed: Mapping[str, str]) -> Proposal:
    """What follows from confirmed lines: their keys, with the value that the clerk stands by.

    Nothing follows before the kind of the paper is confirmed; that it is a judge's, only from the office of whoever
    signed, from the signature and from the kind, all three confirmed, and where the test does not say otherwise.
    """
    form = next((each for each in shipped_forms() if each.form == confirmed.get(FORM)), None)
    if form is None:
        return Proposal((), ())
    boxes = _confirmed_boxes(form, paper, confirmed)
    ticked = [box for box in boxes if box.tick is Tick.TICKED]
    rules = {rule.box: rule for rule in form.boxes}
    asks = [*form.asks, *(ask for box in ticked for ask in rules[box.box].asks)]
    cancels = any(rules[box.box].cancels for box in ticked)
    of_paper = [*_of_form(form, paper, confirmed), *_of_service(form, paper, confirmed)]
    facts = _once([*of_paper, *_of_signer(form, paper, confirmed, boxes), *_of_boxes(form, ticked)])
    officer, name, dated = (
        confirmed.get(FIELD + field.value, "") for field in (FieldName.OFFICER, FieldName.NAME, FieldName.DATE)
    )
    return Proposal(
        tuple(facts),
        () if cancels else tuple(dict.fromkeys(asks)),  # a paper that takes an earlier one back asks for nothing
        form.instrument,
        cancels,
        _requester(form, confirmed),
        officer,
        name,
        dated,
        _day(dated),
        paper.pages,
    )


def _day(written: str) -> date | None:
    """The day, where it is one on which a paper can have been made."""
    found: date | None
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = day_in(written)
    return found if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _requester(form: Form, confirmed: Mapping[str, str]) -> str:
    """Who asks, where the office that sends it, or else the officer's title, says so."""
    if form.issuer is not Issuer.IMMIGRATION:
        return ""
    for name in (FieldName.AGENCY, FieldName.OFFICER):
        words = f" {plain(confirmed.get(FIELD + name.value, ''))} "
        for choice, signs in _REQUESTERS.items():
            if any(f" {sign} " in words for sign in signs):
                return choice
    return ""


def _confirmed_boxes(form: Form, paper: Paper, confirmed: Mapping[str, str]) -> list[Box]:
    read = {box.box: box for box in paper.boxes}
    found = []
    for rule in form.boxes:
        value = confirmed.get(BOX + rule.box, "")
        if value in {Tick.TICKED.value, Tick.EMPTY.value} and rule.box in read:
            found.append(replace(read[rule.box], tick=Tick(value)))
    return found


def _of_form(form: Form, paper: Paper, confirmed: Mapping[str, str]) -> Iterator[ProposedFact]:
    for name, value in form.facts.items():
        yield ProposedFact(name, value, paper.place)
    if form.signed_fact and confirmed.get(SIGNED) in {"yes", "no"}:
        yield ProposedFact(form.signed_fact, confirmed[SIGNED] == "yes", paper.signature.place)


def _of_service(form: Form, paper: Paper, confirmed: Mapping[str, str]) -> Iterator[ProposedFact]:
    """A day on which a copy of a detainer was handed over, where somebody wrote one."""
    if form.facts.get("detainer") and any(map(str.isdigit, confirmed.get(FIELD + FieldName.SERVED.value, ""))):
        place = next((each.place for each in paper.fields if each.field is FieldName.SERVED), None)
        yield ProposedFact("detainer_served", True, place)


def _of_signer(form: Form, paper: Paper, confirmed: Mapping[str, str], boxes: Sequence[Box]) -> Iterator[ProposedFact]:
    office, place = confirmed.get(NATURE, ""), paper.signature.place
    if form.nature is not FormNature.COURT or confirmed.get(SIGNED) != "yes" or not office:
        return
    if SignerOffice(office).is_judge and _stands(paper, office):
        for name, value in form.judicial_facts.items():
            yield ProposedFact(name, value, place)
        if "judicial_warrant" in form.judicial_facts:
            yield ProposedFact("article_iii_signer", office == SignerOffice.ARTICLE_III_JUDGE.value, place)
    elif office == SignerOffice.CLERK_OF_COURT.value and is_charged(form, boxes):
        for name, value in form.clerk_facts.items():
            yield ProposedFact(name, value, place)


def _stands(paper: Paper, office: str) -> bool:
    """Whether the test agrees, or could not because the office was not legible and a person has read it since."""
    return paper.nature is Nature.JUDICIAL or (
        paper.nature is Nature.CANNOT_TELL and paper.signature.office in {SignerOffice.UNKNOWN, SignerOffice(office)}
    )


def _of_boxes(form: Form, ticked: Iterable[Box]) -> Iterator[ProposedFact]:
    rules = {rule.box: rule for rule in form.boxes}
    for box in ticked:
        for name, value in rules[box.box].facts.items():
            yield ProposedFact(name, value, box.place)


def _once(facts: Iterable[ProposedFact]) -> list[ProposedFact]:
    """Each fact once, as it was proposed first: of several grounds that are ticked, the one that the form has first."""
    table: dict[str, ProposedFact] = {}
    for fact in facts:
        table.setdefault(fact.name, fact)
    return list(table.values())


def for_desk(facts: Iterable[ProposedFact]) -> list[ProposedFact]:
    """The facts that somebody at the desk may state; the others wait for legal."""
    return [fact for fact in facts if Sayer.DESK in VOCABULARY[fact.name].established_by]
