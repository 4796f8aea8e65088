"""Nobody comes in but by a token that is known, in time, not ended, and not too often; a session opens nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.gate import Role
from contract.programs import V1, Program, token
from desk_for_tests import now

Make = Callable[..., Program]
LAWS = f"{V1}/laws"


def problem(response: Any, status: int, word: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert (told["type"], told["status"]) == (f"urn:comity:problem:{word}", status)
    assert told["help"].endswith(".")
    return told


def test_whoever_shows_no_token_is_asked_for_one(client: Any, desk: Any) -> None:
    response = client.get(LAWS)
    problem(response, 401, "no-token")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="comity"'


@pytest.mark.parametrize(
    "shown",
    [
        *(
            "Bearer",
            "Bearer ",
            "Bearer x",
            "Basic YTpi",
            "comity",
            "Bearer comity_0000000000000000_",
            "Bearer " + "a" * 999,
        ),
        *("Bearer comity__", "bearer comity_'; DROP TABLE store_apitoken; --_x", "Bearer comity_\xff_\xff"),
    ],
)
def test_what_is_no_token_opens_nothing(shown: str, client: Any, desk: Any) -> None:
    response = client.get(LAWS, headers={"Authorization": shown})
    problem(response, 401, "no-token")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_with_one_sign_changed_opens_nothing(client: Any, desk: Any) -> None:
    secret = token(desk, Role.DESK)
    assert client.get(LAWS, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    changed = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    problem(client.get(LAWS, headers={"Authorization": f"Bearer {changed}"}), 401, "no-token")


def test_a_token_that_has_ended_or_run_out_opens_nothing(desk: Any, program: Make, settings: Any) -> None:
    from comity.store.models import ApiToken
    from comity.store.tokens import revoke_token

    booth = program(Role.DESK)
    assert booth.get("/laws").status_code == 200
    row = ApiToken.objects.get()
    assert row.last_used_at is not None
    settings.COMITY_CLOCK = lambda: now() + timedelta(days=31)
    problem(booth.get("/laws"), 401, "no-token")
    settings.COMITY_CLOCK = now
    revoke_token(row.id, desk.clock())
    problem(booth.get("/laws"), 401, "no-token")


def test_a_session_opens_nothing_here(desk: Any, signed_in: Any) -> None:
    client = signed_in("desk")
    problem(client.get(f"{V1}/today"), 401, "no-token")
    problem(client.post(f"{V1}/matters", {}, content_type="application/json"), 401, "no-token")


def test_a_token_opens_no_page(desk: Any, program: Make) -> None:
    booth = program(Role.DESK)
    page = booth.client.get("/today/", headers=booth.headers())
    assert page.status_code == 302
    assert "/account/login/" in page.headers["Location"]


def test_no_answer_sets_a_cookie_or_may_be_kept(desk: Any, program: Make) -> None:
    response = program(Role.DESK).get("/today")
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_a_token_that_comes_too_often_is_told_when_to_come_again(desk: Any, program: Make, settings: Any) -> None:
    settings.COMITY_API_RATE = 3
    often, seldom = program(Role.DESK, "often"), program(Role.DESK, "seldom")
    at = desk.clock()
    settings.COMITY_CLOCK = lambda: at  # all within one minute
    assert [often.get("/laws").status_code for _ in range(3)] == [200] * 3
    response = often.get("/laws")
    problem(response, 429, "too-many")
    assert response.headers["Retry-After"] == "60"
    assert seldom.get("/laws").status_code == 200


def test_an_address_that_guesses_tokens_is_soon_not_listened_to(client: Any, desk: Any, settings: Any) -> None:
    at = desk.clock()
    settings.COMITY_CLOCK = lambda: at
    guesses = [client.get(LAWS, headers={"Authorization": f"Bearer comity_{n}_x"}).status_code for n in range(61)]
    assert guesses == [401] * 60 + [429]
    right = token(desk, Role.DESK)
    assert client.get(LAWS, headers={"Authorization": f"Bearer {right}"}).status_code == 429


def test_a_program_acts_under_its_own_name_which_no_user_can_have(seeded: Any, program: Make) -> None:
    from django.contrib.auth.validators import UnicodeUsernameValidator
    from django.core.exceptions import ValidationError

    program(Role.DESK, "roster").post(f"/matters/{seeded.matter}/notes", {"text": "Came in."})
    (note,) = seeded.desk.records.matters([seeded.matter])[seeded.matter].notes
    assert note.by == "program:roster"
    with pytest.raises(ValidationError):
        UnicodeUsernameValidator()(note.by)


def test_an_office_sets_how_often_a_token_may_come() -> None:
    from comity.site import surroundings as said

    assert said.count({"COMITY_API_RATE": "12000"}, "COMITY_API_RATE", most=1_000_000) == 12_000
