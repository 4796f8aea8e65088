"""A reader by the shipped phrases, and short ways to have it read."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from comity.sweep import Channel, Contact, Reader, Text, rules_for, shipped_phrases

WRITTEN = datetime(2017, 3, 15, 9, 40)
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "sweep"


@pytest.fixture(scope="session")
def reader() -> Reader:
    return rules_for(shipped_phrases())


@pytest.fixture(scope="session")
def contacts(reader: Reader) -> Callable[..., tuple[Contact, ...]]:
    def read(body: str, channel: Channel = Channel.NOTE, **more: object) -> tuple[Contact, ...]:
        return reader.read(Text(channel, "T-1", WRITTEN, body, **more))

    return read


@pytest.fixture(scope="session")
def labelled() -> list[dict[str, str]]:
    with (SAMPLES / "notes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
