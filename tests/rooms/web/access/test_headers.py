"""Every page, whatever became of it, carries what keeps it safe."""

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
PAGES = [
    "/account/login/",
    "/account/password/reset/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/logout/",
    "/account/password/change/",
    "/account/role/",
    "/account/people/",
    "/account/people/invite/",
    "/account/signup/",
    "/nowhere/",
]


def policy(answer: Any) -> dict[str, str]:
    """The content security policy of an answer."""
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def assert_safe(answer: Any) -> None:
    found = policy(answer)
    assert found["default-src"] == "'self'"
    assert found["frame-ancestors"] == found["base-uri"] == found["object-src"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "*" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def assert_plain(text: str) -> None:
    """No script, style or handler stands in the page itself; blocks of values are no script."""
    import re

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag] == []
    assert "data:" not in re.sub(r'data-|"data":', "", text)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_safe_and_plain(page: str, language: str, signed_in: Make, client: Any, db: None) -> None:
    for visitor in (client, signed_in("administrator")):
        visitor.cookies["comity_language"] = language
        answer = visitor.get(page)
        assert_safe(answer)
        assert_plain(answer.text)
        if answer.status_code == 200:
            assert f'<html lang="{language}"' in answer.text
            assert answer.text.count("<h1") == 1


def test_cookies_are_kept_from_scripts_and_from_other_sites(client: Any, member: Make) -> None:
    from desk_for_tests import enter

    member()
    client.get("/account/login/")
    enter(client, "a.lane")
    client.post("/language/", {"language": "es"})
    session, form, language = (client.cookies[name] for name in ("comity", "comity-form", "comity_language"))
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert (form["httponly"], form["samesite"]) == (True, "Strict")
    assert language["samesite"] == "Lax"
    assert not session["max-age"]  # ends with the browser
    assert not session["domain"]


def test_by_https_browsers_are_told_to_stay_there(client: Any, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_SSL_REDIRECT = True
    from django.test import Client

    visitor = Client()
    assert visitor.get("/account/login/").headers["Location"] == "https://testserver/account/login/"
    assert "max-age=31536000" in visitor.get("/nowhere/", secure=True).headers["Strict-Transport-Security"]
