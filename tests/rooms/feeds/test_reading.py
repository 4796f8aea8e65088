"""Reading files: what a cell may be, what a row may be, and where it stood."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.feeds import Booked, CellError, Feed, FeedError, Limits, Refusal, RowError, find_mapping, read_mapping
from comity.feeds.columns import reader
from comity.feeds.mapping import Column

Write = Callable[..., Path]


def read(feed: Feed, *paths: Path) -> tuple[list[Booked], list[Refusal]]:
    """What is read and what is refused."""
    refused: list[Refusal] = []
    return list(feed.read(*paths, refused=refused.append)), refused


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (Column("c", "text"), "  Ana  ", "Ana"),
        (Column("c", "text"), "=1+1", "=1+1"),  # nobody computes anything
        (Column("c", "text"), "e\u0301", "\u00e9"),
        (Column("c", "text"), "   ", None),
        (Column("c", "whole"), "007", 7),
        (Column("c", "date"), "1980-01-31", date(1980, 1, 31)),
        (Column("c", "date", format="%m/%d/%Y"), "1/31/1980", date(1980, 1, 31)),
        (Column("c", "date"), "", None),
        (
            Column("c", "moment", zone="America/New_York"),
            "2026-07-01T08:00",
            datetime(2026, 7, 1, 12, 0, tzinfo=UTC),
        ),
        (Column("c", "moment", zone="UTC"), "2026-07-01 08:00:30.5", datetime(2026, 7, 1, 8, 0, 30, tzinfo=UTC)),
        (Column("c", "moment", zone="UTC"), "2026-07-01T08:00-07:00", datetime(2026, 7, 1, 15, 0, tzinfo=UTC)),
        # the hour that a clock shows twice is the first one
        (
            Column("c", "moment", zone="America/New_York"),
            "2026-11-01T01:30",
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        ),
        (Column("c", "yes_no", yes=("Y", "Yes"), no=("N",)), "yes", True),
        (Column("c", "yes_no", yes=("Y",), no=("N",)), "n", False),
    ],
)
def test_a_cell_is_read_as_its_column_says(column: Column, raw: str, value: object) -> None:
    assert reader(column)(raw) == value


@pytest.mark.parametrize(
    ("column", "raw", "message"),
    [
        (Column("c", "text", longest=3), "four", "has 4 characters, more than 3"),
        (Column("c", "text"), "a\x00b", r"a character that no text has \(U\+0000, at place 2\)"),
        (Column("c", "text"), "nice\u202etxt", r"U\+202E"),
        (Column("c", "text"), "half\udce9", r"a letter that is not written in the encoding of the map \(at place 5\)"),
        (Column("c", "whole"), "1.0", "`1.0`, which is not a whole number"),
        (Column("c", "whole"), "9" * 30, "not a whole number"),
        (Column("c", "date"), "31/12/1980", "not a day written as 2026-03-15"),
        (Column("c", "date"), "19800131", "not a day"),
        (Column("c", "date"), "1980-02-30", "not a day"),
        (Column("c", "date"), "0980-01-31", "not a day from 1800 to 2200"),
        (Column("c", "moment", zone="UTC"), "2026-07-01", "not a moment written as"),
        (Column("c", "yes_no"), "maybe", "takes neither for yes nor for no"),
    ],
)
def test_a_cell_that_is_something_else_is_refused(column: Column, raw: str, message: str) -> None:
    with pytest.raises(CellError, match=message):
        reader(column)(raw)


@given(st.text(), st.sampled_from(["text", "whole", "date", "moment", "yes_no"]))
def test_any_text_at_all_is_a_value_or_refused(raw: str, kind: str) -> None:
    kinds = {"text": str, "whole": int, "date": date, "moment": datetime, "yes_no": bool}
    with suppress(CellError):
        value = reader(Column("c", kind, zone="UTC"))(raw)
        assert value is None or type(value) is kinds[kind]


def test_a_row_that_cannot_be_used_is_told_with_its_line(feed: Feed, write: Write) -> None:
    found, refused = read(feed, write({}, {"number": "B-2", "born": "soon"}, {"number": "B-3"}))
    assert [each.key for each in found] == ["B-1", "B-3"]
    assert [(each.where, each.column) for each in refused] == [("line 3", "born")]


def test_without_anybody_to_tell_the_first_bad_row_ends_the_reading(feed: Feed, write: Write) -> None:
    with pytest.raises(RowError, match="line 2: `born` says `soon`"):
        list(feed.read(write({"born": "soon"})))


def test_lines_are_counted_as_an_editor_counts_them(feed: Feed, write: Write) -> None:
    found, refused = read(feed, write({"note": "two\nlines"}, {"number": "B-2", "grade": "Z"}))
    assert found[0].booking.notes == ("two\nlines",)
    assert [each.where for each in refused] == ["line 4"]


def test_a_code_that_the_map_does_not_name_says_what_to_add(feed: Feed, write: Write) -> None:
    _, (refusal,) = read(feed, write({"grade": "X9"}))
    assert (refusal.column, refusal.code) == ("grade", "X9")
    assert refusal.help == "Add `X9` to `codes` of `grade` in the map, with its meaning or `unmapped`."


def test_rows_that_contradict_each_other_are_refused_together(feed: Feed, write: Write) -> None:
    found, (refusal,) = read(feed, write({}, {"born": "1981-01-31"}))
    assert found == []
    assert (refusal.lines, refusal.column) == ((2, 3), "born")


def test_a_row_with_too_many_or_too_few_cells_takes_its_booking_along(feed: Feed, write: Write, tmp_path: Path) -> None:
    lines = write({}, {"offence": "PC 484"}, {"number": "B-2"}).read_text().splitlines()
    (tmp_path / "bookings.csv").write_text("\n".join([*lines[:2], lines[2] + ",more", lines[3]]) + "\n")
    found, (refusal,) = read(feed, tmp_path / "bookings.csv")
    assert [each.key for each in found] == ["B-2"]
    assert (refusal.lines, refusal.message) == ((3,), "this row has 14 cells, and the header 13")


def test_a_row_without_a_key_is_refused_alone(feed: Feed, write: Write) -> None:
    found, (refusal,) = read(feed, write({"number": " "}, {}))
    assert [each.key for each in found] == ["B-1"]
    assert (refusal.where, refusal.message) == ("line 2", "`number` is empty")


def test_a_key_that_is_no_key_is_refused(feed: Feed, write: Write) -> None:
    _, (refusal,) = read(feed, write({"number": "9" * 201}))
    assert refusal.message == "`number` is longer than a key"


def test_what_belongs_to_a_charge_without_an_offence_is_refused(feed: Feed, write: Write) -> None:
    _, (refusal,) = read(feed, write({"offence": "", "grade": "F"}))
    assert refusal.message == "the `offence` is empty, and what goes with it is not"


def test_a_booking_without_a_charge_is_a_booking(feed: Feed, write: Write) -> None:
    (found,), refused = read(feed, write({"offence": ""}))
    assert (found.booking.charges, refused) == ((), [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("race", "race,extra", "has a column `extra` that the map does not speak of"),
        ("born,", "", "has no column `born`, which the map declares"),
        ("born,", "born,born,", "has the column `born` twice"),
        ("number,", '"number,', "the first line of `bookings.csv` cannot be read"),
    ],
)
def test_a_file_with_other_columns_is_refused_whole(feed: Feed, write: Write, old: str, new: str, message: str) -> None:
    file = write({})
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(FeedError, match=message):
        read(feed, file)


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")])
def test_a_file_whose_columns_another_sign_sets_apart_is_told_so(
    feed: Feed, write: Write, sign: str, name: str
) -> None:
    file = write({})
    file.write_text(file.read_text().replace(",", sign))
    with pytest.raises(FeedError, match=rf"the columns of `bookings.csv` are set apart by {name}") as refused:
        read(feed, file)
    assert "`delimiter`" in refused.value.help


def test_a_file_without_anything_is_refused(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "bookings.csv").write_text("")
    with pytest.raises(FeedError, match="is empty"):
        read(feed, tmp_path / "bookings.csv")


def test_a_file_of_another_name_is_none_of_the_map(feed: Feed, write: Write) -> None:
    with pytest.raises(FeedError, match=r"`bookings.txt` is no file of this map"):
        read(feed, write({}, name="bookings.txt"))


def test_large_and_small_letters_in_the_name_of_a_file_are_alike(feed: Feed, write: Write) -> None:
    assert len(read(feed, write({}, name="BOOKINGS.CSV"))[0]) == 1


def test_a_file_that_is_not_there_is_refused(feed: Feed, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"`bookings.csv` is not there"):
        read(feed, tmp_path / "bookings.csv")


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(file_bytes=100), "has 0 MB, more than"),
        (Limits(rows=2), "has more than 2 rows"),
        (Limits(line=40), "has a line of more than 40 characters"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(feed: Feed, write: Write, limits: Limits, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read(Feed(feed.mapping, limits), write({}, {"number": "B-2"}, {"number": "B-3"}))


def test_a_cell_and_a_booking_beyond_a_limit_are_refused_alone(feed: Feed, write: Write) -> None:
    limits = Limits(cell=100, rows_of_booking=2)
    file = write({}, {"number": "B-2", "note": "x" * 200}, *({"number": "B-3"} for _ in range(3)))
    found, refused = read(Feed(feed.mapping, limits), file)
    assert [each.key for each in found] == ["B-1"]
    assert [each.message for each in refused] == [
        "this row cannot be read: field larger than field limit (100)",
        "this booking has more than 2 rows",
    ]


def test_semicolons_other_encodings_and_files_without_a_header_are_read(small: str, tmp_path: Path) -> None:
    columns = "number, person, was, name, born, booked, due, released, offence, grade, court, note, race"
    kind = f'{{kind: csv, delimiter: ";", encoding: windows-1252, header: [{columns}]}}'
    feed = Feed(read_mapping(small.replace("{kind: csv}", kind).encode()))
    (tmp_path / "bookings.csv").write_bytes("B-1;P-1;;Zo\u00eb Invented;;;;;PC 1;F;;;\r\n".encode("cp1252"))
    (found,), refused = read(feed, tmp_path / "bookings.csv")
    assert (found.person.name, refused) == ("Zo\u00eb Invented", [])


def test_a_file_that_begins_with_a_mark_of_its_byte_order_is_read(feed: Feed, write: Write) -> None:
    file = write({})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert [each.key for each in read(feed, file)[0]] == ["B-1"]


def test_the_order_of_columns_says_nothing(feed: Feed, write: Write, tmp_path: Path) -> None:
    file = write({"grade": "F"})
    turned = ["\t".join(reversed(line.split(","))).replace("\t", ",") for line in file.read_text().splitlines()]
    (before,), _ = read(feed, file)
    file.write_text("\n".join(turned) + "\n")
    assert read(feed, file) == ([before], [])


def test_a_template_without_a_language_writes_english_letters(template: Feed, samples: Path) -> None:
    found, refused = read(template, samples / "bookings.csv")
    assert (len(found), refused) == (40, [])
    assert {each.person.language for each in found} == {"en", "es", "vi"}


def test_a_language_that_is_no_tag_is_refused(template: Feed, samples: Path, tmp_path: Path) -> None:
    text = (samples / "bookings.csv").read_text().replace(",es,", ",Spanish,")
    (tmp_path / "bookings.csv").write_text(text)
    _, refused = read(template, tmp_path / "bookings.csv")
    message = "`PersonLanguage` says `Spanish`, which is no language tag, such as `es` or `zh-Hans`"
    assert {each.message for each in refused} == {message}


def test_convictions_that_a_source_knows_of_are_never_all(template: Feed, samples: Path) -> None:
    found, _ = read(template, samples / "bookings.csv")
    said = [each.booking.convictions for each in found if each.booking.convictions is not None]
    assert said[0] == {
        "known": [{"offence": "PC 459", "grade": "felony", "date": "2015-06-01"}],
        "complete": False,
    }
    assert any(each.booking.convictions is None for each in found)


def test_a_source_that_knows_every_conviction_says_when_there_is_none(samples: Path) -> None:
    mapping = replace(find_mapping("comity-csv"), all_convictions=True)
    found, _ = read(Feed(mapping), samples / "bookings.csv")
    assert {"known": [], "complete": True} in [each.booking.convictions for each in found]
