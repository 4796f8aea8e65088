"""An upload is read by a child process: it says the same, and it cannot take more than its share."""

import os
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from comity.feeds import UPLOADED, Feed, FeedError, Refusal, find_mapping, read_in_child, read_mapping
from comity.feeds.rows import child
from comity.feeds.rows.opening import sources

Write = Callable[..., Path]


def test_the_child_reads_what_the_parent_would_have_read(template: Feed, samples: Path) -> None:
    in_child = Feed(template.mapping, UPLOADED, open_rows=read_in_child)
    assert list(in_child.read(samples / "bookings.csv")) == list(template.read(samples / "bookings.csv"))


def test_the_child_reads_json_with_all_its_tables(samples: Path) -> None:
    mapping = find_mapping("niem-6")
    in_child = Feed(mapping, UPLOADED, open_rows=read_in_child)
    assert list(in_child.read(samples / "bookings.json")) == list(Feed(mapping).read(samples / "bookings.json"))


def test_rows_that_the_child_could_not_read_are_told_with_their_lines(template: Feed, samples: Path) -> None:
    refused: list[Refusal] = []
    in_child = Feed(template.mapping, UPLOADED, open_rows=read_in_child)
    list(in_child.read(samples / "bookings_cells_bad.csv", refused=refused.append))
    assert [(each.lines, each.message) for each in refused] == [((4,), "this row has 25 cells, and the header 23")]


def test_what_the_child_refuses_is_refused_in_its_words(template: Feed, samples: Path) -> None:
    in_child = Feed(template.mapping, UPLOADED, open_rows=read_in_child)
    with pytest.raises(FeedError, match="has a column `more` that the map does not speak of") as refused:
        list(in_child.read(samples / "bookings_extra_column_bad.csv"))
    assert "unused_columns" in refused.value.help


def test_an_upload_of_more_than_25_megabytes_is_not_even_opened(template: Feed, tmp_path: Path) -> None:
    with (tmp_path / "bookings.csv").open("wb") as stream:
        stream.truncate(25_000_001)
    with pytest.raises(FeedError, match="has 25 MB, more than 25"):
        list(Feed(template.mapping, UPLOADED, open_rows=read_in_child).read(tmp_path / "bookings.csv"))


def test_a_small_file_that_unfolds_to_a_large_one_ends_the_child_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "bookings.parquet"
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000, pa.int32()), ["A" * 1_000_000])  # four gigabytes
    parquet.write_table(pa.table({"number": pa.array(["B-1"] * 4_000), "name": cells}), path)
    assert path.stat().st_size < 100_000
    text = """\
source: harbor
title: A file that unfolds
zone: UTC
format: {kind: parquet}
tables:
  bookings: {file: "*", booking_key: number, input_columns: {number: text, name: text}}
person: {key: number, name: name}
booking: {number: number}
"""
    limits = replace(UPLOADED, memory_bytes=1_000_000_000)
    feed = Feed(read_mapping(text.encode()), limits, open_rows=read_in_child)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FeedError, match=r"took more memory or time|cannot be read"):
        list(feed.read(path, refused=lambda refusal: None))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_a_child_that_takes_too_long_is_ended(template: Feed, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr(child, "_COMMAND", (*child._COMMAND[:3], endless))
    with pytest.raises(FeedError, match="took more memory or time than an upload may"):
        list(Feed(template.mapping, UPLOADED, open_rows=read_in_child).read(samples / "bookings.csv"))


def test_a_child_that_says_nothing_is_not_waited_for(
    template: Feed, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_COMMAND", (*child._COMMAND[:3], "import time; time.sleep(600)"))
    limits = replace(UPLOADED, silence=1)
    with pytest.raises(FeedError, match="took more memory or time"):
        list(Feed(template.mapping, limits, open_rows=read_in_child).read(samples / "bookings.csv"))


@pytest.mark.parametrize(
    "said",
    [
        '{"rows": [[0, 1, ["only one"], "", ""]]}',
        '{"rows": [[7, 1, [], "x", ""]]}',
        '{"rows": [[0, "1", [], "x", ""]]}',
        '{"rows": [[0, 1, [1, 2], "", ""]]}',
        '{"rows": [5]}',
    ],
)
def test_what_comes_back_from_the_child_is_checked_again(
    template: Feed, samples: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(child, "_COMMAND", (*child._COMMAND[:3], f"print({said!r})"))
    with pytest.raises(FeedError, match="a row came back that is none"):
        list(Feed(template.mapping, UPLOADED, open_rows=read_in_child).read(samples / "bookings.csv"))


def test_the_child_has_limits_and_none_of_our_surroundings(
    template: Feed, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import json, os, resource, sys
from comity.feeds.limits import Limits
from comity.feeds.rows import child
child._limit(Limits(**json.loads(sys.stdin.buffer.readline())["limits"]))
names = ("AS", "CPU", "FSIZE", "CORE", "NOFILE")
said = [resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in names]
print(json.dumps({"error": [json.dumps(said), json.dumps(sorted(os.environ))]}))
"""
    monkeypatch.setenv("COMITY_SECRET_OF_OURS", "x")
    monkeypatch.setattr(child, "_COMMAND", (*child._COMMAND[:3], program))
    (source,) = sources(template.mapping, [samples / "bookings.csv"], UPLOADED)
    with pytest.raises(FeedError) as said:
        list(read_in_child(template.mapping, source, UPLOADED))
    assert said.value.message == f"[{UPLOADED.memory_bytes}, {UPLOADED.seconds}, 0, 0, 64]"
    assert "COMITY_SECRET_OF_OURS" in os.environ
    assert "COMITY" not in said.value.help


def _children() -> set[str]:
    """The processes that this one has begun, finished ones that nobody has waited for among them."""
    tasks = Path("/proc/self/task").iterdir()
    return {child for task in tasks for child in (task / "children").read_text().split()}


def test_no_child_is_left_behind_when_reading_stops_early(template: Feed, samples: Path) -> None:
    (source,) = sources(template.mapping, [samples / "bookings.csv"], UPLOADED)
    before = _children()
    rows = read_in_child(template.mapping, source, UPLOADED)
    assert next(rows).line == 2
    assert _children() - before
    rows.close()  # type: ignore[attr-defined]
    assert _children() <= before
