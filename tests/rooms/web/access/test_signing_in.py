"""Signing in takes a password and a second step, or a passkey; nobody makes an account by themselves."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk_for_tests import PASSWORD, code_of, enter

Make = Callable[..., Any]
GUARDED = "/account/role/"


def test_a_password_alone_opens_nothing_but_the_pages_that_set_up_a_second_step(client: Any, member: Make) -> None:
    member("a.lane", "desk", "supervisor")
    enter(client, "a.lane")
    for path in (GUARDED, "/account/people/", "/account/password/change/", "/account/2fa/webauthn/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/2fa/"), path
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.get("/account/2fa/webauthn/add/").status_code == 200


@pytest.mark.parametrize("role", ["desk", "legal", "supervisor", "counsel", "inspector", "policy", "administrator"])
def test_every_role_needs_a_second_step(role: str, client: Any, member: Make) -> None:
    member("a.lane", role)
    enter(client, "a.lane")
    assert client.get(GUARDED).headers["Location"] == "/account/2fa/"


def test_the_app_is_set_up_and_then_asked_for_at_every_sign_in(client: Any, member: Make) -> None:
    user = member()
    enter(client, "a.lane")
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "<svg" in page.text
    assert "data:image" not in page.text
    done = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert done.headers["Location"] == "/account/2fa/recovery-codes/"
    assert client.get(GUARDED).status_code == 200
    client.post("/account/logout/")
    assert enter(client, "a.lane").headers["Location"] == "/account/2fa/authenticate/"
    assert client.get(GUARDED).headers["Location"].startswith("/account/login/")
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get(GUARDED).status_code == 302
    spare = _spare_code(user)
    assert client.post("/account/2fa/authenticate/", {"code": spare}).status_code == 302
    assert client.get(GUARDED).status_code == 200


def test_a_recovery_code_works_once(client: Any, member: Make) -> None:
    user = member()
    enter(client, "a.lane")
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    spare = _spare_code(user)
    for expected in (302, 200):
        client.post("/account/logout/")
        enter(client, "a.lane")
        assert client.post("/account/2fa/authenticate/", {"code": spare}).status_code == expected


def test_a_copied_database_does_not_open_the_second_step(member: Make, client: Any) -> None:
    from allauth.mfa.models import Authenticator

    user = member()
    enter(client, "a.lane")
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept
    assert secret


def test_codes_cannot_be_tried_for_long(client: Any, member: Make) -> None:
    from desk_for_tests import user_of

    member()
    user_of("desk", "a.lane")
    enter(client, "a.lane")
    said = [client.post("/account/2fa/authenticate/", {"code": f"00000{n}"}).context["form"].errors for n in range(7)]
    assert "Incorrect" in str(said[0])
    assert "Too many" in str(said[-1])


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/", "/account/3rdparty/signup/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_makes_an_account_or_changes_its_address_by_themselves(
    path: str, method: str, client: Any, signed_in: Make
) -> None:
    assert getattr(client, method)(path).status_code == 404
    assert getattr(signed_in("desk"), method)(path).status_code == 404


def test_an_invitation_sets_a_password_once(client: Any, db: None, mailoutbox: list[Any]) -> None:
    from django.contrib.auth import get_user_model

    from comity.gate.actors import Role
    from comity.web.access import accounts

    link = accounts.invite("b.reed", full_name="Bo Reed", address="b.reed@harbor.example", roles=[Role.DESK])
    accounts.send_invitation(get_user_model().objects.get(), link)
    sent = mailoutbox[0]
    assert link in sent.body
    assert "555-0100" in sent.body
    path = re.sub(r"^https?://[^/]+", "", link)
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    weak = client.post(where, {"password1": "b.reed", "password2": "b.reed"})
    assert weak.status_code == 200
    assert weak.context["form"].errors
    client.post(where, {"password1": PASSWORD, "password2": PASSWORD})
    assert enter(client, "b.reed").status_code == 302
    assert client.get("/account/2fa/").status_code == 200
    client.post("/account/logout/")
    assert "does not work any more" in client.get(path, follow=True).text


@pytest.mark.parametrize("password", ["short pass", "a.lane harbor", "123456789012345", "password1234"])
def test_a_weak_password_is_refused(password: str, member: Make) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    user = member()
    user.first_name = "a.lane harbor"
    with pytest.raises(ValidationError):
        validate_password(password, user)
    validate_password(PASSWORD, user)


def test_a_reset_says_the_same_whether_or_not_there_is_an_account(
    client: Any, member: Make, mailoutbox: list[Any]
) -> None:
    member()
    known = client.post("/account/password/reset/", {"email": "a.lane@harbor.example"}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "z.none@harbor.example"}, follow=True)
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    assert [mail.to for mail in mailoutbox] == [["a.lane@harbor.example"]]


def test_a_session_gets_a_new_key_at_sign_in(client: Any, member: Make) -> None:
    member()
    client.get("/account/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["comity"] = before = session.session_key
    enter(client, "a.lane")
    assert client.cookies["comity"].value != before
    assert client.session.get("_auth_user_id")


def test_a_changed_password_ends_the_other_sessions(member: Make, signed_in: Make) -> None:
    user = member()
    here, elsewhere = signed_in("desk", name="a.lane"), signed_in("desk", name="a.lane")
    assert elsewhere.get(GUARDED).status_code == 200
    changed = "other lantern seven gulls"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": changed, "password2": changed})
    user.refresh_from_db()
    assert user.check_password(changed)
    assert here.get(GUARDED).status_code == 200
    assert elsewhere.get(GUARDED).status_code == 302


def test_a_session_ends_when_nobody_uses_it_and_after_a_shift(signed_in: Make, settings: Any) -> None:
    start: datetime = settings.COMITY_CLOCK()
    client = signed_in("desk")

    def at(**later: int) -> int:
        settings.COMITY_CLOCK = lambda: start + timedelta(**later)
        return int(client.get(GUARDED).status_code)

    assert [at(minutes=0), at(minutes=29), at(minutes=58)] == [200, 200, 200]
    assert at(minutes=88) == 302
    assert client.get(GUARDED).headers["Location"].startswith("/account/login/")
    client = signed_in("desk")
    assert {at(minutes=20 * n) for n in range(24)} == {200}
    assert at(hours=8) == 302


def test_a_closed_account_is_signed_out_at_once(signed_in: Make) -> None:
    from django.contrib.auth import get_user_model

    from comity.web.access import accounts

    client = signed_in("desk", name="a.lane")
    accounts.close_account(get_user_model().objects.get(username="a.lane"))
    assert client.get(GUARDED).headers["Location"].startswith("/account/login/")


def _spare_code(user: Any) -> str:
    from allauth.mfa.models import Authenticator

    return str(Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0])


def test_whoever_sends_a_form_after_that_is_told_that_it_was_not_recorded(signed_in: Make, settings: Any) -> None:
    client = signed_in("desk")
    client.get("/today/")
    moment = settings.COMITY_CLOCK()
    settings.COMITY_CLOCK = lambda: moment + settings.COMITY_IDLE
    page = client.post("/matters/0123/note/", {"text": "Called."}, follow=True).text
    assert "What you sent just now was not recorded" in page
    assert "Nothing was lost" not in page


def test_whoever_is_signed_out_before_a_form_is_sent_reads_so_where_they_sign_in(client: Any, db: None) -> None:
    page = client.post("/matters/0123/note/", {"text": "Called."}, follow=True).text
    assert "You are signed out here. What you sent just now was not recorded" in page
    assert "signed out here" not in client.get("/today/", follow=True).text


def test_a_request_that_was_begun_is_said_to_be_gone_when_its_session_ends(signed_in: Make, settings: Any) -> None:
    client = signed_in("desk")
    step = client.get("/record/").headers["Location"]
    client.post(step, {"words": "They want him held."})
    moment = settings.COMITY_CLOCK()
    settings.COMITY_CLOCK = lambda: moment + settings.COMITY_IDLE
    page = client.get(step, follow=True).text
    assert "The request that you had begun to write down was not recorded and is not kept: begin it again." in page
    assert "Nothing was lost" not in page


def test_at_the_end_of_a_shift_nobody_is_told_that_the_desk_was_not_used(signed_in: Make, settings: Any) -> None:
    client, start = signed_in("desk"), settings.COMITY_CLOCK()
    for minutes in range(0, 8 * 60, 20):
        settings.COMITY_CLOCK = lambda minutes=minutes: start + timedelta(minutes=minutes)
        client.get(GUARDED)
    settings.COMITY_CLOCK = lambda: start + settings.COMITY_SHIFT
    page = client.get(GUARDED, follow=True).text
    assert "You were signed out because you signed in 8 hours ago. Nothing was lost." in page
