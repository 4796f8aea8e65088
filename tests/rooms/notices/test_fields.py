"""A letter that lacks what its kind needs, or holds too much, is refused when it is made."""

from datetime import datetime
from typing import Any

import pytest

from comity.facts import Ask
from comity.notices import AnswerWord, AskLine, CourtDate, LetterKind, NoticesError, Office

ONE = (AskLine(Ask.HOLD, AnswerWord.NO),)


@pytest.mark.parametrize(
    ("kind", "field", "named"),
    [
        (LetterKind.REQUEST_COPY, {"asks": ()}, "asks"),
        (LetterKind.COUNSEL_NOTICE, {"asks": ()}, "asks"),
        (LetterKind.AGENCY_ANSWER, {"asks": ()}, "asks"),
        (LetterKind.RELEASE_NOTICE, {"release_due": None}, "release_due"),
        (LetterKind.REQUEST_COPY, {"booking_number": " "}, "booking_number"),
        (LetterKind.REQUEST_COPY, {"person_name": ""}, "person_name"),
        (LetterKind.REQUEST_COPY, {"addressee": "\n"}, "addressee"),
        (LetterKind.REQUEST_COPY, {"requester": ""}, "requester"),
        (LetterKind.REQUEST_COPY, {"reference": ""}, "reference"),
        (LetterKind.AGENCY_ANSWER, {"language": "es"}, "English"),
        (LetterKind.REQUEST_COPY, {"language": "../es"}, "language"),
        (LetterKind.REQUEST_COPY, {"language": ""}, "language"),
        (LetterKind.REQUEST_COPY, {"dated": datetime(2026, 11, 20, 8)}, "day"),
    ],
)
def test_a_field_that_the_kind_needs_is_asked_for(
    write: Any, kind: LetterKind, field: dict[str, Any], named: str
) -> None:
    with pytest.raises(NoticesError, match=named) as refused:
        write(kind, **field)
    assert refused.value.help.endswith(".")


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (LetterKind.INTERVIEW_CONSENT, {"asks": (), "release_due": None, "court_dates": ()}),
        (LetterKind.RELEASE_NOTICE, {"asks": ()}),
        (LetterKind.AGENCY_ANSWER, {"booking_number": "", "release_due": None, "seal": ""}),
        (LetterKind.COUNSEL_NOTICE, {"release_due": None, "court_dates": (), "seal": ""}),
    ],
)
def test_what_a_kind_does_not_need_may_be_left_out(write: Any, kind: LetterKind, field: dict[str, Any]) -> None:
    from comity.notices import render

    assert render(write(kind, **field)).pages >= 1


@pytest.mark.parametrize(
    "field",
    [
        {"person_name": "x" * 201},
        {"addressee": "x" * 201},
        {"requester": "x" * 201},
        {"reference": "x" * 61},
        {"booking_number": "x" * 61},
        {"seal": "x" * 61},
        {"asks": ONE * 21},
        {"asks": list(ONE)},
        {"court_dates": (CourtDate(datetime(2026, 12, 1, 9)),) * 13},
        {"request_text": "x" * 20_001},
    ],
    ids=lambda field: next(iter(field)),
)
def test_what_is_too_long_is_refused(write: Any, field: dict[str, Any]) -> None:
    with pytest.raises(NoticesError):
        write(**field)


def test_the_parts_of_a_letter_are_bounded_as_well() -> None:
    for make in (
        lambda: Office("", (), "1"),
        lambda: Office("Jail", (), ""),
        lambda: Office("Jail", ("x",) * 7, "1"),
        lambda: Office("Jail", ("x" * 201,), "1"),
        lambda: AskLine(Ask.HOLD, AnswerWord.NO, ("x",) * 11),
        lambda: AskLine(Ask.HOLD, AnswerWord.NO, ("x" * 201,)),
        lambda: AskLine(Ask.HOLD, AnswerWord.NO, (), "x" * 1_001),
        lambda: CourtDate(datetime(2026, 12, 1, 9), "x" * 201),
    ):
        with pytest.raises(NoticesError):
            make()


def test_the_longest_letter_can_be_set_and_nothing_of_it_is_lost(write: Any, words_of: Any) -> None:
    from comity.notices import render

    asks = tuple(
        AskLine(Ask.HOLD, AnswerWord.NO, tuple(f"§ {number}.{cite} " + "lex " * 45 for cite in range(10)), "why " * 249)
        for number in range(20)
    )
    sheet = render(
        write(
            LetterKind.COUNSEL_NOTICE,
            "es",
            asks=asks,
            court_dates=(CourtDate(datetime(2026, 12, 1, 9), "Court " * 33),) * 12,
            request_text="word " * 4_000,
            person_name="Name " * 40,
            large_print=True,
        )
    )
    printed = words_of(sheet)
    assert all(printed.count(f"§{number}.{cite}lex") == 2 for number in range(20) for cite in range(10))
    assert printed.count("why") == 20 * 249 * 2
    assert printed.count("word") >= 4_000
