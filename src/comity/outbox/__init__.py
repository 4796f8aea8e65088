"""Carries letters and alerts out, and repeats until confirmed.

>>> from comity.outbox import MessageKind, SendingOffice, subject_and_body
>>> office = SendingOffice("Harbor County", "555-0100", "https://desk.harbor.example", "ledger.harbor.example")
>>> print(subject_and_body(MessageKind.CLIENT_ASKED, "en", office)[1].splitlines()[0])
A federal agency asked about a client of yours. Sign in to read it.

`Outbox` and `Hooks` take what the gate writes, in its transaction; `deliver` sends what waits, and `deliver_hooks`
posts it to other programs. `calendar_feed` is what a calendar reads. Where rows are kept and how a letter leaves
stands in `ports`.
"""

from comity.outbox.composing import Outbox, compose
from comity.outbox.delivering import Delivered, alarm_at, deliver, message_id, repeat_after, retry_after
from comity.outbox.errors import OutboxError
from comity.outbox.hooking import Endpoint, HookQueue, Hooks, NewHook
from comity.outbox.ical import (
    Deadline,
    DeadlineKind,
    calendar_feed,
)
from comity.outbox.message import Attachment, Message, MessageKind, Outgoing, Waiting
from comity.outbox.ports import Address, Addresses, MailAlarm, OutboxRows, Sender, SendingOffice
from comity.outbox.posting import post
from comity.outbox.texts import subject_and_body
from comity.outbox.webhooks import (
    RETRIES,
    TOLD,
    Post,
    WaitingHook,
    WebhookAlarm,
    WebhookRows,
    check_address,
    deliver_hooks,
    hook_id,
    new_secret,
    payload,
    signed,
    wants,
)

__all__ = [
    "RETRIES",
    "TOLD",
    "Address",
    "Addresses",
    "Attachment",
    "Deadline",
    "DeadlineKind",
    "Delivered",
    "Endpoint",
    "HookQueue",
    "Hooks",
    "MailAlarm",
    "Message",
    "MessageKind",
    "NewHook",
    "Outbox",
    "OutboxError",
    "OutboxRows",
    "Outgoing",
    "Post",
    "Sender",
    "SendingOffice",
    "Waiting",
    "WaitingHook",
    "WebhookAlarm",
    "WebhookRows",
    "alarm_at",
    "calendar_feed",
    "check_address",
    "compose",
    "deliver",
    "deliver_hooks",
    "hook_id",
    "message_id",
    "new_secret",
    "payload",
    "post",
    "repeat_after",
    "retry_after",
    "signed",
    "subject_and_body",
    "wants",
]
