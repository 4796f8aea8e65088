#!/usr/bin/env python3
"""Times every page of a desk that holds a large county: time in the server, and statements asked of the database.

python bench/pages.py                    the two counties that `bench/desk.py` keeps; writes bench/RESULTS-PAGES.md
python bench/pages.py --opened 10        a quick look at both, printed
python bench/pages.py --opened 0         adds to both what they hold beside bookings and requests; measures nothing
python bench/pages.py --opened 3 --bookings 5000 --requests 500 --kept FOLDER       small counties, kept elsewhere
python bench/pages.py --home FOLDER      another home, and the database that COMITY_DATABASE names; printed

The load tool is Django's own test client: one page after the other through every middleware, template and statement
that a browser would set in motion, without the network and without a browser's own time.
"""

import argparse
import logging
import os
import random
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src"), str(BENCH.parent / "tests")]

from desk_parts.measuring import BOOKINGS, REQUESTS  # noqa: E402 - the paths have to be there

if TYPE_CHECKING:
    from desk_parts.addresses import Addresses, Page
    from desk_parts.rows import Row

RESULTS = BENCH / "RESULTS-PAGES.md"
GOAL = 150  # ms in 95 of 100
OPENED, WARMED = 100, 3
HEAD = """\
# Results of the pages

Made by `python bench/pages.py`; not edited by hand. What is measured and how: [README.md](README.md).

{day} · Python {python} · {cores} cores · load at the end {load:.1f} · each page opened {opened} times, for persons and
requests chosen by chance

The goal is at most {goal} ms in 95 of 100. *Processor* is what the page itself took of one core: the steadier figure
where the machine has other work. Statements vary by what is shown, never by how much there is; once a minute it is
noted that a session is used, with three more, and such an opening is timed but not counted.
"""
TITLE = """
## {database}: {bookings:,} bookings, {requests:,} requests
"""
TABLE = """
{met} of {number} {what} meet the goal.

| {one} | role | median, ms | longest, ms | 95 of 100, ms | processor, 95 of 100, ms | statements, least, most | met |
|---|---|---:|---:|---:|---:|---:|---|
"""
ACTS = """
What people do most, as forms that are sent: checked, decided, sealed and written before the answer goes back, about
somebody who was just booked. A request is recorded in five steps.
"""
LEFT_OUT = """
Every address of the desk that shows a page is opened, but for these:

| address | why |
|---|---|
"""


def main() -> None:
    """Open every page as often as asked, and write the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir(), "comity-bench-desk"))
    asked.add_argument("--bookings", type=int, default=BOOKINGS)
    asked.add_argument("--requests", type=int, default=REQUESTS)
    asked.add_argument("--opened", type=int, default=OPENED)
    asked.add_argument("--only", default="", help="pages with this in their name, printed")
    told = asked.parse_args()
    if told.home:
        print(_measured(told.home, told.opened, told.only))
        return
    county = f"{told.bookings}-{told.requests}"
    tables = _both(told.kept, county, ["--opened", str(told.opened), "--only", told.only])
    text = _head(told.opened) + tables
    if told.opened >= OPENED and not told.only and told.bookings >= BOOKINGS:
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _both(kept: Path, county: str, arguments: list[str]) -> str:
    """The tables of the two kept counties, each from a program of its own."""
    from desk_parts.places import POSTGRES, SQLITE, Places, postgres

    found = []
    with postgres(kept / "server") as server:
        for kind in (SQLITE, POSTGRES):
            home, address = Places(kind, kept, server).home(county)
            command = [sys.executable, __file__, "--home", str(home), *arguments]
            told = {**os.environ, "COMITY_DATABASE": address}
            found.append(subprocess.run(command, env=told, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return "".join(found).rstrip("\n") + "\n"


def _measured(home: Path, opened: int, only: str) -> str:
    """The tables of one home."""
    os.environ.update(COMITY_HOME=str(home), DJANGO_SETTINGS_MODULE="comity.site.settings")
    import django

    django.setup()
    from comity.store.desk import current
    from django.core.management import call_command

    from desk_parts import extras
    from desk_parts.addresses import Addresses

    logging.disable(logging.WARNING)  # an address that shows nothing is tried, and said to be left out
    call_command("migrate", verbosity=0, skip_checks=True)
    extras.add(current(), _client)
    if not opened:
        return ""
    addresses = Addresses(_client)
    return _tables(_pages(addresses, opened, only), [] if only else _acts(opened), {} if only else addresses.left_out)


def _tables(pages: "list[Row]", acts: "list[Row]", left_out: dict[str, str]) -> str:
    from comity.store.models import Matter, Request
    from django.db import connection

    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    text = TITLE.format(database=database, bookings=Matter.objects.count(), requests=Request.objects.count())
    text += _table("pages", "page", pages)
    if acts:
        text += ACTS + _table("acts", "act", acts)
    if left_out:
        text += LEFT_OUT + "".join(f"| {name} | {why} |\n" for name, why in sorted(left_out.items()))
    return text


def _table(what: str, one: str, rows: "list[Row]") -> str:
    met = sum(row.is_met for row in rows)
    return TABLE.format(what=what, one=one, met=met, number=len(rows)) + "".join(row.line for row in rows)


def _head(opened: int) -> str:
    return HEAD.format(
        day=datetime.now(UTC).date(),
        python=sys.version.split()[0],
        cores=os.cpu_count(),
        opened=opened,
        load=os.getloadavg()[0],
        goal=GOAL,
    )


def _pages(addresses: "Addresses", opened: int, only: str) -> "list[Row]":
    return [_opened(page, opened) for page in addresses.pages(only)]


def _opened(page: "Page", opened: int) -> "Row":
    from desk_parts.rows import Row

    row, chance = Row(page.name, page.role), random.Random(2)
    for _ in range(opened + WARMED):
        if row.open(_client(page.role), *chance.choice(page.ways)).status_code != 200:
            raise SystemExit(f"{page.name} leads to another page")
    row.forget(WARMED)
    return row


def _acts(opened: int) -> "list[Row]":
    """Round after round, each act where it comes."""
    from comity.store.desk import current

    from desk_parts.acts import rounds
    from desk_parts.rows import Row

    rows: dict[str, Row] = {}
    for each in rounds(current(), _client, opened + WARMED):
        steps, led = each.steps(), None
        with suppress(StopIteration):
            while True:
                name, role, address, sent = steps.send(led)
                led = rows.setdefault(name, Row(name, role)).open(_client(role), address, sent).headers.get("Location")
    for row in rows.values():
        row.forget(WARMED)
    return list(rows.values())


@cache
def _client(role: str) -> Any:
    from desk_for_tests import user_of
    from django.conf import settings
    from django.test import Client

    from desk_parts.addresses import Addresses

    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    if role:
        from comity.web.access.middleware import ROLE_KEY

        user = user_of(role.partition(":")[0], Addresses.name(role))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[ROLE_KEY] = role.partition(":")[0]
        session.save()
    return client


if __name__ == "__main__":
    main()
