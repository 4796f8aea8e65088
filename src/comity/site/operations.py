"""What is done at the desk's machine: begin, serve, tick, seal, rebuild, and the demonstration."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import django

from comity.cli.tools import Advance, Round
from comity.site.home import HomeError, home_of

if TYPE_CHECKING:
    from comity.feeds.trails.sweeping import Swept
    from comity.store.desk import Desk

SETTINGS = "comity.site.settings"
THREADS = 8
LAST_PORT = 65_535


class Machine:
    """This machine, as the commands find it; Django is loaded when a command first needs it."""

    def begin(self) -> Iterator[str]:
        """Make the home and propose a file about the office; where that is written, bring the tables up."""
        home = home_of(os.environ)
        home.begin()
        if not home.office_file.exists():
            yield f"Write down the office in {home.propose_office()}, then run `comity begin` again."
            return
        _migrate()
        self.desk()  # which makes the tables of the record
        yield f"The desk in {home.folder} is ready."
        yield "Invite people with `python -m comity.site invite`; then let three programs run, each in its own service:"
        yield "`comity serve`, `comity tick --every 60` and `comity seal --every 10`."

    def desk(self) -> Desk:
        """The desk."""
        _open_desk()
        from comity.store.desk import current  # noqa: PLC0415 - Django has to be up

        return current()

    def serve(self, at: str, workers: int) -> None:
        """Serve the pages; this program becomes the server.

        Raises:
            HomeError: there is no desk to serve, or something else is served there.
        """
        host, _, port = at.rpartition(":")
        host = host or "127.0.0.1"
        if host != "unix" and not port.isdecimal():
            raise HomeError(f"`{at}` is no address with a port", help="Write it as 127.0.0.1:8000.")
        _open_desk()
        if host != "unix":
            _need_free(host.strip("[]"), int(port), "--at 127.0.0.1:8001")
        words = ["gunicorn", "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(THREADS)]
        words.append("--no-control-socket")  # nobody steers the server from beside; its folder need not be there
        os.execv(sys.executable, [sys.executable, "-m", *words, "comity.site.wsgi"])  # noqa: S606 - the program itself

    def need_port(self, port: int) -> None:
        """Make sure that nothing else is served at a port of this machine.

        Raises:
            HomeError: something is, or this user may not.
        """
        _need_free("localhost", port, f"--port {port + 1 if port < LAST_PORT else port - 1}")

    def tick(self) -> Round:
        """Let the clock tick once."""
        _open_desk()
        from comity.site.ticking import tick_desk  # noqa: PLC0415 - Django has to be up

        return tick_desk(self.desk())

    def seal(self) -> Round:
        """Seal once."""
        _open_desk()
        from comity.site.rounds.counting import count_published  # noqa: PLC0415 - Django has to be up
        from comity.site.sealing import opened_sealer  # noqa: PLC0415 - same

        with opened_sealer() as sealer:
            sealed = sealer.seal()
            count_published(sealer.log)  # it is the log alone that is opened here: who signs has no key of a matter
        return Round((sealed.words,), sealed.alarms)

    def sweep(self, *, advance: Callable[[str], Advance]) -> list[Swept]:
        """Sweep once."""
        _open_desk()
        from comity.site.rounds.sweeping import sweep_desk  # noqa: PLC0415 - Django has to be up

        return sweep_desk(self.desk(), advance)

    def rebuild(self, *, check: bool, advance: Advance) -> Iterator[str]:
        """Make the tables again, or compare; says what differs."""
        _open_desk()
        from comity.store import rebuild  # noqa: PLC0415 - Django has to be up

        records = self.desk().records
        if not check:
            rebuild.rebuild(records, progress=advance)
            return
        for found in rebuild.check(records, progress=advance):
            yield f"{found.table} {found.key}: {found.says}"

    def demo(self, *, advance: Advance) -> Iterator[str]:
        """Tell an invented year to a desk of its own and have it witnessed; says what it came to."""
        home = Path(os.environ.get("COMITY_HOME") or tempfile.mkdtemp(prefix="comity-demo-"))
        os.environ.update(COMITY_HOME=str(home), COMITY_DEMO="1")
        _migrate()
        from comity.site.demo.desk import Demonstration  # noqa: PLC0415 - Django has to be up

        with Demonstration() as demonstration:
            yield from demonstration.tell(advance)

    def serve_demo(self, port: int) -> None:
        """Serve that desk until stopped."""
        from comity.site.demo.desk import Demonstration  # noqa: PLC0415 - Django is up

        with ExitStack() as stack:
            demonstration = stack.enter_context(Demonstration())
            demonstration.serve("localhost", port)


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def _open_desk() -> None:
    """Load the settings and make sure that the desk was begun.

    Raises:
        HomeError: its tables are not there.
    """
    _start_django()
    from django.conf import settings  # noqa: PLC0415 - Django has to be up
    from django.db import connection  # noqa: PLC0415 - same

    if "store_matter" not in connection.introspection.table_names():
        help_ = "Run `comity begin`; COMITY_HOME names another folder."
        raise HomeError(f"the desk in `{settings.COMITY_HOME.folder}` has no tables yet", help=help_)


def _need_free(host: str, port: int, other: str) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except (OSError, OverflowError) as error:
        words = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "no such port"
        message = f"nothing can be served at `{host}:{port}`: {words}"
        raise HomeError(message, help=f"End what is served there, or choose another: {other}.") from error


def _migrate() -> None:
    """Bring the tables to this program's form.

    Raises:
        ComityError: the settings refuse to start.
    """
    _start_django()
    from django.core.management import call_command  # noqa: PLC0415 - Django has to be up

    call_command("migrate", verbosity=0, interactive=False)
