"""What a matter held can be given to another: its own key goes without a court's order, and every proof still holds."""

from typing import Any

import pytest

from comity.ledger import Audience, Kind
from comity.matters import Chain, ErasureError, ErasureStep, KeyUnavailableError, Wanted, make_bundle, reconcile, replay
from comity.matters.key_store import TABLES as KEYS
from comity.matters.log import read_signs
from comity.matters.payloads import TABLES as PAYLOADS
from comity_verify import verify
from rooms.matters.test_bundle import lived, verified
from rooms.matters.test_erasure import Fuse, Killed, die


def gone(city: Any, handle: str) -> None:
    city.eraser.request_given(handle, city.day)
    city.eraser.run(handle)
    city.index_and_publish()
    assert city.eraser.run(handle) is ErasureStep.SCRUBBED


def test_the_verifier_finds_the_log_whole_and_a_bundle_of_before_true_after_the_key_went(city: Any) -> None:
    handle, other = lived(city), lived(city)
    tag_key = city.keys.key(handle).tag_key()
    city.index_and_publish()
    before = make_bundle([Wanted(handle, tag_key)], city.index, city.log)
    gone(city, handle)
    city.index_and_publish()
    verified(city, before)
    for matter, key in ((handle, tag_key), (other, city.keys.key(other).tag_key())):
        verified(city, make_bundle([Wanted(matter, key)], city.index, city.log))
    folder = city.site.folder / "public"
    city.days_later(2)
    city.real_log.export(folder, city.now)
    report = verify.check_folder(folder, verify.read_policy(city.policy_text), city.now, None, False)
    assert any("index leaves are right" in line for line in report.proved)
    assert reconcile(city.matters).clean


def test_nothing_of_it_can_be_read_and_its_last_leaf_says_that_it_was_given(city: Any) -> None:
    handle = lived(city)
    place = city.matters.payloads.events(handle, Chain.OPEN)[0].place
    tag_key = city.keys.key(handle).tag_key()
    gone(city, handle)
    with pytest.raises(KeyUnavailableError):
        city.matters.read(place, Audience.COUNSEL)
    row = city.keys.row(handle)
    signs = read_signs(city.log.leaf(row.leaf_index).content)
    assert signs.kind is Kind.ERASURE
    assert b'"given"' in city.log.leaf(row.leaf_index).content
    assert tag_key
    assert replay(city.matters) == ()


def test_of_that_there_is_no_certificate_and_nothing_of_it_is_kept_when_it_is_over(city: Any) -> None:
    handle = lived(city)
    gone(city, handle)
    with pytest.raises(ErasureError, match="no court has ordered"):
        city.eraser.certificate(handle)
    city.eraser.forget_given(handle)
    assert city.keys.erasures() == []
    assert reconcile(city.matters).clean


class Counting:
    """Passes calls on to a database, and notes which tables it is told to rewrite."""

    def __init__(self, inner: Any, rewritten: list[tuple[str, ...]]) -> None:
        self._inner, self._rewritten = inner, rewritten

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def scrub(self, *tables: str) -> None:
        self._rewritten.append(tables)
        self._inner.scrub(*tables)


def test_many_erasures_rewrite_the_files_once_and_what_is_patient_waits_for_another(site: Any, start: Any) -> None:
    rewritten: list[tuple[str, ...]] = []
    city = start(site, wrapped=lambda name, part: part if name == "log" else Counting(part, rewritten))
    handles = [lived(city) for _ in range(3)]
    for handle in handles:
        city.eraser.request_given(handle, city.day)
    assert city.eraser.run_many(handles) == []
    assert rewritten == []
    city.index_and_publish()
    assert city.eraser.run_many(handles, handles) == []
    assert rewritten == [KEYS]
    assert {row.step for row in city.keys.erasures()} == {ErasureStep.DELETED}
    last = lived(city)
    city.eraser.request(last, "Superior Court, order 17-204", ("Officer Able", "Officer Baker"), city.day)
    city.eraser.run(last)
    city.index_and_publish()
    assert city.eraser.run_many([*handles, last], handles) == []
    assert rewritten == [KEYS, KEYS, PAYLOADS]
    assert {row.step for row in city.keys.erasures()} == {ErasureStep.SCRUBBED}
    assert city.eraser.certificate(last).order == "Superior Court, order 17-204"
    assert reconcile(city.matters).clean


def test_of_what_waited_the_keys_are_rewritten_again_since_an_older_program_did_not_at_once(
    site: Any, start: Any
) -> None:
    rewritten: list[tuple[str, ...]] = []
    city = start(site, wrapped=lambda name, part: part if name == "log" else Counting(part, rewritten))
    handle = lived(city)
    city.eraser.request_given(handle, city.day)
    city.eraser.run(handle)
    city.index_and_publish()
    city.eraser.run_many([handle], [handle])
    city.eraser.run(handle)
    assert rewritten == [KEYS, KEYS, PAYLOADS]


def test_an_erasure_that_fails_stops_no_other(city: Any) -> None:
    handle = lived(city)
    city.eraser.request_given(handle, city.day)
    faults = city.eraser.run_many(["0" * 32, handle])
    assert [type(fault) for fault in faults] == [ErasureError]
    assert city.keys.erasure(handle).step is ErasureStep.LOGGED


@pytest.mark.parametrize("new_site", ["sqlite", "sqlite-apart"], indirect=True)
def test_erasures_cut_short_together_at_any_moment_are_all_complete_in_the_end(new_site: Any, start: Any) -> None:
    at, was_cut = 0, True
    while was_cut:
        at, was_cut = at + 1, False
        fuse, site = Fuse(at, die), new_site(again=True)
        city = start(site, wrapped=fuse.around)
        handles = [lived(city) for _ in range(2)]
        for handle in handles:
            city.eraser.request_given(handle, city.day)
        city.eraser.run_all()
        city.index_and_publish()
        fuse.armed = True
        try:
            city.eraser.run_all()
        except Killed:
            was_cut = True
        fuse.armed = False
        city.close()
        city = start(site)
        assert city.eraser.run_all() == dict.fromkeys(handles, ErasureStep.SCRUBBED)
        assert not city.payloads.known() & {*handles}
        assert reconcile(city.matters).clean
        city.close()
    assert at > 20
