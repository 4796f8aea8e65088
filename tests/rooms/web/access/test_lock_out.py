"""Whoever tries passwords is locked out for a while, with a page that says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desk_for_tests import enter

Make = Callable[..., Any]


def test_the_fifth_wrong_password_locks_and_the_right_one_does_not_help(client: Any, member: Make) -> None:
    member()
    tries = [enter(client, "a.lane", f"wrong {n}") for n in range(5)]
    assert [answer.status_code for answer in tries] == [200, 200, 200, 200, 429]
    assert "fifteen minutes" in tries[-1].text
    assert "555-0100" in tries[-1].text
    assert enter(client, "a.lane").status_code == 429
    assert client.get("/account/role/").status_code == 302


def test_only_that_account_is_locked_and_only_from_there(client: Any, member: Make) -> None:
    member("a.lane")
    member("b.reed")
    for n in range(5):
        enter(client, "a.lane", f"wrong {n}")
    assert enter(client, "b.reed").status_code == 302
    client.post("/account/logout/")
    elsewhere = {"login": "a.lane", "password": "harbor lantern seven gulls"}
    assert client.post("/account/login/", elsewhere, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_lock_opens_by_itself(client: Any, member: Make) -> None:
    from axes.models import AccessAttempt

    member()
    for n in range(5):
        enter(client, "a.lane", f"wrong {n}")
    tried = AccessAttempt.objects.get()
    AccessAttempt.objects.update(attempt_time=tried.attempt_time - timedelta(minutes=16))
    assert enter(client, "a.lane").status_code == 302


def test_a_right_password_clears_the_wrong_ones(client: Any, member: Make) -> None:
    member()
    for _ in range(2):
        for n in range(4):
            assert enter(client, "a.lane", f"wrong {n}").status_code == 200
        assert enter(client, "a.lane").status_code == 302
        client.post("/account/logout/")


def test_no_password_that_was_tried_is_kept(client: Any, member: Make) -> None:
    from axes.models import AccessAttempt

    member()
    enter(client, "a.lane", "a password of another place")
    kept = AccessAttempt.objects.values().get()
    assert "another place" not in str(kept)


def test_a_forwarded_address_is_not_believed_without_a_proxy(client: Any, member: Make) -> None:
    member()
    tried = {"login": "a.lane", "password": "no"}
    answers = [client.post("/account/login/", tried, headers={"x-forwarded-for": f"192.0.2.{n}"}) for n in range(5)]
    assert answers[-1].status_code == 429
