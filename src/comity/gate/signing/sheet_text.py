"""The words of the review sheet, in English or as a courtesy in another language; what is signed is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from comity.facts import VOCABULARY
from comity.gate.signing.looks import Look, Looked
from comity.gate.signing.told import case_told, shown_lines
from comity.lab.qa.sheet import AnswerOnPaper, CaseOnPaper, SheetHeading
from comity.law import Pack
from comity.tell import Telling
from comity.tell.prose import sentence
from comity.tell.spoken.phrases import ENGLISH, Phrases, phrases_in, plain

_CODE = len("sha256:") + 12
STATES = {
    Look.NEW: "not looked at yet",
    Look.CHANGED: "changed since it was signed",
    Look.RIGHT: "signed as right",
    Look.WRONG: "called wrong",
    Look.CANNOT_SAY: "looked at; nobody could say",
}
NOTE = (
    "For each case: does the law answer it so, for these reasons? Tick one box; say in the remark what is wrong. The "
    "law is paraphrased here; the text of the law counts."
)
LABELS = {  # what the sheet itself says around the cases
    "page": "Page {page} of {pages}",
    "case": "Case {number}: {agency}",
    "known": "What is known",
    "nothing": "Nothing.",
    "shows": "What this case shows",
    "right": "right",
    "wrong": "wrong",
    "cannot_say": "can't say",
    "remark": "Remark",
    "name": "Name and day",
}


def case_on_paper(number: int, look: Looked, language: str = "en") -> CaseOnPaper:
    """One case for the sheet."""
    told, telling = case_told(look.decision, language=language), Telling.of(look.decision, VOCABULARY, language)
    _ = telling.phrases
    answers = tuple(
        AnswerOnPaper(
            _(each.order),
            _(sentence(each.outcome)),
            tuple((line.depth, plain(f"{line.bullet} {line.text}".strip())) for line in each.why),
        )
        for each in told.answers
    )
    facts = tuple(plain(line.text) for line in told.facts)
    shows = tuple(plain(line) for line in shown_lines(look.shows, telling))
    agency = _(look.decision.case.agency.title)
    return CaseOnPaper(number, short(look.digest), facts, answers, shows, state_words(look, _), agency)


def state_words(look: Looked, phrases: Phrases = ENGLISH) -> str:
    """How the case stands, with who signed it and when; empty if nobody did."""
    _ = phrases
    if look.signed is None:
        return ""
    values = {"state": sentence(_(STATES[look.look]))[:-1], "by": look.signed.signed_by}
    here = ZoneInfo(look.decision.case.pack.calendar.zone)  # where the law is, and whoever signed
    day, code = _.day(look.signed.signed_at.astimezone(here).date()), short(look.signed.pack_digest)
    if look.same_pack:
        stands = _("{state}: {by}, {day}.", **values, day=day)
    else:
        stands = _("{state}: {by}, {day}, for the pack {code}.", **values, day=day, code=code)
    return f"{stands} {look.signed.words}".rstrip()


def short(digest: str) -> str:
    """A digest by its first figures."""
    return digest[:_CODE].removeprefix("sha256:")


def heading_on_paper(pack: Pack, day: date, document: Mapping[str, object], language: str = "en") -> SheetHeading:
    """What stands above the cases."""
    _ = phrases_in(language, pack.stack)
    conditions = cast("Sequence[Mapping[str, object]]", document["conditions"])
    cases = len(cast("Sequence[object]", document["cases"]))
    shown = sum(set(cast("Sequence[str]", each["found"])) == {"shown"} for each in conditions)
    least = document["at_least"]
    fewest = "" if least == cases else _(" (not proven the fewest: at least {least})", least=least)
    read = _("{law} ({name}), as read on {day}", law=_(pack.title), name=pack.name, day=_.day(pack.as_read))
    facts = (
        (_("Law"), read),
        (_("As it stood on"), _.day(day)),
        (_("Code of the pack"), pack.digest),
        (_("Cases"), f"{cases}{fewest}"),
        (_("Conditions"), _("{shown} of {number} shown both ways", shown=shown, number=len(conditions))),
    )
    labels = {name: _(words) for name, words in LABELS.items()}
    title = _("Law review: {law}", law=_(pack.title))
    return SheetHeading(title, short(pack.digest), day, facts, _(NOTE), _.language, labels)
