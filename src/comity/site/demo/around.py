"""What went around the gate in the invented county: notes, mail and calls of its clerks, and what the sweep finds.

Some contacts the gate knows, of some only a part, of some nothing; and some words only look like one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from comity.feeds.trails.sources import FILE
from comity.gate import Actor, Role, commands
from comity.site.rounds.sweeping import sweep_desk
from comity.store.desk import Desk
from comity.store.models import Finding, Matter

CLERK = Actor("demo-desk", Role.DESK)
_SOURCES = """\
# What the sweep of this demonstration reads besides the notes of the desk; all of it is invented.
sources:
- {name: jail mail, kind: mbox, path: jail-mail.mbox}
- {name: telephone log, kind: log, files: "calls.csv", map: calls.yaml}
addresses: {ice: [field-office.example, 555-017-7000]}
"""
_MAP = """\
channel: call
title: The telephone log of an invented jail
zone: America/Los_Angeles
input_columns: {Started: moment, From: text, To: text, Booking: text, Remark: text}
at: Started
sender: From
receivers: [To]
booking: Booking
body: [Remark]
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who is held now."""

    handle: str
    name: str
    number: str
    is_asked_about: bool


def tell_around(desk: Desk, home: Path, now: datetime) -> Iterator[str]:
    """Write the notes, mails and calls of the last hours, let the sweep read them, and say what it found."""
    asked, others = _held()
    for person, text in _notes(asked, others):
        desk.gate.do(commands.WriteNote(person.handle, text), CLERK)
    (home / "jail-mail.mbox").write_bytes(b"".join(_mails(asked, others, now)))
    (home / "calls.csv").write_text("\n".join(["Started,From,To,Booking,Remark", *_calls(asked, now)]) + "\n", "utf-8")
    (home / "calls.yaml").write_text(_MAP, "utf-8")
    (home / FILE).write_text(_SOURCES, "utf-8")
    swept = sweep_desk(desk)
    unknown = Finding.objects.exclude(knowledge="knew").count()
    yield (
        f"The sweep read {sum(each.texts for each in swept)} notes, mails and calls. It found "
        f"{sum(each.contacts for each in swept)} contacts with outside agencies. With what the data alone shows, "
        f"there are {unknown} findings of which the gate knew nothing or not all; a supervisor has to explain them."
    )


def _held() -> tuple[list[Held], list[Held]]:
    """Those held now whom an agency has asked about, and the others; each the newest first."""
    rows = Matter.objects.filter(in_custody=True).order_by("-booked_at")[:20]
    found = [Held(row.handle, row.name, row.booking_number, row.requests.exists()) for row in rows]
    return [each for each in found if each.is_asked_about], [each for each in found if not each.is_asked_about]


def _notes(asked: Sequence[Held], others: Sequence[Held]) -> Iterator[tuple[Held, str]]:
    said = (
        "Awaiting a call back from ICE.",
        "Notified ICE of court date, will be brought over at 1.",
        "FBI agent called, told him when he gets out.",
    )
    yield from zip(asked, said, strict=False)
    about = ("ice pack for right knee, cleared by medical", "Attorney called re ins card, will bring it", "Fed lunch.")
    yield from zip([*others, *asked], about, strict=False)


def _mails(asked: Sequence[Held], others: Sequence[Held], now: datetime) -> Iterator[bytes]:
    about = [*asked, *others]
    first, second = about[0], about[-1]
    letters = (
        ("a.lane@jail.example", f"{first.number}", "Told ICE he leaves at 4. They will send somebody.", 5),
        ("duty@field-office.example", f"Re: {second.number}", "Thank you for letting us know.", 4),
        ("b.reed@jail.example", "", "Called ICE about the one in intake, they will be here at 2.", 3),
        ("b.reed@jail.example", "roads", "Ice on the ramp this morning, salt is coming.", 3),
        ("b.reed@jail.example", "training", "Policy says staff do not call ICE without legal.", 2),
    )
    for number, (sender, subject, body, hours) in enumerate(letters):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, "booking@jail.example", subject
        letter["Message-ID"] = f"<demonstration-{number}@jail.example>"
        letter["Date"] = format_datetime(now - timedelta(hours=hours))
        letter.set_content(body)
        yield b"From demonstration Fri Nov 20 09:40:00 2026\n" + letter.as_bytes() + b"\n\n"


def _calls(asked: Sequence[Held], now: datetime) -> Iterator[str]:
    for hours, to, number, remark in (
        (6, "555-017-7000", asked[0].number if asked else "", ""),
        (3, "555-020-0199", "", "family asks about visits"),
    ):
        moment = (now - timedelta(hours=hours)).isoformat(timespec="minutes")
        yield f"{moment},555-0100,{to},{number},{remark}"
