"""Mail, logs and mailboxes to read: all of it is invented."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from comity.feeds.trails.mail_child import MailReader

LOG_MAP = """\
channel: call
title: The telephone log of an invented jail
zone: America/Los_Angeles
format: {kind: csv}
input_columns: {Started: moment, From: text, To: text, Booking: text, Remark: text}
unused_columns: {Seconds: says nothing of what was said}
at: Started
sender: From
receivers: [To]
booking: Booking
body: [Remark]
"""
LOG_HEADER = "Started,From,To,Booking,Remark,Seconds\n"


def letter(body: str = "Told ICE that she is in court on Friday.", **headers: str) -> EmailMessage:
    """A mail of an invented clerk."""
    made = EmailMessage()
    said = {"From": "clerk@harbor.example", "To": "desk@harbor.example", "Subject": "B-55102", "Message-ID": "<1@x>"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in (said | {"Date": "Fri, 20 Nov 2026 09:40:00 -0800"} | given).items():
        if value:
            made[name] = value
    made.set_content(body)
    return made


@pytest.fixture
def reader() -> Iterator[MailReader]:
    with MailReader() as made:
        yield made


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file below a scratch folder."""

    def write(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        return path

    return write
