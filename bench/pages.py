#!/usr/bin/env python3
"""Times every page of a desk that holds a large county: time in the server, and statements asked of the database.

python bench/pages.py                    the county on SQLite that `bench/desk.py` keeps; writes bench/RESULTS-PAGES.md
python bench/pages.py --home FOLDER      another home, printed
python bench/pages.py --opened 10        a quick look, printed

The load tool is Django's own test client: one page after the other through every middleware, template and statement
that a browser would set in motion, without the network and without a browser's own time.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent / "src"), str(BENCH.parent / "tests")]
RESULTS = BENCH / "RESULTS-PAGES.md"
GOAL = 150  # ms in 95 of 100
WARMED = 3
HEAD = """\
# Results of the pages

Made by `python bench/pages.py`; not edited by hand. What is measured and how stands at the top of that file.

{day} · Python {python} · {bookings:,} bookings, {requests:,} requests on {database} · each page opened {opened} times
for persons and requests chosen by chance · load at the end {load:.1f}

The goal is at most {goal} ms in 95 of 100. The machine is shared with other work: *processor* is what the page itself
took of one core, which is the steadier figure.

| page | role | median, ms | 95 of 100, ms | processor, 95 of 100, ms | statements, least and most | met |
|---|---|---:|---:|---:|---:|---|
"""


def main() -> None:
    """Open every page as often as asked, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kept = Path(tempfile.gettempdir(), "comity-bench-desk", "sqlite-200000-50000")
    asked.add_argument("--home", type=Path, default=kept)
    asked.add_argument("--opened", type=int, default=100)
    told = asked.parse_args()
    os.environ.update(COMITY_HOME=str(told.home), DJANGO_SETTINGS_MODULE="comity.site.settings")
    import django

    django.setup()
    rows = [_line(page, told.opened) for page in _pages()]
    text = _head(told.opened) + "".join(rows)
    if told.home == kept and told.opened >= 100:
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _head(opened: int) -> str:
    from comity.store.models import Matter, Request
    from django.db import connection

    return HEAD.format(
        day=datetime.now(UTC).date(),
        python=sys.version.split()[0],
        bookings=Matter.objects.count(),
        requests=Request.objects.count(),
        database={"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor],
        opened=opened,
        load=os.getloadavg()[0],
        goal=GOAL,
    )


def _pages() -> list[tuple[str, str, list[str]]]:
    """Every page with its role and the addresses to choose from."""
    from comity.store.models import Request
    from django.urls import reverse

    chance = random.Random(1)
    asked = list(Request.objects.order_by("id").values_list("matter_id", "id")[:2_000])
    some = chance.sample(asked, min(200, len(asked)))
    both = [{"matter": matter, "asked": request} for matter, request in some]
    one = [{"matter": matter} for matter, _ in some]
    names = ["ro", "sample", "b-0", "li"]

    def every(name: str, of: list[dict[str, str]]) -> list[str]:
        return [reverse(name, kwargs=each) for each in of]

    return [
        ("Today", "desk", [reverse("today")]),
        ("Answer", "desk", every("answer", both)),
        ("Answer, to print", "desk", every("answer_sheet", both)),
        ("Person", "desk", every("person", one)),
        ("Person, to print", "desk", every("person_sheet", one)),
        ("Find a person", "desk", [f"{reverse('search')}?q={name}" for name in names]),
        ("A new letter", "desk", every("notice_new", both)),
        ("Letters", "desk", [reverse("notices")]),
        ("Deadlines", "supervisor", [reverse("deadlines")]),
        ("Review", "legal", [reverse("reviews")]),
        ("Set up", "administrator", [reverse("set_up")]),
        ("Tokens", "administrator", [reverse("tokens")]),
        ("Imports", "administrator", [reverse("imports")]),
        ("Record", "inspector", [reverse("record")]),
        ("Public page", "", [reverse("public")]),
    ]


def _line(page: tuple[str, str, list[str]], opened: int) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    name, role, addresses = page
    client, chance = _client(role), random.Random(2)
    times, processor, statements = [], [], []
    for number in range(opened + WARMED):
        address = chance.choice(addresses)
        with CaptureQueriesContext(connection) as asked:
            began, spent = perf_counter(), os.times()
            answer = client.get(address)
            took, used = perf_counter() - began, os.times()
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {address} answers {answer.status_code}")
        if number >= WARMED:
            times.append(took * 1e3)
            processor.append((used.user - spent.user + used.system - spent.system) * 1e3)
            statements.append(len(asked))
    high, busy = _ninety_fifth(times), _ninety_fifth(processor)
    met = "yes" if high <= GOAL else "**no**"
    counted, figures = (
        f"{min(statements)}, {max(statements)}",
        f"{statistics.median(times):.0f} | {high:.0f} | {busy:.0f}",
    )
    return f"| {name} | {role or 'anybody'} | {figures} | {counted} | {met} |\n"


def _ninety_fifth(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _client(role: str) -> Any:
    from desk_for_tests import user_of
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    if role:
        from comity.web.access.middleware import ROLE_KEY

        client.force_login(user_of(role, f"bench-{role}"), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
    return client


if __name__ == "__main__":
    main()
