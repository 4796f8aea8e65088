"""What a machine says of its desk is read strictly, and what would endanger people is refused at the start."""

from pathlib import Path

import pytest

from comity.site import surroundings as said
from comity.site.home import Home
from comity.site.surroundings import SurroundingsError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.mark.parametrize("host", ["desk.harbor.example", "10.1.2.3", "0.0.0.0", "127.0.0.1.harbor.example", "[::]"])
def test_a_demonstration_is_refused_on_a_host_that_others_can_reach(host: str, home: Home) -> None:
    with pytest.raises(SurroundingsError, match="anyone could sign in"):
        said.demo({"COMITY_DEMO": "1", "COMITY_HOSTS": f"localhost, {host}"}, home)


@pytest.mark.parametrize("more", [{"COMITY_HTTPS": "1"}, {"COMITY_PROXIES": "1"}], ids=str)
def test_a_demonstration_is_refused_behind_a_proxy(more: dict[str, str], home: Home) -> None:
    with pytest.raises(SurroundingsError, match="proxy"):
        said.demo({"COMITY_DEMO": "1", **more}, home)


def test_a_demonstration_is_refused_in_the_home_of_real_people(home: Home) -> None:
    home.begin()
    home.database.touch()
    with pytest.raises(SurroundingsError, match="not begun for a demonstration"):
        said.demo({"COMITY_DEMO": "1"}, home)


@pytest.mark.parametrize("hosts", ["", "localhost", "127.0.0.1,[::1]", "127.9.9.9"])
def test_a_demonstration_on_this_machine_in_a_home_of_its_own_is_taken(hosts: str, home: Home) -> None:
    given = {"COMITY_DEMO": "1", "COMITY_HOSTS": hosts}
    assert said.demo(given, home)
    home.begin(demo=True)
    assert said.demo(given, home)
    assert not said.demo({"COMITY_HOSTS": "desk.harbor.example"}, home)


@pytest.mark.parametrize("word", ["yes", "true", "2", " 1"])
def test_a_switch_that_says_neither_one_nor_nought_is_refused(word: str) -> None:
    with pytest.raises(SurroundingsError):
        said.is_on({"COMITY_DEMO": word}, "COMITY_DEMO")


def test_without_a_word_only_this_machine_is_served() -> None:
    assert said.hosts({}) == ["127.0.0.1", "localhost"]


@pytest.mark.parametrize("hosts", ["*", ".harbor.example", "localhost,*.harbor.example"])
def test_a_host_that_stands_for_many_is_refused(hosts: str) -> None:
    with pytest.raises(SurroundingsError):
        said.hosts({"COMITY_HOSTS": hosts})


def test_a_desk_that_others_can_reach_is_served_by_https_or_not_at_all() -> None:
    with pytest.raises(SurroundingsError, match="without https"):
        said.refuse_plain_text({"COMITY_HOSTS": "desk.harbor.example"})
    said.refuse_plain_text({"COMITY_HOSTS": "desk.harbor.example", "COMITY_HTTPS": "1"})
    said.refuse_plain_text({})


def test_sqlite_waits_its_turn_and_writes_through_to_the_disk(home: Home) -> None:
    made = said.database({}, home)
    options = made["OPTIONS"]
    assert made["NAME"] == home.database
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    said_first = {line.strip() for line in options["init_command"].split(";")}
    assert {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"} <= said_first


def test_one_setting_makes_it_postgresql(home: Home) -> None:
    made = said.database(
        {"COMITY_DATABASE": "postgresql://desk:p%40ss@db.example:5433/comity?sslmode=verify-full"}, home
    )
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("desk", "p@ss", "db.example", 5433)
    assert (made["NAME"], made["OPTIONS"]) == ("comity", {"sslmode": "verify-full"})


def test_a_socket_is_named_in_the_query(home: Home) -> None:
    made = said.database({"COMITY_DATABASE": "postgresql://postgres:@/desk?host=/run/pg"}, home)
    assert (made["HOST"], made["NAME"], made["OPTIONS"]) == ("/run/pg", "desk", {})


def test_an_address_of_a_database_may_lie_in_a_file_and_not_in_the_surroundings(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "address"
    path.write_text("postgresql://desk@db.example/comity\n")
    assert said.database({"COMITY_DATABASE_FILE": str(path)}, home)["HOST"] == "db.example"


def test_another_kind_of_database_is_refused(home: Home) -> None:
    with pytest.raises(SurroundingsError):
        said.database({"COMITY_DATABASE": "mysql://desk@db.example/comity"}, home)


def test_mail_goes_to_the_server_that_is_named(home: Home) -> None:
    made = said.mail({"COMITY_SMTP": "smtp+starttls://desk:s%3Acret@mail.example"}, home)
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"], made["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("desk", "s:cret")


def test_without_a_server_mail_waits_in_the_home(home: Home) -> None:
    assert said.mail({}, home)["EMAIL_FILE_PATH"] == home.mail


def test_what_is_no_mail_server_is_refused(home: Home) -> None:
    with pytest.raises(SurroundingsError):
        said.mail({"COMITY_SMTP": "https://mail.example"}, home)


CITY = {
    "COMITY_OIDC_URL": "https://login.city.example/realms/staff",
    "COMITY_OIDC_CLIENT": "comity",
    "COMITY_OIDC_SECRET": "shh",
    "COMITY_OIDC_NAME": "Harbor City",
}


def test_the_citys_own_sign_in_is_named_by_the_surroundings() -> None:
    made = said.identity_provider(CITY)
    assert made is not None
    assert (made["name"], made["client_id"], made["secret"]) == ("Harbor City", "comity", "shh")
    assert said.identity_provider({}) is None
    assert said.form_targets(CITY) == ["https://login.city.example"]


@pytest.mark.parametrize("without", ["COMITY_OIDC_URL", "COMITY_OIDC_CLIENT", "COMITY_OIDC_SECRET"])
def test_a_sign_in_that_is_named_in_part_is_refused(without: str) -> None:
    with pytest.raises(SurroundingsError):
        said.identity_provider({name: value for name, value in CITY.items() if name != without})


def test_a_sign_in_without_https_is_refused() -> None:
    with pytest.raises(SurroundingsError):
        said.identity_provider({**CITY, "COMITY_OIDC_URL": "http://login.city.example"})
