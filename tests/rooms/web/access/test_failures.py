"""What did not work says what happened, what still holds, what to do, and whom to call."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from comity.web.access import public

Make = Callable[..., Any]


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Quispe-Rojas")


@public
def reads(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.models import Group

    return HttpResponse(str(Group.objects.count()))


@public
def wraps(request: HttpRequest) -> HttpResponse:
    try:
        reads(request)
    except OperationalError as error:
        raise RuntimeError("wrapped") from error
    return HttpResponse("whole")


urlpatterns = [
    path("broken/", broken),
    path("reads/", reads),
    path("wraps/", wraps),
    path("api/reads/", reads),
    path("", include("comity.site.urls")),
]
handler404 = "comity.web.access.failures.page_not_found"
handler500 = "comity.web.access.failures.server_error"


@pytest.fixture(autouse=True)
def rooms(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor(db: None) -> Any:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def gone(db: None) -> Iterator[None]:
    """No query is answered meanwhile, as when the server of the database is away."""

    def refuse(*_: Any) -> Any:
        raise OperationalError("could not connect to server: Quispe-Rojas")

    with connection.execute_wrapper(refuse):
        yield


def test_an_error_says_nothing_of_itself_and_what_to_do(visitor: Any) -> None:
    answer = visitor.get("/broken/")
    assert answer.status_code == 500
    assert "nothing is half done" in answer.text
    assert "555-0100" in answer.text
    assert "Quispe-Rojas" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["/reads/", "/wraps/"])
def test_a_database_that_is_gone_is_a_clear_page_made_without_it(page: str, visitor: Any, gone: None) -> None:
    answer = visitor.get(page)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "cannot reach its records" in answer.text
    assert "Whatever was recorded is safe" in answer.text
    assert "555-0100" in answer.text
    assert "Quispe-Rojas" not in answer.text


def test_it_is_as_clear_to_somebody_whose_session_lies_in_that_database(signed_in: Make) -> None:
    client = signed_in("desk", raise_request_exception=False)

    def refuse(*_: Any) -> Any:
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        answer = client.get("/account/role/")
    assert answer.status_code == 503
    assert "cannot reach its records" in answer.text
    assert client.get("/account/role/").status_code == 200


def test_a_program_is_told_in_its_own_form(visitor: Any, gone: None) -> None:
    answer = visitor.get("/api/reads/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (answer.status_code, told["status"], told["telephone"]) == (503, 503, "555-0100")
    assert told["type"] == "urn:comity:problem:not-available"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_form_without_its_mark_is_not_taken(visitor: Any) -> None:
    answer = visitor.post("/account/login/", {"login": "a.lane", "password": "x"})
    assert answer.status_code == 403
    assert "too old" in answer.text


def test_more_than_25_mb_are_refused_unread(visitor: Any) -> None:
    class Unread:
        def read(self, size: int = 0) -> bytes:
            raise AssertionError("it was read")

        readline = read

    from django.test import RequestFactory

    from comity.web.access.middleware import privacy

    request = RequestFactory().post("/account/login/", **{"wsgi.input": Unread()})
    request.META["CONTENT_LENGTH"] = str(26 * 1024 * 1024 + 1)
    answer = privacy(lambda _: HttpResponse())(request)
    assert answer.status_code == 413
    for size, status in ((str(26 * 1024 * 1024), 200), ("", 200), ("many", 413), ("-1", 413)):
        request.META["CONTENT_LENGTH"] = size
        assert privacy(lambda _: HttpResponse())(request).status_code == status


@pytest.mark.parametrize(("page", "status"), [("/nowhere/", 404), ("/broken/", 500)])
def test_failures_are_told_in_spanish_as_well(page: str, status: int, visitor: Any) -> None:
    visitor.cookies["comity_language"] = "es"
    answer = visitor.get(page)
    assert answer.status_code == status
    assert '<html lang="es"' in answer.text


def test_what_only_a_form_does_has_a_page_when_it_is_opened_by_its_address(visitor: Any, signed_in: Make) -> None:
    answer = signed_in("desk").get("/matters/0123/seen/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    for said in ("This is done from a page, not from its address", "Nothing was changed.", "555-0100"):
        assert said in answer.text, said
    assert visitor.get("/api/v1/requests/0123/answer").headers["Content-Type"].startswith("application/")
