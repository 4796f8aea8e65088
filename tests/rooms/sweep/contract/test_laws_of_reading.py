"""What holds of every text, however it is typed."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.sweep import Channel, Contact, Reader, Text, rules_for, shipped_phrases

READER: Reader = rules_for(shipped_phrases())
AT = datetime(2017, 3, 15, 9, 40)
AGENCIES = st.sampled_from(
    ["ICE", "I.C.E.", "ICE ERO", "immigration", "CBP", "Border Patrol", "HSI", "FBI", "US Marshals"]
)
SAID = st.sampled_from([
    *("notified {}", "{} called", "awaiting {}", "released to {}", "{} hold", "told {} his court date"),
    *("faxed photo to {}", "awaiting {}"),
    *("ice pack, {} advised", "did not call {}", "No {} hold", "if {} calls", "mother asked about {}"),
    "{} here to see him",
])  # fmt: skip
OTHERS = st.sampled_from(["Meal given.", "Mother notified.", "Court called.", "Cell check ok.", "Property returned."])
PLAIN = (
    "called told notified hold detainer released to from waiting for call back agent officer he she court county "
    "parole wants asked sent fax photo picked up by nurse mother attorney police office notice price service"
)
WORDS_WITHOUT_AGENCY = st.lists(st.sampled_from(PLAIN.split(" ")), max_size=25).map(" ".join)


def read(body: str, id: str = "T") -> tuple[Contact, ...]:
    return READER.read(Text(Channel.NOTE, id, AT, body))


def shown(found: tuple[Contact, ...]) -> list[tuple[object, ...]]:
    return [(one.rule, one.act, one.way, one.agency) for one in found]


@st.composite
def notes(draw: st.DrawFn) -> str:
    said = draw(SAID).format(draw(AGENCIES))
    return " ".join([*draw(st.lists(OTHERS, max_size=2)), said + ".", *draw(st.lists(OTHERS, max_size=2))])


@given(notes())
def test_reading_is_the_same_in_capitals_and_in_small_letters(note: str) -> None:
    assert shown(read(note.upper())) == shown(read(note)) == shown(read(note.lower()))


@given(notes(), st.integers(2, 4))
def test_reading_is_the_same_with_more_spaces_between_words(note: str, spaces: int) -> None:
    assert shown(read(note.replace(" ", " " * spaces))) == shown(read(note))


@given(notes())
def test_the_words_of_a_contact_stand_where_it_says(note: str) -> None:
    for contact in read(note):
        for words in (contact.found, *contact.persons, *(when.found for when in contact.whens)):
            assert note[words.start : words.end] == words.words != ""


@given(
    st.sampled_from(["did not", "didn't", "never", "have not", "was told not to, so did not", "nobody", "no one"]),
    st.sampled_from(
        ["call", "notify", "notified", "tell", "told", "contact", "contacted", "inform", "email", "advise"]
    ),
    AGENCIES,
    OTHERS,
)
def test_what_is_denied_is_never_taken_for_telling(no: str, verb: str, agency: str, other: str) -> None:
    assert read(f"{no} {verb} {agency}. {other}") == ()
    assert read(f"{agency} {'was not' if verb.endswith('d') else 'not'} notified. {other}") == ()


@given(WORDS_WITHOUT_AGENCY)
def test_a_note_that_names_no_agency_and_no_form_shows_no_contact(note: str) -> None:
    assert read(note) == ()


@given(st.lists(notes(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_nothing(bodies: list[str], chance: object) -> None:
    texts = [(str(at), body) for at, body in enumerate(bodies)]
    mixed = list(texts)
    chance.shuffle(mixed)
    assert {key: read(body, key) for key, body in mixed} == {key: read(body, key) for key, body in texts}


@given(st.text(max_size=300), AGENCIES, st.text(max_size=50))
def test_any_text_is_read_without_an_error_and_as_it_is_explained(before: str, agency: str, after: str) -> None:
    text = Text(Channel.NOTE, "T", AT, f"{before} {agency} {after}")
    assert READER.read(text) == READER.explain(text).contacts
    for contact in READER.read(text):
        assert text.body[contact.found.start : contact.found.end] == contact.found.words


@given(notes(), notes())
def test_what_one_sentence_shows_does_not_depend_on_another_text(first: str, second: str) -> None:
    alone = READER.read(Text(Channel.NOTE, "T", AT, first))
    READER.read(Text(Channel.NOTE, "U", AT, second))
    assert READER.read(Text(Channel.NOTE, "T", AT, first)) == alone
