"""A line of the tables of pages: what one page or one act has taken, each time that it was opened."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

GOAL = 150  # ms in 95 of 100


@dataclass
class Row:
    """One line of a table: what an address has taken each time, in the server."""

    name: str
    role: str
    times: list[float] = field(default_factory=list)  # ms
    processor: list[float] = field(default_factory=list)  # ms
    statements: list[int] = field(default_factory=list)
    noted: list[bool] = field(default_factory=list)  # whether it was noted as well that the session is used

    def open(self, client: Client, address: str, sent: dict[str, Any] | None) -> Any:
        """Open an address, or send it something; the answer.

        Raises:
            SystemExit: it is no page, and leads to none.
        """
        with CaptureQueriesContext(connection) as asked:
            began, spent = perf_counter(), process_time()
            answer = client.get(address) if sent is None else client.post(address, sent)
            self.times.append((perf_counter() - began) * 1e3)
            self.processor.append((process_time() - spent) * 1e3)
        if answer.status_code not in {200, 302}:
            raise SystemExit(f"{self.name}: {address} answers {answer.status_code}")
        self.statements.append(len(asked))
        self.noted.append(any(map(_notes_session, asked.captured_queries)))
        return answer

    def forget(self, number: int) -> None:
        """Leave the first ones out, which warm up."""
        del self.times[:number], self.processor[:number], self.statements[:number], self.noted[:number]

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        return _ninety_fifth(self.times) <= GOAL

    @property
    def line(self) -> str:
        """The line."""
        pairs = zip(self.statements, self.noted, strict=True)
        counted = [number for number, noted in pairs if not noted] or self.statements
        figures = (statistics.median(self.times), max(self.times), *map(_ninety_fifth, (self.times, self.processor)))
        cells = [self.name, self.role or "anybody", *(f"{each:.0f}" for each in figures)]
        return f"| {' | '.join([*cells, f'{min(counted)}, {max(counted)}', 'yes' if self.is_met else '**no**'])} |\n"


def _notes_session(query: dict[str, str]) -> bool:
    """Whether a session is written: once a minute it is noted that it is used, whatever the page."""
    return query["sql"].startswith(('UPDATE "django_session"', 'INSERT INTO "django_session"'))


def _ninety_fifth(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
