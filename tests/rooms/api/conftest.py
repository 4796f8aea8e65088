"""The desk is open for programs, each with a token of its own; refusals are noted, and nobody has come too often."""

from collections.abc import Callable
from typing import Any

import pytest

from contract.programs import REFUSED, Program, Seeded, book, seed, token
from desk_for_tests import desk, durable, open_desk, opened, signed_in

open_desk()

__all__ = ["desk", "durable", "opened", "signed_in"]


@pytest.fixture(autouse=True)
def _begin_anew(settings: Any) -> None:
    from django.core.cache import cache

    settings.COMITY_RECORD_REFUSAL = "contract.programs.record"
    REFUSED.clear()
    cache.clear()


@pytest.fixture
def refused() -> list[Any]:
    """What was recorded as refused."""
    return REFUSED


@pytest.fixture
def program(desk: Any) -> Callable[..., Program]:
    """A program in a role: `program(Role.DESK)`."""
    from django.test import Client

    def make(role: Any, name: str = "") -> Program:
        return Program(Client(), token(desk, role, name))

    return make


@pytest.fixture
def seeded(desk: Any) -> Seeded:
    """A matter in which there is one of everything."""
    return seed(desk)


@pytest.fixture
def matter(desk: Any) -> str:
    """A matter of an invented person in custody, about whom nobody has asked yet."""
    return book(desk)
