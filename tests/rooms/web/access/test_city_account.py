"""The city's own sign-in (OpenID Connect) opens accounts that were invited, and makes none."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from comity.site import surroundings as said
from desk_for_tests import user_of

Make = Callable[..., Any]


class City(BaseHTTPRequestHandler):
    """A small provider: it knows one person, and gives a code for a challenge."""

    person: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path.endswith("/.well-known/openid-configuration"):
            ends = {f"{name}_endpoint": f"{address}/{name}" for name in ("authorization", "token", "userinfo")}
            self._say({"issuer": address, "jwks_uri": f"{address}/jwks", **ends})
        elif self.path == "/userinfo":
            self._say(self.person)
        else:
            type(self).asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", f"{self.asked['redirect_uri']}?code=c0de&state={self.asked['state']}")
            self.end_headers()

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        known = base64.b64encode(b"comity:shh").decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"][0].encode()).digest()).rstrip(b"=")
        assert self.headers["Authorization"] == f"Basic {known}"
        assert challenge.decode() == self.asked["code_challenge"]
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        claims = {**self.person, "iss": address, "aud": "comity", "iat": 1_790_000_000, "exp": 4_000_000_000}
        token = jwt.encode(claims, "of no matter: fetched directly, by a connection that is trusted", "HS256")
        self._say({"access_token": "t0ken", "token_type": "Bearer", "id_token": token})

    def _say(self, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def city(settings: Any, db: None) -> Iterator[type[City]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), City)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = said.identity_provider(
        {
            "COMITY_OIDC_URL": f"http://127.0.0.1:{server.server_address[1]}",
            "COMITY_OIDC_CLIENT": "comity",
            "COMITY_OIDC_SECRET": "shh",
            "COMITY_OIDC_NAME": "Harbor City",
        }
    )
    own = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**own, "APPS": [named]}}
    City.person = {"sub": "42", "email": "a.lane@harbor.example", "email_verified": True}
    yield City
    server.shutdown()
    server.server_close()


def through(client: Any) -> Any:
    """Press the button, be sent to the city, and be sent back."""
    import requests

    out = client.post("/account/oidc/city/login/?process=login")
    assert out.status_code == 302, out.content
    with requests.get(out.headers["Location"], allow_redirects=False, timeout=10) as answer:
        back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_has_a_button_only_if_the_city_has_a_sign_in(client: Any, db: None) -> None:
    assert "city account" not in client.get("/account/login/").text


def test_the_sign_in_page_offers_it_by_its_name(client: Any, city: Any) -> None:
    page = client.get("/account/login/").text
    assert "Sign in with Harbor City" in page
    assert 'action="/account/oidc/city/login/' in page


def test_an_invited_person_comes_in_and_still_needs_a_second_step(client: Any, city: Any, member: Make) -> None:
    member()
    assert through(client).status_code == 302
    assert client.session["_auth_user_id"]
    assert client.get("/account/role/").headers["Location"] == "/account/2fa/"
    assert set(city.asked["scope"].split()) == {"openid", "email"}
    assert city.asked["code_challenge_method"] == "S256"


def test_who_has_a_second_step_is_asked_for_it(client: Any, city: Any, member: Make) -> None:
    member()
    user_of("desk", "a.lane")
    assert through(client).headers["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "43", "email": "z.none@harbor.example", "email_verified": True},
        {"sub": "44", "email": "a.lane@harbor.example", "email_verified": False},
        {"sub": "45"},
    ],
    ids=["not invited", "address not vouched for", "no address"],
)
def test_nobody_else_comes_in_and_no_account_is_made(
    person: dict[str, Any], client: Any, city: Any, member: Make
) -> None:
    from django.contrib.auth import get_user_model

    member()
    city.person = person
    answer = through(client)
    assert "_auth_user_id" not in client.session
    assert get_user_model().objects.count() == 1
    if answer.status_code == 302:
        answer = client.get(answer.headers["Location"])
    assert answer.status_code in {200, 401, 403, 404}
    assert "555-0100" in answer.text


def test_a_link_alone_does_not_begin_it(client: Any, city: Any) -> None:
    assert client.get("/account/oidc/city/login/").status_code == 200
    assert client.post("/account/oidc/other/login/").status_code == 404
