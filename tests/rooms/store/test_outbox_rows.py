"""Messages that wait, as rows: kept once, taken by one sender, never sent after they were seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from comity.outbox.message import Attachment, Message, MessageKind, Waiting
from comity.outbox.ports import OutboxRows
from comity.store.models import OutboxMessage
from comity.store.outbox_rows import LEASE, DjangoOutbox
from contract.desk import Desk

HOUR = timedelta(hours=1)


def _read(row: OutboxMessage) -> Waiting:
    letters = tuple(Attachment(name, sha256) for name, sha256 in row.attachments)
    kind = MessageKind(row.kind)
    message = Message(row.id, row.to, row.user, row.subject, row.body, kind, row.matter_id, row.language, letters)
    return Waiting(message, row.sent, row.failed)


@pytest.fixture
def rows(desk: Desk) -> OutboxRows:
    return DjangoOutbox(desk.records, _read)


def _message(id: str = "m1", *, matter: str = "0" * 32, user: str = "c.defence") -> Message:
    letters = (Attachment("letter.pdf", "ab" * 32),)
    return Message(
        id, "c@example.org", user, "About a client", "Sign in.", MessageKind.CLIENT_ASKED, matter, "es", letters
    )


def test_a_message_waits_as_it_was_made_and_is_kept_once(rows: OutboxRows, noon: datetime) -> None:
    rows.enqueue([_message(), _message("m2")], noon)
    rows.enqueue([_message()], noon + HOUR)
    assert rows.due(noon - HOUR) == []
    assert rows.due(noon) == [Waiting(_message()), Waiting(_message("m2"))]


def test_what_one_sender_was_given_no_other_is_until_the_lease_is_over(rows: OutboxRows, noon: datetime) -> None:
    rows.enqueue([_message()], noon)
    assert len(rows.due(noon)) == 1
    assert rows.due(noon + LEASE / 2) == []
    assert len(rows.due(noon + LEASE)) == 1


def test_a_message_that_left_is_repeated_when_it_was_said_and_counted(rows: OutboxRows, noon: datetime) -> None:
    rows.enqueue([_message(), _message("m2")], noon)
    rows.due(noon)
    rows.sent("m1", noon, noon + HOUR)
    rows.sent("m2", noon, None)
    assert rows.due(noon + HOUR / 2) == []
    assert rows.due(noon + HOUR) == [Waiting(_message(), sent=1)]


def test_a_message_that_failed_is_tried_again_and_success_forgets_the_failures(
    rows: OutboxRows, noon: datetime
) -> None:
    rows.enqueue([_message()], noon)
    for failures in (1, 2):
        rows.due(noon + failures * HOUR)
        rows.failed("m1", noon, noon + (failures + 1) * HOUR, "no answer" * 100)
    assert rows.due(noon + 3 * HOUR) == [Waiting(_message(), failed=2)]
    rows.sent("m1", noon, noon + 4 * HOUR)
    assert rows.due(noon + 4 * HOUR) == [Waiting(_message(), sent=1)]


def test_what_a_user_has_seen_waits_no_more_even_if_it_was_just_leaving(rows: OutboxRows, noon: datetime) -> None:
    rows.enqueue([_message(), _message("m2", user="d.other"), _message("m3", matter="1" * 32)], noon)
    rows.due(noon)
    rows.confirmed("0" * 32, "c.defence", noon)
    rows.sent("m1", noon, noon + HOUR)
    rows.failed("m2", noon, noon + HOUR, "busy")
    assert [waiting.message.id for waiting in rows.due(noon + LEASE)] == ["m3"]
    assert [waiting.message.id for waiting in rows.due(noon + HOUR)] == ["m2", "m3"]
    rows.confirmed("0" * 32, "", noon)
    assert [waiting.message.id for waiting in rows.due(noon + 2 * HOUR)] == ["m3"]


@dataclass
class _PowerCutError(Exception):
    """The program ended here."""


def test_a_message_and_the_act_that_made_it_are_there_together_or_not_at_all(
    durable: None, desk: Desk, rows: OutboxRows, noon: datetime
) -> None:
    with pytest.raises(_PowerCutError), desk.records.transaction():  # noqa: PT012 - all of it is one transaction
        rows.enqueue([_message(matter=desk.open())], noon)
        raise _PowerCutError
    assert not OutboxMessage.objects.exists()
