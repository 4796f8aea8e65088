"""In a demonstration a click signs in, on this machine only; elsewhere there is no such address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import include, path

from comity.gate.actors import Role
from comity.web.access.pages import sign_in_to_demo
from desk_for_tests import STARTED

Make = Callable[..., Any]
urlpatterns = [
    path("account/demo/", sign_in_to_demo, name="sign_in_to_demo"),
    path("", include("comity.site.urls")),
]
handler404 = "comity.web.access.failures.page_not_found"


@pytest.fixture
def demo(settings: Any, db: None) -> None:
    settings.COMITY_DEMO = True
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.SYSTEM])
def test_each_role_has_a_button_that_signs_in_without_a_second_step(role: str, client: Any, demo: None) -> None:
    assert f'value="{role}"' in client.get("/account/login/").text
    assert client.post("/account/demo/", {"person": role}).status_code == 302
    page = client.get("/account/role/")
    assert page.status_code == 200
    assert page.wsgi_request.actor.role.value == role


def test_an_order_of_law_finds_two_persons_of_legal(client: Any, demo: None) -> None:
    acted = set()
    for person in ("legal", "legal-2"):
        assert f'value="{person}"' in client.get("/account/login/").text
        client.post("/account/demo/", {"person": person})
        acted.add(client.get("/account/role/").wsgi_request.actor)
        client.logout()
    assert [who.role for who in acted] == [Role.LEGAL, Role.LEGAL]


@pytest.mark.parametrize(
    "seen",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
    ids=str,
)
def test_whoever_comes_from_elsewhere_is_not_let_in(seen: dict[str, str], client: Any, demo: None) -> None:
    assert client.post("/account/demo/", {"person": "desk"}, **seen).status_code == 404
    assert "_auth_user_id" not in client.session


def test_where_the_clock_is_set_back_every_page_of_the_demonstration_says_to_which_day(
    client: Any, demo: None, settings: Any
) -> None:
    assert "clock is set back" not in client.get("/account/login/").text
    settings.COMITY_SET_BACK, settings.COMITY_CLOCK = timedelta(weeks=52), lambda: STARTED
    assert "a day whose law is written down here: Nov. 24, 2026." in client.get("/account/login/").text
    spanish = client.get("/account/login/", headers={"accept-language": "es"}).text
    assert "Su reloj está atrasado hasta un día cuya ley está escrita aquí: 24 de noviembre de 2026." in spanish


def test_without_a_demonstration_there_are_no_buttons_and_no_address(client: Any, db: None, settings: Any) -> None:
    assert "demo" not in client.get("/account/login/").text
    assert client.post("/account/demo/", {"person": "desk"}).status_code == 404
    settings.ROOT_URLCONF = __name__
    assert client.post("/account/demo/", {"person": "desk"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_it_takes_a_button_and_not_a_link(demo: None, client: Any) -> None:
    from django.test import Client

    assert client.get("/account/demo/?person=desk").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/demo/", {"person": "desk"}).status_code == 403


@pytest.mark.parametrize("role", ["system", "", "root", "desk-2"])
def test_a_role_that_no_person_has_is_not_given(role: str, demo: None, client: Any) -> None:
    assert client.post("/account/demo/", {"person": role}).status_code == 404


def test_nobody_signs_in_to_a_demonstration_with_a_password(demo: None, client: Any) -> None:
    from django.contrib.auth import get_user_model

    client.post("/account/demo/", {"person": "desk"})
    assert not get_user_model().objects.get().has_usable_password()


def test_in_a_demonstration_the_second_step_can_be_tried_out_without_a_password(demo: None, client: Any) -> None:
    client.post("/account/demo/", {"person": "desk"})
    assert client.get("/account/2fa/totp/activate/").status_code == 200
