"""Whatever a name or an address holds is printed as it is and commands nothing."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.facts import Ask
from comity.notices import AnswerWord, AskLine, LetterKind, NoticesError, Office, plain_text, render

MARKUP = [
    "#panic(1)",
    "$x^2$",
    "@label",
    "<label>",
    "a\\b \\u{41}",
    "[content]",
    "*bold* _slanted_",
    "`raw`",
    "= Heading",
    "- dash -- --- ~",
    "// comment /* and */ more",
    "\"quoted\" 'quoted'",
    "{requester} {page} {pages} {person}",
    "https://example.org/#x",
    '#read("letter.typ")',
    "</text>&amp;%0A",
    "\\",
]
WRITING = st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=["Cc", "Cf", "Zs"])
EVEN = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("words", MARKUP)
def test_markup_in_any_field_is_printed_as_it_is(write: Any, words_of: Any, words: str) -> None:
    letter = write(
        LetterKind.COUNSEL_NOTICE,
        person_name=f"One {words}",
        addressee=f"Two {words}",
        requester=f"Three {words}",
        reference=f"Four {words}",
        booking_number=f"Five {words}",
        seal=f"Six {words}",
        office=Office(f"Seven {words}", (f"Eight {words}",), f"Nine {words}"),
        asks=(AskLine(Ask.HOLD, AnswerWord.NO, (f"Ten {words}",), f"Eleven {words}"),),
        request_text=f"Twelve {words}",
    )
    printed, said = words_of(render(letter)), bare(plain_text(letter))
    for count in ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"):
        assert bare(f"{count} {words}") in printed, count
        assert bare(f"{count} {words}") in said, count


def test_line_breaks_become_spaces_in_a_value_of_one_line_and_stay_in_the_request(write: Any) -> None:
    letter = write(person_name="Elena\n#x\r\n\tRojas ", addressee="A\u2028B", request_text="one\n\n  two\r\nthree")
    assert (letter.person_name, letter.addressee) == ("Elena #x Rojas", "A B")
    assert letter.request_text == "one\n\n  two\nthree"
    assert "one\n\n  two\nthree" in plain_text(letter)


@EVEN
@given(name=st.text(WRITING, min_size=1, max_size=60), street=st.text(WRITING, min_size=1, max_size=60))
def test_any_text_in_the_fonts_is_read_back_as_it_was_written(
    write: Any, words_of: Any, name: str, street: str
) -> None:
    import unicodedata

    letter = write(person_name=name, addressee=street, office=Office("Jail", (street,), "1"), request_text=name)
    printed = words_of(render(letter))
    assert bare(unicodedata.normalize("NFC", name)) in printed
    assert bare(unicodedata.normalize("NFC", street)) in printed


@EVEN
@given(text=st.text(max_size=80))
def test_any_text_at_all_is_printed_or_refused_in_plain_words(write: Any, text: str) -> None:
    try:
        start = render(write(person_name=f"A {text}", request_text=text)).pdf[:5].decode()
    except NoticesError as refused:
        start = refused.help
    assert start == "%PDF-" or start.endswith(".")


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\ufeff", "\x00", "\x1b", "\ue000", "\ud800", "\u0378"])
def test_what_cannot_be_seen_or_turns_the_reading_around_is_refused(write: Any, character: str) -> None:
    for field in ({"person_name": f"A{character}B"}, {"request_text": f"A{character}B"}):
        with pytest.raises(NoticesError, match=f"U\\+{ord(character):04X}"):
            write(**field)
