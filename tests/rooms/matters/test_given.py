"""What a matter held can be given to another: its own key goes without a court's order, and every proof still holds."""

from typing import Any

import pytest

from comity.ledger import Audience, Kind
from comity.matters import Chain, ErasureError, ErasureStep, KeyUnavailableError, Wanted, make_bundle, reconcile, replay
from comity.matters.log import read_signs
from comity_verify import verify
from rooms.matters.test_bundle import lived, verified


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
    city.eraser.forget(handle)
    assert city.keys.erasures() == []
    assert reconcile(city.matters).clean
