"""Mail is read as people see it, whatever a stranger put into it; what is not read is named, and nothing is changed."""

import mailbox
import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.feeds.trails.mail_child import MAX_MESSAGE, MailReader
from comity.feeds.trails.mailboxes import Maildir, Mbox
from comity.feeds.trails.message import read_message
from comity.feeds.trails.pieces import MAX_BODY, Since, TrailError
from comity.sweep import Channel
from rooms.feeds.trails.conftest import letter

Put = Callable[..., Path]


def said(made: EmailMessage, longest: int = MAX_BODY) -> tuple[str, tuple[str, ...]]:
    found = read_message(bytes(made), longest)
    return found.body, found.left_out


def test_subject_and_words_are_read_with_sender_receivers_and_moment() -> None:
    made = letter(To="Desk <desk@harbor.example>, other@harbor.example", Cc="field@agency.example")
    found = read_message(bytes(made), MAX_BODY)
    assert found.body == "B-55102\nTold ICE that she is in court on Friday.\n"
    assert (found.sender, found.id, found.at) == ("clerk@harbor.example", "<1@x>", "2026-11-20T09:40:00-08:00")
    assert found.receivers == ("desk@harbor.example", "other@harbor.example", "field@agency.example")


def test_the_plain_text_is_read_where_there_is_one_and_the_words_of_html_where_there_is_not() -> None:
    both = letter("plain words")
    both.add_alternative("<p>marked words</p>", subtype="html")
    assert said(both)[0] == "B-55102\nplain words\n"
    alone = letter()
    alone.set_content("<style>p {}</style><p>ICE <b>called</b></p><script>x()</script><p>back", subtype="html")
    assert said(alone)[0].split() == ["B-55102", "ICE", "called", "back"]


def test_attachments_are_left_out_and_named() -> None:
    made = letter("see the scan")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="detainer.pdf")
    made.add_attachment("told ICE", filename="note.txt")
    body, left_out = said(made)
    assert left_out == ("attachment detainer.pdf", "attachment note.txt")
    assert "told ICE" not in body


def test_what_is_too_long_is_cut_and_that_is_said() -> None:
    body, left_out = said(letter("word " * 100), longest=50)
    assert len(body) == 50
    assert left_out == ("what follows the first 50 characters",)


@pytest.mark.parametrize(
    ("charset", "written"),
    [("iso-8859-1", "ma\xf1ana viene migraci\xf3n"), ("utf-8", "mañana — 明日"), ("windows-1252", "she’s here")],
)
def test_words_in_other_character_sets_are_read(charset: str, written: str) -> None:
    made = letter()
    made.set_content(written, charset=charset)
    assert said(made)[0].split("\n")[1] == written


def test_a_character_set_that_nobody_knows_loses_nothing_that_is_plain() -> None:
    raw = bytes(letter()).replace(b'charset="utf-8"', b'charset="x-none"')
    assert "Told ICE" in read_message(raw, MAX_BODY).body


@pytest.mark.parametrize("date", ["", "not a day", "Fri, 99 Nov 2026 09:40:00 -0800"])
def test_a_date_that_cannot_be_read_is_none(date: str) -> None:
    assert read_message(bytes(letter(Date=date or "x")), MAX_BODY).at == ""


@given(raw=st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_anything_but_be_read_or_refused(raw: bytes, reader: MailReader) -> None:
    try:
        found = reader.read(raw)
    except TrailError:
        return
    assert len(found.body) <= MAX_BODY


def test_a_message_that_takes_too_much_is_refused_and_the_next_is_read(reader: MailReader) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(3_000))
    with pytest.raises(TrailError):
        reader.read(b"Subject: deep\n" + nested)
    many = b"Subject: many\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500
    with pytest.raises(TrailError, match="more than 200 parts"):
        reader.read(many)
    with pytest.raises(TrailError, match="larger than 25 MB"):
        reader.read(b"x" * (MAX_MESSAGE + 1))
    assert "Told ICE" in reader.read(bytes(letter())).body


def test_a_child_that_was_ended_is_followed_by_another(reader: MailReader) -> None:
    reader.read(bytes(letter()))
    assert reader._child is not None
    os.kill(reader._child.pid, 9)
    with pytest.raises(TrailError, match="more memory or time"):
        reader.read(bytes(letter()))
    assert "Told ICE" in reader.read(bytes(letter())).body


def test_an_mbox_file_is_read_message_by_message_as_it_was_written(put: Put, reader: MailReader) -> None:
    path = put("old.mbox", b"")
    box = mailbox.mbox(path)
    bodies = ["first\n\nFrom here on it is a quotation\n", "second", "third\n\n\n"]
    for body in bodies:
        box.add(letter(body))
    box.close()
    before = path.read_bytes()
    pieces = list(Mbox("old", path, reader).pieces())
    texts = [each.take().text for each in pieces]
    assert [text.body.partition("\n")[2].strip() for text in texts] == [body.strip() for body in bodies]
    assert {text.channel for text in texts} == {Channel.MAIL}
    assert [each.where for each in pieces] == [f"old.mbox, message {number}" for number in (1, 2, 3)]
    assert path.read_bytes() == before
    with path.open("ab") as stream:
        stream.write(b"\nFrom clerk Fri Nov 20 09:40:00 2026\n" + bytes(letter("fourth")))
    again = [each.key for each in Mbox("old", path, reader).pieces()]
    assert again[:2] == [each.key for each in pieces[:2]]
    assert len(set(again)) == 4


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_mbox_file_has_no_messages(put: Put, reader: MailReader, content: bytes) -> None:
    assert list(Mbox("old", put("old.mbox", content), reader).pieces()) == []


def test_what_is_no_mbox_file_is_refused(put: Put, reader: MailReader) -> None:
    with pytest.raises(TrailError, match="no mbox file"):
        list(Mbox("old", put("old.mbox", b"Subject: x\n\nFrom here\n"), reader).pieces())
    with pytest.raises(TrailError, match="cannot be opened"):
        list(Mbox("old", Path("/nowhere/old.mbox"), reader).pieces())


def test_a_message_too_large_for_an_mbox_is_refused_and_its_neighbours_are_read(
    put: Put, reader: MailReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.feeds.trails import mailboxes

    monkeypatch.setattr(mailboxes, "MAX_MESSAGE", 5_000)
    start = b"From x Fri Nov 20 09:40:00 2026\n"
    letters = [letter("a"), letter("word " * 3_000), letter("c")]
    path = put("old.mbox", b"\n".join(start + bytes(each) for each in letters))
    first, second, third = Mbox("old", path, reader).pieces()
    assert "a" in first.take().text.body
    with pytest.raises(TrailError, match="too large"):
        second.take()
    assert "c" in third.take().text.body


def test_a_maildir_is_read_with_its_folders_and_a_message_that_moves_is_the_same(
    tmp_path: Path, reader: MailReader
) -> None:
    box = mailbox.Maildir(tmp_path / "mail")
    for number in range(3):
        box.add(letter(f"note {number}"))
    box.add_folder("Old").add(letter("from before", Date="x"))
    trail = Maildir("mail", tmp_path / "mail", reader)
    pieces = list(trail.pieces())
    assert trail.size() == len(pieces) == 4
    assert sorted(each.take().text.body.split()[1] for each in pieces) == ["from", "note", "note", "note"]
    for file in sorted((tmp_path / "mail" / "new").iterdir()):
        file.rename(tmp_path / "mail" / "cur" / f"{file.name}:2,S")
    assert {each.key for each in trail.pieces()} == {each.key for each in pieces}


def test_a_message_that_is_gone_when_it_is_read_is_told(tmp_path: Path, reader: MailReader) -> None:
    mailbox.Maildir(tmp_path / "mail").add(letter())
    (piece,) = Maildir("mail", tmp_path / "mail", reader).pieces()
    next((tmp_path / "mail" / "new").iterdir()).unlink()
    with pytest.raises(TrailError, match="cannot be opened"):
        piece.take()


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path, reader: MailReader) -> None:
    with pytest.raises(TrailError, match="no Maildir"):
        list(Maildir("mail", tmp_path, reader).pieces())


def _goes_on(trail: Mbox | Maildir) -> tuple[int, Since]:
    """How many messages a trail has now, and how far it is read after them."""
    pieces = list(trail.pieces())
    return len(pieces), Since(next((said for piece in reversed(pieces) if (said := piece.mark())), ""))


def _mailbox(*bodies: str) -> bytes:
    return b"".join(b"From clerk Fri Nov 20 09:40:00 2026\n" + bytes(letter(body)) + b"\n\n" for body in bodies)


def test_of_an_mbox_file_that_has_grown_only_what_is_new_is_read(put: Put, reader: MailReader) -> None:
    path = put("old.mbox", _mailbox("first", "second"))
    number, since = _goes_on(Mbox("old", path, reader))
    assert number == 2
    assert list(Mbox("old", path, reader).pieces(since)) == []
    with path.open("ab") as stream:
        stream.write(_mailbox("third"))
    (new,) = Mbox("old", path, reader).pieces(since)
    assert "third" in new.take().text.body
    assert new.key in {each.key for each in Mbox("old", path, reader).pieces()}


@pytest.mark.parametrize(
    "changed", [_mailbox("first"), _mailbox("other", "second"), _mailbox("first", "second")[:-2] + b"more of it\n"]
)
def test_an_mbox_file_that_is_another_now_is_read_whole(changed: bytes, put: Put, reader: MailReader) -> None:
    path = put("old.mbox", _mailbox("first", "second"))
    _, since = _goes_on(Mbox("old", path, reader))
    path.write_bytes(changed)
    whole = [each.key for each in Mbox("old", path, reader).pieces()]
    assert [each.key for each in Mbox("old", path, reader).pieces(since)] == whole


def test_a_folder_of_a_maildir_is_passed_over_once_it_was_still_for_a_whole_round(
    tmp_path: Path, reader: MailReader
) -> None:
    box = mailbox.Maildir(tmp_path / "mail")
    box.add(bytes(letter("first")))
    trail = Maildir("mail", tmp_path / "mail", reader)
    number, once = _goes_on(trail)
    assert number == 1
    (again,) = trail.pieces(once)
    still = Since(again.mark())
    assert list(trail.pieces(still)) == []
    box.add(bytes(letter("second")))
    assert len(list(trail.pieces(still))) == 2
