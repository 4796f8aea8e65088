"""Tables of what comes in from other systems and what goes out to them."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import HANDLE, KeyField
from comity.store.models.matters import LONG


class ImportEntry(models.Model):
    """Which booking of which source is which matter; of an erased one, only that no feed may open it again."""

    id = KeyField(primary_key=True, max_length=64)  # of source and key, by a secret of the desk
    source = models.CharField(max_length=64)
    key = models.CharField(max_length=200)  # the source's own; empty once erased
    matter_id = KeyField(max_length=HANDLE, db_index=True)
    person_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=128)  # of everything that the source said; empty once erased
    erased = models.BooleanField(default=False)

    class Meta:
        """By person."""

        indexes = (models.Index(fields=["source", "person_id"], name="import_person"),)


class ImportPerson(models.Model):
    """Which person of which source is whom."""

    id = KeyField(primary_key=True, max_length=64)  # of source and key, by a secret of the desk
    source = models.CharField(max_length=64)
    person_id = KeyField(max_length=64, db_index=True)


class ImportRun(models.Model):
    """How far an import of some files has come."""

    id = KeyField(primary_key=True, max_length=64)  # of source and files
    source = models.CharField(max_length=64)
    files = models.CharField(max_length=128)  # digest of the files' contents
    position = models.PositiveBigIntegerField()
    opened = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    finished = models.BooleanField()
    begun_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ("-at", "id")


class Upload(models.Model):
    """A file of bookings that somebody sent by the pages; its content goes when it has been brought in."""

    id = KeyField(primary_key=True, max_length=32)
    name = models.CharField(max_length=200)
    mapping = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=150)
    state = models.CharField(max_length=20)  # waiting, running, cut, done, failed
    report = models.TextField()  # counts and refusals, without anybody's name
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-uploaded_at", "id")


class WebhookEndpoint(models.Model):
    """An address that is told what happens, and the secret that signs what it is told."""

    id = KeyField(primary_key=True, max_length=32)
    url = models.CharField(max_length=2000)
    secret = models.CharField(max_length=200)
    kinds = models.JSONField()  # of events; empty: all
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        """The oldest first."""

        ordering = ("created_at", "id")


class WebhookDelivery(models.Model):
    """One message to one address, until it has arrived or is given up."""

    id = KeyField(primary_key=True, max_length=64)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    matter_id = KeyField(max_length=HANDLE, db_index=True)
    body = models.TextField()
    created_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # null: arrived, or given up
    delivered_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200)  # the last answer

    class Meta:
        """What waits, by when it is tried."""

        indexes = (models.Index(fields=["next_at"], name="delivery_waits", condition=models.Q(next_at__isnull=False)),)


class OutboxMessage(models.Model):
    """A message to a user that waits, is repeated, or was seen."""

    id = KeyField(primary_key=True, max_length=160)
    matter_id = KeyField(max_length=HANDLE, db_index=True)
    to = models.CharField(max_length=320)
    user = models.CharField(max_length=150)
    subject = models.CharField(max_length=LONG)
    body = models.TextField()
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    attachments = models.JSONField()  # name and hash of each letter
    queued_at = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)  # in a row
    last_at = models.DateTimeField(null=True)  # when it last left, or did not
    why = models.CharField(max_length=LONG)  # it did not
    next_at = models.DateTimeField(null=True)  # null: nothing waits any more
    taken_until = models.DateTimeField(null=True)  # somebody is sending it
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """What waits, by when it is sent."""

        indexes = (
            models.Index(
                fields=["next_at", "queued_at"], name="outbox_waits", condition=models.Q(next_at__isnull=False)
            ),
        )
