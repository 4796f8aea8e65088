"""The administrator says who may come in; each change is recorded."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
CHANGES: list[tuple[Any, str, str]] = []
GIVEN = {"full_name": "Bo Reed", "user_name": "b-reed", "address": "b.reed@harbor.example", "roles": ["desk", "legal"]}


def record(by: Any, what: str, value: str) -> None:
    CHANGES.append((by, what, value))


@pytest.fixture(autouse=True)
def recorded(settings: Any) -> None:
    settings.COMITY_RECORD_CHANGE = f"{__name__}.record"
    CHANGES.clear()


@pytest.fixture
def administrator(signed_in: Make) -> Any:
    return signed_in("administrator", name="t.wharf")


@pytest.mark.parametrize("role", ["desk", "legal", "supervisor", "counsel", "inspector", "policy"])
def test_nobody_else_sees_who_has_an_account(role: str, signed_in: Make) -> None:
    client = signed_in(role)
    for page in ("/account/people/", "/account/people/invite/", f"/account/people/account/{role}-1/"):
        assert client.get(page).status_code == 403
        assert client.post(page, GIVEN).status_code == 403


def test_somebody_is_invited_by_mail(administrator: Any, mailoutbox: list[Any]) -> None:
    page = administrator.post("/account/people/invite/", GIVEN)
    link = re.search(r"http://\S+/account/password/reset/key/[^<\s]+", page.text)
    assert link
    assert link[0] in mailoutbox[0].body
    assert mailoutbox[0].to == ["b.reed@harbor.example"]
    assert [(by.name, what, value) for by, what, value in CHANGES] == [("t.wharf", "roles", "b-reed: desk, legal")]
    assert "Bo Reed" in administrator.get("/account/people/").text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"roles": []}, 400),
        ({"roles": ["system"]}, 400),
        ({"address": "nowhere"}, 400),
        ({"user_name": "b reed"}, 400),
        ({"user_name": "b.reed"}, 200),
        ({"full_name": ""}, 400),
    ],
    ids=str,
)
def test_an_invitation_is_complete_or_not_sent(
    change: dict[str, Any], status: int, administrator: Any, mailoutbox: list[Any]
) -> None:
    assert administrator.post("/account/people/invite/", {**GIVEN, **change}).status_code == status
    assert len(mailoutbox) == (status == 200)


def test_a_name_or_an_address_is_given_once(administrator: Any) -> None:
    administrator.post("/account/people/invite/", GIVEN)
    for change in ({"address": "other@harbor.example", "user_name": "B-REED"}, {"user_name": "other"}):
        answer = administrator.post("/account/people/invite/", {**GIVEN, **change})
        assert answer.status_code == 409
        assert "There is an account" in answer.text


def test_who_loses_a_role_is_signed_out(administrator: Any, signed_in: Make) -> None:
    clerk = signed_in("desk", name="c-moss")
    administrator.post("/account/people/account/c-moss/", {"act": "roles", "roles": ["desk", "inspector"]})
    assert clerk.get("/account/role/").status_code == 200
    administrator.post("/account/people/account/c-moss/", {"act": "roles", "roles": ["inspector"]})
    assert clerk.get("/account/role/").status_code == 302
    assert [value for _, _, value in CHANGES] == ["c-moss: desk, inspector", "c-moss: inspector"]


def test_a_lost_second_step_is_taken_away_and_must_be_set_up_anew(administrator: Any, signed_in: Make) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from desk_for_tests import PASSWORD, enter

    clerk = signed_in("desk", name="c-moss")
    user = get_user_model().objects.get(username="c-moss")
    user.set_password(PASSWORD)
    user.save()
    administrator.post("/account/people/account/c-moss/", {"act": "forget"})
    assert clerk.get("/account/role/").status_code == 302
    client = Client()
    enter(client, "c-moss")
    assert client.get("/account/role/").headers["Location"] == "/account/2fa/"


def test_an_ended_account_signs_nobody_in_and_is_listed_no_more(administrator: Any, signed_in: Make) -> None:
    clerk = signed_in("desk", name="c-moss")
    assert "c-moss" in administrator.get("/account/people/").text
    administrator.post("/account/people/account/c-moss/", {"act": "close"})
    assert clerk.get("/account/role/").headers["Location"].startswith("/account/login/")
    assert "c-moss</a>" not in administrator.get("/account/people/").text
    assert administrator.get("/account/people/account/c-moss/").status_code == 404
    assert CHANGES[-1][1:] == ("account closed", "c-moss")


@pytest.mark.parametrize("act", ["roles", "close"])
def test_an_administrator_does_not_change_their_own_account(act: str, administrator: Any) -> None:
    administrator.post("/account/people/account/t.wharf/", {"act": act, "roles": ["supervisor", "administrator"]})
    assert administrator.get("/account/people/").status_code == 200
    assert CHANGES == []


@pytest.mark.usefixtures("sessions_rest")
def test_the_list_of_people_takes_as_many_queries_however_long_it_is(administrator: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from desk_for_tests import user_of

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert administrator.get("/account/people/").status_code == 200
        return len(captured)

    queries()  # the first page of a session also writes down when it began
    few = queries()
    for n in range(12):
        user_of("desk", f"n{n}")
    assert queries() == few < 12


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("a lane", "a@harbor.example", "cannot be a user name"),
        ("", "a@harbor.example", "cannot be a user name"),
        ("a" * 61, "a@harbor.example", "cannot be a user name"),
        ("ａ.lane", "a@harbor.example", "cannot be a user name"),
        ("a/lane", "a@harbor.example", "cannot be a user name"),
        ("a.lane", "harbor.example", "is no e-mail address"),
    ],
)
def test_the_command_invites_nobody_by_a_name_that_the_page_would_not_take(
    db: None, name: str, address: str, said: str
) -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match=said) as refused:
        call_command("invite", name, address, "--role", "desk")
    assert "help: " in str(refused.value)
    assert not get_user_model().objects.filter(email=address).exists()
