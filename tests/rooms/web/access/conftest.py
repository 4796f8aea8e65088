"""What tests of access share: somebody with a password, and the page after the password."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.site.clock import now as machine
from desk_for_tests import PASSWORD, desk, durable, opened

__all__ = ["desk", "durable", "opened"]

KEPT: list[tuple[Any, ...]] = []


def keep(*said: Any) -> None:
    KEPT.append(said)


@pytest.fixture(autouse=True)
def kept(settings: Any, opened: Any) -> list[tuple[Any, ...]]:
    """What would be recorded; test_recording looks at the record itself."""
    settings.COMITY_RECORD_REFUSAL = settings.COMITY_RECORD_CHANGE = f"{__name__}.keep"
    KEPT.clear()
    return KEPT


@pytest.fixture(autouse=True)
def _by_the_machine(settings: Any) -> None:
    """Who signs in is asked again by the clock of allauth, which is the machine's; so is the desk's clock here."""
    settings.COMITY_CLOCK = machine


@pytest.fixture
def member(db: None, make_member: Callable[..., Any]) -> Callable[..., Any]:
    """Make somebody who has a password and roles, and no second factor."""
    return make_member


@pytest.fixture
def make_member() -> Callable[..., Any]:
    """The same, whichever way the test holds its database."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    def make(name: str = "a.lane", *roles: str) -> Any:
        user = get_user_model().objects.create_user(name, f"{name}@harbor.example", PASSWORD)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        for role in roles or ("desk",):
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user

    return make
