"""The gate over records in memory."""

import pytest

from contract.desk import Clock, Desk
from contract.memory import MemoryRecords


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(clock: Clock) -> MemoryRecords:
    return MemoryRecords(clock)


@pytest.fixture
def desk(records: MemoryRecords, clock: Clock) -> Desk:
    """A sheriff's desk in California."""
    return Desk(records, clock, erase=records.erase)


@pytest.fixture
def texas(records: MemoryRecords, clock: Clock) -> Desk:
    """A sheriff's desk in Texas, where a hold is commanded once the facts are there."""
    return Desk(records, clock, "us-tx/sheriff")
