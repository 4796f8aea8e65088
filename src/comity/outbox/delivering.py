"""Sends what waits: at least once, more rarely after each failure, never given up in silence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.gate import Gate, NotFoundError, NotNowError
from comity.gate.commands import RaiseAlarm
from comity.gate.tick import CLOCK
from comity.outbox.message import Message, MessageKind, Outgoing, Waiting
from comity.outbox.ports import MailAlarm, OutboxRows, Sender

# A mail server that restarts is back in a minute; one that is away for hours is asked every hour, and no more.
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
# After this many failures in a row, half an hour has passed, and somebody has to telephone.
ALARM_AFTER = 5
# Counsel reads mail between hearings: twice on the first day, then once a day until it was opened.
FIRST_REPEAT, LONGEST_REPEAT = timedelta(hours=4), timedelta(days=1)
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery has done: the messages that left, and those that did not, each with the reason."""

    sent: tuple[Message, ...]
    failed: tuple[tuple[Message, str], ...]


def retry_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return _doubled(FIRST_RETRY, failures - 1, LONGEST_RETRY)


def repeat_after(times: int) -> timedelta:
    """How long to wait, after a message left so many times, before somebody who has not opened it is told again."""
    return _doubled(FIRST_REPEAT, times - 1, LONGEST_REPEAT)


def _doubled(first: timedelta, steps: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(max(steps, 0), 20)), longest)


def message_id(waiting: Waiting, domain: str) -> str:
    """The id under which a mail server knows a sending: a second try has the same one, a repeat another."""
    return f"<{waiting.message.id}.{waiting.sent + 1}@{domain}>"


def deliver(
    rows: OutboxRows, sender: Sender, at: datetime, *, domain: str, alarm: MailAlarm | None = None
) -> Delivered:
    """Send everything that is due, each by itself: one that fails stops no other.

    Where the program dies between the sending and the note of it, the message is sent again under the same id.
    """
    sent, failed = [], []
    for waiting in rows.due(at):
        message = waiting.message
        try:
            sender(Outgoing(message, message_id(waiting, domain), at))
        except Exception as error:  # noqa: BLE001 - whatever a mail server says, the next message is sent
            why = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
            failed.append((message, f"{why}{_note_failure(rows, waiting, at, why, alarm)}"))
        else:
            again = at + repeat_after(waiting.sent + 1) if message.kind.repeats else None
            rows.sent(message.id, at, again)
            sent.append(message)
    return Delivered(tuple(sent), tuple(failed))


def alarm_at(gate: Gate) -> MailAlarm:
    """An alarm in the matter of a message that does not leave; one that is erased meanwhile needs none.

    A mail that says of an alarm is left out: the alarm repeats by itself, and one about it would bring the next.
    """

    def raised(message: Message, _why: str) -> None:
        if message.kind is MessageKind.ALARM:
            return
        words = "A message about this matter does not leave. Telephone whoever should have it."
        alarm = RaiseAlarm(message.matter, f"mail:{message.id}", "mail_failing", message.id, words)
        with suppress(NotFoundError, NotNowError):
            gate.do(alarm, CLOCK)

    return raised


def _note_failure(rows: OutboxRows, waiting: Waiting, at: datetime, why: str, alarm: MailAlarm | None) -> str:
    """Note that a message did not leave; what kept even that from being done is said, and stops no other."""
    failures = waiting.failed + 1
    try:
        # INVARIANT: nothing is given up in silence; it is tried on, and again and again somebody is told
        if alarm is not None and failures % ALARM_AFTER == 0:
            alarm(waiting.message, why)  # before it is counted: where this fails, the next try is the same one
        rows.failed(waiting.message.id, at, at + retry_after(failures), why)
    except Exception as error:  # noqa: BLE001 - others were writing, for one; the next message is sent
        return f"; nor could that be put on record ({type(error).__name__})"
    return ""
