"""A letter of a request: from the state of the matter to the values that a letter has."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from comity.decide import Verdict
from comity.facts import Ask
from comity.gate import ground_for
from comity.notices import AnswerWord, AskLine, CourtDate, Letter, LetterKind, Office, TextLibrary
from comity.notices.letter import MAX_ADDRESS_LINES, MAX_CITATIONS, MAX_COURT_DATES, MAX_REASON
from comity.web.pages.custody.person.page import court_dates
from comity.web.pages.requests.history import history
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.words import agency_opening

IN_THE_PERSONS_LANGUAGE = frozenset({LetterKind.REQUEST_COPY, LetterKind.INTERVIEW_CONSENT, LetterKind.RELEASE_NOTICE})
WITH_TIMES = frozenset({LetterKind.COUNSEL_NOTICE, LetterKind.RELEASE_NOTICE})
_WORDS = {Verdict.DO.value: AnswerWord.YES, Verdict.DO_NOT.value: AnswerWord.NO}


def texts_of(opened: Opened) -> TextLibrary:
    """The texts of the letters: those of the place's own law first."""
    agency = opened.matter.agency or opened.desk.office.agency
    return TextLibrary.of(opened.desk.library.binding(agency))


def undecided(opened: Opened) -> list[Ask]:
    """The asks of which a letter would say that they are not decided."""
    return [ask for ask in opened.asked.asks if _word(opened, ask) is AnswerWord.NOT_DECIDED]


def letter_for(opened: Opened, kind: LetterKind, to: str, *, language: str, large: bool = False) -> Letter:
    """The letter.

    Raises:
        NoticesError: something that it needs is missing, or cannot be printed.
    """
    matter, asked, office = opened.matter, opened.asked, opened.desk.office
    zone = ZoneInfo(office.zone)
    with translation.override("en"):  # whatever the page's language is, the letter has its own
        requester = agency_opening(asked.requester)
    release = matter.release_due if kind in WITH_TIMES else None
    return Letter(
        kind=kind,
        language=language if kind in IN_THE_PERSONS_LANGUAGE else "en",
        office=Office(office.name, tuple(office.address[:MAX_ADDRESS_LINES]), office.telephone),
        reference=asked.number,
        dated=opened.at.astimezone(zone).date(),
        addressee=_addressee(opened, to, requester),
        person_name=matter.person.name,
        booking_number=matter.booking.number,
        requester=requester,
        asks=tuple(_line(opened, ask) for ask in asked.asks if _belongs(kind, ask)),
        release_due=release.astimezone(zone) if release else None,
        court_dates=_days_in_court(opened, zone) if kind is LetterKind.COUNSEL_NOTICE else (),
        received=asked.received_at.astimezone(zone),
        seal=history(opened).seal_code,
        large_print=large,
        request_text="" if asked.papers else asked.words,
    )


def _addressee(opened: Opened, to: str, requester: str) -> str:
    name = opened.matter.person.name
    if to == "agency":
        return requester
    if to == "counsel":
        known = [each.name for each in opened.matter.counsel if each.withdrawn_at is None]
        return known[0] if known else f"Counsel for {name}"
    return name


def _belongs(kind: LetterKind, ask: Ask) -> bool:
    """Whether a letter speaks of an ask: one about a release, or an interview, speaks of nothing else."""
    only = {LetterKind.RELEASE_NOTICE: Ask.NOTIFY_RELEASE, LetterKind.INTERVIEW_CONSENT: Ask.INTERVIEW}
    return kind not in only or ask is only[kind]


def _line(opened: Opened, ask: Ask) -> AskLine:
    decided, answer = opened.asked.decided[ask], opened.asked.answers.get(ask)
    citations = answer.citations if answer else decided.citations
    reason = decided.because.strip()
    return AskLine(
        ask=ask,
        answer=_word(opened, ask),
        citations=tuple(citations[:MAX_CITATIONS]),
        reason=reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 2]} …",
    )


def _word(opened: Opened, ask: Ask) -> AnswerWord:
    """Yes or no: as it was answered, or as it has to be answered."""
    answer = opened.asked.answers.get(ask)
    if answer:
        return AnswerWord.YES if answer.yes else AnswerWord.NO
    ground = ground_for(opened.matter, opened.asked, opened.asked.decided[ask])
    return _WORDS.get(ground.verdict, AnswerWord.NOT_DECIDED) if ground.source else AnswerWord.NOT_DECIDED


def _days_in_court(opened: Opened, zone: ZoneInfo) -> tuple[CourtDate, ...]:
    ahead: list[tuple[datetime, str]] = [
        (day.at, day.court) for day, _by_hand in court_dates(opened.matter) if day.at >= opened.at
    ]
    return tuple(CourtDate(at.astimezone(zone), court) for at, court in ahead[:MAX_COURT_DATES])
