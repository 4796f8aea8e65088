"""A home is one folder: it keeps its secret, and says what the office is."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from comity.base import read_document
from comity.site.home import PROPOSAL, Home, HomeError, home_of, read_office

OFFICE: dict[str, object] = {
    "name": "Harbor County Jail",
    "agency": "us-ca/county-jail",
    "telephone": "555-0100",
    "address": ["1 Harbor Street", "Harbor"],
    "origin": "ledger.harbor.example/custody",
}


def test_everything_of_an_office_lies_in_its_home(tmp_path: Path) -> None:
    home = home_of({"COMITY_HOME": str(tmp_path / "home")})
    paths = [getattr(home, name) for name in dir(Home) if isinstance(getattr(Home, name, None), property)]
    assert len(paths) > 8
    assert all(path.parent == home.folder for path in paths)
    assert len(set(paths)) == len(paths)


def test_without_a_word_the_home_is_the_users_own() -> None:
    assert home_of({}).folder == Path("~/.local/share/comity").expanduser().resolve()


def test_a_home_inside_the_program_is_refused() -> None:
    import comity.site

    with pytest.raises(HomeError, match="inside the program"):
        home_of({"COMITY_HOME": str(Path(comity.site.__file__).parent / "home")})


def test_a_new_home_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.begin()
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert not home.demo_mark.exists()


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    secret = home.secret()
    assert len(secret) > 80
    assert home.secret() == secret
    assert Home(tmp_path).secret() == secret
    assert stat.S_IMODE(home.secret_file.stat().st_mode) == 0o600


def test_programs_that_start_at_once_for_the_first_time_have_one_secret_and_none_sees_half_of_it(
    tmp_path: Path,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            folder = tmp_path / str(number)
            folder.mkdir()
            started = Barrier(8)

            def start(folder: Path = folder, started: Barrier = started) -> str:
                started.wait()
                return Home(folder).secret()

            found = {each.result() for each in [pool.submit(start) for _ in range(8)]}
            assert len(found) == 1
            assert len(found.pop()) > 80
            assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_a_secret_of_which_nothing_was_written_is_refused_and_not_taken_for_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.secret_file.touch(mode=0o600)
    with pytest.raises(HomeError, match="nothing is in"):
        home.secret()


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.secret()
    home.secret_file.chmod(0o640)
    with pytest.raises(HomeError, match="can be read by others"):
        home.secret()


def test_the_time_zone_of_an_office_is_that_of_its_law() -> None:
    assert read_office(OFFICE).zone == "America/Los_Angeles"
    assert read_office({**OFFICE, "agency": "us-tx/sheriff"}).zone == "America/Chicago"


def test_an_address_is_one_line_or_several() -> None:
    assert read_office(OFFICE).address == ("1 Harbor Street", "Harbor")
    assert read_office({**OFFICE, "address": "1 Harbor Street"}).address == ("1 Harbor Street",)


def test_the_proposed_office_can_be_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.propose_office().read_text() == PROPOSAL
    office = home.office()
    assert str(office) == office.name == "Harbor County Jail"
    home.office_file.write_text(PROPOSAL.replace("Harbor County Jail", "Quay County Jail"))
    home.propose_office()
    assert home.office().name == "Quay County Jail"


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(HomeError, match="taken/home` cannot be made: not a directory"):
        Home(tmp_path / "taken" / "home").begin()


def test_a_home_without_an_office_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(HomeError) as refusal:
        Home(tmp_path).office()
    assert "comity begin" in refusal.value.help


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": None},
        {"telephone": 5550100},
        {"agency": "county-jail"},
        {"address": []},
        {"address": ["1 Harbor Street", ""]},
        {"origin": "a b"},
        {"languages": ["en", "tlh"]},
        {"languages": []},
        {"colour": "blue"},
    ],
    ids=str,
)
def test_an_office_that_is_not_well_described_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(HomeError):
        read_office({**OFFICE, **change})


def test_an_agency_that_no_pack_knows_is_refused() -> None:
    from comity.law import UnknownAgencyError

    with pytest.raises(UnknownAgencyError):
        read_office({**OFFICE, "agency": "us-ca/navy"})


def test_an_office_is_a_list_of_names_and_values() -> None:
    with pytest.raises(HomeError):
        read_office(read_document(b"- name: Harbor"))
