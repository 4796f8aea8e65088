"""What every command is given: the clock, the law, and a screen that may have a reader."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from comity.base import ComityError
from comity.cli.screen import show_progress
from comity.law import LawLibrary

if TYPE_CHECKING:
    from comity.feeds.trails.sweeping import Swept
    from comity.lab.bulk import Scheduler
    from comity.store.desk import Desk


Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of work came to: what to say of it, and what could not be done."""

    lines: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Workplace(Protocol):
    """The machine on which a desk runs."""

    def begin(self) -> Iterable[str]:
        """Make the home, or bring its tables up; says what to do next."""
        ...

    def desk(self) -> Desk:
        """The desk."""
        ...

    def serve(self, at: str, workers: int) -> None:
        """Serve the pages until stopped."""
        ...

    def need_port(self, port: int) -> None:
        """Make sure that nothing else is served at a port of this machine."""
        ...

    def tick(self) -> Round:
        """Let the clock tick once."""
        ...

    def seal(self) -> Round:
        """Seal once."""
        ...

    def sweep(self, *, advance: Callable[[str], Advance]) -> Sequence[Swept]:
        """Read what nobody has read yet, for contacts that went around the gate; says what came of each source."""
        ...

    def rebuild(self, *, check: bool, advance: Advance) -> Iterable[str]:
        """Make the tables again, or compare; says what differs."""
        ...

    def demo(self, *, advance: Advance) -> Iterable[str]:
        """Tell an invented year to a desk of its own and have it witnessed; says what it came to."""
        ...

    def serve_demo(self, port: int) -> None:
        """Serve that desk until stopped."""
        ...


def _nowhere() -> Workplace:
    raise ComityError("this is no desk's machine", help="Run the command `comity` as it was installed.")


def _no_cluster(address: str, _library: LawLibrary) -> Scheduler:
    raise ComityError(f"no cluster `{address}` is known here", help="Run the command `comity` as it was installed.")


@dataclass(frozen=True)
class Tools:
    """Handed down from `site/`, so that nothing below asks the machine for the time or for its settings."""

    clock: Callable[[], datetime]
    law_folders: tuple[Path, ...] = ()
    workplace: Callable[[], Workplace] = _nowhere
    cluster: Callable[[str, LawLibrary], Scheduler] = _no_cluster

    @cached_property
    def library(self) -> LawLibrary:
        """The packs that are installed."""
        return LawLibrary(self.law_folders)

    def desk(self) -> Desk:
        """The desk of this machine."""
        return self.workplace().desk()

    def pause(self) -> None:
        """Wait for the reader, if there is one at a screen."""
        if sys.stdin.isatty() and sys.stdout.isatty():
            input("\nPress Enter to go on. ")

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int], None]]:
        """Give a function that is told how much of the work is done; only a screen shows it."""
        if not sys.stderr.isatty():
            yield lambda done, of: None
            return
        shown = -1

        def advance(done: int, of: int) -> None:
            nonlocal shown
            percent = 100 * done // of if of else 100
            if percent != shown:
                shown = percent
                show_progress(f"{label:<24} {'#' * (percent // 4):<25} {percent:>3}%")

        yield advance
        show_progress("")
