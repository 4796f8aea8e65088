"""What the sweep found about nobody: unreadable where it stood once it is given to a person, gone with that person."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from comity.gate import NotFoundError, NotNowError, commands
from comity.gate.findings.commands import JoinFinding, OpenFinding, ProposeFinding, RaiseFinding, SetFindingApart
from comity.ledger import Audience
from comity.matters import ErasureError, KeyUnavailableError, State, reconcile
from comity.store.models import Erasure, Finding, FindingTag, Reading
from comity.store.oversight.sweep_book import DjangoSweepBook
from comity.store.rebuild import check, rebuild
from contract.desk import INSPECTOR, SUPERVISOR, SYSTEM, Clock
from rooms.gate.test_findings import SEEN
from rooms.store.test_erasing import City, _faults, _found_in_files

WORDS = "Told ICE where Zebedee Vanishing sleeps"
ABOUT = replace(SEEN, excerpt=WORDS, named=("Zebedee Vanishing",))


@pytest.fixture
def city(opened: Any, durable: None, clock: Clock, tmp_path: Path) -> City:
    return City(opened, clock, tmp_path)


def found(city: City, name: str = "s1", lot: str = "") -> str:
    return city.desk.do(RaiseFinding(replace(ABOUT, id=name), lot), SYSTEM).matter.handle


def go_on(city: City) -> None:
    city.seal()
    city.erasing.resume(city.records)


def test_two_findings_about_nobody_have_two_keys_and_raising_one_again_makes_none(city: City) -> None:
    one, other = found(city), found(city, "s2")
    assert one != other
    assert found(city) == one
    keys = city.matters.keys
    assert keys.key(one).secret != keys.key(other).secret
    assert {row.matter_id for row in Finding.objects.filter(is_about_nobody=True)} == {one, other}


def test_where_a_finding_stood_nothing_can_be_read_once_it_stands_with_its_person(city: City) -> None:
    lot, handle, before = found(city), city.vanishing(), _faults()
    DjangoSweepBook(city.records).tags.enter({(lot, "s1"): ABOUT.named})
    city.desk.do(OpenFinding(lot, "s1"), INSPECTOR)
    place = city.matters.histories(None, [lot])[lot][1][0].place
    city.desk.do(JoinFinding(handle, lot, "s1"), SUPERVISOR)
    assert [(row.matter_id, row.is_about_nobody) for row in Finding.objects.all()] == [(handle, False)]
    assert [(row.matter_id, row.page) for row in Reading.objects.filter(by=INSPECTOR.name)] == [(handle, "finding s1")]
    assert not FindingTag.objects.exists()
    with pytest.raises(NotFoundError):
        city.records.matters([lot])
    go_on(city)
    go_on(city)
    assert city.matters.keys.row(lot).state is State.ERASED
    city.desk.clock.later(days=1)
    go_on(city)
    with pytest.raises(KeyUnavailableError):
        city.matters.read(place, Audience.OVERSIGHT)
    assert city.desk.matter(handle).findings["s1"].seen.excerpt == WORDS
    assert not Erasure.objects.exists()
    assert list(check(city.records)) == []
    assert rebuild(city.records) > 0
    assert list(check(city.records)) == []
    assert reconcile(city.matters).clean
    assert _faults() == before


def test_no_certificate_is_given_of_what_no_court_has_ordered(city: City) -> None:
    lot, handle = found(city), city.vanishing()
    city.desk.do(JoinFinding(handle, lot, "s1"), SUPERVISOR)
    city.erasing.resume(city.records)
    assert Erasure.objects.get().is_given
    with pytest.raises(ErasureError):
        city.erasing.certificate(lot)


def test_when_the_person_is_erased_the_words_go_as_well_and_the_certificate_says_so(city: City) -> None:
    lot, handle = found(city), city.vanishing()
    city.desk.do(JoinFinding(handle, lot, "s1"), SUPERVISOR)
    city.erase(handle)
    go_on(city)
    text = city.erasing.certificate(handle)
    assert "Findings of the sweep in the record, whose words nobody can read any more: 1." in text
    assert "stay readable there" not in text
    assert not Finding.objects.exists()
    assert _found_in_files([WORDS, "Zebedee"]) == set()
    assert reconcile(city.matters).clean
    assert city.erasing.hand_out(handle) == text


def test_of_words_that_also_stand_in_a_lot_of_before_the_certificate_says_that_they_stay(city: City) -> None:
    many, handle = city.records.refusals(), city.vanishing()  # a lot of many, as an older program made them
    for name in ("s1", "s2"):
        assert found(city, name, many) == many
    city.desk.do(JoinFinding(handle, many, "s1"), SUPERVISOR)
    own = found(city, "s3")
    city.desk.do(JoinFinding(handle, own, "s3"), SUPERVISOR)
    city.erase(handle)
    go_on(city)
    text = city.erasing.certificate(handle)
    assert "nobody can read any more: 2." in text
    assert "Of these, 1 were found before each finding about nobody had a key of its own" in text
    assert list(city.desk.matter(many).findings) == ["s2"]
    assert city.desk.matter(many).findings["s2"].seen.excerpt == WORDS
    assert list(check(city.records)) == []


def test_of_a_record_without_findings_the_certificate_says_nothing_of_any(city: City) -> None:
    handle = city.vanishing()
    city.erase(handle)
    go_on(city)
    text = city.erasing.certificate(handle)
    assert "Findings of the sweep in the record" not in text
    assert "nobody gave to this person stay with the office" in text


def test_nobody_is_erased_before_somebody_has_said_whether_the_words_are_about_them(city: City) -> None:
    lot, handle = found(city), city.vanishing()
    city.desk.do(ProposeFinding(lot, "s1", handle, "name"), SYSTEM)
    with pytest.raises(NotNowError, match="nobody has said yet"):
        city.erase(handle)
    city.desk.do(SetFindingApart(lot, "s1", handle, "Another of that name."), SUPERVISOR)
    city.desk.do(commands.ApproveErasure(handle), SUPERVISOR)
    go_on(city)
    assert city.desk.matter(lot).findings["s1"].seen.excerpt == WORDS


def test_a_court_that_seals_the_record_has_the_key_of_the_words(city: City) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    court, lot, handle = X25519PrivateKey.generate(), found(city), city.vanishing()
    city.desk.do(JoinFinding(handle, lot, "s1"), SUPERVISOR)
    city.seal_for(court, handle)
    assert not Finding.objects.exists()
    city.sealing.resume(city.records)
    city.open_again(court, handle)
    assert city.desk.matter(handle).findings["s1"].seen.excerpt == WORDS
    assert Finding.objects.get().matter_id == handle
