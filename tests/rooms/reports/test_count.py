"""Counting reads the public codes of an entry and nothing else, and skips nothing that it does not know."""

import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger import Audience, Kind, event_leaf, record_leaf
from comity.reports import Codes, ReportError, added, codes_in, counted

CODE = st.from_regex(r"[a-z0-9]([a-z0-9_./-]{0,20}[a-z0-9])?", fullmatch=True)
KINDS = st.sampled_from([Kind.REQUEST, Kind.ANSWER, Kind.CUSTODY, Kind.NOTE, Kind.SETUP])
DAYS = st.dates(date(2016, 1, 1), date(2031, 12, 31))
LEAVES = st.builds(
    lambda kind, day, decision, basis, org, many, audiences: (
        event_leaf(
            kind,
            day,
            tags=[bytes([number]) * 32 for number in range(many)],
            commitments={audience: bytes(32) for audience in audiences},
            decision=decision,
            basis=basis,
            org=org,
        ).content
    ),
    KINDS,
    DAYS,
    st.none() | CODE,
    st.none() | CODE,
    st.none() | CODE,
    st.sampled_from([1, 2, 4, 8]),
    st.sets(st.sampled_from(Audience)),
)


@given(st.lists(LEAVES, max_size=30))
def test_what_is_counted_is_what_a_reader_of_json_finds(leaves: list[bytes]) -> None:
    read = [json.loads(leaf) for leaf in leaves]
    wanted = Counter(Codes(*(each.get(key, "") for key in ("at", "basis", "decision", "kind", "org"))) for each in read)
    assert counted(leaves) == wanted


@given(st.lists(LEAVES, max_size=20), st.lists(LEAVES, max_size=20))
def test_counts_of_two_parts_add_up_to_the_whole(first: list[bytes], second: list[bytes]) -> None:
    assert added(counted(first), counted(second)) == counted([*first, *second])


def test_entries_about_the_log_itself_are_passed_over() -> None:
    about = record_leaf(Kind.INDEX, date(2026, 11, 22), size=3, root="ab" * 32).content
    assert counted([about]) == {}
    assert codes_in(about) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"no", b'{"at":"2026-11-22","kind":"answer","v":1}'])
def test_what_is_no_entry_is_refused_and_not_passed_over(content: bytes) -> None:
    with pytest.raises(ReportError, match="cannot be counted"):
        counted([content])
