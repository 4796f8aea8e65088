"""The words of the review sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from comity.gate.signing.looks import Look, Looked
from comity.gate.signing.told import case_told, shown_lines
from comity.lab.qa.sheet import AnswerOnPaper, CaseOnPaper, SheetHeading
from comity.law import Pack
from comity.tell import Telling
from comity.tell.prose import day_text, sentence

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


def case_on_paper(number: int, look: Looked) -> CaseOnPaper:
    """One case for the sheet."""
    told, telling = case_told(look.decision), Telling.of(look.decision)
    answers = tuple(
        AnswerOnPaper(
            each.order,
            sentence(each.outcome),
            tuple((line.depth, f"{line.bullet} {line.text}".strip()) for line in each.why),
        )
        for each in told.answers
    )
    facts = tuple(line.text for line in told.facts)
    shows = tuple(shown_lines(look.shows, telling))
    agency = look.decision.case.agency.title
    return CaseOnPaper(number, short(look.digest), facts, answers, shows, state_words(look), agency)


def state_words(look: Looked) -> str:
    """How the case stands, with who signed it and when; empty if nobody did."""
    if look.signed is None:
        return ""
    by, at = look.signed.signed_by, day_text(look.signed.signed_at.date())
    carried = "" if look.same_pack else f", for the pack {short(look.signed.pack_digest)}"
    said = f" {look.signed.words}" if look.signed.words else ""
    return f"{sentence(STATES[look.look])[:-1]}: {by}, {at}{carried}.{said}"


def short(digest: str) -> str:
    """A digest by its first figures."""
    return digest[:_CODE].removeprefix("sha256:")


def heading_on_paper(pack: Pack, day: date, document: Mapping[str, object]) -> SheetHeading:
    """What stands above the cases."""
    conditions = cast("Sequence[Mapping[str, object]]", document["conditions"])
    cases = len(cast("Sequence[object]", document["cases"]))
    shown = sum(set(cast("Sequence[str]", each["found"])) == {"shown"} for each in conditions)
    fewest = "" if document["at_least"] == cases else f" (not proven the fewest: at least {document['at_least']})"
    facts = (
        ("Law", f"{pack.title} ({pack.name}), as read on {day_text(pack.as_read)}"),
        ("As it stood on", day_text(day)),
        ("Code of the pack", pack.digest),
        ("Cases", f"{cases}{fewest}"),
        ("Conditions", f"{shown} of {len(conditions)} shown both ways"),
    )
    return SheetHeading(f"Law review: {pack.title}", short(pack.digest), day, facts, NOTE)
