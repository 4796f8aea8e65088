"""Logs are read line by line by a map; what is not as the map says is refused with its line, and the rest is read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.feeds import MappingError
from comity.feeds.trails.logs import Log, read_log_map
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.pieces import TrailError
from comity.feeds.trails.sources import read_sources
from comity.sweep import Agency, Channel
from rooms.feeds.trails.conftest import LOG_HEADER, LOG_MAP

Put = Callable[..., Path]
CALL = "2026-11-20T09:40,555-0100,555-0177,B-55102,told them Friday,40\n"


def log(put: Put, lines: str, log_map: str = LOG_MAP) -> Log:
    return Log("telephone", [put("calls.csv", LOG_HEADER + lines)], read_log_map(put("calls.yaml", log_map)))


def test_a_call_is_read_with_its_moment_numbers_booking_and_remark(put: Put) -> None:
    trail = log(put, CALL)
    (piece,) = trail.pieces()
    text = piece.take().text
    assert (text.channel, text.body, text.booking) == (Channel.CALL, "told them Friday", "B-55102")
    assert (text.sender, text.receivers) == ("555-0100", ("555-0177",))
    assert text.at == datetime(2026, 11, 20, 17, 40, tzinfo=UTC)
    assert piece.where == "calls.csv, line 2"


def test_the_same_line_twice_is_two_calls_and_a_longer_file_begins_with_the_same_ones(put: Put) -> None:
    before = [each.key for each in log(put, CALL + CALL).pieces()]
    assert len(set(before)) == 2
    after = [each.key for each in log(put, CALL + CALL + CALL.replace("Friday", "Monday")).pieces()]
    assert after[:2] == before
    assert len(set(after)) == 3


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("yesterday,555-0100,555-0177,,told them,40\n", "which is not a moment"),
        (",555-0100,555-0177,,told them,40\n", "is empty"),
        ("2026-11-20T09:40,555-0100,told them\n", "3 cells, and the header 6"),
        ("2026-11-20T09:40,555-0100,555-0177,,told\x07 them,40\n", "no text has"),
    ],
)
def test_a_line_that_is_not_as_the_map_says_is_refused_and_the_next_is_read(put: Put, line: str, says: str) -> None:
    wrong, right = log(put, line + CALL).pieces()
    assert wrong.where == "calls.csv, line 2"
    with pytest.raises(TrailError, match=says):
        wrong.take()
    assert right.take().text.body == "told them Friday"


def test_a_file_with_other_columns_is_refused_whole(put: Put) -> None:
    trail = Log("telephone", [put("calls.csv", "Started,From\n")], read_log_map(put("calls.yaml", LOG_MAP)))
    with pytest.raises(TrailError, match="has no column"):
        list(trail.pieces())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("channel: call", "channel: mail", "no channel of a log"),
        ("at: Started", "at: Remark", "is no moment"),
        ("at: Started", "at: Ended", "is no column"),
        ("booking: Booking\n", "", "declared and not used"),
        ("body: [Remark]", "body: [Remarks]", "`Remarks` is no column"),
        ("zone: America/Los_Angeles", "zone: Mars/Harbor", "is no zone"),
        ("body: [Remark]", "words: [Remark]", "no key of a map of a log"),
        ("{kind: csv}", "{kind: parquet}", "a log is CSV"),
    ],
)
def test_a_map_that_is_not_well_written_is_refused(put: Put, old: str, new: str, says: str) -> None:
    assert old in LOG_MAP
    with pytest.raises(MappingError, match=says) as refused:
        read_log_map(put("calls.yaml", LOG_MAP.replace(old, new)))
    assert refused.value.message.startswith("calls.yaml: ")


def test_what_operators_are_shown_is_well_written(put: Put, reader: MailReader) -> None:
    page = (Path(__file__).resolve().parents[4] / "docs" / "for" / "operators.md").read_text()
    shown = dict(re.findall(r"```yaml (sweep|log)\n(.*?)```", page, re.DOTALL))
    put("calls.yaml", shown["log"])
    found = read_sources(put("sweep.yaml", shown["sweep"]), reader)
    assert [each.channel.value for each in found.trails] == ["mail", "mail", "call", "mail"]


SOURCES = """\
sources:
- {name: jail mail, kind: maildir, path: mail}
- {name: archive, kind: mbox, path: archive.mbox}
- {name: telephone, kind: log, files: "*.csv", map: calls.yaml}
- {name: front desk, kind: imap, host: 127.0.0.1, port: 1143, user: sweep, password_file: secret, encryption: none}
addresses: {ice: ["@ice.example", 555-017-7000]}
"""


def test_every_kind_of_source_is_named_in_one_file(put: Put, reader: MailReader) -> None:
    put("calls.yaml", LOG_MAP)
    put("one.csv", LOG_HEADER + CALL)
    put("two.csv", LOG_HEADER)
    found = read_sources(put("sweep.yaml", SOURCES), reader)
    assert [each.name for each in found.trails] == ["jail mail", "archive", "telephone", "front desk"]
    assert [each.channel.value for each in found.trails] == ["mail", "mail", "call", "mail"]
    assert found.addresses == {"ice.example": Agency.ICE, "555-017-7000": Agency.ICE}
    assert len(list(found.trails[2].pieces())) == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: mbox", "kind: pigeon", "no kind of source"),
        ("name: archive", "name: jail mail", "two sources are called"),
        ("name: archive", "name: notes", "cannot be the name"),
        ("path: archive.mbox", "paths: archive.mbox", "no key of"),
        ("{ice: [", "{mars: [", "no agency that the sweep knows"),
        ("encryption: none", "encryption: rot13", "is no encryption"),
        ("host: 127.0.0.1", "host: mail.harbor.example", "password in clear"),
        ("sources:", "source:", "no key of the file"),
        ("port: 1143", "port: many", "no number from 1 up"),
    ],
)
def test_a_file_of_sources_that_is_not_well_written_is_refused(
    put: Put, reader: MailReader, old: str, new: str, says: str
) -> None:
    put("calls.yaml", LOG_MAP)
    with pytest.raises((MappingError, TrailError), match=says):
        read_sources(put("sweep.yaml", SOURCES.replace(old, new, 1)), reader)
