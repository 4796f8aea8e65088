"""Every role before every page: whoever the table does not name is refused, and that is kept; nobody else is."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from comity.gate.actors import Role
from comity.web.access import PERMISSIONS
from comity.web.access.permissions import OF_A_MATTER

Make = Callable[..., Any]
PEOPLE = [role for role in Role if role is not Role.SYSTEM]
CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
NOT_FOUND, FORBIDDEN = 404, 403


def pages(resolver: URLResolver | None = None, above: str = "/") -> Iterator[tuple[str, str]]:
    """The address and the permission of every page of ours, the parts of an address that are a choice made up."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, route)
        elif isinstance(entry, URLPattern) and (permission := getattr(entry.callback, "comity_permission", "")):
            yield CONVERTER.sub(_sample, route), permission


def _sample(part: re.Match[str]) -> str:
    return SAMPLES.get(part["kind"] or "", "f" * 32)


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role.value)
def test_a_role_is_let_in_where_the_table_names_it_and_nowhere_else(
    role: Role, signed_in: Make, kept: list[Any], tally: Callable[..., None]
) -> None:
    client = signed_in(role)
    guarded = [(where, permission) for where, permission in pages() if permission in PERMISSIONS]
    assert len(guarded) > 4
    wrong = []
    for where, permission in guarded:
        kept.clear()
        status = client.get(where).status_code
        refused = role not in PERMISSIONS[permission]
        elsewhere = role is Role.COUNSEL and permission in OF_A_MATTER
        right = status == FORBIDDEN if refused else status == NOT_FOUND if elsewhere else status != FORBIDDEN
        if not right or bool(kept) is not (refused or elsewhere):
            wrong.append((where, permission, status, len(kept)))
        tally("roles before pages")
    assert wrong == []


def test_nobody_sees_a_page_without_signing_in(client: Any, db: None) -> None:
    guarded = [where for where, permission in pages() if permission != "public"]
    seen = {where: client.get(where).headers.get("Location", "") for where in guarded}
    assert {where: led for where, led in seen.items() if not led.startswith("/account/login/")} == {}
