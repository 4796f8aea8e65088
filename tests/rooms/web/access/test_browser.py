"""Signing in as people do it: in a browser, by keyboard, with an app and a passkey; every page open to everybody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from desk_for_tests import PASSWORD, code_of, user_of

Make = Callable[..., Any]
EXPECTED = "the server responded with a status of 4"  # a page that is not there, a form that is not right
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of the desk; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    opened: list[Any] = []

    def go(path: str, *, language: str = "en", width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": "comity_language", "value": language, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: None if EXPECTED in line.text else complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def member(durable: None, make_member: Make) -> Make:
    """Somebody with a password and no second step yet, whom the server sees as well."""
    return make_member


def look(page: Any, tally: Callable[..., None]) -> None:
    """Let axe look at a page, and see that it is not wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{one['id']}: {[node['html'][:100] for node in one['nodes']]}" for one in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
    tally("pages checked by axe")


def enter(page: Any) -> None:
    """Press Enter, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def click(page: Any, role: str, name: str) -> None:
    """Press a link or a button, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def type_password(page: Any, name: str = "a.lane") -> None:
    """Sign in by keyboard alone."""
    page.get_by_label("User", exact=False).first.focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)


def test_an_app_is_set_up_and_used_by_keyboard(visit: Make, member: Make, tally: Callable[..., None]) -> None:
    member()
    page = visit("/account/login/")
    look(page, tally)
    type_password(page)
    page.goto("/account/role/")
    assert page.url.endswith("/account/2fa/")
    look(page, tally)
    page.get_by_role("link", name="Set up an app").focus()
    enter(page)
    look(page, tally)
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_role("textbox").fill(code_of(secret))
    enter(page)
    assert page.get_by_role("heading", name="Recovery codes").is_visible()
    look(page, tally)
    spare = page.locator("#recovery_codes li").first.inner_text()
    page.goto("/account/role/")
    assert page.get_by_role("heading", level=1).inner_text() == "In which role do you act now?"
    look(page, tally)
    page.get_by_role("button", name="Sign out").focus()
    enter(page)
    type_password(page)
    assert page.get_by_role("heading", name="Second step").is_visible()
    look(page, tally)
    page.get_by_role("textbox").fill("000000")
    enter(page)
    assert "There is a problem" in page.content()
    look(page, tally)
    page.get_by_role("textbox").fill(spare)
    enter(page)
    page.goto("/account/role/")
    assert page.url.endswith("/account/role/")


def test_a_passkey_is_added_and_opens_the_desk_without_a_password(
    visit: Make, member: Make, tally: Callable[..., None]
) -> None:
    member()
    page = visit("/account/login/")
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})
    type_password(page)
    page.goto("/account/2fa/webauthn/add/")
    look(page, tally)
    page.locator("label[for=id_passwordless]").click()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/account/2fa/recovery-codes/")
    page.goto("/account/2fa/webauthn/")
    look(page, tally)
    click(page, "link", "Rename")
    look(page, tally)
    page.goto("/account/2fa/webauthn/")
    click(page, "link", "Remove")
    look(page, tally)
    page.goto("/account/role/")
    click(page, "button", "Sign out")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/account/role/")
    assert page.url.endswith("/account/role/")
    click(page, "button", "Sign out")
    type_password(page)
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(lambda url: "/authenticate" not in url)
    page.goto("/account/role/")
    assert page.url.endswith("/account/role/")


def test_a_passkey_that_is_not_used_says_so_on_the_page(visit: Make, member: Make) -> None:
    member()
    page = visit("/account/login/")
    page.route("**/account/2fa/webauthn/login/", lambda route: route.fulfill(status=200, json={"request_options": {}}))
    page.evaluate("document.addEventListener('allauth.error', (event) => event.preventDefault())")
    assert not page.locator("#passkey_problem").is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("#passkey_problem").wait_for()
    assert page.url.endswith("/account/login/")


def test_signing_in_works_without_script(browser: Any, live_server: Any, member: Make) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = member()
    user_of("desk", "a.lane")
    RecoveryCodes.activate(user)
    spare = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/account/login/")
    type_password(page)
    page.get_by_role("textbox").fill(spare)
    enter(page)
    page.goto("/account/role/")
    assert page.url.endswith("/account/role/")
    context.close()


FRONT = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/nowhere/"]
INSIDE = [
    "/account/2fa/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/totp/deactivate/",
    "/account/logout/",
    "/account/password/change/",
    "/account/people/",
    "/account/people/account/t.wharf/",
    "/account/people/invite/",
    "/account/role/",
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_open_to_everybody(
    language: str, width: int, visit: Make, live_server: Any, tally: Callable[..., None]
) -> None:
    page = visit("/account/login/", language=language, width=width)
    for path in FRONT:
        page.goto(path)
        look(page, tally)
    user = user_of("administrator", "t.wharf")
    user_of("desk", "t.wharf")
    user.set_password(PASSWORD)
    user.save()
    sign_in_quietly(page, live_server, user)
    for path in INSIDE:
        page.goto(path)
        if "/reauthenticate/" in page.url:
            look(page, tally)
            page.locator("input[type=password]").fill(PASSWORD)
            enter(page)
        look(page, tally)
    page.goto("/account/people/invite/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").last.click()
    look(page, tally)


def sign_in_quietly(page: Any, live_server: Any, user: Any) -> None:
    """Give the browser the session of somebody who has signed in."""
    from django.test import Client

    from comity.web.access.middleware import ROLE_KEY

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[ROLE_KEY] = "administrator"
    session.save()
    page.context.add_cookies([{"name": "comity", "value": client.cookies["comity"].value, "url": live_server.url}])
