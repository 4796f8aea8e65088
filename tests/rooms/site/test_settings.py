"""The settings as a city starts them: each time in a process of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk_for_tests import OFFICE

CITY = {"COMITY_HOSTS": "desk.harbor.example", "COMITY_HTTPS": "1", "COMITY_PROXIES": "1"}
Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Run `python -m comity.site …` with a home of its own."""
    home = tmp_path / "home"

    def run(*words: str, office: bool = True, **more: str) -> "subprocess.CompletedProcess[str]":
        home.mkdir(exist_ok=True)
        if office:
            (home / "office.yaml").write_text(OFFICE)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
        command = [sys.executable, "-W", "error", *(words if words[0] == "-c" else ["-m", "comity.site", *words])]
        surroundings = {**kept, "COMITY_HOME": str(home), **more}
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    return run


def _read(start: Start, *names: str, **more: str) -> dict[str, Any]:
    code = f"""
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
from django.conf import settings
print(json.dumps({{name: str(getattr(settings, name)) for name in {names!r}}}))
"""
    done = start("-c", code, **more)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_djangos_own_check_of_a_deployment_finds_nothing(start: Start) -> None:
    done = start("check", "--deploy", "--fail-level", "INFO", **CITY)
    faults = set(re.findall(r"\((\w+\.\w\d+)\)", done.stdout + done.stderr)) - {"comity.W001"}  # that of the calendar
    assert not faults, done.stderr
    assert "System check identified" in done.stdout + done.stderr


def test_no_change_of_a_table_is_without_its_migration(start: Start) -> None:
    done = start("makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_by_https_every_cookie_is_for_https_and_this_host_only(start: Start) -> None:
    wanted = {
        "SESSION_COOKIE_NAME": "__Host-comity",
        "SESSION_COOKIE_SECURE": "True",
        "CSRF_COOKIE_NAME": "__Host-comity-form",
        "CSRF_COOKIE_SECURE": "True",
        "LANGUAGE_COOKIE_SECURE": "True",
        "SECURE_SSL_REDIRECT": "True",
    }
    assert _read(start, *wanted, **CITY) == wanted
    assert _read(start, "DEBUG", **CITY) == {"DEBUG": "False"}


def test_a_forwarded_header_is_believed_only_behind_a_proxy(start: Start) -> None:
    alone = {**CITY, "COMITY_PROXIES": "0"}
    assert _read(start, "SECURE_PROXY_SSL_HEADER", **alone) == {"SECURE_PROXY_SSL_HEADER": "None"}
    assert "X_FORWARDED" in _read(start, "SECURE_PROXY_SSL_HEADER", **CITY)["SECURE_PROXY_SSL_HEADER"]


def test_a_demonstration_on_a_public_host_does_not_start(start: Start) -> None:
    done = start("check", COMITY_DEMO="1", **CITY)
    assert done.returncode == 2
    assert "anyone could sign in" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_without_an_office_does_not_start_and_says_what_to_do(start: Start) -> None:
    done = start("check", office=False)
    assert done.returncode == 2
    assert "help: Run `comity begin`" in done.stderr
    begun = start("begin", office=False)
    assert "office.yaml" in begun.stdout
    assert start("check", office=False).returncode == 0


def test_the_first_administrator_is_invited_at_the_machine(start: Start) -> None:
    assert start("migrate", "-v0").returncode == 0
    done = start("invite", "a.lane", "a.lane@harbor.example", "--role", "administrator", **CITY)
    assert done.stdout.startswith("https://desk.harbor.example/account/password/reset/key/"), done.stderr
    again = start("invite", "a.lane", "a.lane@harbor.example", "--role", "administrator", **CITY)
    assert again.returncode != 0
    assert "there is an account" in again.stderr
