"""Every page says whose it is; who asks for another's is refused, and that is recorded."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from comity.gate.actors import Actor, Role
from comity.web.access import PERMISSIONS, allowed, public

Make = Callable[..., Any]
OURS = ("comity.web.", "comity.site.")


def pages(resolver: URLResolver | None = None) -> Iterator[Any]:
    """Every view that an address leads to."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from pages(entry)


def test_every_page_says_whose_it_is(tally: Callable[..., None]) -> None:
    ours = [view for view in pages() if view.__module__.startswith(OURS)]
    assert len(ours) > 4
    known = {*PERMISSIONS, "public", "own"}
    assert [view.__qualname__ for view in ours if getattr(view, "comity_permission", None) not in known] == []
    tally("pages with a door", len(ours))


@allowed("read_matter")
def matter_page(request: HttpRequest, matter: str) -> HttpResponse:
    return HttpResponse(f"matter of {request.actor.name}")


@allowed("read_matter", of=lambda request, number: {"7": "a" * 32}.get(number))
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse("request")


@allowed("answer")
def answer_page(request: HttpRequest, matter: str) -> HttpResponse:
    return HttpResponse("answered")


@public
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def bare_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")


urlpatterns = [
    path("matters/<slug:matter>/", matter_page),
    path("matters/<slug:matter>/answer/", answer_page),
    path("requests/<slug:number>/", request_page),
    path("open/", open_page),
    path("bare/", bare_page),
    path("", include("comity.site.urls")),
]
handler403 = "comity.web.access.failures.permission_denied"
handler404 = "comity.web.access.failures.page_not_found"

REFUSED: list[tuple[Actor | None, str, str]] = []


def record(actor: Actor | None, permission: str, path: str) -> None:
    REFUSED.append((actor, permission, path))


@pytest.fixture(autouse=True)
def rooms(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.COMITY_RECORD_REFUSAL = f"{__name__}.record"
    REFUSED.clear()


@pytest.fixture
def counsel(signed_in: Make, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("comity.web.access.permissions.is_appointed", lambda actor, matter: matter == "a" * 32)
    return signed_in("counsel", name="k.quay")


OWN, OTHER = f"/matters/{'a' * 32}/", f"/matters/{'b' * 32}/"


def test_who_is_not_signed_in_is_asked_to(client: Any, db: None) -> None:
    for page in (OWN, "/bare/", "/account/people/"):
        assert client.get(page).headers["Location"].startswith("/account/login/?next=")
    assert client.get("/open/").content == b"open"


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.SYSTEM])
def test_a_role_gets_the_page_that_the_table_gives_it(role: str, signed_in: Make) -> None:
    answer = signed_in(role).get(f"{OWN}answer/")
    assert answer.status_code == (200 if Role(role) in PERMISSIONS["answer"] else 403)
    assert len(REFUSED) == (answer.status_code == 403)


def test_a_refusal_names_the_actor_the_permission_and_the_page_and_is_recorded(signed_in: Make) -> None:
    answer = signed_in("policy", name="p.pier").get(OWN)
    assert answer.status_code == 403
    assert "555-0100" in answer.text
    assert [(Actor("p.pier", Role.POLICY), "read_matter", OWN)] == REFUSED


def test_counsel_sees_their_clients_matter_and_no_sign_that_there_are_others(counsel: Any) -> None:
    assert counsel.get(OWN).status_code == 200
    other, nobodys = counsel.get(OTHER), counsel.get(f"/matters/{'f' * 32}/")
    missing = counsel.get("/nowhere/")
    assert (other.status_code, nobodys.status_code) == (404, 404)
    assert _plain(other, OTHER) == _plain(nobodys, f"/matters/{'f' * 32}/") == _plain(missing, "/nowhere/")
    assert [(actor.name, where) for actor, _, where in REFUSED if actor] == [
        ("k.quay", OTHER),
        ("k.quay", f"/matters/{'f' * 32}/"),
    ]


def test_a_page_that_is_named_otherwise_than_by_its_matter_is_kept_as_well(counsel: Any) -> None:
    assert counsel.get("/requests/7/").status_code == 200
    assert counsel.get("/requests/8/").status_code == 404


def test_somebody_with_two_roles_acts_in_one_at_a_time(signed_in: Make) -> None:
    from desk_for_tests import user_of

    client = signed_in("desk", name="a.lane")
    user_of("inspector", "a.lane")
    assert client.get(f"{OWN}answer/").status_code == 200
    assert client.post("/account/role/", {"role": "inspector"}).status_code == 302
    assert client.get(f"{OWN}answer/").status_code == 403
    assert client.post("/account/role/", {"role": "supervisor"}).status_code == 400
    assert client.get(f"{OWN}answer/").status_code == 403
    assert REFUSED[-1][0] == Actor("a.lane", Role.INSPECTOR)


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(signed_in: Make) -> None:
    from django.contrib.auth import get_user_model

    from comity.web.access import accounts

    client = signed_in("desk", name="a.lane")
    accounts.set_roles(get_user_model().objects.get(username="a.lane"), [Role.POLICY])
    assert client.get(f"{OWN}answer/").status_code == 302


def test_somebody_without_a_role_gets_nowhere(client: Any, db: None) -> None:
    from desk_for_tests import user_of

    user = user_of("desk", "n.one")
    user.groups.clear()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(OWN).status_code == 403
    assert "no role yet" in client.get("/account/role/").text


def test_a_superuser_is_nobody_special(client: Any, db: None) -> None:
    from desk_for_tests import user_of

    user = user_of("policy", "s.super")
    user.is_superuser = user.is_staff = True
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(OWN).status_code == 403


def _plain(answer: Any, where: str) -> str:
    """A page without what differs by time or address."""
    import re

    return re.sub(r'value="[^"]*"', "", answer.text).replace(where, "")
