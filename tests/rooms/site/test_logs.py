"""The log says what happened and where, and never about whom."""

import io
import logging
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

import pytest

from comity.site.logs import SparingFormatter

NAME = "Quispe-Rojas"


class Kind(StrEnum):
    HOLD = "hold"


@pytest.fixture
def line() -> Callable[..., str]:
    """What is written of a message."""

    def write(message: Any, *arguments: Any, name: str = "comity.web", **more: Any) -> str:
        record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, more.pop("exc_info", None))
        record.__dict__.update(more)
        return SparingFormatter().format(record)

    return write


def test_words_numbers_and_closed_lists_are_written(line: Callable[..., str]) -> None:
    assert line("%d asks of kind %s in %.1f s, 100%%", 3, Kind.HOLD, 0.25).endswith(
        "3 asks of kind hold in 0.25 s, 100%"
    )


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Not Found: %s", (f"/search/?q={NAME}",)),
        ("%(who)s signed in", ({"who": NAME},)),
        ("%s", (ValueError(NAME),)),
        ("%r and %s", ([NAME], {"name": NAME})),
        (ValueError(NAME), ()),
    ],
)
def test_text_that_was_put_into_a_message_is_left_out(
    message: Any, arguments: tuple[Any, ...], line: Callable[..., str]
) -> None:
    assert NAME not in line(message, *arguments)


def test_a_message_that_others_have_joined_together_is_left_out(line: Callable[..., str]) -> None:
    assert NAME not in line(f"could not send to {NAME}", name="somebody.elses")
    assert "the clock has started" in line("the clock has started")


def test_the_words_of_an_error_are_left_out_and_its_place_is_written(line: Callable[..., str]) -> None:
    try:
        raise ValueError(NAME) from KeyError(NAME)
    except ValueError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert NAME not in written
    assert "ValueError" in written
    assert "test_logs.py" in written


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, as the settings write it."""
    from django.conf import settings

    assert settings.LOGGING["handlers"]["console"]["formatter"] == "sparing"
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SparingFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "axes", "django.server")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_what_a_request_was_about_is_left_out(db: None, client: Any, log: io.StringIO) -> None:
    client.raise_request_exception = False
    client.get(f"/nowhere/{NAME}/", {"q": NAME})
    client.post(f"/account/login/?next=/{NAME}", {"login": NAME, "password": NAME})
    client.get("/account/login/", headers={"host": f"{NAME}.example"})
    client.post("/account/password/reset/", {"email": f"{NAME}@harbor.example"})
    written = log.getvalue()
    assert "404" in written
    assert "django.security.DisallowedHost" in written
    assert NAME not in written
