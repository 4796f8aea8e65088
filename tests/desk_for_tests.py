"""Opens the desk for tests of rooms that stand on Django, with a home in a scratch folder; no other test loads Django.

Such a room's conftest begins so, before it imports a model:

    from desk_for_tests import desk, open_desk, opened, signed_in
    open_desk()

`desk` is the open desk in a transaction that is taken back after the test; with `durable` beside it, what the test does
is committed, seen by other connections, and removed afterwards. Its clock runs on from one day that every law knows,
whatever day it is for the machine; sessions, numbers of apps and servers of their own go by the machine's.
"""

import atexit
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

OFFICE = """\
name: Harbor County Jail
agency: us-ca/county-jail
telephone: 555-0100
address: ["1 Harbor Street", "Harbor"]
origin: ledger.harbor.example/custody
"""
PASSWORD = "harbor lantern seven gulls"
STARTED = datetime(2026, 11, 24, 18, tzinfo=UTC)  # ten in the morning of a Tuesday in Harbor, after the guides' days
_BEGAN = time.monotonic()


def now() -> datetime:
    """The moment by the desk's clock: so long after `STARTED` as these tests run by now."""
    return STARTED + timedelta(seconds=time.monotonic() - _BEGAN)


def open_desk() -> None:
    """Set Django up with the product's own settings, once; `COMITY_DATABASE` may name a PostgreSQL server."""
    import django
    from django.apps import apps
    from django.conf import settings

    if apps.ready:
        return
    home = Path(tempfile.mkdtemp(prefix="comity-desk-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "office.yaml").write_text(OFFICE)
    os.environ["COMITY_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    django.setup()
    settings.COMITY_CLOCK = now
    if not os.environ.get("COMITY_DATABASE"):
        settings.DATABASES["default"]["TEST"]["NAME"] = home / "test.db"  # a file: record and keys are opened beside it
    _test_in_a_file(home)


def _test_in_a_file(home: Path) -> None:
    """The record opens connections of its own, which a database in memory does not allow."""
    from django.db import connections

    settings = connections.databases["default"]
    if "sqlite" in settings["ENGINE"]:
        settings.setdefault("TEST", {})["NAME"] = str(home / "desk-test.db")


@pytest.fixture(scope="session")
def opened(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The desk, opened outside of any test's transaction: the record's own tables are made when it is opened."""
    from comity.store import desk

    with django_db_blocker.unblock():
        yield desk.current()
        desk.forget()


@pytest.fixture
def durable(opened: Any, transactional_db: None) -> Iterator[Any]:
    """The desk, whose acts other connections see; then Django empties its tables, and this those of the record."""
    from comity.matters.payloads import TABLES

    yield opened
    database = opened.records.record.payloads.database
    with database.transaction():
        for table in TABLES:
            database.run(f"DELETE FROM {table}")


@pytest.fixture
def desk(opened: Any, db: None) -> Any:
    """The desk for one test."""
    return opened


def empty_database() -> dict[str, str]:
    """What tells another program of an empty database of its own, of the kind that these tests use."""
    import psycopg
    from django.db import connection

    if connection.vendor == "sqlite":
        return {"COMITY_DATABASE": ""}
    name, address = f"other_{uuid4().hex}", os.environ["COMITY_DATABASE"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    return {"COMITY_DATABASE": re.sub(r"/[^/?]*(?=\?)", f"/{name}", address, count=1)}


def under(desk: Any, library: Any) -> Any:
    """The same desk, whose pages tell law by another library."""
    from dataclasses import replace

    from comity.store.adopting.law import AdoptedLaw

    return replace(desk, law=AdoptedLaw(library, desk.records, desk.law.folder))


def user_of(role: Any, name: str = "") -> Any:
    """Somebody who has one role and a second factor; the same one when asked again."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    role = str(getattr(role, "value", role))
    user, is_new = get_user_model().objects.get_or_create(username=name or f"{role}-1")
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    if is_new or not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def signed_in(db: None) -> Callable[..., Any]:
    """A client for each: `signed_in("desk")`, `signed_in(Role.LEGAL, name="b.reed")`; acts in that role."""
    from django.test import Client

    from comity.web.access.middleware import ROLE_KEY

    def enter(role: Any, *, name: str = "", **options: Any) -> Any:
        client = Client(**options)
        client.force_login(user_of(role, name), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[ROLE_KEY] = str(getattr(role, "value", role))
        session.save()
        return client

    return enter


def enter(client: Any, name: str, password: str = PASSWORD) -> Any:
    """Give the sign-in page a name and a password."""
    return client.post("/account/login/", {"login": name, "password": password})


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
