#!/usr/bin/env python3
"""Times every page of a desk that holds a large county: time in the server, and statements asked of the database.

python bench/pages.py                    the two counties that `bench/desk.py` keeps; writes bench/RESULTS-PAGES.md
python bench/pages.py --opened 10        a quick look at both, printed
python bench/pages.py --home FOLDER      another home, and the database that COMITY_DATABASE names; printed

The load tool is Django's own test client: one page after the other through every middleware, template and statement
that a browser would set in motion, without the network and without a browser's own time.
"""

import argparse
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src"), str(BENCH.parent / "tests")]

if TYPE_CHECKING:
    from desk_parts.addresses import Page

RESULTS = BENCH / "RESULTS-PAGES.md"
GOAL = 150  # ms in 95 of 100
OPENED, WARMED = 100, 3
HEAD = """\
# Results of the pages

Made by `python bench/pages.py`; not edited by hand. What is measured and how: [README.md](README.md).

{day} · Python {python} · {cores} cores · load at the end {load:.1f} · each page opened {opened} times, for persons and
requests chosen by chance

The goal is at most {goal} ms in 95 of 100. The machine is shared with other work: *processor* is what the page itself
took of one core, which is the steadier figure.
"""
TABLE = """
## {database}: {bookings:,} bookings, {requests:,} requests

{met} of {number} pages meet the goal.

| page | role | median, ms | longest, ms | 95 of 100, ms | processor, 95 of 100, ms | statements, least and most | met |
|---|---|---:|---:|---:|---:|---:|---|
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
    asked.add_argument("--opened", type=int, default=OPENED)
    asked.add_argument("--only", default="", help="pages with this in their name, printed")
    told = asked.parse_args()
    if told.home:
        print(_measured(told.home, told.opened, told.only))
        return
    tables = _both(told.kept, ["--opened", str(told.opened), "--only", told.only])
    text = _head(told.opened) + tables
    if told.opened >= OPENED and not told.only:
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _both(kept: Path, arguments: list[str]) -> str:
    """The tables of the two kept counties, each from a program of its own."""
    from desk_parts.measuring import BOOKINGS, REQUESTS
    from desk_parts.places import POSTGRES, SQLITE, Places, postgres

    found = []
    with postgres(kept / "server") as server:
        for kind in (SQLITE, POSTGRES):
            home, address = Places(kind, kept, server).home(f"{BOOKINGS}-{REQUESTS}")
            command = [sys.executable, __file__, "--home", str(home), *arguments]
            told = {**os.environ, "COMITY_DATABASE": address}
            found.append(subprocess.run(command, env=told, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return "".join(found).rstrip("\n") + "\n"


def _measured(home: Path, opened: int, only: str) -> str:
    """The table of one home."""
    os.environ.update(COMITY_HOME=str(home), DJANGO_SETTINGS_MODULE="comity.site.settings")
    import django

    django.setup()
    from comity.store.models import Matter, Request
    from django.core.management import call_command
    from django.db import connection

    from desk_parts.addresses import Addresses

    logging.disable(logging.WARNING)  # an address that shows nothing is tried, and said to be left out
    call_command("migrate", verbosity=0, skip_checks=True)
    addresses = Addresses(_client)
    rows = [_line(page, opened) for page in addresses.pages() if only in page.name]
    table = TABLE.format(
        database={"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor],
        bookings=Matter.objects.count(),
        requests=Request.objects.count(),
        met=sum(row.endswith("| yes |\n") for row in rows),
        number=len(rows),
    )
    left_out = "".join(f"| {name} | {why} |\n" for name, why in sorted(addresses.left_out.items()))
    return table + "".join(rows) + ("" if only else LEFT_OUT + left_out)


def _head(opened: int) -> str:
    return HEAD.format(
        day=datetime.now(UTC).date(),
        python=sys.version.split()[0],
        cores=os.cpu_count(),
        opened=opened,
        load=os.getloadavg()[0],
        goal=GOAL,
    )


def _line(page: "Page", opened: int) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, chance = _client(page.role), random.Random(2)
    times, processor, statements = [], [], []
    for number in range(opened + WARMED):
        address, sent = chance.choice(page.ways)
        with CaptureQueriesContext(connection) as asked:
            began, spent = perf_counter(), process_time()
            answer = client.get(address) if sent is None else client.post(address, sent)
            took, used = perf_counter() - began, process_time() - spent
        if answer.status_code != 200:
            raise SystemExit(f"{page.name}: {address} answers {answer.status_code}")
        if number >= WARMED:
            times.append(took * 1e3)
            processor.append(used * 1e3)
            statements.append(len(asked))
    high, busy = _ninety_fifth(times), _ninety_fifth(processor)
    counted = f"{min(statements)}, {max(statements)}"
    figures = f"{statistics.median(times):.0f} | {max(times):.0f} | {high:.0f} | {busy:.0f}"
    return (
        f"| {page.name} | {page.role or 'anybody'} | {figures} | {counted} | {'yes' if high <= GOAL else '**no**'} |\n"
    )


def _ninety_fifth(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@cache
def _client(role: str) -> Any:
    from desk_for_tests import user_of
    from django.conf import settings
    from django.test import Client

    from desk_parts.addresses import Addresses

    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    if role:
        from comity.web.access.middleware import ROLE_KEY

        client.force_login(user_of(role, Addresses.name(role)), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
    return client


if __name__ == "__main__":
    main()
