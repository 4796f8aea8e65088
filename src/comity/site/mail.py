"""Mail of the desk: who is reached where, how a message leaves, and where it waits."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage

from comity.gate import Role
from comity.outbox import Attachment, Message, MessageKind, Outbox, Outgoing, SendingOffice, Waiting
from comity.outbox.ports import Address
from comity.store.models import OutboxMessage, UserLanguage
from comity.store.outbox_rows import DjangoOutbox
from comity.store.records import DjangoRecords


class Accounts:
    """Where users are reached, and in which language: the address of their account, while the account is in use."""

    def of_user(self, user: str) -> Address | None:
        """One user's address."""
        return next(iter(self._reached(username=user)), None)

    def of_role(self, role: Role) -> Sequence[Address]:
        """The addresses of all who act in a role."""
        return self._reached(groups__name=role.value)

    def _reached(self, **wanted: str) -> list[Address]:
        """Each in the language that they chose for the pages, or else in the first of the office."""
        users = get_user_model().objects.filter(is_active=True, **wanted).exclude(email="").order_by("username")
        reached = list(users.values_list("username", "email"))
        chosen = dict(UserLanguage.objects.filter(user__in=[user for user, _ in reached]).values_list())
        first = settings.COMITY_OFFICE.languages[0]
        return [Address(user, email, chosen.get(user, first)) for user, email in reached]


def sending_office() -> SendingOffice:
    """The office as it stands at the end of a message."""
    office = settings.COMITY_OFFICE
    domain = urlsplit(f"//{office.origin}").hostname or "localhost"
    return SendingOffice(office.name, office.telephone, settings.COMITY_ADDRESS, domain)


def waiting_messages(records: DjangoRecords) -> DjangoOutbox[Waiting]:
    """Where messages wait."""
    return DjangoOutbox(records, _waiting)


def open_outbox(rows: DjangoOutbox[Waiting]) -> Outbox:
    """What makes messages of what the gate writes, in the gate's transaction."""
    return Outbox(rows, sending_office(), Accounts())


def send(outgoing: Outgoing) -> None:
    """Let a message leave by the mail server of the settings."""
    message = outgoing.message
    EmailMessage(subject=message.subject, body=message.body, to=[message.to], headers=outgoing.headers).send()


def _waiting(row: OutboxMessage) -> Waiting:
    message = Message(
        id=row.id,
        to=row.to,
        user=row.user,
        subject=row.subject,
        body=row.body,
        kind=MessageKind(row.kind),
        matter=row.matter_id,
        language=row.language,
        attachments=tuple(Attachment(name, sha256) for name, sha256 in row.attachments),
    )
    return Waiting(message, row.sent, row.failed)
