"""What the gate knew of a contact: all of it, a part, or nothing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.facts import Ask
from comity.sweep import Act, Agency, Contact, Knowledge, Known, KnownKind, Way, Words, match

AT = datetime(2017, 3, 15, 9, 40)
HOUR = timedelta(hours=1)


def contact(act: Act, way: Way = Way.TO_THEM, agency: Agency = Agency.ICE) -> Contact:
    return Contact("note", "N-1", AT, act, way, agency, Words(0, 3, "ICE"), "rule", "it is said")


def request(agency: str = "ice", *asks: Ask, at: datetime = AT - HOUR, until: datetime | None = None) -> Known:
    return Known(KnownKind.REQUEST, "R-1", agency, at, until, frozenset(asks or {Ask.HOLD}))


def test_a_note_of_a_call_that_nothing_explains_was_not_known() -> None:
    assert match(contact(Act.TALKED), []).knowledge is Knowledge.DID_NOT_KNOW


def test_a_detainer_whose_request_is_on_record_was_known() -> None:
    found = match(contact(Act.ASKED, Way.FROM_THEM), [request()])
    assert (found.knowledge, found.by) == (Knowledge.KNEW, ("R-1",))


def test_that_they_were_told_is_known_only_in_part_where_only_their_request_is_on_record() -> None:
    found = match(contact(Act.TOLD), [request()])
    assert found.knowledge is Knowledge.KNEW_PART
    assert "that it was told anything" in found.why


def test_that_they_were_told_is_known_where_the_disclosure_is_on_record() -> None:
    disclosure = Known(KnownKind.DISCLOSURE, "D-1", "ice_ero", AT + HOUR)
    assert match(contact(Act.TOLD), [request(), disclosure]).by == ("D-1",)


@pytest.mark.parametrize(
    ("act", "kind", "asks"),
    [
        (Act.AGREED, KnownKind.ANSWERED_YES, {Ask.HOLD}),
        (Act.WILL_CALL, KnownKind.ANSWERED_YES, {Ask.NOTIFY_RELEASE}),
        (Act.HANDED_OVER, KnownKind.TRANSFER, set()),
        (Act.LOOKED_UP, KnownKind.DISCLOSURE, set()),
        (Act.SENT, KnownKind.DISCLOSURE, set()),
        (Act.CAME, KnownKind.REQUEST, {Ask.INTERVIEW}),
        (Act.CAME, KnownKind.VISIT, {Ask.FACILITY_ACCESS}),
    ],
)
def test_each_act_is_explained_by_its_own_record_and_not_by_a_request_alone(
    act: Act, kind: KnownKind, asks: set[Ask]
) -> None:
    assert match(contact(act), [request()]).knowledge is Knowledge.KNEW_PART
    record = Known(kind, "K-1", "ice", AT, None, frozenset(asks))
    assert match(contact(act), [request(), record]).by == ("K-1",)


def test_a_refusal_explains_no_agreement() -> None:
    refused = Known(KnownKind.ANSWERED_NO, "A-1", "ice", AT)
    assert match(contact(Act.AGREED), [refused]).knowledge is Knowledge.KNEW_PART


@pytest.mark.parametrize(
    ("agency", "recorded", "same"),
    [
        (Agency.ICE, "ice_ero", True),
        (Agency.ICE_ERO, "ice", True),
        (Agency.ICE_ERO, "ice_hsi", False),
        (Agency.ICE, "cbp", False),
        (Agency.IMMIGRATION, "cbp", True),
        (Agency.IMMIGRATION, "usms", False),
        (Agency.FBI, "other_federal", True),
        (Agency.USMS, "usms", True),
        (Agency.USMS, "other_local", False),
    ],
)
def test_a_record_counts_only_if_the_agency_may_be_the_same(agency: Agency, recorded: str, same: bool) -> None:
    found = match(contact(Act.ASKED, Way.FROM_THEM, agency), [request(recorded)])
    assert (found.knowledge is Knowledge.KNEW) is same


def test_a_request_that_is_still_open_explains_a_later_call_and_a_closed_one_does_not() -> None:
    old = AT - timedelta(days=40)
    assert match(contact(Act.TALKED), [request(at=old)]).knowledge is Knowledge.KNEW
    assert match(contact(Act.TALKED), [request(at=old, until=old + HOUR)]).knowledge is Knowledge.DID_NOT_KNOW


def test_a_request_that_came_weeks_after_the_call_does_not_explain_it() -> None:
    assert match(contact(Act.TALKED), [request(at=AT + timedelta(days=20))]).knowledge is Knowledge.DID_NOT_KNOW


_KNOWN = st.builds(
    Known,
    st.sampled_from(KnownKind),
    st.uuids().map(str),
    st.sampled_from(["ice", "ice_ero", "cbp", "usms", "other_federal", "other_local"]),
    st.datetimes(AT - timedelta(days=9), AT + timedelta(days=9)),
    st.none(),
    st.frozensets(st.sampled_from(Ask), max_size=3),
)
_ORDER = (Knowledge.DID_NOT_KNOW, Knowledge.KNEW_PART, Knowledge.KNEW)


@given(st.sampled_from(Act), st.sampled_from(Way), st.sampled_from(Agency), st.lists(_KNOWN, max_size=5), _KNOWN)
def test_more_on_record_never_makes_the_gate_know_less_and_order_changes_nothing(
    act: Act, way: Way, agency: Agency, records: list[Known], one: Known
) -> None:
    said = contact(act, way, agency)
    less, more = match(said, records), match(said, [*records, one])
    assert _ORDER.index(more.knowledge) >= _ORDER.index(less.knowledge)
    assert match(said, records[::-1]) == less
    assert set(less.by) <= {record.id for record in records}
    assert bool(less.by) is (less.knowledge is not Knowledge.DID_NOT_KNOW)
