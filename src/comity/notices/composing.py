"""Puts the values of a letter into its texts: the words of each part, in order, for paper and for the screen alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from comity.facts import Ask
from comity.notices.errors import TextError
from comity.notices.frame import Frame
from comity.notices.letter import AskLine, CourtDate, Letter, LetterKind
from comity.notices.library import ENGLISH, TextLibrary
from comity.notices.texts import PLACE, Block, Condition, Form, LetterText

_WITH_COPY = frozenset({LetterKind.REQUEST_COPY, LetterKind.COUNSEL_NOTICE})


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its values; for an ask: what was asked, the answer, the law and the reason."""

    label: str
    values: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    reason: str = ""
    english: str = ""  # the same label for the staff, under that of another language


@dataclass(frozen=True, slots=True)
class Passage:
    """One block with its words filled in."""

    form: Form
    words: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A whole letter in one language."""

    frame: Frame
    reviewer: str | None  # of the words of the letter and of those around it
    title: str
    dated: str
    draft: tuple[str, ...]  # empty once a reviewer is named; else in its own language, then in English
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...]
    note: str = ""


def compose(letter: Letter, texts: TextLibrary) -> tuple[Part, ...]:
    """The letter in its language, then in English unless that is the same.

    Raises:
        TextError: a text is missing, or is not written as it should be.
    """
    language = texts.language(letter.language)
    english = _part(letter, texts, ENGLISH)
    if language == ENGLISH:
        return (english,)
    below = replace(english, note=english.frame.same_letter, passages=tuple(_unsigned(english.passages)))
    return _with_english_labels(_part(letter, texts, language), english), below


def copied(letter: Letter) -> str:
    """The request in its own words, where the letter carries a copy."""
    return letter.request_text if letter.kind in _WITH_COPY else ""


def _unsigned(passages: tuple[Passage, ...]) -> Iterator[Passage]:
    """The passages of a second part, in which nothing is to be signed or ticked."""
    for passage in passages:
        if passage.form is Form.CHOICES:
            yield replace(passage, form=Form.POINTS)
        elif passage.form is not Form.SIGNATURES:
            yield passage


def _with_english_labels(part: Part, english: Part) -> Part:
    """The part with the English words under each place for a signature."""
    passages = tuple(
        replace(own, rows=tuple(replace(a, english=b.label) for a, b in zip(own.rows, other.rows, strict=True)))
        if own.form is Form.SIGNATURES
        else own
        for own, other in zip(part.passages, english.passages, strict=True)
    )
    return replace(part, passages=passages)


def _part(letter: Letter, texts: TextLibrary, language: str) -> Part:
    frame, text = texts.frame(language), texts.text(language, letter.kind)
    values, stands = _values(letter, frame), _conditions(letter)
    passages = [
        _passage(block, letter, frame, text, values)
        for block in text.body
        if block.condition is None or block.condition in stands
    ]
    reviewers = dict.fromkeys(name for name in (text.reviewer, frame.reviewer) if name)
    reviewer = " · ".join(reviewers) if text.reviewer and frame.reviewer else None
    drafts = (frame.draft,) if language == ENGLISH else (frame.draft, texts.frame(ENGLISH).draft_translation)
    return Part(
        frame=frame,
        reviewer=reviewer,
        title=_filled(text.title, values),
        dated=values["dated"],
        draft=() if reviewer else drafts,
        rows=tuple(_references(letter, frame, values)),
        passages=tuple(passage for passage in passages if passage.words or passage.rows),
    )


def _values(letter: Letter, frame: Frame) -> Mapping[str, str]:
    values = {
        "requester": letter.requester,
        "person": letter.person_name,
        "booking": letter.booking_number,
        "reference": letter.reference,
        "received": frame.dates.moment_words(letter.received),
        "dated": frame.dates.day_words(letter.dated),
        "office": letter.office.name,
        "telephone": letter.office.telephone,
    }
    if letter.release_due is not None:
        values["release_due"] = frame.dates.moment_words(letter.release_due)
    return values


def _conditions(letter: Letter) -> frozenset[Condition]:
    return frozenset(
        {
            Condition.REQUEST_TEXT if copied(letter) else Condition.NO_REQUEST_TEXT,
            Condition.NO_RELEASE_DUE if letter.release_due is None else Condition.RELEASE_DUE,
            Condition.COURT_DATES if letter.court_dates else Condition.NO_COURT_DATES,
        }
    )


def _references(letter: Letter, frame: Frame, values: Mapping[str, str]) -> Iterator[Row]:
    """To whom and about what; the answer to an agency gives it no number of a booking."""
    yield Row(frame.labels["to"], (letter.addressee,))
    if letter.addressee != letter.person_name:
        yield Row(frame.labels["person"], (letter.person_name,))
    yield Row(frame.labels["request"], (letter.reference,))
    if letter.kind is not LetterKind.AGENCY_ANSWER:
        yield Row(frame.labels["booking"], (letter.booking_number,))
    yield Row(frame.labels["received"], (values["received"],))


def _passage(block: Block, letter: Letter, frame: Frame, text: LetterText, values: Mapping[str, str]) -> Passage:
    words = tuple(_filled(sentence, values) for sentence in block.words)
    match block.form:
        case Form.ASKS:
            counsel = letter.kind is LetterKind.COUNSEL_NOTICE
            return Passage(block.form, words, tuple(_ask_row(line, text, values, counsel) for line in letter.asks))
        case Form.TIMES:
            return Passage(block.form, (), tuple(_time_rows(dict(zip(block.names, words, strict=True)), letter, frame)))
        case Form.SIGNATURES:
            return Passage(block.form, (), tuple(Row(label) for label in words))
    return Passage(block.form, words)


def _ask_row(line: AskLine, text: LetterText, values: Mapping[str, str], counsel: bool) -> Row:
    asked, answer = _filled(text.asks[line.ask], values), _filled(text.answers[line.answer], values)
    law = tuple(_unbroken(citation) for citation in line.citations)
    return Row(asked, (answer,), law, line.reason if counsel else "")


def _time_rows(labels: Mapping[str, str], letter: Letter, frame: Frame) -> Iterator[Row]:
    """The times that a letter tells, each under its label; what is not known has no row."""
    if "release" in labels and letter.release_due is not None:
        yield Row(labels["release"], (frame.dates.moment_words(letter.release_due),))
    if "court" in labels and letter.court_dates:
        yield Row(labels["court"], tuple(_court_words(one, frame) for one in letter.court_dates))
    law = [cited for line in letter.asks if line.ask is Ask.NOTIFY_RELEASE for cited in line.citations]
    if "law" in labels and law:
        yield Row(labels["law"], law=tuple(_unbroken(citation) for citation in dict.fromkeys(law)))


def _court_words(one: CourtDate, frame: Frame) -> str:
    moment = frame.dates.moment_words(one.at)
    return f"{moment}, {one.court}" if one.court else moment


def _unbroken(citation: str) -> str:
    return citation.replace("§ ", "§\u00a0").replace("§§ ", "§§\u00a0")


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its values, each put in once: a value that looks like a place stays as it is."""
    missing = sorted(set(PLACE.findall(sentence)) - values.keys())
    if missing:
        raise TextError(f"this letter has no `{missing[0]}`", help="Put the sentence under `if: release_due`.")
    return PLACE.sub(lambda match: values[match[1]], sentence)
